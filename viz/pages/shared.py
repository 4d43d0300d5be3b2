"""What several pages draw: the choice of two worlds, and the weeks under the cursor."""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from typing import Any

import solara

from sim.paths import SCENARIOS
from sim.scenario import POLICIES, load_scenario, names
from sim.sums import terms_of
from viz.browser import Event, Scenarios, TimeBar
from viz.reader import actions
from viz.reader.account import policy
from viz.reader.actions import Change
from viz.reader.state import State
from viz.reader.weeks import forcing

FIRST = ("aleppo_falls", "siege_broken", "siege_broken_turkey", "siege_broken_mainstream", "siege_broken_held")
Act = Callable[[Change], None]
On = Callable[[Callable[[Any], Change]], Event]


@solara.component
def Chooser(state: State, act: Act, on: On) -> None:
    """Draw the choice of both worlds."""
    Scenarios(
        offered=offered_text(),
        chosen=chosen_text(state),
        event_choose=on(actions.choose_scenario),
        event_move=on(actions.move_events),
        event_swap=lambda _: act(actions.swap),
    )


@solara.component
def Cursor(state: State, on: On) -> None:
    """Draw the weeks, with what each world forces."""
    TimeBar(
        start=state.week,
        forced=events_text(state),
        event_rest=on(actions.look_at_week),
        event_move=on(actions.move_events),
    )


@cache
def offered_text() -> str:
    """Return every scenario and policy with title and a sentence, as JSON."""
    scenarios = [*FIRST, *(each for each in names(SCENARIOS) if each not in FIRST)]
    return json.dumps(
        {
            "scenarios": [
                {"name": each, "title": load_scenario(each).title, "about": load_scenario(each).about}
                for each in scenarios
            ],
            "policies": [policy(each) for each in names(SCENARIOS / POLICIES)],
        }
    )


def chosen_text(state: State) -> str:
    """Return both scenarios and their policies, and when what either forces begins, as JSON."""
    found = {}
    for side, scenario in zip("ab", state.scenarios, strict=True):
        first, *policies = (each.name for each in terms_of(scenario))
        weeks = {each.name: {"week": each.week, "own": each.own} for each in forcing(scenario)}
        found[side] = {"scenario": first, "policies": policies, "weeks": weeks}
    return json.dumps(found)


def titles_of(state: State) -> dict[str, str]:
    """Return what both worlds are called."""
    return {side: load_scenario(each).title for side, each in zip("ab", state.scenarios, strict=True)}


def events_text(state: State) -> str:
    """Return what each scenario and policy forces from when on, in words, as JSON."""
    return json.dumps(
        {
            side: [asdict(each) for each in forcing(scenario)]
            for side, scenario in zip("ab", state.scenarios, strict=True)
        }
    )
