"""Elementary effects: exact on a linear model, as SALib's on others, and per whole range for few levels."""

import numpy as np
import pytest

from sim.experiments.analysis.elementary import effects, steps
from tests.experiments.analysis.functions import ishigami, morris

SLOPES = np.array([4.0, -2.0, 0.5, 0.0])
TRAJECTORIES = 12


def trajectories(factors=4):
    return morris(factors, TRAJECTORIES).reshape(TRAJECTORIES, factors + 1, factors)


def test_a_linear_model_has_its_slopes():
    x = trajectories()
    found = effects(x @ SLOPES, *steps(x))
    assert found == pytest.approx(np.tile(SLOPES, (TRAJECTORIES, 1)))
    assert (found[:, 3] == 0).all()


def test_they_are_salibs():
    from SALib.analyze import morris as salib

    x = trajectories()
    y = ishigami((2 * x.reshape(-1, 4) - 1) * np.pi)
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0, 1]] * 4}
    theirs = salib.analyze(problem, x.reshape(-1, 4), y, num_levels=4, seed=1)
    ours = effects(y.reshape(TRAJECTORIES, 5), *steps(x))
    assert np.abs(ours).mean(axis=0) == pytest.approx(np.asarray(theirs["mu_star"]))
    assert ours.mean(axis=0) == pytest.approx(np.asarray(theirs["mu"]))
    assert ours.std(axis=0, ddof=1) == pytest.approx(np.asarray(theirs["sigma"]))


def test_a_switch_counts_as_a_whole_range():
    switched = trajectories().copy()
    switched[:, :, 0] = switched[:, :, 0] > 0.5
    assert effects(switched @ SLOPES, *steps(switched))[:, 0] == pytest.approx(np.full(TRAJECTORIES, 4.0))


def test_replicates_keep_their_own_effects():
    x = trajectories()
    slopes = np.stack([SLOPES, 2 * SLOPES], axis=1)
    found = effects(x @ slopes, *steps(x))
    assert found[:, :, 1] == pytest.approx(2 * found[:, :, 0])


def test_a_factor_that_did_not_move_has_no_effect_to_show():
    x = np.array([[[0.0, 0.0], [0.0, 0.0], [0.0, 1.0]]])
    found = effects(np.array([[1.0, 1.0, 4.0]]), *steps(x))
    assert np.isnan(found[0, 0])
    assert found[0, 1] == 3
