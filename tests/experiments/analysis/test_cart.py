"""Trees: they find the rules that made the data, and no rule where there is none."""

import numpy as np
import pytest

from sim.errors import ExperimentError
from sim.experiments.analysis.pruned import grow, table

POINTS = 600


def points(factors=4):
    return np.random.default_rng(2).uniform(size=(POINTS, factors))


def leaves(tree):
    return int((tree.feature < 0).sum())


def test_a_rule_of_two_factors_is_found_with_its_limits():
    x = points()
    tree = grow(x, ((x[:, 1] > 0.4) & (x[:, 3] < 0.7)).astype(float), classify=True)
    assert leaves(tree) == 3
    limits = dict(zip(tree.feature, tree.threshold, strict=True))
    assert (limits[1], limits[3]) == pytest.approx((0.4, 0.7), abs=0.01)
    assert tree.error < 0.05


def test_noise_grows_no_tree():
    x = points()
    y = np.random.default_rng(8).integers(0, 2, POINTS).astype(float)
    assert leaves(grow(x, y, classify=True)) == 1
    assert leaves(grow(x, np.random.default_rng(9).normal(size=POINTS), classify=False)) == 1


def test_numbers_are_split_where_they_jump():
    x = points()
    tree = grow(x, 10.0 * (x[:, 2] > 0.25) + np.random.default_rng(4).normal(size=POINTS), classify=False)
    assert tree.feature[0] == 2
    assert tree.threshold[0] == pytest.approx(0.25, abs=0.01)
    assert sorted(tree.value[tree.feature < 0]) == pytest.approx([0, 10], abs=0.3)


def test_shares_and_points_of_children_make_up_their_parent():
    x = points()
    tree = grow(x, (x[:, 0] + x[:, 1] > 1).astype(float), classify=True)
    for node in np.flatnonzero(tree.feature >= 0):
        below = np.flatnonzero(tree.parent == node)
        assert tree.points[below].sum() == tree.points[node]
        assert np.average(tree.value[below], weights=tree.points[below]) == pytest.approx(tree.value[node])


def test_what_holds_everywhere_is_one_leaf():
    tree = grow(points(), np.ones(POINTS), classify=True)
    assert (leaves(tree), tree.value[0]) == (1, 1)


def test_the_same_points_grow_the_same_tree():
    x = points()
    y = (x[:, 0] * x[:, 1] > 0.3).astype(float)
    one, other = grow(x, y, classify=True), grow(x, y, classify=True)
    assert np.array_equal(one.threshold, other.threshold)
    assert one.error == other.error


def test_too_few_points_are_refused():
    with pytest.raises(ExperimentError, match="at least 20 points"):
        grow(points()[:10], np.ones(10), classify=True)


def test_the_table_names_factors_of_splits_alone():
    x = points()
    tree = grow(x, (x[:, 1] > 0.4).astype(float), classify=True)
    found = table(tree, list("abcd"), ["one", "two", "three"])
    assert found.factor.tolist() == ["b", "", ""]
    assert found.parent.tolist() == [-1, 0, 0]
    assert found.threshold.isna().tolist() == [False, True, True]
