"""Worlds: two scenarios side by side, their measures, their maps, and what happened."""

import json
from typing import Any

import solara
from reacton import ipyvuetify

from sim.assumptions import load_assumptions
from sim.scenario import WEEKS
from viz.browser import Charts, Maps, Story
from viz.pages.parcel import Parcels
from viz.pages.shared import Act, Chooser, Cursor, On, titles_of
from viz.reader import actions
from viz.reader.files import worlds_file
from viz.reader.link import encode
from viz.reader.question import worlds_of
from viz.reader.state import State, seen_from
from viz.runs import Progress, Runs, use_runs
from viz.screen.chart_data import charts_text
from viz.screen.drawing import drawing_text
from viz.screen.film import film_text
from viz.screen.once import once
from viz.screen.results import DETAILED, Results
from viz.screen.story import story
from viz.screen.worlds import GHOST
from viz.words import INTRODUCTION


@solara.component
def Worlds(state: State, act: Act, on: On) -> None:
    """Draw two worlds of one state."""
    asked = seen_from(state, State())  # looking elsewhere asks for nothing new
    worlds = worlds_of(asked)
    runs, progress = use_runs(asked, worlds, WEEKS, state.random_seed)
    tale = solara.use_memo(lambda: tale_text(state, runs), [runs, state.replicate, state.scenarios])

    ipyvuetify.Html(tag="p", class_="am-intro am-muted", children=[INTRODUCTION])
    Chooser(state, act, on)
    with ipyvuetify.Html(tag="div", class_="am-worlds"):
        TheMaps(state, runs, tale, on)
        Measures(state, asked, runs, progress, on)
        with ipyvuetify.Html(tag="div", class_="am-area-story"):
            Story(text=tale, event_look_at_run=on(actions.look_at_run))
    Cursor(state, on)
    Parcels(lambda said: worlds_file(said, runs.question, runs.results))


@solara.component
def Measures(state: State, asked: State, runs: Runs, progress: solara.Reactive[Progress], on: On) -> None:
    """Draw the charts; drawn anew as runs come in, and nothing else with it."""
    head = {
        "names": titles_of(state),
        "preset": load_assumptions(state.preset).title,
        "weeks": WEEKS,
        "replicates": runs.replicates,
        "ghost": state.changed,
        "seed": state.random_seed,
        "stamp": "" if runs.question is None else encode(runs.question),
    }
    key = ("charts", content(runs), json.dumps(head), state.difference)
    text = solara.use_memo(lambda: once.text(key, lambda: charts_text(head, runs.results, state.difference)), [key])
    now = progress.value
    stale = runs.question != asked
    status = {
        "share": round(now.share, 2),
        "done": now.done and not stale,
        "error": now.error,
        "stale": stale,
        "ahead": now.ahead,
    }
    with ipyvuetify.Html(tag="div", class_="am-area-charts"):
        Charts(
            text=text,
            status=json.dumps(status),
            event_try_again=lambda _: now.again and now.again(),
            event_draw_difference=on(actions.draw_difference),
            event_choose_seed=on(actions.choose_seed),
            event_look_at_outcome=on(actions.look_at_outcome),
        )


@solara.component
def TheMaps(state: State, runs: Runs, tale: str, on: On) -> None:
    """Draw both maps, of all runs or of one."""
    run = min(state.replicate, told(runs) - 1)
    shown = run if state.one_run else None
    key = ("film", content(runs), shown)
    text = solara.use_memo(lambda: once.text(key, lambda: film_text(runs.results, shown)), [key])
    stale = runs.question != seen_from(state, State())
    view = json.dumps(
        {
            "one_run": state.one_run,
            "replicate": run,
            "replicates": runs.replicates,
            "names": titles_of(state),
            "stale": stale,
        }
    )
    with ipyvuetify.Html(tag="div", class_="am-area-maps"):
        Maps(
            drawing=drawing_text(),
            text=text,
            shown=view,
            told=tale,
            event_draw_one_run=on(actions.draw_one_run),
        )


def content(runs: Runs) -> tuple[str, tuple[tuple[str, int], ...]]:
    """Return what runs are: the same question has the same runs, whoever asks, so many of each world."""
    asked = "" if runs.question is None else encode(runs.question)
    return asked, tuple(sorted((part, each.replicates) for part, each in runs.results.items()))


# ---------------------------------------------------------------- what happened
def tale_text(state: State, runs: Runs) -> str:
    """Return what happened in one run of each world, as JSON."""
    run = min(state.replicate, told(runs) - 1)
    worlds = {side: happenings(of, run) for side, of in runs.results.items() if not side.startswith(GHOST)}
    return json.dumps({"names": titles_of(state), "replicate": run, "of": told(runs), "worlds": worlds})


def told(runs: Runs) -> int:
    """Return how many runs have a story, at least one."""
    return max(1, min(runs.replicates, DETAILED))


def happenings(of: Results, replicate: int) -> list[dict[str, Any]]:
    """Return the story of one run, nothing before it is run."""
    return [{"week": each.week, "text": each.text} for each in story(of, replicate)]
