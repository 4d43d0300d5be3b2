"""Weekly series: percentiles are those of the runs, at the point as held or over all."""

import json

import numpy as np
import pandas
import pytest

from sim.errors import ExperimentError
from sim.experiments.analysis import open_study, weekly
from sim.experiments.analysis.weeks import EVERYWHERE, HELD
from tests.experiments.analysis.made import A, B, designed, strength, switch, write_sweep

WEEKS, REPLICATES = 5, 7


def keep_series(folder, points):
    """Write weekly series into a made-up folder; return all rows."""
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["series"] = [{"name": name, "unit": "persons", "about": name} for name in ("rebels", "besieged")]
    manifest["weeks"] = WEEKS
    (folder / "manifest.json").write_text(json.dumps(manifest))
    keys = pandas.MultiIndex.from_product(
        [range(points), (A, B), range(REPLICATES), range(WEEKS + 1)],
        names=["point", "scenario", "replicate", "week"],
    )
    rows = keys.to_frame(index=False)
    drawn = np.random.default_rng(5)
    rows["rebels"] = drawn.normal(size=len(rows)) + rows["week"]
    rows.loc[rows["replicate"] == 2, "rebels"] = np.nan
    rows["besieged"] = drawn.uniform(size=len(rows)) < 0.5
    for part, some in rows.groupby(rows["replicate"] % 2):
        (folder / "series" / f"{part:02}").mkdir(parents=True)
        some.to_parquet(folder / "series" / f"{part:02}" / f"{part:06}.parquet", index=False)
    return rows


def expected(rows, scenario, week):
    values = rows[(rows["scenario"] == scenario) & (rows["week"] == week)]["rebels"].dropna()
    return np.percentile(values, [5, 25, 50, 75, 95])


@pytest.fixture
def knock_outs(tmp_path):
    bits = np.vstack([np.zeros((1, 1)), np.ones((1, 1))])
    folder = write_sweep(
        tmp_path / "runs", designed([switch("C14")], bits), lambda v, *_: v[:, 0], replicates=REPLICATES
    )
    return folder, keep_series(folder, 2)


def test_percentiles_are_those_of_the_point_as_held(knock_outs):
    folder, rows = knock_outs
    found = weekly(open_study(folder))
    held = rows[rows["point"] == 1]
    assert found.attrs["at"] == HELD
    assert found.attrs["points"] == 1
    of = found[found["series"] == "rebels"].set_index(["scenario", "week"])
    for scenario in (A, B):
        for week in range(WEEKS + 1):
            row = of.loc[(scenario, week)]
            assert row[["p5", "p25", "p50", "p75", "p95"]].tolist() == pytest.approx(expected(held, scenario, week))
            assert row["runs"] == REPLICATES - 1
    assert list(dict.fromkeys(found["series"])) == ["rebels", "besieged"]
    assert list(dict.fromkeys(found["scenario"])) == [A, B]


def test_a_design_without_a_base_is_taken_as_a_whole(tmp_path):
    folder = write_sweep(
        tmp_path / "runs", designed([strength("C14")], np.array([[0.1], [0.9]])), lambda v, *_: v[:, 0],
        replicates=REPLICATES,
    )  # fmt: skip
    rows = keep_series(folder, 2)
    found = weekly(open_study(folder))
    assert found.attrs["at"] == EVERYWHERE
    row = found[(found["series"] == "rebels") & (found["scenario"] == B) & (found["week"] == 3)].iloc[0]
    assert row[["p5", "p25", "p50", "p75", "p95"]].tolist() == pytest.approx(expected(rows, B, 3))


def test_weeks_read_in_pieces_are_the_same(knock_outs, monkeypatch):
    whole = weekly(open_study(knock_outs[0]))
    monkeypatch.setattr("sim.experiments.analysis.weeks.ROWS", 1)
    pandas.testing.assert_frame_equal(weekly(open_study(knock_outs[0])), whole)


def test_a_sweep_without_series_is_refused(tmp_path):
    folder = write_sweep(tmp_path / "runs", designed([strength("C14")], np.array([[0.1]])), lambda v, *_: v[:, 0])
    with pytest.raises(ExperimentError, match="keeps no weekly series"):
        weekly(open_study(folder))
