"""The address that restores everything: written from a state, read back with every word and number checked."""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from typing import Any
from urllib.parse import parse_qsl, quote

from sim.catalogue import catalogue, checked
from sim.claims import load_claims
from sim.dates import FIRST_WEEK
from sim.errors import AftermathError, ScenarioError, guess
from sim.outcomes import OUTCOMES
from sim.paths import SCENARIOS
from sim.rule import STRENGTH_HIGH, STRENGTH_LOW
from sim.scenario import POLICIES, WEEKS, load_scenario, names
from sim.sums import Term, as_written, put_together, whole
from viz.reader.state import (
    LARGEST_REPLICATE,
    LARGEST_SEED,
    PAGES,
    PRESETS,
    Pairs,
    State,
    loops,
    pairs,
    switchable,
    with_parameter,
    with_preset,
    with_strengths,
)
from viz.screen.why import DEPTHS

VERSION = 1
LONGEST = 8000  # characters; browsers and proxies cut longer addresses anyway
LONGEST_WORD = 60  # characters of a wrong word that are shown again
MOST_PROBLEMS = 5
SAFE = ":+@.,_-"

WORDS = {
    "page": "page",
    "a": "a",
    "b": "b",
    "set": "preset",
    "outcome": "outcome",
    "depth": "depth",
    "claim": "claim",
    "loop": "loop",
}
NUMBERS = {"seed": "random_seed", "week": "week", "run": "replicate"}
FLAGS = {"one": "one_run", "difference": "difference", "alone": "alone", "second": "second"}
LISTS = {"claims": "strengths", "parameters": "parameters"}
KEYS = ("v", *WORDS, *LISTS, *NUMBERS, *FLAGS)


def encode(state: State) -> str:
    """Return the query of an address, without its question mark; what is as at first is left out."""
    first, parts = State(), [("v", str(VERSION))]
    for key, name in {**WORDS, **LISTS, **NUMBERS, **FLAGS}.items():
        value = getattr(state, name)
        if value != getattr(first, name):
            parts.append((key, written(value)))
    return "&".join(f"{key}={quote(value, safe=SAFE)}" for key, value in parts)


def written(value: Any) -> str:
    """Return a value as an address has it; numbers are read back to the same bits."""
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, tuple):
        return ",".join(f"{name}:{number!r}" for name, number in value)
    return str(value)


def decode(query: str | None) -> tuple[State, tuple[str, ...]]:
    """Return the state that an address restores, and what in it was wrong, in the reader's words.

    Whatever is wrong is left as it is at first, or brought into its range; nothing in an address is ever
    run, or read as the name of a file.
    """
    text = (query or "").lstrip("?")
    if not text:
        return State(), ()
    if len(text) > LONGEST:
        return State(), (f"This link is longer than {LONGEST} characters; it was not read.",)
    given, problems = split(text)
    if given.get("v", str(VERSION)) != str(VERSION):
        return State(), (
            f"This link was made by another version of Aftermath (link version {short(given['v'])}, "
            f"here {VERSION}); it was not read.",
        )
    state = with_preset(State(), word("set", given, PRESETS, problems) or State().preset)
    state = with_words(state, given, problems)
    state = with_numbers(state, given, problems)
    state = with_assumptions(state, given, problems)
    if len(problems) > MOST_PROBLEMS:
        problems = [*problems[:MOST_PROBLEMS], f"And {len(problems) - MOST_PROBLEMS} more."]
    return state, tuple(problems)


def split(text: str) -> tuple[dict[str, str], list[str]]:
    """Return the parts of a query; unknown ones become problems."""
    try:
        parts = parse_qsl(text.replace("+", "%2B"), keep_blank_values=True, errors="replace", max_num_fields=100)
    except ValueError:
        return {}, ["This link has too many parts; it was not read."]
    given, problems = {}, []
    for key, value in parts:
        if key in KEYS:
            given[key] = value
        else:
            problems.append(f"'{short(key)}' is no part of a link{guess(short(key), KEYS)}; it was left out.")
    return given, problems


def word(key: str, given: Mapping[str, str], allowed: tuple[str, ...] | list[str], problems: list[str]) -> str | None:
    """Return a word if it is allowed; else None, and a problem."""
    if key not in given:
        return None
    if given[key] in allowed:
        return given[key]
    problems.append(f"{key}: there is no '{short(given[key])}'{guess(short(given[key]), allowed)}; it was left out.")
    return None


def with_words(state: State, given: Mapping[str, str], problems: list[str]) -> State:
    """Return the state with page, scenarios, and what is read."""
    allowed: dict[str, Collection[str]] = {
        "page": PAGES,
        "outcome": OUTCOMES,
        "depth": DEPTHS,
        "claim": load_claims(),
        "loop": loops(),
    }
    found = {key: word(key, given, tuple(words), problems) or getattr(state, key) for key, words in allowed.items()}
    for side in ("a", "b"):
        found[side] = scenario(side, given, problems) or getattr(state, side)
    return changed(state, found)


def scenario(side: str, given: Mapping[str, str], problems: list[str]) -> str | None:
    """Return a scenario with policies and weeks if each is one that comes with the model: never a path."""
    if side not in given:
        return None
    known, terms = {side: names(SCENARIOS), "policy": names(SCENARIOS / POLICIES)}, []
    for at, (name, week) in enumerate(as_written(given[side])):
        kind = "policy" if at else side
        if word(kind, {kind: name}, known[kind], problems) is None:
            return None
        terms.append(Term(name, None if week is None else beginning(name, week, problems)))
    try:
        return load_scenario(put_together(terms)).name
    except AftermathError as problem:
        problems.append(f"{side}: {problem}; it was left out.")
        return None


def beginning(name: str, week: str, problems: list[str]) -> int | None:
    """Return the week in which something begins, brought into the run; None, and a problem, if it is none."""
    given = whole(week)
    if given is None:
        problems.append(f"{name}: '{short(week)}' is no week in which it could begin; it begins in its own.")
        return None
    found = max(FIRST_WEEK, min(given, WEEKS))
    if found != given:
        problems.append(f"{name}: week {short(week)} is outside {FIRST_WEEK} to {WEEKS}; it begins in week {found}.")
    return found


def with_numbers(state: State, given: Mapping[str, str], problems: list[str]) -> State:
    """Return the state with whole numbers brought into their range, and flags."""
    highest = {"seed": LARGEST_SEED, "week": WEEKS, "run": LARGEST_REPLICATE}
    found: dict[str, Any] = {}
    for key, name in NUMBERS.items():
        if key not in given:
            continue
        text = given[key]
        if not (text.isascii() and text.lstrip("-").isdigit() and len(text) <= LONGEST_WORD):
            problems.append(f"{key}: '{short(text)}' is not a whole number; it was left out.")
            continue
        found[name] = max(0, min(int(text), highest[key]))
        if found[name] != int(text):
            problems.append(f"{key}: {short(text)} is outside 0 to {highest[key]}; {found[name]} is shown.")
    for key, name in FLAGS.items():
        if key in given:
            found[name] = word(key, given, ("yes", "no"), problems) == "yes"
    return changed(state, found)


def with_assumptions(state: State, given: Mapping[str, str], problems: list[str]) -> State:
    """Return the state with strengths and parameters that differ from its preset."""
    strengths = numbers("claims", given, problems, clamped_strength)
    state = with_strengths(state, dict(strengths))
    for name, value in numbers("parameters", given, problems, clamped_parameter):
        state = with_parameter(state, name, value)
    return state


def numbers(
    key: str,
    given: Mapping[str, str],
    problems: list[str],
    clamped: Callable[[str, float], float],
) -> Pairs:
    """Return names with numbers; `clamped` raises ScenarioError for a name and brings a number into its range."""
    found: dict[str, float] = {}
    for each in filter(None, given.get(key, "").split(",")):
        name, _, text = each.rpartition(":")
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            problems.append(f"{key}: '{short(each)}' is not a name and a number; it was left out.")
            continue
        try:
            found[name] = clamped(name, value)
        except ScenarioError as problem:
            problems.append(f"{key}: {problem}; it was left out.")
            continue
        if found[name] != value:
            problems.append(f"{key}: {name} = {value:g} is outside its range; {found[name]:g} is taken.")
    return pairs(found)


def clamped_strength(claim: str, value: float) -> float:
    """Return a claim's strength within 0 to 2."""
    if claim not in switchable():
        raise ScenarioError(f"there is no claim '{short(claim)}' to switch{guess(short(claim), switchable())}")
    return max(STRENGTH_LOW, min(value, STRENGTH_HIGH))


def clamped_parameter(name: str, value: float) -> float:
    """Return a parameter's value within its range."""
    of = catalogue().get(name)
    if of is None or name.endswith(".strength"):
        raise ScenarioError(f"there is no parameter '{short(name)}'{guess(short(name), catalogue())}")
    return checked(name, max(of.low, min(value, of.high)), "link")


def changed(state: State, found: Mapping[str, Any]) -> State:
    """Return the state with some fields replaced."""
    return State(**{each.name: found.get(each.name, getattr(state, each.name)) for each in fields(State)})


def short(text: str) -> str:
    """Return a word as it can be shown again: cut, nothing invisible."""
    shown = "".join(each if each.isprintable() else "?" for each in text)
    return shown if len(shown) <= LONGEST_WORD else f"{shown[:LONGEST_WORD]}..."
