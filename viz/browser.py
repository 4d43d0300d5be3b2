"""What stands in the browser: Vue components as Solara sees them; texts are JSON, so that a render stays cheap."""

# Lists and dicts as arguments would be searched for elements at every render; a string is compared and done.
# An argument `event_x` is what the browser may call; it hands over one value, or None.

from collections.abc import Callable
from typing import Any

import solara

Event = Callable[[Any], None]


def ignore(_: Any) -> None:
    """Do nothing with what the browser says."""


@solara.component_vue("components/header.vue")
def Header(
    text: str,
    event_undo: Event = ignore,
    event_redo: Event = ignore,
    event_dismiss: Event = ignore,
    event_look_at_page: Event = ignore,
) -> None:
    """Draw name, disclaimer, the pages, the way back, link and command line."""


@solara.component_vue("components/panel.vue")
def Panel(
    switches: str,
    standing: str,
    event_switch_claims: Event = ignore,
    event_set_strength: Event = ignore,
    event_set_parameter: Event = ignore,
    event_choose_preset: Event = ignore,
    event_reset: Event = ignore,
    event_switch_all_off: Event = ignore,
    event_look_at_claim: Event = ignore,
) -> None:
    """Draw every assumption with its switch."""


@solara.component_vue("components/scenarios.vue")
def Scenarios(
    offered: str,
    chosen: str,
    event_choose: Event = ignore,
    event_move: Event = ignore,
    event_swap: Event = ignore,
) -> None:
    """Draw the choice of two scenarios and the policies added to each, with the weeks in which they begin."""


@solara.component_vue("components/charts.vue")
def Charts(
    text: str,
    status: str,
    event_try_again: Event = ignore,
    event_draw_difference: Event = ignore,
    event_choose_seed: Event = ignore,
    event_look_at_outcome: Event = ignore,
) -> None:
    """Draw small multiples of all measures."""


@solara.component_vue("components/map.vue")
def Maps(drawing: str, text: str, shown: str, told: str, event_draw_one_run: Event = ignore) -> None:
    """Draw the map of both worlds at the week of the cursor."""


@solara.component_vue("components/story.vue")
def Story(text: str, event_look_at_run: Event = ignore) -> None:
    """Tell what happened in one run of each world."""


@solara.component_vue("components/timebar.vue")
def TimeBar(start: int, forced: str, event_rest: Event = ignore, event_move: Event = ignore) -> None:
    """Draw the cursor's weeks, with play, pause and step, and marks of what is forced that can be moved."""


@solara.component_vue("components/why_ask.vue")
def WhyAsk(
    offered: str,
    asked: str,
    standing: str,
    event_look_at_outcome: Event = ignore,
    event_draw_alone: Event = ignore,
    event_choose_depth: Event = ignore,
    event_find_out: Event = ignore,
    event_give_up: Event = ignore,
) -> None:
    """Draw the choice of an outcome, what it takes to find out, and how far that is."""


@solara.component_vue("components/why_answer.vue")
def WhyAnswer(
    text: str, view: str, claims: str, event_switch_claims: Event = ignore, event_look_closer: Event = ignore
) -> None:
    """Draw the answer in words: the difference, what carries it, what breaks it; and the way to a closer look."""


@solara.component_vue("components/why_moved.vue")
def WhyMoved(text: str, view: str, claims: str, event_switch_claims: Event = ignore) -> None:
    """Draw who moved the outcome, week by week."""


@solara.component_vue("components/why_dots.vue")
def WhyDots(text: str, view: str, claims: str, event_switch_claims: Event = ignore) -> None:
    """Draw a number with its interval for every claim or bundle."""


@solara.component_vue("components/facts.vue")
def Facts(
    facts: str,
    found: str,
    head: str,
    status: str,
    event_choose: Event = ignore,
    event_start: Event = ignore,
    event_cancel: Event = ignore,
    event_look_at_chart: Event = ignore,
    event_look_at_claim: Event = ignore,
    event_look_at_page: Event = ignore,
    event_choose_seed: Event = ignore,
) -> None:
    """Draw every fact of history beside the runs of one world."""


@solara.component_vue("components/comparison.vue")
def Comparison(terms: str, found: str, status: str, event_start: Event = ignore, event_cancel: Event = ignore) -> None:
    """Draw how other assumptions do beside the same facts."""


@solara.component_vue("components/tour.vue")
def Tour(page: str, plain: bool, event_look_at_page: Event = ignore) -> None:
    """Lead through the page in five steps: by itself at the first visit, unless the address brings something along."""


@solara.component_vue("components/help.vue")
def Help(text: str) -> None:
    """Draw the dialog that explains words and charts, and leads to the tour."""


@solara.component_vue("components/parcel.vue")
def Parcel(file: str, event_pack: Event = ignore, event_unpacked: Event = ignore) -> None:
    """Hand over a file that the browser asked for; draws nothing."""


@solara.component_vue("components/take.vue")
def TakeAway(account: str, header: str) -> None:
    """Draw the dialog that saves a report, and what a print ends with."""


@solara.component_vue("components/graph.vue")
def ArgumentGraph(
    text: str,
    standing: str,
    event_look_at_claim: Event = ignore,
    event_look_at_loop: Event = ignore,
    event_switch_claims: Event = ignore,
) -> None:
    """Draw the causal graph of the argument, its loops, and what was picked in it."""


@solara.component_vue("components/verdicts.vue")
def Verdicts(
    forecasts: str, asked: str, text: str, status: str, event_start: Event = ignore, event_cancel: Event = ignore
) -> None:
    """Draw what the runs say of each forecast, and what it takes to find out."""


@solara.component_vue("components/essay.vue")
def Coverage(text: str, event_look_at_claim: Event = ignore) -> None:
    """Draw the essay sentence by sentence, each with its claims and what becomes of them."""
