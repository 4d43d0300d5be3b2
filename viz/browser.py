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
def Scenarios(offered: str, chosen: str, event_choose: Event = ignore, event_swap: Event = ignore) -> None:
    """Draw the choice of two scenarios and the policies added to each."""


@solara.component_vue("components/charts.vue")
def Charts(
    text: str,
    status: str,
    event_try_again: Event = ignore,
    event_draw_difference: Event = ignore,
    event_choose_seed: Event = ignore,
) -> None:
    """Draw small multiples of all measures."""


@solara.component_vue("components/map.vue")
def Maps(drawing: str, text: str, shown: str, told: str, event_draw_one_run: Event = ignore) -> None:
    """Draw the map of both worlds at the week of the cursor."""


@solara.component_vue("components/story.vue")
def Story(text: str, event_look_at_run: Event = ignore) -> None:
    """Tell what happened in one run of each world."""


@solara.component_vue("components/timebar.vue")
def TimeBar(start: int, forced: str, event_rest: Event = ignore) -> None:
    """Draw the cursor's weeks, with play, pause and step."""
