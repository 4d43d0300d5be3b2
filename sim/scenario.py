"""TOML becomes a frozen scenario, with errors that help."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.catalogue import checked
from sim.errors import ScenarioError, guess
from sim.events import EVENTS, AnyEvent, Event
from sim.paths import SCENARIOS
from sim.places import OPPOSITION, SIDES
from sim.seeds import load_seeds

WEEKS = 156
POLICIES = "policies"  # the folder, beside the scenarios, of what `+` adds to any of them


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
    if given.suffix == ".toml":
        return given
    if name not in names(folder):
        raise ScenarioError(f"{what} '{name}': there is none{guess(name, names(folder))}")
    return folder / f"{name}.toml"


@cache
def load_scenario(name: str, folder: Path = SCENARIOS) -> Scenario:
    """Read a scenario by name or path, with what it extends and the policies added to it by `+`.

    `aleppo_falls+us_repudiates` is the scenario `aleppo_falls` with the events of `policies/us_repudiates.toml`.
    ScenarioError names file and word.
    """
    return read_sum(name, folder, "scenario", ())


def read_sum(text: str, folder: Path, what: str, seen: tuple[str, ...]) -> Scenario:
    """Read a scenario and the policies that `+` adds to it; ScenarioError if one is in its own making (`seen`)."""
    parts = [text] if text.endswith(".toml") and Path(text).is_file() else [each.strip() for each in text.split("+")]
    name, policies, word = parts[0], parts[1:], "policy" if what == "scenario" else f"{what}: policy"
    if name in names(folder / POLICIES) and name not in names(folder):
        raise ScenarioError(f"{what} '{name}': is a policy; add it to a scenario, as in reference+{name}")
    open_files = deeper(seen, Path(name).stem, what)
    found = read_scenario(find(name, folder, what), folder, open_files)
    for policy in policies:
        if not policy:
            raise ScenarioError(f"{what} '{text}': name a policy after each +")
        if policy in names(folder) and policy not in names(folder / POLICIES):
            raise ScenarioError(f"{word} '{policy}': is a scenario; only policies are added by +")
        open_files = deeper(seen, f"+{Path(policy).stem}", word)
        found = with_policy(found, read_scenario(find(policy, folder / POLICIES, word), folder, open_files))
    return found


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


def check_words(event: Event, where: str) -> None:
    """Refuse an event that names what does not exist, or a state or host that it could not touch."""
    for kind, words in event.words().items():
        known, noun = able(kind), NOUNS.get(kind, kind[:-1])
        for word in words:
            if word not in known:
                raise ScenarioError(f"{where}: event '{event.name}': unknown {noun} '{word}'{guess(word, known)}")


NOUNS = {
    "sponsors": "sponsor of the war",
    "institutions": "institution",
    "senders": "state with forces in Syria",
    "operators": "state with an operation beside the rebels",
    "first_hosts": "host outside Europe",
}


def able(kind: str) -> tuple[str, ...]:
    """Return the ids of a kind of rows, or of those rows that a kind of event can touch."""
    seeds = load_seeds()
    match kind:
        case "sponsors":
            some = {name.split(".")[1] for name in seeds.figures if name.startswith("sponsorship.")}
        case "institutions":
            some = {row["id"] for row in seeds.rows["states"] if row["institution"] == "yes"}
        case "senders":
            some = {row["sent_by"] for row in seeds.rows["groups"]}
        case "operators":
            some = {row["sent_by"] for row in seeds.rows["groups"] if row["side"] == SIDES[OPPOSITION]}
        case "first_hosts":
            return tuple(row["id"] for row in seeds.rows["hosts"] if row["region"] != "europe")
        case _:
            return seeds.ids(kind)
    return tuple(each for each in seeds.ids("states") if each in some)


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
