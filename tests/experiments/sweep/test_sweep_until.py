"""Replicates are added until the widest interval is narrow enough, and never beyond the cap."""

import math

import numpy as np
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy import stats

from sim.compare import CONFIDENCE, intervals, mean_interval
from sim.errors import ExperimentError
from sim.experiments.sweep.folder.folder import open_folder
from sim.experiments.sweep.folder.manifest import OutcomeRecord
from sim.experiments.sweep.running.until import (
    LEAST,
    Moments,
    Standing,
    Target,
    half_widths,
    next_replicates,
    standing,
    target_of,
)
from sim.experiments.sweep.sweep import load_sweep
from sim.outcomes import OUTCOMES
from tests.experiments.sweep.small import REPLICATES, rows, run_small, write_sweep


def record(name):
    return OutcomeRecord(**{word: getattr(OUTCOMES[name], word) for word in OutcomeRecord.model_fields})


def width_of(values, name, paired=True):
    sums = Moments.nothing((1, 1))
    for piece in np.array_split(np.asarray(values, dtype=float), 3):
        sums.add(slice(0, 1), piece[None, None])
    return float(half_widths(sums, record(name), paired)[0, 0])


@given(some.lists(some.floats(-1e6, 1e6), min_size=2, max_size=40))
def test_moments_taken_piece_by_piece_are_those_of_the_whole(values):
    n, spread = len(values), np.std(values, ddof=1)
    wanted = stats.t.ppf((1 + CONFIDENCE) / 2, n - 1) * spread / math.sqrt(n)
    assert width_of(values, "displaced") == pytest.approx(wanted, rel=1e-6, abs=1e-6)


def test_missing_values_are_left_out():
    assert width_of([1, math.nan, 2, 4, math.nan], "displaced") == pytest.approx(width_of([1, 2, 4], "displaced"))
    assert width_of([math.nan, 1], "displaced") == math.inf


@given(some.lists(some.sampled_from([-1.0, 0.0, 1.0]), min_size=2, max_size=60))
def test_yes_no_differences_have_the_interval_of_a_comparison(values):
    low, high = intervals(np.array(values), True)[CONFIDENCE]
    if low > -1 and high < 1:  # a comparison cuts at what is possible
        assert width_of(values, "settled") == pytest.approx((high - low) / 2)
    assert width_of(values, "settled") > 0


@given(some.lists(some.sampled_from([0.0, 1.0]), min_size=2, max_size=60))
def test_a_single_yes_no_scenario_has_the_interval_of_its_mean(values):
    low, high = mean_interval(np.array(values), OUTCOMES["settled"])
    assert width_of(values, "settled", paired=False) == pytest.approx((high - low) / 2)


def test_where_a_sweep_stands_is_what_its_rows_say(tmp_path):
    run_small(write_sweep(tmp_path), tmp_path / "runs", block=8)
    now = standing(open_folder(tmp_path / "runs"), "displaced")
    wide = rows(tmp_path / "runs").pivot(index=["point", "replicate"], columns="scenario", values="displaced")
    spread = (wide["aleppo_falls"] - wide["siege_broken"]).groupby("point").std()
    widths = stats.t.ppf((1 + CONFIDENCE) / 2, REPLICATES - 1) * spread / math.sqrt(REPLICATES)
    assert now.widest == pytest.approx(widths.max())
    assert now.median == pytest.approx(widths.median())
    assert (now.point, now.replicates, now.unmeasured) == (widths.idxmax(), REPLICATES, 0)
    assert now.of == "aleppo_falls − siege_broken"


def test_replicates_are_added_and_only_the_new_ones_run(tmp_path):
    path = write_sweep(tmp_path, points=2)
    said = []
    first, _ = run_small(path, tmp_path / "runs", block=16)
    half = standing(first, "displaced").widest / 4
    target = Target("displaced", half, LEAST, 512)
    folder, progress = run_small(path, tmp_path / "runs", until=target, said=said)
    assert standing(folder, "displaced").widest <= half
    assert folder.replicates > REPLICATES
    assert progress.ran == folder.runs - 2 * 2 * REPLICATES
    assert folder.complete
    assert "replicates next" in said[0]
    assert said[-1].endswith("enough")
    assert run_small(path, tmp_path / "runs", until=target)[1].ran == 0
    again = run_small(write_sweep(tmp_path, "again", replicates=folder.replicates, points=2), tmp_path / "again")[0]
    pandas.testing.assert_frame_equal(rows(again.path), rows(folder.path), check_exact=True)


def test_the_cap_is_kept_and_said(tmp_path):
    path = write_sweep(tmp_path, points=2, more="", replicates=4)
    path.write_text(path.read_text() + '[stop]\noutcome = "displaced"\nhalf_width = 0.001\nmost = 20\n')
    said = []
    target = target_of(None, load_sweep(str(path)))
    folder, _ = run_small(path, tmp_path / "runs", until=target, said=said)
    assert folder.replicates == 20
    assert said[-1].endswith("not reached, but at the cap")


def test_a_single_scenario_is_judged_by_its_mean(tmp_path):
    path = write_sweep(tmp_path)
    path.write_text(path.read_text().replace(', "siege_broken"', ""))
    folder, _ = run_small(path, tmp_path / "runs")
    assert standing(folder, "displaced").of == "aleppo_falls"


@given(
    replicates=some.integers(1, 600), widest=some.floats(0.001, 100), wanted=some.floats(0.001, 100),
    most=some.integers(1, 600),
)  # fmt: skip
def test_no_round_overshoots_and_every_round_comes_nearer(replicates, widest, wanted, most):
    target = Target("displaced", wanted, min(LEAST, most), most)
    more = next_replicates(Standing(replicates, widest, widest, 0, "", 0), target)
    if replicates >= most or (replicates >= target.least and widest <= wanted):
        assert more == replicates
    else:
        assert replicates < more <= min(most, max(2 * replicates + 8, LEAST))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("half-width=0", "more than 0"),
        ("half-width=wide", "not a number"),
        ("half_width=1", "did you mean 'half-width'"),
        ("outcome=displaced", "write it as half-width"),
        ("half-width=1,outcome=displacd", "did you mean 'displaced'"),
        ("half-width=1,most=2", "at least 4"),
        ("half-width=1,most=4.5", "whole number"),
    ],
)
def test_nonsense_is_refused(tmp_path, text, complaint):
    with pytest.raises(ExperimentError, match=complaint):
        target_of(text, load_sweep(str(write_sweep(tmp_path))))


def test_without_a_target_nothing_is_added(tmp_path):
    assert target_of(None, load_sweep(str(write_sweep(tmp_path)))) is None
    found = target_of("half-width=2", load_sweep(str(write_sweep(tmp_path))))
    assert (found.outcome, found.half_width, found.most) == ("displaced", 2, 32)
