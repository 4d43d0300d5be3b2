"""TOML becomes a frozen scenario and a frozen set of assumptions, with errors that help."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.catalogue import catalogue, checked
from sim.claims import load_claims
from sim.errors import ScenarioError, guess
from sim.events import EVENTS, AnyEvent, Event
from sim.paths import SCENARIOS
from sim.rule import rules
from sim.seeds import load_seeds

WEEKS = 156
PRESETS = SCENARIOS / "presets"


class ScenarioFile(BaseModel):
    """What a scenario file may say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    about: str
    extends: str | None = None
    events: tuple[AnyEvent, ...] = ()
    settings: dict[str, dict[str, Any]] = Field(default_factory=dict)


class AssumptionFile(BaseModel):
    """What an assumption set may say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    about: str
    strengths: dict[str, float] = Field(default_factory=dict)
    settings: dict[str, dict[str, Any]] = Field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """What is forced on the world: events by name and settings that differ from the defaults."""

    name: str
    title: str
    about: str
    events: tuple[Event, ...]
    settings: Mapping[str, float]


@dataclass(frozen=True)
class Assumptions:
    """What is believed of the world: a strength for every rule, and settings that differ from the defaults."""

    name: str
    title: str
    about: str
    values: Mapping[str, float]


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; ScenarioError names the file and what is wrong with it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScenarioError(f"{path}: no such file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as problem:
        raise ScenarioError(f"{path.name}: cannot be read as TOML: {problem}") from None


def explain(where: str, problem: ValidationError, allowed: Iterable[str]) -> ScenarioError:
    """Turn the first complaint of pydantic into the reader's words."""
    first = problem.errors()[0]
    key = ".".join(str(each) for each in first["loc"])
    if first["type"] == "extra_forbidden":
        return ScenarioError(f"{where}: {key}: unknown key{guess(str(first['loc'][-1]), allowed)}")
    if first["type"] == "union_tag_invalid":
        kind = str(first.get("ctx", {}).get("tag"))
        return ScenarioError(f"{where}: {key}: unknown kind of event '{kind}'{guess(kind, kinds())}")
    if first["type"] == "union_tag_not_found":
        return ScenarioError(f"{where}: {key}: an event needs a kind; allowed: {', '.join(kinds())}")
    given = first.get("input")
    shown = f" (given: {given!r})" if not isinstance(given, dict) else ""
    return ScenarioError(f"{where}: {key}: {first['msg'].lower()}{shown}")


def kinds() -> list[str]:
    """Return the kinds of events there are."""
    return [each.model_fields["kind"].annotation.__args__[0] for each in EVENTS]  # type: ignore[union-attr]


def names(folder: Path) -> list[str]:
    """Return what a folder offers, by file name."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def find(name: str, folder: Path, what: str) -> Path:
    """Return the file of a name, or the path if a file is given; ScenarioError with the nearest name."""
    given = Path(name)
    if given.suffix == ".toml":
        return given
    if name not in names(folder):
        raise ScenarioError(f"{what} '{name}': there is none{guess(name, names(folder))}")
    return folder / f"{name}.toml"


@cache
def load_scenario(name: str, folder: Path = SCENARIOS) -> Scenario:
    """Read a scenario by name or path, with what it extends; ScenarioError names file and word."""
    return read_scenario(find(name, folder, "scenario"), folder, ())


def read_scenario(path: Path, folder: Path, seen: tuple[str, ...]) -> Scenario:
    """Read one file, after the one it extends; events of one name replace each other."""
    where = path.name
    raw = read_toml(path)
    try:
        file = ScenarioFile.model_validate(raw)
    except ValidationError as problem:
        fields = {*ScenarioFile.model_fields, *(name for each in EVENTS for name in each.model_fields)}
        raise explain(where, problem, fields) from None
    events: dict[str, Event] = {}
    settings: dict[str, float] = {}
    if file.extends is not None:
        if file.extends in (*seen, path.stem):
            raise ScenarioError(f"{where}: extends: '{file.extends}' extends itself")
        below = read_scenario(find(file.extends, folder, f"{where}: extends"), folder, (*seen, path.stem))
        events, settings = {each.name: each for each in below.events}, dict(below.settings)
    own = [each.name for each in file.events]
    for event in file.events:
        if own.count(event.name) > 1:
            raise ScenarioError(f"{where}: events: two events are named '{event.name}'")
        check_words(event, where)
        events[event.name] = event
    settings |= read_settings(file.settings, where)
    ordered = tuple(sorted(events.values(), key=lambda each: (each.week, each.name)))
    return Scenario(path.stem, file.title, file.about, ordered, MappingProxyType(settings))


def check_words(event: Event, where: str) -> None:
    """Refuse an event that names a place, group, state or host that does not exist."""
    for kind, words in event.words().items():
        for word in words:
            if word not in load_seeds().ids(kind):
                raise ScenarioError(
                    f"{where}: event '{event.name}': unknown {kind[:-1]} '{word}'{guess(word, load_seeds().ids(kind))}"
                )


def read_settings(given: dict[str, dict[str, Any]], where: str) -> dict[str, float]:
    """Flatten `[settings.owner] word = value`, each checked against its range."""
    flat: dict[str, float] = {}
    for owner, words in given.items():
        for word, value in flatten(words):
            flat[f"{owner}.{word}"] = checked(f"{owner}.{word}", value, where)
    return flat


def flatten(words: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    """Yield dotted names of a nested table."""
    for word, value in words.items():
        if isinstance(value, dict):
            yield from ((f"{word}.{rest}", deep) for rest, deep in flatten(value))
        else:
            yield word, value


@cache
def load_assumptions(name: str, folder: Path = PRESETS) -> Assumptions:
    """Read an assumption set by name or path: claims it does not name are off."""
    path = find(name, folder, "assumption set")
    where = path.name
    try:
        file = AssumptionFile.model_validate(read_toml(path))
    except ValidationError as problem:
        raise explain(where, problem, AssumptionFile.model_fields) from None
    values = {each.strength.name: 0.0 for each in rules().values()}
    for claim, strength in file.strengths.items():
        for each in acted_by(claim, f"{where}: strengths"):
            values[f"{each}.strength"] = checked(f"{each}.strength", strength, f"{where}: {claim}")
    values |= read_settings(file.settings, where)
    return Assumptions(path.stem, file.title, file.about, MappingProxyType(values))


def acted_by(claim: str, where: str) -> list[str]:
    """Return the rules that act a claim, given by its number or by a rule's name; ScenarioError if none does."""
    found = [name for name, each in rules().items() if claim in (each.claim, name)]
    if found:
        return found
    claims = load_claims()
    if claim in claims:
        status = claims[claim].status
        what = "no rule in this release" if status == "not yet" else f"no rule to switch ({status})"
        hint = f"it is a {claims[claim].kind}; see: aftermath claims {claim}"
        raise ScenarioError(f"{where}: {claim} has {what}; {hint}")
    raise ScenarioError(f"{where}: unknown claim '{claim}'{guess(claim, [*claims, *rules()])}")


def override(
    assumptions: Assumptions,
    scenario: Scenario,
    settings: Iterable[str] = (),
    strengths: Iterable[str] = (),
    off: Iterable[str] = (),
    only: Iterable[str] = (),
) -> dict[str, float]:
    """Return all values that differ from the defaults: the set, then the scenario, then the reader's own.

    `settings` are `owner.word=value`, `strengths` are `C14=0.5`; `only` switches all other rules off.
    """
    values = {**assumptions.values, **scenario.settings}
    kept = [name for claim in only for name in acted_by(claim, "--only")]
    if kept:
        for each in rules():
            values[f"{each}.strength"] = 0.0
        values |= {f"{each}.strength": 1.0 for each in kept}
    for claim in off:
        values |= {f"{each}.strength": 0.0 for each in acted_by(claim, "--off")}
    for text in strengths:
        claim, number = split_pair(text, "--strength", "C14=0.5")
        for each in acted_by(claim, "--strength"):
            values[f"{each}.strength"] = checked(f"{each}.strength", number, f"--strength {claim}")
    for text in settings:
        name, number = split_pair(text, "--set", "cut_or_renew.rate=0.002")
        if name.startswith("event."):
            values[name] = checked_event(name, number, scenario)
        else:
            values[name] = checked(name, number, "--set")
    return values


def split_pair(text: str, option: str, example: str) -> tuple[str, float]:
    """Split `name=number`; ScenarioError shows how it is written."""
    name, equals, number = text.partition("=")
    if not equals or not name.strip():
        raise ScenarioError(f"{option} {text}: write it as {example}")
    try:
        return name.strip(), float(number)
    except ValueError:
        raise ScenarioError(f"{option} {text}: '{number}' is not a number") from None


def checked_event(name: str, week: float, scenario: Scenario) -> float:
    """Return the week of a named event, as `event.NAME.week`."""
    known = [f"event.{each.name}.week" for each in scenario.events]
    if name not in known:
        raise ScenarioError(f"--set {name}: {scenario.name} has no such event{guess(name, known)}")
    if not 1 <= week <= 520 or week != int(week):
        raise ScenarioError(f"--set {name} = {week:g} is not a whole week from 1 to 520")
    return week


def provenance(values: Mapping[str, float]) -> dict[str, float]:
    """Return only those values that differ from their default, strengths included, sorted by name."""
    known = catalogue()
    return {k: v for k, v in sorted(values.items()) if k not in known or known[k].default != v}
