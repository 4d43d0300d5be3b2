"""A look back: what the screen says of facts is what the command says, and its axes hold what they draw."""

import io
import json
import math
from dataclasses import replace
from datetime import date

import pandas
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from sim.cli import app
from sim.experiments.hindsight import AS_ASKED, NULL, SETS, WITHOUT
from sim.experiments.store import open_store
from sim.hindsight import REPLICATES, WEEKS
from sim.hindsight.facts import load_facts, mapped, not_mapped
from sim.hindsight.measures import MEASURES as STANDINS
from sim.hindsight.words import MARKS
from sim.verdict.forecasts import BY_NUMBER
from viz.reader.actions import RefusedError
from viz.reader.command import backtest_command
from viz.reader.files import history_file
from viz.reader.question import lookback_of
from viz.reader.state import PAGES, State, with_preset, with_strengths
from viz.screen.facts import CHARTS, CONFIDENCE, dates, facts_text, terms_text
from viz.screen.measures import MEASURES
from viz.screen.strip import BEYOND, LEFT, RIGHT, nice, scale, strip

FACTS = load_facts()
MAPPED = [each.id for each in mapped(FACTS.values())]
FEW = 6
HISTORY = State(page="history")
MOST_KEPT = 500_000  # bytes of tables that wait in memory beside what is drawn
FINITE = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


class Bench:
    """A bench of one's own, which notes what it is told."""

    hands = 1

    def __init__(self, folder):
        self.store = open_store(folder)
        self.expected = self.done = 0

    def expect(self, run_weeks):
        self.expected += run_weeks

    def progress(self, run_weeks):
        self.done += run_weeks


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where runs are kept, for the command too."""
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def seen(folder):
    """The page of the first visit, with few runs, and the bench it was made on."""
    return look(State(), folder)


def look(state, folder, whole=False):
    """Return what a look back with few runs says, and the bench it was made on."""
    bench = Bench(folder)
    asked = replace(lookback_of(state), whole=whole, replicates=FEW)
    said = asked.work(bench)
    return {**json.loads(said["text"]), "tables": said["tables"]}, bench


def command(folder, *words):
    """Return what `aftermath backtest` says, as JSON."""
    line = ["backtest", *words, "-n", str(FEW), "-q", "-o", "json", "--store", str(folder)]
    found = CliRunner().invoke(app, line, prog_name="aftermath")
    assert found.exit_code == 0, found.stderr
    return json.loads(found.stdout)


# ---------------------------------------------------------------- as asked
def test_numbers_and_words_are_those_of_the_command(seen, folder):
    said, _ = seen
    told = command(folder, "--no-bundles")
    rows = pandas.read_csv(io.StringIO(said["csv"])).set_index("assumptions").loc[AS_ASKED].set_index("fact")
    for row in told["rows"]:
        of = said["facts"][row["fact"]]
        assert (of["mark"], of["hit"]) == (MARKS[row["side"]], row["hit"])
        assert rows.loc[row["fact"], "side"] == row["side"]
        for name in ("median", "p5", "p95", "score", "inside"):
            value = math.nan if row[name] is None else row[name]
            assert rows.loc[row["fact"], name] == pytest.approx(value, nan_ok=True, rel=1e-12)
    for theirs, ours in zip(told["themes"], said["themes"], strict=True):
        assert (ours["name"], ours["hits"]) == (theirs["theme"], f"{theirs['hits']:.0f}")
    assert said["hits"][0].startswith(
        f"The median of runs hits {told['themes'][-1]['hits']:.0f} of {len(MAPPED)} facts"
    )


def test_every_fact_is_scored_or_left_out_with_a_reason(seen):
    said, _ = seen
    shown = json.loads(facts_text())["facts"]
    assert list(said["facts"]) == MAPPED
    assert {each["id"] for each in shown if each["whyNot"]} == {each.id for each in not_mapped(FACTS.values())}
    assert {each["id"] for each in shown} == set(FACTS)


def test_a_guess_hits_where_its_value_lies_in_the_range(seen):
    said, _ = seen
    for name, of in said["facts"].items():
        for guess in ("persistence", "trend"):
            value = getattr(FACTS[name], guess)
            assert (of["guesses"][guess] is None) == (value is None)
            if value is not None:
                assert of["guesses"][guess]["mark"] == MARKS[FACTS[name].side(value)]


def test_a_fact_is_told_among_those_where_history_parts_from_the_essay_if_it_does(seen):
    said, _ = seen
    told = [each for group in said["whom"] for each in group["facts"]]
    assert len(told) == len(set(told))
    assert set(told) == {each for each in MAPPED if FACTS[each].direction != "supports"}


def test_the_work_that_was_announced_is_done(seen):
    _, bench = seen
    assert bench.done == bench.expected == 2 * FEW * WEEKS


def test_nothing_stands_beside_runs_that_have_every_claim_off_already(folder):
    said, _ = look(with_preset(State(), NULL), folder)
    assert all("null" not in each["guesses"] for each in said["facts"].values())
    assert not any("with every claim off" in each["tale"] for each in said["facts"].values())
    assert said["null"].endswith("by their score the runs are as good.")


# ---------------------------------------------------------------- other assumptions
def test_sets_and_bundles_are_those_of_the_command(folder):
    said, _ = look(State(), folder, whole=True)
    told = command(folder)
    assert [each["name"] for each in said["sets"]] == [each["name"] for each in told["sets"]] == list(SETS)
    for ours, theirs in zip(said["sets"], told["sets"], strict=True):
        assert ours["hits"] == f"{theirs['hits']} of {theirs['facts']}"
        assert ours["score"].startswith(f"{theirs['score']:.2f} [")
    for ours, theirs in zip(said["bundles"], told["bundles"], strict=True):
        assert (ours["name"], ours["word"]) == (theirs["name"], theirs["word"])
        assert (ours["lost"], ours["gained"]) == (theirs["lost"], theirs["gained"])
    labels = set(pandas.read_csv(io.StringIO(said["csv"]), keep_default_na=False)["assumptions"])
    assert {WITHOUT + each["name"] for each in said["bundles"]} | {AS_ASKED, *SETS} == labels


def test_a_set_of_ones_own_stands_before_the_others(folder):
    said, _ = look(with_strengths(State(), {"C14": 0.5}), folder, whole=True)
    assert [each["name"] for each in said["sets"]] == [AS_ASKED, *SETS]
    assert said["sets"][0]["title"] == "As you have it"


# ---------------------------------------------------------------- what is asked
def test_one_looks_back_on_a_with_64_runs_until_b_is_chosen():
    asked = lookback_of(State())
    assert (asked.world.scenario, asked.replicates) == ("aleppo_falls", REPLICATES)
    assert lookback_of(State(second=True)).world.scenario == "siege_broken"


def test_what_moves_no_run_asks_for_nothing_new_and_what_does_asks_again():
    first = lookback_of(State()).key
    looks = [State(page=page, week=9, difference=True) for page in PAGES]
    assert {lookback_of(each).key for each in [State(b="reference"), *looks]} == {first}
    others = [State(second=True), State(random_seed=2), State(a="reference"), with_strengths(State(), {"C14": 0.5})]
    keys = {lookback_of(each).key for each in others}
    assert len(keys) == len(others)
    assert first not in keys


# ---------------------------------------------------------------- to take away
def file_of(tables, what, compared=None):
    """Return a file of the page as pandas reads it, and what it says of itself."""
    file = io.BytesIO(history_file({"history": what}, HISTORY, tables, compared))
    return pandas.read_parquet(file), json.loads(pyarrow.parquet.read_schema(file).metadata[b"aftermath"])


def test_a_file_has_the_scores_of_the_table_and_every_run_behind_them(seen):
    said, _ = seen
    rows, about = file_of(said["tables"], "all")
    table = pandas.read_csv(io.StringIO(said["csv"]), keep_default_na=False, na_values=[""])
    scores = rows[rows["table"] == "scores"][table.columns].reset_index(drop=True)
    pandas.testing.assert_frame_equal(scores, table, check_dtype=False, rtol=1e-12)
    runs = rows[rows["table"] == "runs"]
    assert len(runs) == 2 * FEW * len(MAPPED)
    medians = runs.groupby(["assumptions", "fact"])["value"].median().replace(math.inf, math.nan)
    for _, row in scores.iterrows():
        assert medians[row["assumptions"], row["fact"]] == pytest.approx(row["median"], nan_ok=True)
    assert {(fact, unit) for fact, unit in zip(runs["fact"], runs["unit"], strict=True)} == set(about["units"].items())
    assert about["provenance"]["command"] == backtest_command(HISTORY)
    assert about["provenance"]["weeks"] == WEEKS


def test_a_theme_has_its_own_facts_only_and_types_that_hold(seen):
    said, _ = seen
    theme = FACTS[MAPPED[0]].theme
    rows, about = file_of(said["tables"], theme)
    assert set(rows["fact"]) == {name for name in MAPPED if FACTS[name].theme == theme}
    assert about["title"].endswith(theme)
    kinds = rows.dtypes
    assert all(kinds[name].kind == "f" for name in ("value", "median", "low", "score"))


def test_a_comparison_has_every_set_and_every_bundle(folder):
    said, _ = look(State(), folder, whole=True)
    rows, _ = file_of(None, "compared", said["tables"])
    labels = set(pandas.read_csv(io.StringIO(said["csv"]), keep_default_na=False)["assumptions"])
    assert set(rows["assumptions"]) == labels
    assert sum(map(len, said["tables"].values())) < MOST_KEPT


@pytest.mark.parametrize("said", [None, {}, {"history": "weather"}, {"history": 1}, ["all"], {"history": "terrorism"}])
def test_what_there_is_not_is_refused(seen, said):
    with pytest.raises(RefusedError):
        history_file(said, HISTORY, seen[0]["tables"], None)


@pytest.mark.parametrize("what", ["all", "territory", "compared"])
def test_what_is_of_other_assumptions_is_refused(what):
    with pytest.raises(RefusedError, match="other assumptions"):
        history_file({"history": what}, HISTORY, None, None)


# ---------------------------------------------------------------- axes
@given(st.sampled_from(MAPPED), st.lists(FINITE, min_size=3, max_size=3), st.booleans())
def test_everything_on_an_axis_lies_on_it_in_order(name, values, endless):
    fact = FACTS[name]
    known = dict(zip(("p5", "median", "p95"), sorted(values), strict=True))
    if endless:
        known["p95"] = math.inf
    found = strip(fact, known | {"trend": math.nan})
    assert "trend" not in found
    places = {each: found[each] for each in (*known, "low", "best", "high")}
    assert all(LEFT - 0.01 <= each <= RIGHT for each in places.values())
    order = sorted(places, key=lambda each: {"low": fact.low, "best": fact.best, "high": fact.high, **known}[each])
    assert [places[each] for each in order] == sorted(places.values())
    assert (BEYOND in places.values()) == endless
    ticks = [each["x"] for each in found["ticks"]]
    assert ticks == sorted(ticks)
    assert 2 <= len(ticks) <= 8


@pytest.mark.parametrize(
    ("values", "least", "axis"),
    [
        ([0.0, 0.0], 1.0, (0.0, 1.0, 0.5)),
        ([17.0, 56.0], 3.5, (0.0, 60.0, 20.0)),
        ([0.48, 0.68], 0.09, (0.4, 0.7, 0.1)),
        ([-12.0, 0.0], 3.5, (-15.0, 0.0, 5.0)),
    ],
)
def test_an_axis_has_round_ends_and_spans_at_least_a_tolerance(values, least, axis):
    assert scale(values, least) == pytest.approx(axis)


@given(st.floats(1e-6, 1e9))
def test_a_step_is_round_and_never_too_small(rough):
    step = nice(rough)
    assert rough * (1 - 1e-6) <= step <= 2.5 * rough
    assert f"{step:.6e}"[0] in "125"


# ---------------------------------------------------------------- what never changes
def test_every_link_leads_to_a_chart_and_from_a_measure():
    assert set(CHARTS) <= set(STANDINS)
    assert set(CHARTS.values()) <= set(MEASURES)


def test_every_fact_says_where_it_is_from_and_by_when_it_was_known():
    for each in json.loads(facts_text())["facts"]:
        assert each["source"]
        assert each["knownBy"].endswith(("2016", "2017", "2018"))
        assert each["confidence"] in CONFIDENCE.values()
        assert each["claims"]


def test_claims_that_the_panel_lists_not_lead_to_their_verdict_if_they_have_one():
    claims = [claim for each in json.loads(facts_text())["facts"] for claim in each["claims"]]
    leads = {each["id"]: each["verdict"] for each in claims}
    assert (leads["F1"], leads["F4"], leads["C31"], leads["C36"]) == ("F1", "F4", "T31", "")
    assert all(lead == "" or lead in BY_NUMBER for lead in leads.values())
    assert not any(lead for claim, lead in leads.items() if claim.startswith("E"))
    assert all(each["listed"] for each in claims if each["id"].startswith("E"))


def test_words_of_scores_are_explained():
    terms = {term for term, _ in json.loads(terms_text())["scores"]}
    assert {"Known", "Hit", "90 % of runs", "Score", "Same again", "Trend"} <= terms


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2017, 6, 8), date(2017, 6, 8), "8 June 2017"),
        (date(2017, 5, 1), date(2017, 5, 7), "1 to 7 May 2017"),
        (date(2017, 1, 15), date(2017, 2, 28), "15 January to 28 February 2017"),
        (date(2016, 12, 22), date(2017, 4, 30), "22 December 2016 to 30 April 2017"),
    ],
)
def test_days_are_told_as_short_as_can_be(first, last, words):
    assert dates(first, last) == words
