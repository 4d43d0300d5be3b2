"""Folders that the runner itself wrote: what they hold comes back, run by run."""

import numpy as np
import pandas
import pytest

from sim.compare import compare
from sim.experiments.analysis import ci, diff, morris, open_study, quantity_of, sobol, tornado
from sim.experiments.analysis.widths import half_widths
from sim.experiments.sweep.running.until import Moments
from sim.experiments.sweep.running.until import half_widths as of_stop_rule
from tests.experiments.sweep.small import POINTS, REPLICATES, run_small, with_faults, write_sweep


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("real")
    run_small(write_sweep(root), root / "runs", block=7)
    return root / "runs"


def test_means_and_differences_are_those_of_the_rows(made):
    study = open_study(made)
    runs = pandas.read_parquet(made / "runs")
    means = ci(study, [quantity_of(study.manifest, "aleppo_falls", "displaced")])
    known = runs[runs.scenario == "aleppo_falls"].groupby("point").displaced.mean()
    assert means["mean"].to_numpy() == pytest.approx(known.to_numpy())
    rows = diff(study, [quantity_of(study.manifest, None, "displaced")])
    one, other = (
        runs[(runs.scenario == name) & (runs.point == 2)].set_index(["scenario", "replicate"])[["displaced"]]
        for name in ("aleppo_falls", "siege_broken")
    )
    bare = compare(one, other).loc["displaced"]
    for word in ("pairs", "mean_a", "mean_b", "difference", "low", "high", "sesoi", "word"):
        assert rows[word][2] == pytest.approx(bare[word])


def test_runs_that_failed_are_counted_and_left_out(tmp_path, monkeypatch):
    folder = tmp_path / "runs"
    with_faults(monkeypatch, "raise 1")
    run_small(write_sweep(tmp_path), folder)
    study = open_study(folder)
    failed = int((pandas.read_parquet(folder / "runs").status == "failed").sum())
    assert failed > 0
    rows = diff(study, [quantity_of(study.manifest, None, "displaced")])
    assert rows.attrs["failed"] == failed
    assert rows.pairs.sum() == POINTS * REPLICATES - failed


@pytest.mark.parametrize(
    ("sampler", "design", "analyse"),
    [
        ("one_at_a_time", "levels = 2", tornado),
        ("morris", "trajectories = 2", morris),
        ("saltelli", "points = 2\nsecond_order = false", lambda study, of: sobol(study, of)[0]),
    ],
)
def test_designs_of_the_samplers_are_those_the_analyses_expect(tmp_path, sampler, design, analyse):
    run_small(write_sweep(tmp_path, sampler=sampler, design=design, replicates=2), tmp_path / "runs")
    study = open_study(tmp_path / "runs")
    rows = analyse(study, quantity_of(study.manifest, None, "displaced"))
    assert set(rows.factor) <= {"C13", "cut_or_renew.rate", "fall"}
    assert len(rows) >= 3


def test_convergence_reckons_as_the_stop_rule_does(made):
    study = open_study(made)
    for outcome in study.manifest.outcomes:
        for of in ("aleppo_falls", "aleppo_falls - siege_broken"):
            quantity = quantity_of(study.manifest, of, outcome.name)
            (block,) = study.blocks(quantity)
            ours, _ = half_widths(block.values, [REPLICATES], outcome.yes_no, quantity.paired, 0.95)
            sums = Moments.nothing((POINTS, 1))
            sums.add(slice(0, POINTS), block.values[:, None, :])
            assert ours == pytest.approx(np.asarray(of_stop_rule(sums, outcome, quantity.paired)))
