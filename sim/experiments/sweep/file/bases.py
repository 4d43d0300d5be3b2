"""What factors act on: each scenario under each combination of choices, with the values held there."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from math import prod
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sim.assumptions import Assumptions, acted_by, load_assumptions
from sim.catalogue import checked
from sim.errors import AftermathError, ExperimentError, guess
from sim.experiments.points import Point
from sim.experiments.sweep.file.keys import Alternative, SweepFile
from sim.experiments.sweep.file.lines import Lines
from sim.scenario import load_scenario, read_settings
from sim.sums import FILE, PLUS, put_together, terms_with_files

MOST_COMBINATIONS = 4_096  # of alternatives: each is read and checked before anything runs
Picked = tuple[int, ...]  # the position of the alternative taken in every choice
Bases = Mapping[tuple[str, Picked], Point]
NOTHING = Alternative()


@contextmanager
def explained(lines: Lines, *path: object) -> Iterator[None]:
    """Put file, line and key before what is wrong with something that the file names."""
    try:
        yield
    except AftermathError as problem:
        raise ExperimentError(f"{lines.at(*path)}: {problem}") from None


def beside(folder: Path, name: str) -> str:
    """Return a name, or the path of a file if one is given; a relative one lies beside the sweep's own file."""
    return str(folder / name) if name.endswith(FILE) and (folder / name).is_file() else name


def sum_beside(folder: Path, text: str) -> str:
    """Return a scenario, with weeks and policies, whose relative path lies beside the sweep's own file."""
    first, *policies = terms_with_files(text, folder=folder)
    return put_together([replace(first, name=beside(folder, first.name)), *policies])


def listed_scenarios(file: SweepFile, folder: Path, lines: Lines) -> dict[str, str]:
    """Return how each listed scenario is loaded, by its name; ExperimentError if one is unknown or listed twice."""
    found: dict[str, str] = {}
    for given in file.scenarios:
        with explained(lines, "scenarios"):
            text = sum_beside(folder, given)
            name = load_scenario(text).name
        if name in found:
            raise lines.refuse(f"'{name}' is listed twice", "scenarios")
        found[name] = text
    return found


def load_set(name: str, folder: Path, lines: Lines, *path: object) -> Assumptions:
    """Return an assumption set."""
    with explained(lines, *path):
        return load_assumptions(beside(folder, name))


def read_values(
    strengths: Mapping[str, Any], settings: dict[str, dict[str, Any]], lines: Lines, *path: object
) -> dict[str, float]:
    """Return held values by full name, checked against their ranges."""
    values: dict[str, float] = {}
    for claim, strength in strengths.items():
        where = lines.at(*path, "strengths", claim)
        for rule in acted(claim, where):
            values[f"{rule}.strength"] = plain(checked, f"{rule}.strength", strength, where)
    for owner, words in settings.items():
        values |= plain(read_settings, {owner: words}, lines.at(*path, "settings", owner))
    return values


def plain(read: Any, *asked: Any) -> Any:
    """Call a reader of values, its complaints being those of a sweep."""
    try:
        return read(*asked)
    except AftermathError as problem:
        raise ExperimentError(str(problem)) from None


def acted(claim: str, where: str) -> list[str]:
    """Return the rules of a claim, by number or name."""
    found: list[str] = plain(acted_by, claim, where)
    return found


def bases_of(file: SweepFile, listed: Mapping[str, str], folder: Path, lines: Lines) -> Bases:
    """Return scenario and values for every listed scenario and combination of alternatives.

    Later ones win: assumption set (a choice may name another), the scenario's settings, what the file holds, what
    the alternatives hold. ExperimentError names the alternative that cannot be carried out.
    """
    choices = file.vary.choices
    for name, alternatives in choices.items():
        check_choice(name, alternatives, listed, folder, lines)
    combinations = prod(len(each) for each in choices.values())
    if combinations > MOST_COMBINATIONS:
        raise lines.refuse(f"{combinations:,} combinations of alternatives; at most {MOST_COMBINATIONS:,}", "vary")
    held = read_values(file.strengths, file.settings, lines)
    own_set = load_set(file.assumptions, folder, lines, "assumptions")
    found = {}
    for picked in product(*(range(len(each)) for each in choices.values())):
        names = [list(alternatives)[at] for alternatives, at in zip(choices.values(), picked, strict=True)]
        taken = {choice: choices[choice][name] for choice, name in zip(choices, names, strict=True)}
        values, believed = dict(held), own_set
        for name, (choice, each) in zip(names, taken.items(), strict=True):
            path = ("vary", "choices", choice, name)
            values |= read_values(each.strengths, each.settings, lines, *path)
            if each.assumptions is not None:
                believed = load_set(each.assumptions, folder, lines, *path, "assumptions")
        for scenario, text in listed.items():
            with explained(lines, *(("vary", "choices") if choices else ("scenarios",))):
                resolved = load_scenario(changed(text, scenario, taken.values(), folder))
            whole = {**believed.values, **resolved.settings, **values}
            found[scenario, picked] = Point(resolved, MappingProxyType(whole))
    return found


def changed(text: str, name: str, taken: Iterable[Alternative], folder: Path) -> str:
    """Return how a listed scenario is loaded as the alternatives have it: another in its place, policies added."""
    for each in taken:
        text = sum_beside(folder, each.scenarios.get(name, text))
    return PLUS.join([text, *(policy for each in taken for policy in each.policies)])


def check_choice(
    name: str, alternatives: Mapping[str, Alternative], listed: Mapping[str, str], folder: Path, lines: Lines
) -> None:
    """Refuse a choice between fewer than two things, between equal ones, or about scenarios that are not listed."""
    path = ("vary", "choices", name)
    if len(alternatives) < 2:
        raise lines.refuse("a choice needs at least two alternatives", *path)
    seen: dict[str, str] = {}
    for alternative, each in alternatives.items():
        for scenario in each.scenarios:
            if scenario not in listed:
                raise lines.refuse(
                    f"'{scenario}' is not among the sweep's scenarios{guess(scenario, listed)}",
                    *path, alternative, "scenarios", scenario,
                )  # fmt: skip
        for scenario, text in listed.items():
            with explained(lines, *path, alternative):
                load_scenario(changed(text, scenario, [each], folder))
        same = seen.setdefault(each.model_dump_json(), alternative)
        if same != alternative:
            raise lines.refuse(f"'{same}' and '{alternative}' change the same", *path)
