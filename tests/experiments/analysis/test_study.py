"""Folders of sweeps: what is asked comes back by point and replicate, and what is missing is counted."""

import json

import numpy as np
import pytest

from sim.errors import ExperimentError
from sim.experiments.analysis import ci, diff, open_study, pooled, quantity_of
from sim.experiments.analysis import study as reading
from sim.experiments.analysis.study import Tally
from tests.experiments.analysis.made import A, B, designed, luck, outcome, strength, switch, write_sweep

POINTS, REPLICATES = 40, 20
RISE = 3.0


def shares(points=POINTS):
    return np.column_stack([np.linspace(0, 1, points), np.tile([0.2, 0.8], points // 2)])


def linear(values, scenario, replicate, name):
    """x + luck, and in scenario A more by RISE where the switch is on."""
    shared = luck(1000, "made")[replicate]
    return values[:, 0] + shared + RISE * values[:, 1] * (scenario == A)


def made(tmp_path, of=linear, points=POINTS, **more):
    design = designed([strength("slope", 0, 10), switch("C14")], shares(points))
    return open_study(write_sweep(tmp_path / "made", design, of, replicates=REPLICATES, **more))


def test_values_come_back_by_point_and_replicate(tmp_path):
    study = made(tmp_path)
    quantity = quantity_of(study.manifest, A, None)
    (block,) = study.blocks(quantity)
    known = study.values[:, [0]] + luck(REPLICATES, "made") + RISE * study.values[:, [1]]
    assert block.values == pytest.approx(known)
    assert not (block.failed | block.absent).any()


def test_luck_cancels_in_a_difference(tmp_path):
    study = made(tmp_path)
    (block,) = study.blocks(quantity_of(study.manifest, None, None))
    assert block.values == pytest.approx(np.repeat(RISE * study.values[:, [1]], REPLICATES, axis=1))


def test_reading_in_small_pieces_changes_nothing(tmp_path, monkeypatch):
    study = made(tmp_path)
    quantity = quantity_of(study.manifest, None, None)
    whole = ci(study, [quantity])
    monkeypatch.setattr(reading, "CELLS", 3 * REPLICATES)
    assert len(study.lots()) == 14
    assert ci(study, [quantity]).equals(whole)


def test_points_with_gaps_between_them_are_read_alone(tmp_path):
    study = made(tmp_path)
    some = np.array([3, 17, 39])
    (block,) = study.blocks(quantity_of(study.manifest, A, None), [some])
    assert block.values == pytest.approx(next(study.blocks(quantity_of(study.manifest, A, None))).values[some])


def test_runs_that_failed_are_not_there_or_have_no_value_are_told_apart(tmp_path):
    def valueless(values, scenario, replicate, name):
        return np.where((replicate == 2) & (scenario == B), np.nan, linear(values, scenario, replicate, name))

    study = made(
        tmp_path,
        valueless,
        fail=lambda scenario, point, replicate: (point == 5) & (replicate < 2) & (scenario == A),
        drop=lambda scenario, point, replicate: (point == 7) & (replicate >= 16),
    )
    tally = Tally()
    list(study.blocks(quantity_of(study.manifest, None, None), tally=tally))
    assert (tally.asked, tally.failed, tally.absent, tally.valueless) == (POINTS * REPLICATES, 2, 4, POINTS)
    assert tally.used == POINTS * REPLICATES - 2 - 4 - POINTS
    assert study.there == 2 * POINTS * REPLICATES - 8
    rows = diff(study, [quantity_of(study.manifest, None, None)])
    assert rows.pairs[[4, 5, 7]].tolist() == [REPLICATES - 1, REPLICATES - 3, REPLICATES - 5]
    assert (rows.attrs["failed"], rows.attrs["absent"], rows.attrs["valueless"]) == (2, 4, POINTS)


def test_replicates_that_were_added_later_are_read_too(tmp_path):
    study = made(tmp_path, growth={"points": POINTS, "replicates": 32})
    (block,) = study.blocks(quantity_of(study.manifest, A, None))
    assert block.values.shape == (POINTS, 32)
    assert np.isfinite(block.values).all()
    assert study.folder.runs == 2 * POINTS * 32


def test_a_run_that_is_there_twice_is_refused(tmp_path):
    study = made(tmp_path)
    first = sorted((tmp_path / "made" / "runs").rglob("*.parquet"))[0]
    first.with_name("again.parquet").write_bytes(first.read_bytes())
    with pytest.raises(ExperimentError, match="there twice"):
        list(study.blocks(quantity_of(study.manifest, A, None)))


def test_a_damaged_file_is_named_in_one_line(tmp_path):
    study = made(tmp_path)
    first = sorted((tmp_path / "made" / "runs").rglob("*.parquet"))[0]
    first.write_bytes(first.read_bytes()[:100])
    with pytest.raises(ExperimentError, match=first.name) as complaint:
        ci(study, [quantity_of(study.manifest, A, None)])
    assert "sweep verify" in str(complaint.value)
    assert "\n" not in str(complaint.value)


def test_a_folder_without_runs_says_how_to_run_it(tmp_path):
    study = made(tmp_path, drop=lambda scenario, point, replicate: point >= 0)
    with pytest.raises(ExperimentError, match="aftermath sweep run"):
        ci(study, [quantity_of(study.manifest, A, None)])


def test_an_empty_folder_is_no_sweep(tmp_path):
    with pytest.raises(ExperimentError, match="no sweep"):
        open_study(tmp_path)


@pytest.mark.parametrize(
    ("of", "name", "complaint"),
    [
        (None, "unrst", "did you mean 'unrest'"),
        ("aleppo_fals", None, "did you mean 'aleppo_falls'"),
        (f"{A} - {A}", None, "two as 'A - B'"),
        (f"{A} - {B} - {A}", None, "two as 'A - B'"),
    ],
)
def test_what_the_sweep_has_not_is_refused_with_a_guess(tmp_path, of, name, complaint):
    study = made(tmp_path)
    with pytest.raises(ExperimentError, match=complaint):
        quantity_of(study.manifest, of, name)


def test_nothing_but_the_columns_asked_for_is_read(tmp_path):
    study = made(tmp_path, outcomes=(outcome(), outcome("other")))
    asked = []

    class Spy:
        def execute(self, query, words):
            asked.append(query)
            return study.connection.execute(query, words)

    spying = type(study)(study.folder, Spy())
    ci(spying, [quantity_of(study.manifest, A, "other")])
    assert any('"other"' in query for query in asked)
    assert not any('"unrest"' in query or "*" in query.replace("count(*)", "") for query in asked)


# ---------------------------------------------------------------- memory
def test_many_runs_are_read_with_little_memory(tmp_path, monkeypatch):
    import pyarrow
    import pyarrow.parquet

    from sim.experiments.sweep.folder.rows import run_schema

    points, replicates, copies = 200, 1000, 2
    design = designed([strength("slope", 0, 10), switch("C14")], shares(points))
    path = write_sweep(
        tmp_path / "many", design, linear, replicates=replicates, drop=lambda scenario, point, replicate: point >= 0
    )
    schema = run_schema(open_study(path).manifest)
    (path / "runs").mkdir()
    for at, scenario in enumerate((A, B)[:copies]):
        point, replicate = (
            each.ravel() for each in np.meshgrid(np.arange(points), np.arange(replicates), indexing="ij")
        )
        columns = {
            "point": point, "label": [""] * len(point), "scenario": [scenario] * len(point), "replicate": replicate,
            "random_seed": np.ones_like(point), "status": ["ok"] * len(point), "error": [None] * len(point),
            "slope": design.values[point, 0], "C14": design.values[point, 1],
            "unrest": linear(design.values[point], scenario, replicate, "unrest"),
        }  # fmt: skip
        pyarrow.parquet.write_table(
            pyarrow.table(columns, schema=schema), path / "runs" / f"{at}.parquet", row_group_size=20_000
        )
    # reading all 400,000 rows at once takes more than DuckDB is given here
    study = open_study(path, memory="24MB")
    with pytest.raises(ExperimentError, match="not enough memory"):
        study.ask("SELECT list(unrest), list(scenario), list(label) FROM read_parquet(?)", [study.files[0].tolist()])
    monkeypatch.setattr(reading, "CELLS", 20_000)
    rows = ci(study, [quantity_of(study.manifest, A, None)])
    assert rows.runs.tolist() == [replicates] * points
    known = design.values[:, 0] + luck(1000, "made").mean() + RISE * design.values[:, 1]
    assert rows["mean"].to_numpy() == pytest.approx(known)


# ---------------------------------------------------------------- ci and diff
def test_ci_and_diff_find_what_was_put_in(tmp_path):
    study = made(tmp_path)
    rows = ci(study, [quantity_of(study.manifest, A, None), quantity_of(study.manifest, B, None)])
    assert rows.columns.tolist() == [
        "point", "label", "slope", "C14", "scenario", "runs", "failed", "mean", "low", "high", "p5", "p95",
    ]  # fmt: skip
    assert rows.scenario.tolist() == [A, B] * POINTS
    shared = luck(REPLICATES, "made")
    first = rows.iloc[0]
    assert (first["mean"], first.p5, first.p95) == pytest.approx((shared.mean(), *np.percentile(shared, [5, 95])))
    found = diff(study, [quantity_of(study.manifest, None, None)])
    assert found.columns.tolist() == [
        "point", "label", "slope", "C14", "a", "b", "pairs", "mean_a", "mean_b", "difference", "low", "high",
        "standardised", "same_sign", "sesoi", "word",
    ]  # fmt: skip
    on = found.C14 == 1
    assert found[on].difference.to_numpy() == pytest.approx(RISE)
    assert (found[on].word == "clearly higher").all()
    assert (found[~on].difference == 0).all()
    assert (found[~on].word == "no practical difference").all()


def test_pooling_repeats_replicates_and_not_points(tmp_path):
    def shaken(values, scenario, replicate, name):
        return linear(values, scenario, replicate, name) + (scenario == A) * luck(1000, "only in A")[replicate]

    study = made(tmp_path, shaken)
    rows = pooled(study, quantity_of(study.manifest, None, None)).set_index(["factor", "level"])
    extra = luck(REPLICATES, "only in A")
    whole = rows.loc[("all points", "")]
    assert whole.pairs == REPLICATES
    assert whole.difference == pytest.approx(RISE / 2 + extra.mean())
    # were points repeated too, the interval would be six times narrower
    assert whole.high - whole.low == pytest.approx(2 * 1.96 * extra.std() / np.sqrt(REPLICATES), rel=0.15)
    assert rows.loc[("C14", "on"), "difference"] == pytest.approx(RISE + extra.mean())
    assert rows.loc[("C14", "off"), "points"] == POINTS // 2
    assert rows.loc["slope", "points"].sum() == POINTS


def test_a_point_that_fails_often_does_not_shift_the_pool(tmp_path):
    study = made(tmp_path, fail=lambda scenario, point, replicate: (point % 2 == 1) & (replicate % 3 > 0))
    whole = pooled(study, quantity_of(study.manifest, None, None)).iloc[0]
    assert whole.difference == pytest.approx(RISE / 2)
    assert (whole.low, whole.high) == pytest.approx((RISE / 2, RISE / 2))


def test_shares_have_wilson_intervals_and_their_differences_matched_ones(tmp_path):
    def yes(values, scenario, replicate, name):
        return (luck(1000, scenario)[replicate] > 0).astype(float)

    study = made(tmp_path, yes, outcomes=(outcome(unit="share of runs", yes_no=True),))
    rows = ci(study, [quantity_of(study.manifest, A, None)])
    assert rows.attrs["method"] == "Wilson"
    assert ((rows.low >= 0) & (rows.high <= 1)).all()
    difference = ci(study, [quantity_of(study.manifest, None, None)]).iloc[0]
    contrast = diff(study, [quantity_of(study.manifest, None, None)]).iloc[0]
    assert (difference.low, difference.high) == pytest.approx((contrast.low, contrast.high))


def test_every_table_says_what_it_rests_on(tmp_path):
    study = made(tmp_path)
    about = ci(study, [quantity_of(study.manifest, A, None)], level=0.9).attrs
    assert (about["quantity"], about["unit"], about["level"]) == (A, "share", 0.9)
    assert (about["points"], about["replicates"], about["failed"]) == (POINTS, REPLICATES, 0)
    assert json.dumps(about)
