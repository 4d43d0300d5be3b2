"""TOML becomes a frozen scenario, with errors that help."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.catalogue import checked
from sim.dates import LAST_WEEK, day_in_words
from sim.errors import ScenarioError, guess
from sim.events import EVENTS, AnyEvent, Event
from sim.events.named import check_words
from sim.paths import SCENARIOS
from sim.sums import AT, FILE, PLUS, Term, policy_of, terms_with_files

WEEKS = 156
POLICIES = "policies"  # the folder, beside the scenarios, of what `+` adds to any of them
MOST_KEPT = 4096  # scenarios: with weeks there are more names than memory should hold


class ScenarioFile(BaseModel):
    """What a scenario file may say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    about: str
    extends: str | None = None
    events: tuple[AnyEvent, ...] = ()
    settings: dict[str, dict[str, Any]] = Field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """What is forced on the world: events by name and settings that differ from the defaults."""

    name: str
    title: str
    about: str
    events: tuple[Event, ...]
    settings: Mapping[str, float]


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
    if given.suffix == FILE:
        return given
    if name not in names(folder):
        raise ScenarioError(f"{what} '{name}': there is none{guess(name, names(folder))}")
    return folder / f"{name}.toml"


@lru_cache(maxsize=MOST_KEPT)
def load_scenario(name: str, folder: Path = SCENARIOS) -> Scenario:
    """Read a scenario by name or path, with what it extends and the policies added to it by `+`.

    `aleppo_falls+us_repudiates` is the scenario `aleppo_falls` with the events of `policies/us_repudiates.toml`;
    `aleppo_falls@9+us_repudiates` is the same, but what `aleppo_falls` forces begins in week 9.
    ScenarioError names file and word.
    """
    return read_sum(name, folder, "scenario", ())


@lru_cache(maxsize=MOST_KEPT)
def load_policy(name: str, folder: Path = SCENARIOS) -> Scenario:
    """Read a policy by itself, by name or path, `@` and a week after it or not; ScenarioError names file and word."""
    policy, *others = terms_with_files(name, "policy")
    if others:
        raise ScenarioError(f"policy '{name}': one at a time")
    return read_term(policy, folder / POLICIES, folder, "policy", (f"{PLUS}{Path(policy.name).stem}",))


def read_sum(text: str, folder: Path, what: str, seen: tuple[str, ...]) -> Scenario:
    """Read a scenario and the policies that `+` adds to it; ScenarioError if one is in its own making (`seen`)."""
    (first, *policies), word = terms_with_files(text, what), policy_of(what)
    if first.name in names(folder / POLICIES) and first.name not in names(folder):
        raise ScenarioError(f"{what} '{first.name}': is a policy; add it to a scenario, as in reference{PLUS}{first}")
    open_files = deeper(seen, Path(first.name).stem, what)
    found = read_term(first, folder, folder, what, open_files)
    for policy in policies:
        if not policy.name:
            raise ScenarioError(f"{what} '{text}': name a policy after each {PLUS}")
        if policy.name in names(folder) and policy.name not in names(folder / POLICIES):
            raise ScenarioError(f"{word} '{policy.name}': is a scenario; only policies are added by {PLUS}")
        open_files = deeper(seen, f"{PLUS}{Path(policy.name).stem}", word)
        found = with_policy(found, read_term(policy, folder / POLICIES, folder, word, open_files))
    return found


def read_term(term: Term, home: Path, folder: Path, what: str, seen: tuple[str, ...]) -> Scenario:
    """Read a scenario or policy that lies in `home`, and let it begin in the week of its term."""
    found = read_scenario(find(term.name, home, what), folder, seen)
    return found if term.week is None else beginning(found, term.week, what)


def beginning(scenario: Scenario, week: int, what: str = "scenario") -> Scenario:
    """Return a scenario whose events are moved together, so that the first falls in a week, 1 to 520.

    In its own week it stays what it is, name and all. ScenarioError if it forces nothing, or the last event would
    fall beyond week 520.
    """
    where = f"{what} '{scenario.name}{AT}{week}'"
    if not scenario.events:
        raise ScenarioError(f"{where}: {scenario.name} forces nothing that could begin in week {week}")
    own, last = scenario.events[0].week, scenario.events[-1].week
    if week == own:
        return scenario
    if last + week - own > LAST_WEEK:
        raise ScenarioError(
            f"{where}: its last event would fall in week {last + week - own}, after week {LAST_WEEK}; "
            f"did you mean '{scenario.name}{AT}{LAST_WEEK - last + own}'?"
        )
    return replace(
        scenario,
        name=f"{scenario.name}{AT}{week}",
        title=f"{scenario.title} (from week {week})",
        about=f"{scenario.about} Here what it forces begins in week {week} ({day_in_words(week)}), "
        f"not in week {own} ({day_in_words(own)}).",
        events=tuple(each.model_copy(update={"week": each.week + week - own}) for each in scenario.events),
    )


def deeper(seen: tuple[str, ...], name: str, what: str) -> tuple[str, ...]:
    """Return the files that are being read with one more; ScenarioError if it is among them already."""
    if name in seen:
        raise ScenarioError(f"{what}: '{name.removeprefix('+')}' extends itself")
    return (*seen, name)


def with_policy(scenario: Scenario, policy: Scenario) -> Scenario:
    """Return a scenario with the events and settings of a policy added; ScenarioError if it has one of them already."""
    taken = {each.name for each in scenario.events}
    for event in policy.events:
        if event.name in taken:
            raise ScenarioError(f"{scenario.name}+{policy.name}: the event '{event.name}' is there already")
    return Scenario(
        f"{scenario.name}+{policy.name}",
        f"{scenario.title} + {policy.title}",
        f"{scenario.about} {policy.about}",
        in_order((*scenario.events, *policy.events)),
        MappingProxyType({**scenario.settings, **policy.settings}),
    )


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return events by week and name."""
    return tuple(sorted(events, key=lambda each: (each.week, each.name)))


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
        below = read_sum(file.extends, folder, f"{where}: extends", seen)
        events, settings = {each.name: each for each in below.events}, dict(below.settings)
    own = [each.name for each in file.events]
    for event in file.events:
        if own.count(event.name) > 1:
            raise ScenarioError(f"{where}: events: two events are named '{event.name}'")
        check_words(event, where)
        events[event.name] = event
    settings |= read_settings(file.settings, where)
    return Scenario(path.stem, file.title, file.about, in_order(events.values()), MappingProxyType(settings))


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
