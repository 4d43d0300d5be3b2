"""Bands hold what they say, and a difference is one of pairs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.compare import matched_proportions
from sim.errors import ExperimentError
from tests.viz.made_up import results_of
from viz.screen.bands import bands, difference
from viz.screen.chart_data import EXACT, FINER, rounded
from viz.screen.measures import MEASURES

RUNS, WEEKS = 21, 4


@pytest.fixture
def walk() -> np.ndarray:
    return np.random.default_rng(7).normal(size=(RUNS, WEEKS + 1)).cumsum(axis=1)


def test_bands_are_the_middle_half_and_nine_in_ten_of_runs(walk: np.ndarray) -> None:
    found = bands(results_of(RUNS, WEEKS, betrayal=walk), "betrayal")
    ranked = np.sort(walk.astype(np.float32), axis=0)
    assert found.median == pytest.approx(ranked[10])
    assert found.low50 == pytest.approx(ranked[5])
    assert found.high50 == pytest.approx(ranked[15])
    assert found.low90 == pytest.approx(ranked[1])
    assert found.high90 == pytest.approx(ranked[19])
    assert found.replicates == RUNS


def test_a_chart_begins_on_day_0_but_for_what_is_counted_week_by_week() -> None:
    results = results_of(3, WEEKS)
    assert bands(results, "displaced").weeks.tolist() == [0, 1, 2, 3, 4]
    assert bands(results, "deaths").weeks.tolist() == [1, 2, 3, 4]
    for name in MEASURES:
        found = bands(results, name)
        lines = (found.median, found.low50, found.high50, found.low90, found.high90)
        assert {each.shape for each in lines} == {found.weeks.shape}


def test_a_difference_is_taken_run_by_run(walk: np.ndarray) -> None:
    shift = np.linspace(0, 1, RUNS)[:, None]
    found = difference(
        results_of(RUNS, WEEKS, betrayal=walk + shift), results_of(RUNS, WEEKS, betrayal=walk), "betrayal"
    )
    assert found.median == pytest.approx(0.5, abs=1e-5)
    assert found.low50 == pytest.approx(0.25, abs=1e-5)
    assert found.high90 == pytest.approx(0.95, abs=1e-5)


def test_the_same_world_twice_does_not_differ_however_wide_its_runs_spread(walk: np.ndarray) -> None:
    results = results_of(RUNS, WEEKS, abroad=walk)
    found = difference(results, results, "abroad")
    for line in (found.median, found.low90, found.high90):
        assert not line.any()


def test_runs_that_only_one_world_has_are_left_out(walk: np.ndarray) -> None:
    more = results_of(RUNS, WEEKS, betrayal=walk)
    fewer = results_of(5, WEEKS, betrayal=walk[:5])
    found = difference(more, fewer, "betrayal")
    assert found.replicates == 5
    assert not found.high90.any()


def test_a_share_of_runs_has_the_interval_of_a_share() -> None:
    settled = np.zeros((20, WEEKS + 1))
    settled[:6, 2:] = 1
    found = bands(results_of(20, WEEKS, settled=settled), "settled")
    for week, yes in ((0, 0), (3, 6)):
        test = stats.binomtest(yes, 20)
        half, most = (test.proportion_ci(level, method="wilson") for level in (0.5, 0.9))
        assert found.median[week] == pytest.approx(100 * yes / 20)
        assert (found.low50[week], found.high50[week]) == pytest.approx((100 * half.low, 100 * half.high))
        assert (found.low90[week], found.high90[week]) == pytest.approx((100 * most.low, 100 * most.high))


def test_a_difference_of_shares_is_one_of_matched_shares() -> None:
    settled = np.zeros((20, WEEKS + 1))
    settled[:6, 2:] = 1
    found = difference(results_of(20, WEEKS, settled=settled), results_of(20, WEEKS), "settled")
    assert found.unit == "points"
    assert found.median.tolist() == pytest.approx([0, 0, 30, 30, 30])
    assert (found.low90[3], found.high90[3]) == pytest.approx(
        tuple(100 * each for each in matched_proportions(settled[:, 3], 0.9))
    )


def test_worlds_of_other_lengths_do_not_pair() -> None:
    with pytest.raises(ExperimentError, match="do not pair"):
        difference(results_of(3, 4), results_of(3, 5), "deaths")


def test_an_unknown_measure_is_refused_with_the_nearest() -> None:
    with pytest.raises(ExperimentError, match="did you mean 'tension'"):
        bands(results_of(3, 4), "tensions")


@given(st.floats(-1e9, 1e9, allow_subnormal=False), st.integers(0, 3))
def test_a_number_is_drawn_shorter_and_hardly_moved(value: float, digits: int) -> None:
    (drawn,) = rounded(np.array([value]), digits)
    assert abs(drawn - value) <= max(0.5 * 10.0 ** -(digits + FINER), 0.5 * 10.0 ** (1 - EXACT) * abs(value)) * (
        1 + 1e-9
    )
    assert len(repr(abs(drawn)).replace(".", "").strip("0")) <= EXACT
