"""Intervals of many means at once: published values, and the same as for one mean at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.compare import matched_proportions, mean_interval
from sim.experiments.analysis.intervals import matched, of_means, student, wilson
from sim.experiments.analysis.widths import half_widths, replicates_for, sizes_up_to, table
from sim.outcomes import OUTCOMES

LEVEL = 0.95


@pytest.mark.parametrize(
    ("successes", "runs", "low", "high"),
    [  # Newcombe (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_intervals_are_the_published_ones(successes, runs, low, high):
    found = wilson(np.array([runs]), np.array([successes / runs]), LEVEL)
    assert (found[0][0], found[1][0]) == pytest.approx((low, high), abs=5e-5)


def test_shares_of_all_and_of_none_end_exactly_there():
    low, high = wilson(np.array([7, 7]), np.array([0.0, 1.0]), LEVEL)
    assert (low[0], high[1]) == (0, 1)
    assert high[0] < 1


@given(st.lists(st.integers(0, 1), min_size=2, max_size=30))
def test_intervals_of_shares_are_those_of_one_mean_at_a_time(values):
    runs = np.array(values, dtype=float)
    outcome = OUTCOMES["pacified"]
    found = of_means(np.array([len(runs)]), runs.mean(keepdims=True), runs.std(ddof=1, keepdims=True), outcome, LEVEL)
    assert (found[0][0], found[1][0]) == pytest.approx(mean_interval(runs, outcome), abs=1e-12)


@given(st.lists(st.floats(0, 100), min_size=2, max_size=30))
def test_intervals_of_numbers_are_those_of_one_mean_at_a_time(values):
    runs = np.array(values)
    outcome = OUTCOMES["rad_share_long"]
    found = of_means(np.array([len(runs)]), runs.mean(keepdims=True), runs.std(ddof=1, keepdims=True), outcome, LEVEL)
    assert (found[0][0], found[1][0]) == pytest.approx(mean_interval(runs, outcome), abs=1e-9)


@given(st.lists(st.integers(-1, 1), min_size=2, max_size=30))
def test_matched_proportions_are_those_of_one_difference_at_a_time(values):
    difference = np.array(values, dtype=float)
    middle, reach = matched(len(values), difference.sum(), (difference**2).sum(), LEVEL)
    low, high = matched_proportions(difference, LEVEL)
    assert (max(middle - reach, -1), min(middle + reach, 1)) == pytest.approx((low, high))


def test_one_run_has_no_interval():
    assert np.isnan(student(np.array([1]), np.array([0.0]), LEVEL)).all()
    assert np.isnan(wilson(np.array([1]), np.array([1.0]), LEVEL)).all()


# ---------------------------------------------------------------- convergence
def runs(points=3, replicates=64, seed=1):
    return np.random.default_rng(seed).normal(loc=50, scale=[[1.0], [2.0], [4.0]], size=(points, replicates))


def test_half_widths_of_the_first_replicates_are_those_of_their_own_intervals():
    values, sizes = runs(), [4, 10, 64]
    reach, means = half_widths(values, sizes, yes_no=False, paired=True, level=LEVEL)
    for at, size in enumerate(sizes):
        first = values[:, :size]
        assert reach[:, at] == pytest.approx(student(np.full(3, size), first.std(axis=1, ddof=1), LEVEL))
        assert means[:, at] == pytest.approx(first.mean(axis=1))


def test_runs_without_a_value_do_not_count():
    values = runs()
    holes = values.copy()
    holes[:, 1::2] = np.nan
    reach, means = half_widths(holes, [64], yes_no=False, paired=True, level=LEVEL)
    kept, mean = half_widths(np.ascontiguousarray(values[:, ::2]), [32], yes_no=False, paired=True, level=LEVEL)
    assert reach == pytest.approx(kept)
    assert means == pytest.approx(mean)


def test_yes_no_outcomes_have_their_own_half_widths():
    values = (runs() > 50).astype(float)
    reach, _ = half_widths(values, [64], yes_no=True, paired=False, level=LEVEL)
    low, high = wilson(np.full(3, 64), values.mean(axis=1), LEVEL)
    assert reach[:, 0] == pytest.approx((high - low) / 2)
    difference = values - values[::-1]
    reach, _ = half_widths(difference, [64], yes_no=True, paired=True, level=LEVEL)
    low, high = matched_proportions(difference[0], LEVEL)
    assert reach[0, 0] == pytest.approx((high - low) / 2)


def test_the_table_gives_the_median_and_the_widest_over_points():
    reach, means = half_widths(runs(), [64], yes_no=False, paired=True, level=LEVEL)
    (row,) = table(reach, means, [64]).to_dict("records")
    assert row["half_width"] == pytest.approx(np.median(reach))
    assert row["half_width_widest"] == pytest.approx(reach.max())
    assert row["mean"] == pytest.approx(runs().mean())


def test_sizes_grow_evenly_and_end_with_all():
    assert sizes_up_to(64) == [4, 6, 8, 11, 16, 23, 32, 45, 64]
    assert sizes_up_to(3) == [3]


def test_half_the_width_takes_four_times_the_replicates():
    assert replicates_for(0.5, 1.0, 100) == 400
    assert replicates_for(2.0, 1.0, 100) == 100
