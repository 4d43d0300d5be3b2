"""Factors: values lie in their range, and every way from shares to values has its way back."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.sweep.sampling.design import distinct
from sim.experiments.sweep.sampling.factors import CHOICE, SETTING, STRENGTH, WEEK, Factor

SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=20).map(np.array)


def factor(kind=STRENGTH, low=0.0, high=2.0, levels=(), labels=()):
    return Factor("x", kind, "", "units", "choice", low, high, low, levels=levels, labels=labels)


RANGE = factor()
WEEKS = factor(WEEK, 3.0, 9.0)
LEVELS = factor(SETTING, 1.0, 8.0, levels=(1.0, 2.0, 8.0))
LEADS = factor(CHOICE, 0.0, 1.0, levels=(0.0, 1.0), labels=("jihadist", "turkey"))
every = pytest.mark.parametrize("of", [RANGE, WEEKS, LEVELS, LEADS])


@every
@given(shares=SHARES)
def test_every_value_is_allowed(of, shares):
    assert all(of.allows(float(value)) for value in of.at(shares))


@every
@given(shares=SHARES)
def test_the_share_of_a_value_gives_it_back(of, shares):
    values = of.at(shares)
    assert of.at(of.share(values)) == pytest.approx(values)


@every
def test_both_ends_of_the_cube_are_the_ends_of_the_range(of):
    assert of.at(np.array([0.0, 1.0])).tolist() == [of.low, of.high]


@pytest.mark.parametrize("of", [WEEKS, LEVELS])
def test_levels_and_weeks_have_equal_slices(of):
    shares = (np.arange(21 * len(np.unique(of.at(np.linspace(0, 1, 999))))) + 0.5) / 1
    shares /= len(shares)
    _, counts = np.unique(of.at(shares), return_counts=True)
    assert len(set(counts.tolist())) == 1


def test_weeks_are_whole_and_each_is_taken_once():
    assert WEEKS.spread(100).tolist() == [3, 4, 5, 6, 7, 8, 9]
    assert WEEKS.spread(3).tolist() == [3, 6, 9]
    assert not WEEKS.allows(3.5)


def test_a_range_is_spread_from_end_to_end_and_levels_stay_as_they_are():
    assert RANGE.spread(3).tolist() == [0, 1, 2]
    assert LEVELS.spread(2).tolist() == [1, 2, 8]


def test_alternatives_are_called_by_their_names():
    assert [LEADS.word(value) for value in (0.0, 1.0)] == ["jihadist", "turkey"]
    assert LEADS.allowed == "jihadist, turkey"
    assert RANGE.word(0.5) == 0.5


# ---------------------------------------------------------------- distinct points
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=30))
def test_equal_rows_are_one_point_numbered_as_they_first_appear(rows):
    values = np.array(rows, dtype=float)
    labels = tuple(f"row {at}" for at in range(len(rows)))
    design = distinct((RANGE, RANGE), values / 2, values, labels)
    assert design.values[design.point_of_row].tolist() == values.tolist()
    naive = list(dict.fromkeys(rows))
    assert [tuple(each) for each in design.values.tolist()] == naive
    assert list(design.labels) == [f"row {rows.index(each)}" for each in naive]
    assert len(design.shares) == len(rows)


def test_a_designs_frame_says_choices_in_words():
    values = np.array([[0.5, 1.0], [1.5, 0.0]])
    frame = distinct((RANGE, replace(LEADS, name="lead")), values, values).frame()
    assert frame["lead"].tolist() == ["turkey", "jihadist"]
    assert frame["x"].tolist() == [0.5, 1.5]
    assert frame["label"].tolist() == ["", ""]
