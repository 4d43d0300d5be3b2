"""PRIM: known boxes come back, and the way there is that of an independent implementation."""

import numpy as np
import pytest

from sim.experiments.analysis.peeling import boxes, measured, pasted, quasi_p, trajectory, whole

# Coverage, density and mass of every fifth box that the PRIM of EMA Workbench 2.5.3 (Kwakkel 2017) peels from the
# data of `flipped`, with its limits and quasi-p values: peel_alpha and mass_min 0.05, threshold 0.5.
EMA_STEPS = {
    0: (1.0, 0.4075, 1.0),
    5: (0.944785, 0.501629, 0.7675),
    10: (0.901840, 0.625532, 0.5875),
    15: (0.852761, 0.772222, 0.45),
    20: (0.785276, 0.934307, 0.3425),
    24: (0.644172, 0.954545, 0.275),
}
EMA_LIMITS = {5: (0.05046461548686759, 0.18636452094339745), 15: (0.22537517479538027, 0.4313788750955327)}
EMA_QUASI_P = {5: (0.294131810711658, 0.0026657419658820325), 15: (8.797767555305462e-05, 8.296047501977736e-15)}


def flipped():
    """Return points and whether something holds there: in a corner of two of four factors, 8 % the wrong way round."""
    rng = np.random.default_rng(20161128)
    x = rng.uniform(size=(400, 4))
    inside = (x[:, 0] > 0.35) & (x[:, 1] > 0.45)
    return x, np.where(rng.uniform(size=400) < 0.08, ~inside, inside).astype(float)


def uniform(points=4000, factors=5):
    return np.random.default_rng(5).uniform(size=(points, factors))


def test_the_way_is_that_of_another_implementation():
    steps = trajectory(*flipped())
    assert len(steps) == 25
    for at, known in EMA_STEPS.items():
        assert (steps[at].coverage, steps[at].density, steps[at].mass) == pytest.approx(known, abs=1e-6)
    for at, known in EMA_LIMITS.items():
        assert tuple(steps[at].box.low[:2]) == pytest.approx(known)
        assert steps[at].box.factors == (0, 1)


def test_quasi_p_values_are_those_of_another_implementation():
    x, y = flipped()
    steps = trajectory(x, y)
    for at, known in EMA_QUASI_P.items():
        assert tuple(quasi_p(steps[at].box, x, y).values()) == pytest.approx(known)


@pytest.mark.parametrize("luck", range(8))
def test_the_example_of_the_literature_comes_out(luck):
    """Hastie, Tibshirani & Friedman (2009), figure 9.7: 200 uniform points, 1 in a box of the unit square, else 0."""
    x = np.random.default_rng(luck).uniform(size=(200, 2))
    y = ((x[:, 0] > 0.5) & (x[:, 0] < 0.8) & (x[:, 1] > 0.4) & (x[:, 1] < 0.6)).astype(float)
    ((_, found),) = boxes(x, y, (), 1, paste=False)
    outside = 0.05 * len(x) - y.sum()  # no box is smaller than 5 % of the points: then some zeros must stay
    assert found.coverage == 1
    assert found.density * found.mass * len(x) == pytest.approx(y.sum())
    assert found.mass * len(x) == pytest.approx(y.sum() + max(outside, 0))
    assert (found.box.low[0], found.box.high[0]) == pytest.approx((0.5, 0.8), abs=0.06)
    assert (found.box.low[1], found.box.high[1]) == pytest.approx((0.4, 0.6), abs=0.06)


def test_a_box_in_noiseless_data_is_found_with_its_limits():
    x = uniform()
    y = ((x[:, 1] > 0.2) & (x[:, 1] < 0.6) & (x[:, 3] > 0.3)).astype(float)
    ((_, found),) = boxes(x, y, (), 1, paste=False)
    assert found.box.factors == (1, 3)
    assert (found.box.low[1], found.box.high[1], found.box.low[3]) == pytest.approx((0.2, 0.6, 0.3), abs=0.03)
    assert found.density > 0.93
    assert found.coverage > 0.93


def test_of_a_switch_all_points_of_one_level_go_at_once():
    x = uniform()
    x[:, 0] = x[:, 0] > 0.5
    y = (x[:, 0] == 1).astype(float)
    ((steps, found),) = boxes(x, y, (), 1, paste=False)
    assert found.box.factors == (0,)
    assert 0 < found.box.low[0] < 1
    assert (found.coverage, found.density) == (1, 1)
    assert len(steps) == 2


def test_of_a_choice_alternatives_go_in_any_order():
    x = uniform()
    x[:, 2] = np.floor(5 * x[:, 2])
    y = np.isin(x[:, 2], [0, 3]).astype(float)
    ((_, found),) = boxes(x, y, (2,), 1, paste=False)
    assert found.box.without == {2: frozenset({1.0, 2.0, 4.0})}
    assert found.box.factors == (2,)
    assert found.density == 1


def test_two_boxes_are_found_one_after_the_other():
    x = uniform()
    one, other = (x[:, 0] < 0.5) & (x[:, 1] < 0.6), (x[:, 0] > 0.8) & (x[:, 2] > 0.5)
    found = boxes(x, (one | other).astype(float), (), 3, paste=False)
    (first, second) = (each.box for _, each in found[:2])
    assert {first.factors, second.factors} == {(0, 1), (0, 2)}
    assert not (first.holds(x) & second.holds(x)).mean() > 0.01
    assert sum(each.coverage for _, each in found[:2]) > 0.9


def test_masses_shrink_and_densities_grow_along_the_way():
    steps = trajectory(*flipped())
    assert (np.diff([each.mass for each in steps]) < 0).all()
    assert (np.diff([each.density for each in steps]) > 0).all()
    assert steps[-1].mass >= 0.05


def test_every_step_of_the_way_says_what_its_box_holds():
    x, y = flipped()
    for step in trajectory(x, y):
        inside = step.box.holds(x)
        assert step.density == pytest.approx(y[inside].mean())
        assert step.coverage == pytest.approx(y[inside].sum() / y.sum())
        assert step.mass == pytest.approx(inside.mean())


def test_pasting_widens_a_box_that_was_peeled_too_far_and_no_further():
    x = uniform()
    y = ((x[:, 1] > 0.2) & (x[:, 3] > 0.3)).astype(float)
    everything = np.ones(len(x), dtype=bool)
    wider = pasted(measured(whole(5).limited(1, low=0.5).limited(3, low=0.4), x, y, everything), x, y)
    assert wider.density == 1
    assert tuple(wider.box.low[[1, 3]]) == pytest.approx((0.2, 0.3), abs=0.03)


def test_where_nothing_holds_or_everything_does_there_is_no_box():
    x = uniform(100)
    assert boxes(x, np.zeros(100), (), 2, paste=True) == []
    assert boxes(x, np.ones(100), (), 2, paste=True) == []


def test_a_limit_that_tells_nothing_has_a_large_quasi_p():
    x = uniform()
    y = (x[:, 0] > 0.5).astype(float)
    found = quasi_p(whole(5).limited(0, low=0.5).limited(4, low=0.1), x, y)
    assert found[0] < 1e-6
    assert found[4] > 0.05
