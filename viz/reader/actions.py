"""What the browser asks for: each word checked before it changes anything, since anybody can send anything."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sim.catalogue import checked
from sim.claims import load_claims
from sim.dates import FIRST_WEEK
from sim.errors import AftermathError
from sim.outcomes import OUTCOMES
from sim.paths import SCENARIOS
from sim.rule import STRENGTH_HIGH, STRENGTH_LOW
from sim.scenario import POLICIES, WEEKS, names
from sim.sums import terms_of
from viz.reader import state as states
from viz.reader.state import LARGEST_REPLICATE, LARGEST_SEED, PAGES, PRESETS, History, State
from viz.reader.weeks import with_terms, with_week
from viz.screen.why import DEPTHS

Change = Callable[[History], History]
Said = Any  # what came from the browser


class RefusedError(AftermathError):
    """The browser asked for something that there is not."""


# ---------------------------------------------------------------- assumptions
def switch_claims(said: Said) -> Change:
    """Switch claims on or off: `{claims: [...], on: true}`."""
    claims = tuple(one_of(each, states.switchable(), "claim") for each in listed(said, "claims"))
    on = bool(part(said, "on"))
    return step(lambda state: states.switched(state, claims, on))


def set_strength(said: Said) -> Change:
    """Set the strength of a claim: `{claim: "C14", value: 0.5}`."""
    claim = one_of(part(said, "claim"), states.switchable(), "claim")
    value = number(part(said, "value"), STRENGTH_LOW, STRENGTH_HIGH, f"strength of {claim}")
    return step(lambda state: states.with_strengths(state, {claim: value}))


def set_parameter(said: Said) -> Change:
    """Set a parameter, or put it back as the preset has it: `{name: "owner.word", value: 1 or null}`."""
    name, value = part(said, "name"), part(said, "value")

    def change(state: State) -> State:
        try:
            wanted = states.preset_value(state.preset, name) if value is None else checked(name, value, "parameter")
        except (AftermathError, KeyError, TypeError) as problem:
            raise RefusedError(str(problem)) from None
        return states.with_parameter(state, name, wanted)

    return step(change)


def choose_preset(said: Said) -> Change:
    """Begin from another assumption set, by name."""
    preset = one_of(said, PRESETS, "assumption set")
    return step(lambda state: states.with_preset(state, preset))


def reset(history: History) -> History:
    """Go back to the preset."""
    return history.do(states.without_changes(history.now))


def switch_all_off(history: History) -> History:
    """Switch off every claim and rival."""
    return history.do(states.all_off(history.now))


# ---------------------------------------------------------------- scenarios
def choose_scenario(said: Said) -> Change:
    """Choose a scenario and its policies: `{side: "a", scenario: "reference", policies: [...]}`.

    What the side has already stays in the week to which it was moved.
    """
    side = one_of(part(said, "side"), ("a", "b"), "side")
    first = one_of(part(said, "scenario"), names(SCENARIOS), "scenario")
    policies = [one_of(each, names(SCENARIOS / POLICIES), "policy") for each in listed(said, "policies")]

    def change(state: State) -> State:
        return with_scenario(state, side, with_terms(state.scenario_of(side), [first, *policies]))

    return step(change)


def move_events(said: Said) -> Change:
    """Let what a scenario or policy of a side forces begin in a week, or in its own.

    `{side: "a", name: "us_repudiates", week: 20 or null}`
    """
    side, name = one_of(part(said, "side"), ("a", "b"), "side"), part(said, "name")
    given = part(said, "week")
    week = None if given is None else int(number(given, FIRST_WEEK, WEEKS, "week"))

    def change(state: State) -> State:
        scenario = state.scenario_of(side)
        known = [each.name for each in terms_of(scenario)]
        return with_scenario(state, side, with_week(scenario, one_of(name, known, "such part of this world"), week))

    return step(change)


def with_scenario(state: State, side: str, scenario: str) -> State:
    """Return the state with another scenario on a side; RefusedError if it cannot be."""
    try:
        return states.with_scenario(state, side, scenario)
    except AftermathError as problem:
        raise RefusedError(str(problem)) from None


def swap(history: History) -> History:
    """Exchange the two worlds."""
    return history.do(replace(history.now, a=history.now.b, b=history.now.a))


def choose_seed(said: Said) -> Change:
    """Choose what chance starts from."""
    seed = int(number(said, 0, LARGEST_SEED, "random seed"))
    return step(lambda state: replace(state, random_seed=seed))


# ---------------------------------------------------------------- where one looks
def look_at_week(said: Said) -> Change:
    """Move the cursor."""
    week = int(number(said, 0, WEEKS, "week"))
    return look(lambda state: states.looking_at(state, week))


def look_at_run(said: Said) -> Change:
    """Pick the run whose story is told."""
    run = int(number(said, 0, LARGEST_REPLICATE, "run"))
    return look(lambda state: replace(state, replicate=run))


def look_at_page(said: Said) -> Change:
    """Turn to a page, by its word in the address."""
    page = one_of(said, PAGES, "page")
    return look(lambda state: replace(state, page=page))


def look_at_outcome(said: Said) -> Change:
    """Ask of an outcome, by name, where it comes from."""
    outcome = one_of(said, OUTCOMES, "outcome")
    return look(lambda state: replace(state, outcome=outcome, page="why"))


def look_at_claim(said: Said) -> Change:
    """Read a claim, or none."""
    claim = said and one_of(said, load_claims(), "claim")
    return look(lambda state: replace(state, claim=claim or ""))


def look_at_loop(said: Said) -> Change:
    """Mark a feedback loop, or none."""
    loop = said and one_of(said, states.loops(), "feedback loop")
    return look(lambda state: replace(state, loop=loop or ""))


def look_at_chart(said: Said) -> Change:
    """Turn to the charts at a week; which of them is for the browser to find: `23`."""
    week = int(number(said, 0, WEEKS, "week"))
    return look(lambda state: states.looking_at(replace(state, page="worlds"), week))


def look_back_on_second(said: Said) -> Change:
    """Hold B against history, or A."""
    return look(lambda state: replace(state, second=bool(said)))


def draw_alone(said: Said) -> Change:
    """Explain A by itself, or against B."""
    return look(lambda state: replace(state, alone=bool(said)))


def choose_depth(said: Said) -> Change:
    """Choose how thoroughly to look, by name."""
    depth = one_of(said, DEPTHS, "depth")
    return look(lambda state: replace(state, depth=depth))


def draw_one_run(said: Said) -> Change:
    """Draw the map of one run, or of all."""
    return look(lambda state: replace(state, one_run=bool(said)))


def draw_difference(said: Said) -> Change:
    """Draw A minus B, or both worlds."""
    return look(lambda state: replace(state, difference=bool(said)))


# ---------------------------------------------------------------- checking
def step(change: Callable[[State], State]) -> Change:
    """Return a change that can be undone."""
    return lambda history: history.do(change(history.now))


def look(change: Callable[[State], State]) -> Change:
    """Return a change of what is looked at, which is no step to undo."""
    return lambda history: history.look(change(history.now))


def part(said: Said, name: str) -> Any:
    """Return a part of what was said."""
    if not isinstance(said, Mapping) or name not in said:
        raise RefusedError(f"the page did not say {name}")
    return said[name]


def listed(said: Said, name: str) -> list[Any]:
    """Return a list in what was said."""
    found = part(said, name)
    if not isinstance(found, list):
        raise RefusedError(f"{name} is not a list")
    return found


def one_of(word: Any, allowed: Any, what: str) -> str:
    """Return a word that is allowed."""
    if not isinstance(word, str) or word not in allowed:
        raise RefusedError(f"there is no {what} '{str(word)[:60]}'")
    return word


def number(value: Any, low: float, high: float, what: str) -> float:
    """Return a number in its range."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise RefusedError(f"{what} is not a number")
    if not low <= value <= high:
        raise RefusedError(f"{what} = {value:g} is outside {low:g} to {high:g}")
    return float(value)
