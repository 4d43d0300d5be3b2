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
from sim.seeds import load_seeds

WEEKS = 156


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
