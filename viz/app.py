"""The app's page: header, assumption panel, and the page that is chosen."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import solara
from reacton import ipyvuetify

from viz.browser import Event, Header, Help, Panel, TakeAway, Tour
from viz.glossary import help_text
from viz.pages.argument import Argument
from viz.pages.history import LookingBack
from viz.pages.why import WhyPage
from viz.pages.worlds import Worlds
from viz.reader import actions
from viz.reader.account import account_text
from viz.reader.command import command_of
from viz.reader.link import decode, encode
from viz.reader.state import PAGES, History, State, seen_from
from viz.reader.switches import standing_text, switches_text
from viz.runs import MOST_REPLICATES
from viz.server import own_essay
from viz.words import DISCLAIMER

# What draws each of the state's pages.
DRAWN: dict[str, Callable[..., Any]] = {
    "worlds": Worlds,
    "why": WhyPage,
    "argument": Argument,
    "history": LookingBack,
}


@cache
def all_switches() -> str:
    """Return what there is to switch, beside the copy of the essay if the server was given one; read once."""
    return switches_text(own_essay())


@solara.component
def Layout(children: list[Any]) -> None:
    """Put the page up as it is, without Solara's own bars."""
    ipyvuetify.Html(tag="div", class_="aftermath", children=children)


@solara.component
def Page() -> None:
    """Draw one reader's page; all she has chosen is in one history."""
    query = opened_at()
    at_first = solara.use_memo(lambda: decode(query), [])
    history = solara.use_reactive(History(at_first[0]))
    problems, set_problems = solara.use_state(at_first[1])

    def act(change: actions.Change) -> None:
        """Carry out what a reader did; whatever cannot be is said, and changes nothing."""
        try:
            history.set(change(history.value))
            set_problems(())
        except actions.RefusedError as problem:
            set_problems((str(problem),))

    def on(action: Callable[[Any], actions.Change]) -> Event:
        return lambda said: act(lambda history: action(said)(history))

    state = history.value.now
    header = header_text(history.value, problems)
    account = solara.use_memo(lambda: account_text(state), [seen_from(state, State())])
    with ipyvuetify.Html(tag="div", class_="am-page"):
        Header(
            text=header,
            event_undo=lambda _: act(History.undo),
            event_redo=lambda _: act(History.redo),
            event_dismiss=lambda _: set_problems(()),
            event_look_at_page=on(actions.look_at_page),
        )
        Tour(page=state.page, plain=state == State(), event_look_at_page=on(actions.look_at_page))
        with ipyvuetify.Html(tag="div", class_="am-body"):
            with ipyvuetify.Html(
                tag="aside", class_="am-side", attributes={"id": "am-side", "aria-label": "Assumptions"}
            ):
                Panel(
                    switches=all_switches(),
                    standing=standing_text(state),
                    event_switch_claims=on(actions.switch_claims),
                    event_set_strength=on(actions.set_strength),
                    event_set_parameter=on(actions.set_parameter),
                    event_choose_preset=on(actions.choose_preset),
                    event_reset=lambda _: act(actions.reset),
                    event_look_at_claim=on(actions.look_at_claim),
                    event_switch_all_off=lambda _: act(actions.switch_all_off),
                )
            main = {"id": "am-main", "tabindex": "-1"}
            with ipyvuetify.Html(tag="main", class_="am-main", attributes=main):
                DRAWN[state.page](state, act, on)
        TakeAway(account=account, header=header)
        Help(text=help_text())


def header_text(history: History, problems: tuple[str, ...]) -> str:
    """Return what the header shows, as JSON."""
    state = history.now
    return json.dumps(
        {
            "disclaimer": DISCLAIMER,
            "page": state.page,
            "pages": [{"word": word, "title": title, "link": link_to(state, word)} for word, title in PAGES.items()],
            "undo": bool(history.past),
            "redo": bool(history.future),
            "changes": len(state.strengths) + len(state.parameters),
            "link": encode(state),
            "command": command_of(state, MOST_REPLICATES),
            "problems": problems,
        }
    )


def link_to(state: State, page: str) -> str:
    """Return the address of another page of the same state."""
    return encode(replace(state, page=page))


def opened_at() -> str | None:
    """Return the query of the address with which the page was opened."""
    search: str | None = solara.use_router().search
    return search
