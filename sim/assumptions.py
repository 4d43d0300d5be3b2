"""What is believed of the world: assumption sets, and what a reader changes in them, with errors that help."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.catalogue import catalogue, checked
from sim.claims import load_claims
from sim.dates import FIRST_WEEK, LAST_WEEK
from sim.errors import ScenarioError, guess
from sim.paths import SCENARIOS
from sim.rule import rules
from sim.scenario import Scenario, explain, find, read_settings, read_toml

PRESETS = SCENARIOS / "presets"


class AssumptionFile(BaseModel):
    """What an assumption set may say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    about: str
    strengths: dict[str, float] = Field(default_factory=dict)
    settings: dict[str, dict[str, Any]] = Field(default_factory=dict)


@dataclass(frozen=True)
class Assumptions:
    """What is believed of the world: a strength for every rule, and settings that differ from the defaults."""

    name: str
    title: str
    about: str
    values: Mapping[str, float]


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
    if not FIRST_WEEK <= week <= LAST_WEEK or week != int(week):
        raise ScenarioError(f"--set {name} = {week:g} is not a whole week from {FIRST_WEEK} to {LAST_WEEK}")
    return week


def provenance(values: Mapping[str, float]) -> dict[str, float]:
    """Return only those values that differ from their default, strengths included, sorted by name."""
    known = catalogue()
    return {k: v for k, v in sorted(values.items()) if k not in known or known[k].default != v}
