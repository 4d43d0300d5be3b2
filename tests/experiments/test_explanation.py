"""The game of claims is played by the real model; a plan keeps to its budget; bookkeeping adds up."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas
import pytest

from sim.assumptions import load_assumptions, override
from sim.bundles import load_bundles
from sim.compare import HIGHER, compare
from sim.errors import ExperimentError
from sim.experiments import bookkeeping, explanation, knockouts
from sim.experiments.bookkeeping import TARGETS, targets_of, weekly_postings
from sim.experiments.budget import METHODS, MOST_ORDERS, Wish, chosen_methods, make_plan
from sim.experiments.explanation import carry_out
from sim.experiments.game import NOBODY, Case, Game, Question, ask_all
from sim.experiments.knockouts import ALONE, CLAIM, OFF
from sim.experiments.runner import evaluate
from sim.outcomes import OUTCOMES, outcomes_of
from sim.runs import run
from sim.scenario import load_scenario

WEEKS = 16
FEW = {"only": ["C13", "C14", "C29", "C37", "E01"]}
ROOT = Path(__file__).resolve().parents[2]


def case(scenario, assumptions="contested", **words):
    chosen = load_scenario(scenario)
    return Case(chosen, override(load_assumptions(assumptions), chosen, **words))


def question(outcome="irremovability", level=False, **words):
    other = None if level else case("siege_broken", **words)
    return Question(OUTCOMES[outcome], case("aleppo_falls", **words), other)


def game(asked, weeks=WEEKS, counted=None):
    def run_points(points, replicates):
        if counted is not None:
            counted.extend(points)
        return evaluate(points, replicates, weeks=weeks)

    return Game(asked, run_points)


# ---------------------------------------------------------------- the game
def test_all_claims_on_is_the_comparison_of_the_two_scenarios():
    plain = [
        outcomes_of(run(each, replicates=4, weeks=WEEKS, postings=False)) for each in ("aleppo_falls", "siege_broken")
    ]
    asked = question()
    row = game(asked).contrast((asked.everybody, (0, 1, 2, 3)))
    expected = compare(*plain).loc["irremovability"]
    assert row == pytest.approx(expected.to_dict())


def test_all_claims_off_is_the_null_model():
    null = outcomes_of(run("aleppo_falls", replicates=3, weeks=WEEKS, assumptions="null", postings=False))
    one, _ = game(question("deaths_short"), weeks=52).pairs((NOBODY, (0,)))
    assert game(question()).pairs((NOBODY, (0, 1, 2)))[0].tolist() == null["irremovability"].tolist()
    assert np.isfinite(one).all()


def test_a_level_is_held_against_the_same_scenario_with_every_claim_off():
    asked = question(level=True)
    values = game(asked).values(ask_all([NOBODY, asked.everybody], 3))
    on, off = game(asked).pairs((asked.everybody, (0, 1, 2)))
    assert values[0].tolist() == [0, 0, 0]
    assert values[1].tolist() == (on - off).tolist()
    assert (values[1] > 0).all()


def test_strengths_the_reader_chose_stay_as_they_are_and_claims_off_are_no_players():
    asked = question(strengths=["C13=0.5"], off=["C14"])
    point = asked.one.point(frozenset({"C13"}))
    assert "C14" not in asked.players
    assert point.values["gains_make_the_ruler_look_irremovable.strength"] == 0.5
    assert point.values["victory_spoils_talks.strength"] == 0


def test_a_claim_without_its_driver_is_the_same_run_without_it():
    asked = question("support")
    counted = []
    played = game(asked, counted=counted)
    played.fetch(ask_all([NOBODY, frozenset({"C14"}), frozenset({"C13", "C14"})], 2))
    assert len(counted) == 4
    with_it = asked.one.point(frozenset({"C14"}))
    rows = evaluate([with_it, asked.one.point(NOBODY)], 2, weeks=WEEKS)
    pandas.testing.assert_frame_equal(rows.loc[0], rows.loc[1])


def test_runs_are_done_once_however_often_they_are_asked():
    counted = []
    played = game(question(), counted=counted)
    for _ in range(2):
        played.values(ask_all([NOBODY, played.question.everybody], 2))
    assert len(counted) == 4
    assert not played.cost(ask_all([NOBODY], 2))


# ---------------------------------------------------------------- knock-outs
def test_knocking_out_the_only_claim_that_moves_a_belief_leaves_nothing():
    asked = question(only=["C13", "C29", "C47"])
    rows = [*knockouts.ends(asked), *knockouts.claims_off(asked), *knockouts.claims_alone(asked)]
    table = knockouts.knockouts(game(asked), rows, 12).set_index(["switched", "name"])
    without, alone = table.loc[(OFF, "C13")], table.loc[(ALONE, "C13")]
    assert table.loc[("all on", ""), "word"] == HIGHER
    assert without["difference"] == without["low"] == without["high"] == 0
    assert without["breaks"]
    assert without["change"] == pytest.approx(-table.loc[("all on", ""), "difference"])
    assert alone["word"] == HIGHER
    assert table.loc[(OFF, "C47"), "change"] == 0
    assert table.loc[(ALONE, "C47"), "waits_for"] == "C13"


def test_bundles_are_switched_as_a_whole_and_only_as_far_as_they_are_on():
    asked = question(off=["C14"])
    off = {row.name: row.on for row in knockouts.bundles_off(asked)}
    alone = {row.name: row.on for row in knockouts.bundles_alone(asked)}
    for name, claims in alone.items():
        assert claims == asked.everybody & set(load_bundles().bundles[name].claims)
        assert off[name] == asked.everybody - claims
    assert "C14" not in alone["Sponsors"]


def test_a_change_of_shares_that_never_varies_is_not_called_certain():
    found = knockouts.change(np.zeros(16), yes_no=True, sesoi=0.1)
    assert found["change_low"] < 0 < found["change_high"]
    assert (
        knockouts.change(np.array([np.nan, 1.0, 2.0]), yes_no=False, sesoi=1)["change_word"] == "too few runs to judge"
    )


# ---------------------------------------------------------------- the plan
def wish(budget=10_000, methods=METHODS, replicates=8):
    return Wish(methods, replicates, budget, WEEKS, 1)


@pytest.mark.parametrize("budget", [60, 100, 500, 1200, 3000])
def test_a_plan_keeps_to_its_budget_and_says_what_it_leaves_out(budget):
    plan = make_plan(game(question()), wish(budget))
    assert plan.runs + plan.for_sets <= budget
    assert len(game(question()).cost(plan.asks)) + 2 * 8 * plan.postings == plan.runs
    all_of_it = make_plan(game(question()), wish(100_000))
    assert not any(each.left_out for each in all_of_it.shares)
    assert all_of_it.runs <= plan.runs + sum(each.runs_left_out for each in plan.shares)


def test_postings_are_run_for_both_cases_where_something_is_posted():
    plan = make_plan(game(question("rad_share_short")), wish())
    assert plan.postings
    assert {each.title: each.runs for each in plan.shares}["postings"] == 2 * 8


def test_a_budget_that_does_not_reach_for_the_comparison_is_refused():
    with pytest.raises(ExperimentError, match="takes 32 runs"):
        make_plan(game(question()), wish(31))


def test_methods_that_are_not_asked_cost_nothing():
    plan = make_plan(game(question()), wish(methods=("shapley",)))
    assert not plan.postings
    assert plan.for_sets == 0
    assert [row.switched for row in plan.rows] == ["all on", "all off"]
    assert len(plan.orders) == MOST_ORDERS
    assert chosen_methods("sets, knockouts") == ("sets", "knockouts")
    for wrong in ("shaply", " , "):
        with pytest.raises(ExperimentError, match="--methods"):
            chosen_methods(wrong)


def explained(asked, **words):
    played, wanted = game(asked), wish(**words)
    plan = make_plan(played, wanted)
    points = [each.point(asked.everybody) for each in asked.cases]
    rows = evaluate(points, wanted.replicates, weeks=WEEKS, read=weekly_postings, postings=True)
    return carry_out(played, wanted, plan, [rows.loc[[at]] for at in range(len(points))])


def test_an_explanation_finds_the_one_claim_that_moves_a_belief():
    found = explained(question(**FEW))
    effects = found.effects.set_index("claim")["effect"]
    assert found.word == HIGHER
    assert found.sets.found.irreducible == (frozenset({"C13"}),)
    assert found.sets.found.proved
    assert effects.abs().idxmax() == "C13"
    assert effects.sum() == pytest.approx(found.effects.attrs["all"] - found.effects.attrs["none"])
    assert set(found.tables()) >= {"contrast", "knockouts", "shapley", "shapley_sum", "sets", "sets_tried", "budget"}
    broken = found.knockouts[found.knockouts["breaks"] & (found.knockouts["kind"] == CLAIM)]
    assert "C13" in set(broken[broken["switched"] == OFF]["name"])


def test_without_a_conclusion_no_set_is_searched(monkeypatch):
    monkeypatch.setattr(explanation, "CONCLUSIONS", ())
    assert explained(question(**FEW), methods=("sets",)).sets is None


def test_rankings_put_first_who_pushes_towards_all_claims_on():
    asked = question()
    effects = pandas.DataFrame({"claim": ["C01", "C13"], "effect": [-2.0, -5.0]})
    table = pandas.DataFrame({"switched": ["all on", "all off"], "kind": "", "difference": [-7.0, 0.0]})
    first = explanation.rankings(asked, table, effects)[0]
    assert first[:2] == ("C13", "C01")
    assert explanation.rankings(asked, table, None) == [asked.players, asked.players[::-1]]


# ---------------------------------------------------------------- bookkeeping
@pytest.fixture(scope="module")
def posted():
    asked = question()
    points = [each.point(asked.everybody) for each in asked.cases]
    rows = evaluate(points, 3, weeks=30, read=weekly_postings, postings=True)
    return [rows.loc[[at]] for at in range(2)]


def test_every_target_in_the_table_is_posted(posted):
    results = [run(each, replicates=2, weeks=30) for each in ("aleppo_falls", "reference")]
    known = {str(target) for each in results for target in each.target.to_numpy()}
    levels = {f"beliefs.{name}" for name in ("betrayal", "vindication", "turkey_credibility")}
    acted_later = {"reprisal deaths"} | levels  # posted as soon as their claims have rules
    assert {target for targets in TARGETS.values() for target in targets} <= known | acted_later


def test_windows_do_not_change_what_bears_on_an_outcome():
    assert targets_of("rad_share_long") == targets_of("rad_share_short") == TARGETS["rad_share"]


def test_quarters_add_up_to_the_run_and_movers_to_what_was_moved(posted):
    book = bookkeeping.ledger(posted, ["places captured"], 30)
    sums = bookkeeping.bookkeeping(book)
    whole = sums[sums["span"] == bookkeeping.WHOLE]
    quarters = sums[sums["span"] != bookkeeping.WHOLE].groupby("who")[["a", "b", "difference"]].sum()
    assert sorted(sums["last_week"].unique()) == [13, 26, 30]
    pandas.testing.assert_frame_equal(quarters, whole.set_index("who")[["a", "b", "difference"]], check_names=False)
    plain = run("aleppo_falls", replicates=3, weeks=30)["postings"].sel(target="places captured").sum(("week", "who"))
    assert whole["a"].sum() == pytest.approx(float(plain.mean()), rel=1e-5)
    weekly = bookkeeping.week_by_week(book).groupby("who")["difference"].sum()
    assert weekly.to_dict() == pytest.approx(whole.set_index("who")["difference"].to_dict())


def test_rows_of_postings_do_not_depend_on_their_company():
    first, second = case("aleppo_falls").point(frozenset({"C13"})), case("aleppo_falls").point(NOBODY)
    words = {"weeks": 8, "read": weekly_postings, "postings": True}
    together = evaluate([first, second], 17, **words)
    pandas.testing.assert_frame_equal(together.loc[0], evaluate([first], 17, **words).loc[0][list(together)])
    assert "background" in " ".join(together)


def test_who_posted_in_one_case_only_posted_nothing_in_the_other():
    rows = pandas.DataFrame({"recruits < background": [np.arange(4.0)]})
    book = bookkeeping.ledger([rows, pandas.DataFrame(index=[0])], ["recruits"], 3)
    assert [each.tolist() for each in book["recruits", "background"]] == [[[1, 2, 3]], [[0, 0, 0]]]


# ---------------------------------------------------------------- the command
def command(*words):
    return [sys.executable, "-m", "sim.cli", "explain", *words]


SMALL = ("irremovability", "--weeks", "8", "-n", "20", "--only", "C13,C14,C37", "--output", "json")


def test_a_killed_command_goes_on_and_says_the_same_as_one_that_was_not(tmp_path):
    words, parts = [*SMALL, "--store", str(tmp_path / "killed")], tmp_path / "killed"
    process = subprocess.Popen(
        command(*words, "--jobs", "2"), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    give_up = time.monotonic() + 120
    while not list(parts.glob("*/*.parquet")) and process.poll() is None and time.monotonic() < give_up:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    kept = {path: path.stat().st_mtime_ns for path in parts.glob("*/*.parquet")}
    assert kept
    after = subprocess.run(command(*words, "--jobs", "1"), cwd=ROOT, capture_output=True, check=True, text=True)
    alone = subprocess.run(
        command(*SMALL, "--jobs", "1", "--no-store"), cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert "in the store" in " ".join(after.stderr.split())
    assert json.loads(after.stdout) == json.loads(alone.stdout)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept


def test_bookkeeping_is_kept_for_every_outcome_that_exists() -> None:
    bare = {name.removesuffix("_short").removesuffix("_long") for name in OUTCOMES}
    assert set(TARGETS) == bare
