"""Why: where a difference comes from, which claims carry it, and which one breaks it."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import Any

import solara
from reacton import ipyvuetify

from sim.compare import FEW_PAIRS
from sim.outcomes import OUTCOMES
from viz.browser import Event, WhyAnswer, WhyAsk, WhyDots, WhyMoved
from viz.pages.parcel import Parcels
from viz.pages.shared import Act, Chooser, Cursor, On, titles_of
from viz.reader import actions
from viz.reader.command import explain_command
from viz.reader.files import why_file
from viz.reader.link import encode
from viz.reader.question import why_of
from viz.reader.state import State, claims_on
from viz.screen.why import DEPTHS, FIRST_DEPTH, Depth, Why, cost_of, find_out
from viz.screen.why_texts import claims_text
from viz.service import service
from viz.studies import Found, Progress, use_study
from viz.titles import on_scale

NOTHING_ON = "Every claim and rival is off: there is nothing to explain. Switch some on, or choose another preset."
ONE_WORLD = "A and B are the same scenario. Choose another for one of them, or look at A by itself."
KNOCKOUT_WORDS = (
    "How A − B changes when one claim is switched off and all others stay on, pair by pair with the same luck. "
    "In the grey band is what makes no practical difference."
)
BUNDLE_WORDS = "The same for claims that work together: each bundle switched off as a whole."
ALL_OFF = "the same, with every claim off"
SHAPLEY_WORDS = (
    "What each claim adds to A − B, averaged over the orders in which the claims could be added one by one. "
    "Unlike the changes above, these add up."
)


@solara.component
def WhyPage(state: State, act: Act, on: On) -> None:
    """Draw where an outcome of the state's worlds comes from."""
    why = why_of(state)
    problem = what_is_wrong(state)
    closer, set_closer = solara.use_state(())
    found, progress, start, cancel = use_study(why.key, partial(find_out, why), by_itself=closer == why.key)

    def look_closer(depth: Any) -> None:
        """Look more thoroughly, and begin at once."""
        if isinstance(depth, str) and depth in DEPTHS:
            set_closer(replace(why, depth=depth).key)
        on(actions.choose_depth)(depth)

    Chooser(state, act, on)
    Asking(state, why, problem, found, progress, start, cancel, on)
    if found.content is not None and not problem and comparable(found, why):
        Explained(state, why, found, look_closer, on)
    tables = found.content["tables"] if found.content is not None and found.key == why.key else None
    Parcels(lambda said: why_file(said, state, tables, found.whole))


@solara.component
def Asking(
    state: State,
    why: Why,
    problem: str,
    found: Found,
    progress: solara.Reactive[Progress],
    start: Callable[[], None],
    cancel: Callable[[], None],
    on: On,
) -> None:
    """Draw what is asked, what it takes, and how far it is; drawn anew as that moves, and nothing else with it."""
    asked = {
        "outcome": state.outcome,
        "alone": state.alone,
        "depth": state.depth,
        **about_in_words(why),
        "problem": problem,
        "command": explain_command(state),
        "cost": {} if problem else cost(why),
    }
    now = progress.value
    standing = {
        **now.told,
        "begun": found.key == why.key and found.content is not None,
        "whole": found.key == why.key and found.whole,
    }
    WhyAsk(
        offered=outcomes_text(),
        asked=json.dumps(asked),
        standing=json.dumps(standing),
        event_look_at_outcome=on(actions.look_at_outcome),
        event_draw_alone=on(actions.draw_alone),
        event_choose_depth=on(actions.choose_depth),
        event_find_out=lambda _: start(),
        event_give_up=lambda _: cancel(),
    )


@solara.component
def Explained(state: State, why: Why, found: Found, look_closer: Event, on: On) -> None:
    """Draw what was found, or has been found so far."""
    stale = found.key != why.key
    looked = DEPTHS[depth_of(found)]
    head = {
        "title": why.about.title,
        "outcome": why.outcome,
        "alone": state.alone,
        "names": titles_of(state) | ({"b": ALL_OFF} if state.alone else {}),
        "stale": stale,
        "whole": found.whole,
        "on": sorted(claims_on(state)),
        "stamp": encode(state),
        "weeks": why.weeks,
        "pairs": looked.replicates,
        "few": looked.replicates < FEW_PAIRS,
        "closer": closer_than(looked),
        "only_closer": stale and replace(why, depth=looked.name).key == found.key,
    }
    switch = on(actions.switch_claims)

    def view(**more: Any) -> str:
        return json.dumps({**head, **more})

    texts, claims = found.content, claims_text()
    with ipyvuetify.Html(tag="div", class_="am-why"):
        WhyAnswer(
            text=texts["answer"], view=view(), claims=claims, event_switch_claims=switch, event_look_closer=look_closer
        )
        with ipyvuetify.Html(tag="div", class_="am-why-weeks"):
            WhyMoved(text=texts["moved"], view=view(), claims=claims, event_switch_claims=switch)
            Cursor(state, on)
        for kind, title, about, term in (
            ("claim", "What changes without each claim", KNOCKOUT_WORDS, "knock-out"),
            ("bundle", "What changes without each bundle", BUNDLE_WORDS, "bundle"),
        ):
            shown = view(kind=kind, heading=title, words=about, term=term)
            WhyDots(text=texts["off"], view=shown, claims=claims, event_switch_claims=switch)
        shown = view(kind="effect", heading="What each claim adds", words=SHAPLEY_WORDS, term="Shapley effect")
        WhyDots(text=texts["effects"], view=shown, claims=claims, event_switch_claims=switch)


# ---------------------------------------------------------------- what is asked
def what_is_wrong(state: State) -> str:
    """Say why there is nothing to find out; nothing if there is."""
    if not claims_on(state):
        return NOTHING_ON
    return ONE_WORLD if state.a == state.b and not state.alone else ""


def comparable(found: Found, why: Why) -> bool:
    """Whether what was found is of the same outcome, if perhaps of other assumptions."""
    return isinstance(found.key, tuple) and found.key[1] == why.outcome


def depth_of(found: Found) -> str:
    """Return how thoroughly was looked for what was found."""
    return str(found.key[-1]) if isinstance(found.key, tuple) else FIRST_DEPTH


def closer_than(depth: Depth) -> dict[str, Any] | None:
    """Return the next closer look; None after the closest."""
    names = list(DEPTHS)
    later = names[names.index(depth.name) + 1 :]
    return {"name": later[0], "pairs": DEPTHS[later[0]].replicates} if later else None


def cost(why: Why) -> dict[str, Any]:
    """Say how many runs it takes, and about how long at the speed that was measured here."""
    of, rate = cost_of(why), service().rate
    seconds = None if rate is None else of.runs * of.weeks / rate
    return {"runs": of.runs, "sets": of.for_sets, "weeks": of.weeks, "seconds": seconds}


def about_in_words(why: Why) -> dict[str, str]:
    """Say what an outcome is, and the smallest difference of interest."""
    of = why.about
    about = of.about[:1].upper() + of.about[1:]
    size = f"{of.sesoi:,.{0 if of.sesoi >= 1 else 2}f} {on_scale(of.unit)}"
    return {"about": f"{about}. Unit: {of.unit}.", "size": size}


@cache
def outcomes_text() -> str:
    """Return all outcomes by group, and how thoroughly one can look, as JSON."""
    groups: dict[str, list[dict[str, str]]] = {}
    for each in OUTCOMES.values():
        groups.setdefault(each.group, []).append({"name": each.name, "title": each.title, "unit": each.unit})
    depths = [
        {"name": each.name, "title": each.title, "replicates": each.replicates, "budget": each.budget}
        for each in DEPTHS.values()
    ]
    return json.dumps({"groups": [{"title": title, "outcomes": of} for title, of in groups.items()], "depths": depths})
