"""Sobol' indices: what is known analytically comes back, and luck is told from effect."""

import numpy as np
import pytest

from sim.experiments.analysis.variance import indices, interactions, joined_lots, reduced, rows_of_group
from tests.experiments.analysis.functions import g_function, g_indices, ishigami, ishigami_indices, saltelli

BASE, LEVEL = 1024, 0.95
NAMES = ("x1", "x2", "x3", "inert")


def lot(y, factors, second_order=False):
    """Return rows `(rows,)` or `(rows, replicates)` as groups, reduced."""
    y = y[:, None] if y.ndim == 1 else y
    return reduced(y.reshape(-1, rows_of_group(factors, second_order), y.shape[1]), factors)


def inputs(base=BASE, second_order=False):
    return (2 * saltelli(len(NAMES), base, second_order) - 1) * np.pi


def luck(rows, replicates, shared):
    """Return noise `(rows, replicates)`: one draw a replicate, or one of its own for every run."""
    rng = np.random.default_rng(3)
    return rng.normal(size=(1, replicates) if shared else (rows, replicates))


def test_ishigami_has_its_analytic_indices():
    first, total, _ = ishigami_indices()
    found = indices(lot(ishigami(inputs()), 4), NAMES, False, LEVEL)
    assert found.S1.to_numpy() == pytest.approx([*first, 0], abs=0.03)
    assert found.ST.to_numpy() == pytest.approx([*total, 0], abs=0.03)
    assert ((found.S1_low <= [*first, 0]) & (found.S1_high >= [*first, 0])).all()
    assert ((found.ST_low <= [*total, 0]) & (found.ST_high >= [*total, 0])).all()


def test_ishigami_has_its_analytic_interaction():
    found = interactions(lot(ishigami(inputs(second_order=True)), 4, True), NAMES, LEVEL).set_index(["factor", "other"])
    assert found.S2["x1", "x3"] == pytest.approx(ishigami_indices()[2], abs=0.03)
    others = found.drop(("x1", "x3"))
    assert ((others.S2_low <= 0) & (others.S2_high >= 0)).all()


def test_sobol_g_has_its_analytic_indices():
    a = np.array([0.0, 1.0, 4.5, 9.0, 99.0])
    first, total = g_indices(a)
    found = indices(lot(g_function(saltelli(5, 4096), a), 5), tuple("abcde"), False, LEVEL)
    assert found.S1.to_numpy() == pytest.approx(first, abs=0.02)
    assert found.ST.to_numpy() == pytest.approx(total, abs=0.02)


def test_a_linear_model_has_its_analytic_indices_and_no_interaction():
    slopes = np.array([3.0, 2.0, 1.0])
    found = indices(lot(saltelli(3, BASE) @ slopes, 3), tuple("abc"), False, LEVEL)
    known = slopes**2 / (slopes**2).sum()
    assert found.S1.to_numpy() == pytest.approx(known, abs=0.01)
    assert found.ST.to_numpy() == pytest.approx(known, abs=0.01)


def test_an_inert_factor_is_exactly_nothing_on_shared_luck():
    y = ishigami(inputs(128))[:, None] + luck(128 * 6, 20, shared=True)
    inert = indices(lot(y, 4), NAMES, False, LEVEL).set_index("factor").loc["inert"]
    assert inert.drop("factor", errors="ignore").to_numpy(dtype=float) == pytest.approx(0, abs=1e-12)


def test_an_inert_factor_that_reshuffles_luck_still_includes_nothing():
    y = ishigami(inputs(256))[:, None] + 5 * luck(256 * 6, 20, shared=False)
    found = indices(lot(y, 4), NAMES, False, LEVEL)
    inert = found.set_index("factor").loc["inert"]
    assert inert.ST > 0.05
    assert inert.ST_noise == pytest.approx(inert.ST, rel=0.2)
    assert inert.S1_low <= 0 <= inert.S1_high
    assert inert.ST_low <= 0 <= inert.ST_high
    assert found.attrs["blocks"] == 10


def test_the_share_of_luck_is_that_of_the_variance_of_single_runs():
    y = ishigami(inputs())
    luck_variance = 9.0
    share = luck_variance / (luck_variance + y.reshape(-1, 6)[:, [0, -1]].var())
    noisy = y[:, None] + 3 * luck(len(y), 20, shared=False)
    assert indices(lot(noisy, 4), NAMES, False, LEVEL).attrs["noise_share"] == pytest.approx(share, abs=0.02)
    assert indices(lot(np.repeat(y[:, None], 20, axis=1), 4), NAMES, False, LEVEL).attrs["noise_share"] < 1e-12


def test_a_factor_that_alone_reshuffles_luck_has_no_share_of_its_own():
    # with the same luck a value of x1 has always the same outcome: all variance comes from x1, and all of it is luck
    x = inputs(256)
    own = np.random.default_rng(6).normal(size=(1000, 20))
    y = own[(np.abs(x[:, 0]) * 1e6).astype(int) % 1000]
    found = indices(lot(y, 4), NAMES, False, LEVEL)
    reshuffling = found.set_index("factor").loc["x1"]
    assert reshuffling.S1 > 0.8
    assert reshuffling.S1_noise == pytest.approx(reshuffling.S1, rel=0.2)
    assert reshuffling.S1_low <= 0 <= reshuffling.S1_high
    assert reshuffling.ST_low <= 0 <= reshuffling.ST_high
    assert found.attrs["noise_left"] == pytest.approx(1, abs=0.15)


def test_luck_that_differs_between_blocks_widens_intervals():
    x = inputs(256)
    slopes = luck(1, 10, shared=True)
    calm = indices(lot(np.repeat((ishigami(x) + slopes.mean() * x[:, 0])[:, None], 10, axis=1), 4), NAMES, False, LEVEL)
    restless = indices(lot(ishigami(x)[:, None] + slopes * x[:, [0]], 4), NAMES, False, LEVEL)
    assert restless.S1.to_numpy() == pytest.approx(calm.S1.to_numpy())
    assert (restless.S1_high - restless.S1_low > calm.S1_high - calm.S1_low)[:3].all()


def test_a_failed_run_takes_its_replicate_of_the_group_and_no_more():
    y = np.repeat(ishigami(inputs(64))[:, None], 8, axis=1)
    y[7, 3] = np.nan  # second group, fourth replicate
    y[12:18] = np.nan  # third group altogether
    found = lot(y, 4)
    assert found.rows.used.tolist()[:4] == [8, 7, 0, 8]
    assert (found.rows.dropped, found.rows.left_out) == (1, 9)
    about = indices(found, NAMES, False, LEVEL).attrs
    assert (about["groups"], about["dropped"]) == (63, 1)


def test_what_never_varies_has_no_indices():
    found = indices(lot(np.full((6 * 16, 5), 7.0), 4), NAMES, False, LEVEL)
    assert found.drop(columns="factor").isna().all(axis=None)


def test_too_few_replicates_for_blocks_are_said_to_be_one_block():
    found = indices(lot(np.repeat(ishigami(inputs(64))[:, None], 4, axis=1), 4), NAMES, False, LEVEL)
    assert found.attrs["blocks"] == 1


def test_groups_may_be_reduced_lot_by_lot():
    y = ishigami(inputs(64))[:, None] + luck(64 * 6, 12, shared=False)
    groups = y.reshape(64, 6, 12)
    parts = [reduced(groups[:20], 4), reduced(groups[20:], 4)]
    one, other = (indices(each, NAMES, False, LEVEL) for each in (reduced(groups, 4), joined_lots(parts)))
    assert (one == other).all(axis=None)
