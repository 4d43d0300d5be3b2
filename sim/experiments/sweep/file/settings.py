"""Factors on numbers: parameters of rules, decisions and tables, and figures of day 0."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sim.catalogue import catalogue, decisions
from sim.errors import guess
from sim.experiments.sweep.file.ground import Ground, Varied, words
from sim.experiments.sweep.file.lines import Path
from sim.experiments.sweep.file.ranges import Range, looks_like_range, read_range
from sim.experiments.sweep.file.reading import nearest
from sim.experiments.sweep.sampling.factors import SETTING, STRENGTH, Factor
from sim.rule import rules
from sim.seeds import load_seeds

KINDS = RULES, DECISIONS, TABLES, FIGURES = ("rules", "decisions", "tables", "figures")


def settings(ground: Ground) -> Iterator[Varied]:
    """Yield a factor for every parameter or initial figure that is named."""
    for name, path, spec in leaves(ground.file.vary.settings, ("vary", "settings")):
        yield setting(ground, name, path, spec)


def leaves(table: Mapping[str, Any], path: Path, owner: str = "") -> Iterator[tuple[str, Path, Any]]:
    """Yield full names, paths and what is said of them."""
    for word, spec in table.items():
        name = f"{owner}{word}"
        if isinstance(spec, dict) and name not in catalogue() and not looks_like_range(spec):
            yield from leaves(spec, (*path, word), f"{name}.")
        else:
            yield name, (*path, word), spec


def setting(ground: Ground, name: str, path: Path, spec: Any) -> Varied:
    """Return the factor of a parameter; ExperimentError if there is none of that name."""
    if name not in catalogue():
        owner, _, word = name.rpartition(".")
        of_owner = [each.removeprefix(f"{owner}.") for each in catalogue() if each.startswith(f"{owner}.")]
        hint = guess(word, of_owner) if of_owner else guess(name, catalogue())
        raise ground.lines.refuse(f"unknown parameter '{name}'{hint}", *path)
    of = catalogue()[name]
    if of.low == of.high:
        raise ground.lines.refuse(f"its stated range is one value, {of.low:g}: there is nothing to vary", *path)
    low, high, levels = read_range(spec, Range(of.low, of.high, of.unit), ground.lines, *path)
    factor = Factor(name, SETTING, name, of.unit, of.source, low, high, ground.held(name, path), levels=levels)
    return Varied(factor, (name,), path)


def ranges(ground: Ground, before: Iterable[Varied]) -> Iterator[Varied]:
    """Yield every declared range of the kinds asked for.

    Left out: what is held or varied already, strengths, and parameters of rules that are off.
    """
    path = ("vary", "ranges")
    kinds = words(ground.file.vary.ranges, ground.lines, *path)
    for each in kinds:
        if each not in KINDS:
            raise ground.lines.refuse(f"there is no kind of range '{each}'{nearest(each, list(KINDS))}", *path)
    earlier = list(before)
    turned = {name for each in earlier if each.factor.kind == STRENGTH for name in each.names}
    strengths = {name: each.strength.name for name, each in rules().items()}
    off = {name for name, strength in strengths.items() if not ground.acts(name) and strength not in turned}
    stay = set(strengths.values()).union(*(each.names for each in earlier))
    stay = stay.union(*(base.values for base in ground.bases.values()))
    for name, of in sorted(catalogue().items()):
        if kind_of(name) in kinds and of.low < of.high and name not in stay and owner_of(name) not in off:
            yield setting(ground, name, path, {})


def owner_of(name: str) -> str:
    """Return whose a parameter is."""
    return name.partition(".")[0]


def kind_of(name: str) -> str:
    """Return whose number it is: a rule's, a decision's, a table's, or a figure of day 0."""
    if name in load_seeds().figures:
        return FIGURES
    return RULES if owner_of(name) in rules() else DECISIONS if owner_of(name) in decisions() else TABLES
