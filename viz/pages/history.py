"""History: what was known by January 2018, beside the runs of one world."""

import json
from dataclasses import replace

import solara

from sim.assumptions import load_assumptions
from sim.hindsight.words import another_world
from sim.scenario import load_scenario
from viz.browser import Comparison, Facts
from viz.pages.parcel import Parcels
from viz.pages.shared import Act, On, titles_of
from viz.reader import actions
from viz.reader.files import history_file
from viz.reader.question import lookback_of
from viz.reader.state import State
from viz.screen.facts import facts_text, terms_text
from viz.studies import use_study


@solara.component
def LookingBack(state: State, act: Act, on: On) -> None:
    """Hold one world of a state against history; other assumptions only when somebody asks for them."""
    asked = lookback_of(state)
    whole = replace(asked, whole=True)
    found, progress, start, cancel = use_study(asked.key, asked.work, by_itself=True)
    more, more_progress, start_more, cancel_more = use_study(whole.key, whole.work)
    compared = more.content if more.key == whole.key else None
    Facts(
        facts=facts_text(),
        found=found.content["text"] if found.content else "",
        head=solara.use_memo(lambda: head_text(state), [state]),
        status=json.dumps({**progress.value.told, "stale": found.key != asked.key}),
        event_choose=on(actions.look_back_on_second),
        event_start=lambda _: start(),
        event_cancel=lambda _: cancel(),
        event_look_at_chart=on(actions.look_at_chart),
        event_look_at_claim=on(actions.look_at_claim),
        event_look_at_page=on(actions.look_at_page),
        event_choose_seed=on(actions.choose_seed),
    )
    runs = solara.use_memo(lambda: whole.runs, [whole.key])
    Comparison(
        terms=terms_text(),
        found=compared["text"] if compared else "",
        status=json.dumps({**more_progress.value.told, "runs": runs}),
        event_start=lambda _: start_more(),
        event_cancel=lambda _: cancel_more(),
    )
    tables = found.content["tables"] if found.content and found.key == asked.key else None
    Parcels(lambda said: history_file(said, state, tables, compared and compared["tables"]))


def head_text(state: State) -> str:
    """Return whose runs are held against history, as JSON."""
    titles = titles_of(state)
    side = "b" if state.second else "a"
    return json.dumps(
        {
            "side": side,
            "names": titles,
            "preset": load_assumptions(state.preset).title,
            "changes": len(state.strengths) + len(state.parameters),
            "seed": state.random_seed,
            "foreign": another_world(load_scenario(state.looked_back_on), titles[side]),
        }
    )
