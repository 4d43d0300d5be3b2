"""Comparisons of paired runs: known differences are found, small ones called small, unpaired ones refused."""

from dataclasses import replace

import numpy as np
import pandas
import pytest

from sim.compare import (
    CONFIDENCE,
    EQUIVALENCE,
    HIGHER,
    LOWER,
    MANY_PAIRS,
    NOWHERE,
    OPEN,
    SAME,
    TOO_FEW,
    compare,
    contrast,
    intervals,
    summarise,
    unchanging,
)
from sim.errors import ExperimentError
from sim.outcomes import OUTCOMES

PAIRS = 40
SESOI = OUTCOMES["rad_share_short"].sesoi


def runs(replicates=None, **columns):
    length = len(next(iter(columns.values())))
    numbers = range(length) if replicates is None else replicates
    index = pandas.MultiIndex.from_product([["made"], numbers], names=["scenario", "replicate"])
    return pandas.DataFrame({name: np.asarray(each, dtype=float) for name, each in columns.items()}, index)


def noise(size=PAIRS, scale=1.0):
    """Random numbers whose mean is exactly zero."""
    drawn = np.random.default_rng(7).standard_normal(size)
    return scale * (drawn - drawn.mean())


def row(one, other, name="rad_share_short"):
    return compare(runs(**{name: one}), runs(**{name: other})).loc[name]


def test_a_known_paired_difference_comes_back():
    luck = noise(scale=20)
    found = row(luck + 2 * SESOI + noise(), luck)
    assert found.difference == pytest.approx(2 * SESOI)
    assert found.low < found.difference < found.high
    assert found.standardised == pytest.approx(2 * SESOI / noise().std(ddof=1))
    assert found.same_sign == 1
    assert found.word == HIGHER


def test_shared_luck_does_not_widen_the_interval():
    narrow = row(noise(scale=1000) + noise(), noise(scale=1000))
    assert narrow.high - narrow.low < 1


def test_swapping_the_two_turns_every_sign():
    one, other = noise() + 2 * SESOI, np.zeros(PAIRS)
    there, back = row(one, other), row(other, one)
    assert back.difference == pytest.approx(-there.difference)
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low), abs=0.2)
    assert (there.word, back.word) == (HIGHER, LOWER)


def test_a_sure_but_small_difference_is_of_no_practical_size():
    found = row(noise(scale=0.1) + 0.5 * SESOI, np.zeros(PAIRS))
    assert found.low > 0
    assert found.word == SAME


def test_equivalence_asks_the_90_percent_interval():
    difference = noise(scale=2 * SESOI)
    low, high = intervals(difference)[EQUIVALENCE]
    inside = low > -SESOI and high < SESOI
    assert (row(difference, np.zeros(PAIRS)).word == SAME) == inside


def test_wide_differences_around_zero_stay_undecided():
    assert row(noise(scale=20 * SESOI), np.zeros(PAIRS)).word == OPEN


def test_a_large_mean_made_by_few_pairs_is_not_clear():
    difference = np.where(np.arange(PAIRS) < PAIRS // 2, 10 * SESOI, -SESOI / 10)
    found = row(difference, np.zeros(PAIRS))
    assert found.low > 0
    assert found.same_sign == 0.5
    assert found.word == OPEN


def test_equal_runs_differ_by_nothing():
    found = row(noise(), noise())
    assert (found.difference, found.low, found.high) == (0, 0, 0)
    assert np.isnan(found.standardised)
    assert found.word == SAME


def test_the_same_runs_give_the_same_interval_every_time():
    pandas.testing.assert_series_equal(row(noise(), np.zeros(PAIRS)), row(noise(), np.zeros(PAIRS)))


def test_runs_are_paired_by_replicate_and_not_by_position():
    one = runs(rad_share_short=[1, 2, 3, 4], replicates=[0, 1, 2, 3])
    other = runs(rad_share_short=[4, 3, 2, 1], replicates=[3, 2, 1, 0])
    assert compare(one, other).loc["rad_share_short", "difference"] == 0


@pytest.mark.parametrize("replicates", [[0, 1, 2, 4], [0, 1, 2], [0, 1, 1, 2]])
def test_runs_that_do_not_pair_are_refused(replicates):
    one = runs(rad_share_short=[0, 0, 0, 0])
    with pytest.raises(ExperimentError, match="do not pair"):
        compare(one, runs(rad_share_short=[0] * len(replicates), replicates=replicates))


def test_pairs_without_a_value_are_left_out_and_counted():
    found = row([5, np.nan, 6, 7, 8], [1, 2, np.nan, 3, 4], "weeks_to_fall")
    assert found.pairs == 3
    assert found.difference == 4
    assert found.mean_b == pytest.approx(8 / 3)


def test_an_outcome_that_no_run_has_is_in_no_run():
    found = row([np.nan] * 5, [np.nan] * 5, "weeks_to_fall")
    assert found.pairs == 0
    assert found.word == NOWHERE


@pytest.mark.parametrize("other", [[np.nan] * 5, [np.nan, np.nan, np.nan, 4, 5]])
def test_fewer_than_three_pairs_are_too_few_to_judge(other):
    assert row([1, 2, 3, 4, 5], other, "weeks_to_fall").word == TOO_FEW


def test_what_has_one_value_in_every_run_is_unchanging():
    one, other = runs(displaced=[7] * 3, onward=[1] * 3), runs(displaced=[7] * 3, onward=[2] * 3)
    assert unchanging(one) == ["displaced", "onward"]
    assert unchanging(one, other) == ["displaced"]


def test_agreement_on_a_yes_or_no_and_agreement_of_two_runs_are_not_unchanging():
    assert unchanging(runs(pacified=[0] * 9)) == []
    assert unchanging(runs(displaced=[7] * 2), runs(displaced=[7] * 2)) == []


def test_an_outcome_without_a_value_is_not_unchanging():
    assert unchanging(runs(weeks_to_fall=[np.nan] * 4)) == []


def test_few_runs_that_all_agree_do_not_make_a_proportion_certain():
    found = row(np.zeros(8), np.zeros(8), "pacified")
    assert found.difference == 0
    assert found.low < 0 < found.high
    assert found.word == OPEN


def test_many_runs_that_all_agree_do():
    assert row(np.zeros(200), np.zeros(200), "pacified").word == SAME


def test_matched_proportions_have_the_published_interval():
    # Agresti & Min 2005: half a pair is added to each of the four cells, then Wald.
    one, other = (
        np.repeat([1.0, 1.0, 0.0, 0.0], [10, 9, 1, 20]),
        np.repeat([1.0, 0.0, 1.0, 0.0], [10, 9, 1, 20]),
    )
    found = row(one, other, "pacified")
    middle, spread = 8 / 42, np.sqrt(11 - 64 / 42) / 42
    assert (found.low, found.high) == pytest.approx((middle - 1.96 * spread, middle + 1.96 * spread), abs=1e-4)
    assert found.difference == pytest.approx(0.2)
    assert found.word == HIGHER


def test_the_mean_of_a_proportion_has_a_wilson_interval():
    # Wilson 1927, 2 of 10: 5.7 % to 51.0 %
    found = summarise(runs(pacified=[1, 1] + [0] * 8)).loc["pacified"]
    assert found["mean"] == 0.2
    assert (found.low, found.high) == pytest.approx((0.0567, 0.5098), abs=1e-3)


def test_the_mean_of_a_number_has_a_student_interval():
    found = summarise(runs(rad_share_short=[1, 2, 3, 4, 5])).loc["rad_share_short"]
    assert (found["mean"], found.p5, found.p95) == pytest.approx((3, 1.2, 4.8))
    assert (found.low, found.high) == pytest.approx((3 - 1.9632, 3 + 1.9632), abs=1e-3)


@pytest.mark.parametrize(
    ("name", "values", "end"),
    [
        ("rad_land_short", [0, 0, 9], ("low", 0)),
        ("control", [100, 100, 90], ("high", 100)),
        ("betrayal", [-1, -1, 0], ("low", -1)),
    ],
)
def test_the_interval_of_a_mean_stays_within_what_is_possible(name, values, end):
    found = summarise(runs(**{name: values})).loc[name]
    assert found[end[0]] == end[1]


def test_one_run_has_no_interval():
    found = summarise(runs(rad_share_short=[1])).loc["rad_share_short"]
    assert np.isnan(found.low)


def test_the_bootstrap_of_many_pairs_agrees_with_that_of_few():
    few = noise(MANY_PAIRS, scale=3.0) + 1
    low, high = intervals(np.append(few, [few.mean()]))[CONFIDENCE]
    assert (low, high) == pytest.approx(intervals(few)[CONFIDENCE], abs=0.03)
    assert (low, high) == pytest.approx(
        (1 - 1.96 * 3 / np.sqrt(MANY_PAIRS), 1 + 1.96 * 3 / np.sqrt(MANY_PAIRS)), abs=0.03
    )


def test_outcomes_of_another_version_are_judged_by_their_own_size_of_interest():
    ours = OUTCOMES["rad_share_short"]
    theirs = {"rad_share_short": replace(ours, sesoi=100 * ours.sesoi)}
    one, other = runs(rad_share_short=noise() + 2 * SESOI), runs(rad_share_short=np.zeros(PAIRS))
    assert compare(one, other).word.item() == HIGHER
    assert compare(one, other, theirs).word.item() == SAME


def test_another_level_widens_the_interval_and_leaves_the_word():
    one, other = noise(scale=6 * SESOI) + 2.2 * SESOI, np.zeros(PAIRS)
    usual, wide = (contrast(OUTCOMES["rad_share_short"], one, other, level) for level in (CONFIDENCE, 0.999))
    assert wide["low"] < usual["low"] < usual["high"] < wide["high"]
    assert wide["word"] == usual["word"]
