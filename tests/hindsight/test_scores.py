"""Hits, coverage and scores with known answers; a naive twin for the score."""

import math
from dataclasses import replace

import numpy as np
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ExperimentError
from sim.hindsight.contrasts import HELPS, HURTS, MATTERS, NOTHING, OPEN, SAME, TOO_FEW, judge, standing, without
from sim.hindsight.facts import load_facts
from sim.hindsight.scores import ALL, WORST, by_theme, contributions, mean_interval, per_run, score, score_fact
from sim.hindsight.words import counted, tale

FACT = replace(load_facts()["H-V01"], low=8.0, best=10.0, high=12.0, persistence=11.0, trend=16.0)
EXACT = load_facts()["H-M02"]
VALUES = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=12)


def naive_score(values, fact):
    """The fair CRPS as anyone would write it, pair by pair."""
    x = [max(-WORST, min(WORST, (value - fact.best) / fact.tolerance)) for value in values]
    miss = sum(abs(each) for each in x) / len(x)
    pairs = [abs(one - other) for at, one in enumerate(x) for other in x[at + 1 :]]
    return miss - (sum(pairs) / len(pairs) / 2 if pairs else 0.0)


def scored(*values, fact=FACT):
    return score_fact(np.array(values, dtype=float), fact)


# ---------------------------------------------------------------- hit or miss
@pytest.mark.parametrize(
    ("values", "side"),
    [((8, 9, 12), "within"), ((8, 8, 8), "within"), ((1, 7.9, 12), "below"), ((9, 12.1, 99), "above")],
)
def test_the_median_hits_or_lies_on_a_side(values, side):
    found = scored(*values)
    assert (found["side"], found["hit"]) == (side, side == "within")


def test_runs_inside_are_counted_with_both_bounds():
    assert scored(7, 8, 12, 13)["inside"] == 0.5


def test_a_fact_is_covered_if_its_best_value_lies_within_90_percent_of_runs():
    assert scored(9, 9.5, 11)["covers"]
    assert not scored(10.5, 11, 12)["covers"]
    assert scored(10.5, 11, 12)["hit"]


def test_a_date_that_never_comes_is_later_than_all():
    found = scored(math.inf, math.inf, 9.0, math.inf)
    assert (found["median"], found["side"]) == (math.inf, "above")
    assert scored(math.inf, math.inf)["score"] == WORST


def test_a_run_without_a_value_is_refused():
    with pytest.raises(ExperimentError, match="H-V01: every run needs a value"):
        scored(9.0, math.nan)


# ---------------------------------------------------------------- the score
def test_an_ensemble_on_the_fact_scores_nothing_and_one_tolerance_off_scores_one():
    assert scored(10, 10, 10)["score"] == 0
    assert scored(12, 12, 12)["score"] == 1
    assert scored(8)["score"] == 1
    assert scored(1, 1, 1, fact=EXACT)["score"] == 1


def test_the_score_of_three_runs_by_hand():
    assert scored(10, 12, 14)["score"] == pytest.approx((0 + 1 + 2) / 3 - (1 + 1 + 2) / 3 / 2)


def test_no_miss_counts_more_than_the_worst():
    assert scored(1e9, 1e9)["score"] == scored(-1e9, -1e9)["score"] == WORST


@given(VALUES)
def test_the_score_is_its_naive_twin(values):
    assert contributions(np.array(values), FACT).mean() == pytest.approx(naive_score(values, FACT), abs=1e-9)


@given(st.lists(st.floats(-30, 30), min_size=3, max_size=8))
def test_contributions_are_what_leaving_a_run_out_changes(values):
    whole, runs = naive_score(values, FACT), len(values)
    for at, found in enumerate(contributions(np.array(values), FACT)):
        left = naive_score(values[:at] + values[at + 1 :], FACT)
        assert found == pytest.approx(runs * whole - (runs - 1) * left, abs=1e-9)


def test_a_wide_ensemble_is_not_rewarded():
    spread = np.linspace(-1, 1, 41)
    narrow, wide, off = (scored(*(middle + width * spread))["score"] for middle, width in ((10, 1), (10, 8), (14, 1)))
    assert narrow < wide
    assert narrow < off


def test_honest_spread_beats_the_same_runs_all_on_one_side():
    assert scored(6, 10, 14)["score"] < scored(14, 14, 14)["score"]


# ---------------------------------------------------------------- baselines and themes
def test_baselines_are_judged_like_runs():
    found = scored(10)
    assert (found["persistence_hit"], found["persistence_score"]) == (True, 0.5)
    assert (found["trend_hit"], found["trend_score"]) == (False, 3.0)


def test_a_baseline_that_is_silent_neither_hits_nor_scores():
    found = scored(10, fact=replace(FACT, trend=None))
    assert not found["trend_hit"]
    assert math.isnan(found["trend_score"])


def two_facts():
    one, other = replace(FACT, id="A", theme="war"), replace(FACT, id="B", theme="talks", persistence=None, trend=None)
    return {"A": one, "B": other}


def runs_of(**columns):
    return pandas.DataFrame(columns, dtype=float).rename_axis("replicate")


def test_themes_count_hits_and_compare_on_the_same_facts_only():
    themes = by_theme(score(runs_of(A=[12, 12], B=[99, 99]), two_facts()))
    assert list(themes.index) == ["war", "talks", ALL]
    whole = themes.loc[ALL]
    assert (whole["facts"], whole["hits"], whole["persistence_of"], whole["persistence_hits"]) == (2, 1, 1, 1)
    assert (whole["score"], whole["score_where_persistence"], whole["hits_where_persistence"]) == (3.0, 1.0, 1)
    assert whole["persistence_skill"] == 1 - 1 / 0.5
    assert whole["trend_skill"] == pytest.approx(1 - 1 / 3)
    assert math.isnan(themes.loc["talks", "persistence_skill"])


def test_what_runs_add_sums_up_to_the_mean_score():
    runs = runs_of(A=[9, 12, 30], B=[10, 11, 7])
    scores = score(runs, two_facts())
    assert per_run(runs, two_facts()).mean()["score"] == pytest.approx(scores["score"].mean())
    assert per_run(runs, two_facts()).mean()["inside"] == pytest.approx(scores["inside"].mean())


# ---------------------------------------------------------------- whom the runs follow
@pytest.mark.parametrize(
    ("expects", "median", "whom"),
    [
        ("above", 10, "history"), ("above", 20, "essay"), ("above", 1, "neither"),
        ("below", 1, "essay"), ("within", 10, "both"), ("within", 20, "neither"),
        ("silent", 10, "history"), ("silent", 20, "neither"),
    ],
)  # fmt: skip
def test_runs_follow_history_the_essay_both_or_neither(expects, median, whom):
    assert scored(median, fact=replace(FACT, essay_expects=expects))["follows"] == whom


def test_the_tale_says_when_the_background_errs_alike():
    row = {"side": "above", "follows": "essay"}
    assert "as they do with every claim off" in tale(FACT, row, "20", "above")
    assert "as they do with every claim off" not in tale(FACT, row, "20", "within")
    assert "with every claim off" not in tale(FACT, {"side": "within", "follows": "history"}, "10", "within")
    assert tale(FACT, row, "20").startswith(f"{FACT.essay} {FACT.history} The median of runs, 20,")


@pytest.mark.parametrize(
    ("expects", "follows", "words"),
    [
        ("above", "essay", "they err on the essay's side."),
        ("below", "neither", "they err on the other side."),
        ("within", "neither", "they miss it, where the essay would not."),
        ("silent", "neither", "they miss it."),
    ],
)
def test_a_miss_is_held_against_what_the_essay_would_have_expected(expects, follows, words):
    row = {"side": "above", "follows": follows}
    assert tale(replace(FACT, essay_expects=expects), row, "20").endswith(words)


def test_whom_medians_follow_is_counted():
    scores = score(runs_of(A=[99, 99], B=[10, 10]), two_facts())
    assert counted(scores) == {"history": 1, "essay": 1, "both": 0, "neither": 0}


# ---------------------------------------------------------------- one bundle off
def pairs(shift=0.0):
    noise = np.array([-1.0, 0.5, 0.0, 1.0, -0.5, 0.25])
    return runs_of(A=13 + noise + shift, B=13 - noise + shift)


def test_what_changes_no_run_moves_nothing():
    found = without(pairs(), pairs(), two_facts())
    assert (found["word"], found["moves"], found["score_change"]) == (NOTHING, (), 0.0)


def test_leaving_out_what_brings_runs_nearer_makes_the_fit_worse():
    found = without(pairs(), pairs(shift=2.0), two_facts())
    assert found["word"] == HELPS
    assert 0 < found["score_low"] <= found["score_change"] <= found["score_high"]


def test_leaving_out_what_drives_runs_away_makes_the_fit_better_and_gains_hits():
    found = without(pairs(), pairs(shift=-3.0), two_facts())
    assert (found["word"], found["gained"], found["lost"], found["hits_change"]) == (HURTS, ("A", "B"), (), 2)
    assert found["inside_change"] > 0


def test_the_change_is_the_difference_of_the_two_scores():
    full, less, facts = pairs(), pairs(shift=1.0), two_facts()
    change = without(full, less, facts)["score_change"]
    assert change == pytest.approx(score(less, facts)["score"].mean() - score(full, facts)["score"].mean())


@pytest.mark.parametrize(
    ("mean", "spread", "word"),
    [(0.3, 0.01, HELPS), (-0.3, 0.01, HURTS), (0.1, 0.01, SAME), (0.3, 1.0, OPEN), (0.0, 0.01, SAME)],
)
def test_what_is_certain_but_too_small_to_matter_is_no_practical_difference(mean, spread, word):
    change = mean + spread * np.array([-1.0, 1.0, -1.0, 1.0, -1.0, 1.0])
    assert judge(change, MATTERS / 2, moved=True) == word


def test_two_runs_are_too_few_to_judge():
    assert without(pairs().head(2), pairs(shift=1.0).head(2), two_facts())["word"] == TOO_FEW


def test_runs_that_do_not_pair_are_refused():
    with pytest.raises(ExperimentError, match="do not pair"):
        without(pairs(), pairs().head(3), two_facts())


def test_the_standing_of_a_set_bears_its_interval():
    found = standing(pairs(), two_facts())
    assert found["score_low"] < found["score"] < found["score_high"]
    assert mean_interval(np.array([1.0, 2.0]))[0] != mean_interval(np.array([1.0, 2.0, 3.0]))[0]
