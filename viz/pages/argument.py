"""The argument: its causal graph and loops, what runs say of its forecasts, how much of the essay is taken up."""

import json
from functools import cache

import solara

from sim.outcomes import LONG, SHORT, weeks
from sim.verdict.sentences import GLOSS
from viz.argument.coverage import coverage_text
from viz.argument.drawing import graph_text
from viz.argument.files import argument_file
from viz.argument.verdicts import FULL, QUICK, Ask, ask_of, forecasts_text
from viz.browser import ArgumentGraph, Coverage, Verdicts
from viz.pages.parcel import Parcels
from viz.pages.shared import Act, On
from viz.reader import actions
from viz.reader.account import policy
from viz.reader.command import verdict_command
from viz.reader.state import State
from viz.reader.switches import standing_text
from viz.server import own_essay
from viz.studies import Progress, use_study

OFFERS = {"quick": f"Quick: {QUICK} pairs", "full": f"Thorough: {FULL} pairs"}


@solara.component
def Argument(state: State, act: Act, on: On) -> None:
    """Draw the argument as one reader holds it."""
    ArgumentGraph(
        text=drawing(),
        standing=standing_text(state),
        event_look_at_claim=on(actions.look_at_claim),
        event_look_at_loop=on(actions.look_at_loop),
        event_switch_claims=on(actions.switch_claims),
    )
    Judged(state)
    Coverage(text=covered(), event_look_at_claim=on(actions.look_at_claim))


@solara.component
def Judged(state: State) -> None:
    """Draw the verdicts: the better of two answers, or an older one marked so; nothing is run unasked."""
    asks = {"quick": ask_of(state, QUICK), "full": ask_of(state, FULL)}
    quick, quick_progress, start_quick, cancel_quick = use_study(asks["quick"].key, asks["quick"].work)
    full, full_progress, start_full, cancel_full = use_study(asks["full"].key, asks["full"].work)
    starts, cancels = {"quick": start_quick, "full": start_full}, {"quick": cancel_quick, "full": cancel_full}
    answers = {"full": full, "quick": quick}
    have = [which for which, found in answers.items() if found.whole and found.key == asks[which].key]
    shown = [answers[which].content for which in have] or [found.content for found in answers.values() if found.content]
    answer, pairs = (shown[0], asks[have[0]].pairs) if have else ("", QUICK)
    Verdicts(
        forecasts=forecasts(),
        asked=solara.use_memo(lambda: asked_text(state, asks), [asks["quick"].key]),
        text=shown[0] if shown else "",
        status=status_text({"quick": quick_progress.value, "full": full_progress.value}, have),
        event_start=lambda which: starts[which]() if which in starts else None,
        event_cancel=lambda which: cancels[which]() if which in cancels else None,
    )
    Parcels(lambda said: argument_file(said, state, answer, pairs))


@cache
def drawing() -> str:
    """Return the graph as it is drawn, beside the copy of the essay if the server was given one; made once."""
    return graph_text(own_essay())


@cache
def covered() -> str:
    """Return how much of the essay is taken up; made once."""
    return coverage_text(own_essay())


@cache
def forecasts() -> str:
    """Return what is forecast; made once."""
    return forecasts_text()


def asked_text(state: State, asks: dict[str, Ask]) -> str:
    """Return as JSON under what verdicts are asked, and what they take."""
    return json.dumps(
        {
            "policies": [policy(each)["title"] for each in asks["quick"].policies],
            "offers": [
                {"which": which, "title": title, "pairs": asks[which].pairs, "runs": asks[which].runs}
                for which, title in OFFERS.items()
            ],
            "command": verdict_command(state),
            "early": f"Early, {weeks(SHORT)}",
            "late": f"Late, {weeks(LONG)}",
            "gloss": GLOSS,
        }
    )


def status_text(progress: dict[str, Progress], have: list[str]) -> str:
    """Return as JSON how far the verdicts are."""
    which = next((each for each, of in progress.items() if of.running), "")
    of = progress[which or "quick"]
    errors = [each.error for each in progress.values() if each.error]
    return json.dumps(
        {
            **of.told,
            "which": which,
            "error": errors[0] if errors else "",
            "have": have,
        }
    )
