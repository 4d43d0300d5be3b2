"""The argument: its causal graph and loops, what runs say of its forecasts, how much of the essay is covered."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import solara

from viz.argument.drawing import graph_text
from viz.browser import ArgumentGraph, Event
from viz.reader import actions
from viz.reader.actions import Change
from viz.reader.state import State, preset_strengths, strengths_of
from viz.reader.switches import waiting
from viz.server import own_essay

On = Callable[[Callable[[Any], Change]], Event]


@solara.component
def Argument(state: State, act: Callable[[Change], None], on: On) -> None:
    """Draw the argument as one reader holds it."""
    ArgumentGraph(
        text=drawing(),
        standing=standing_text(state),
        event_look_at_claim=on(actions.look_at_claim),
        event_look_at_loop=on(actions.look_at_loop),
        event_switch_claims=on(actions.switch_claims),
    )


@cache
def drawing() -> str:
    """Return the graph as it is drawn, beside the copy of the essay if the server was given one; made once."""
    return graph_text(own_essay())


def standing_text(state: State) -> str:
    """Return as JSON how strongly each claim is held, what waits for others, and what is looked at."""
    return json.dumps(
        {
            "strengths": strengths_of(state),
            "base": dict(preset_strengths(state.preset)),
            "waits": waiting(state),
            "claim": state.claim,
            "loop": state.loop,
        }
    )
