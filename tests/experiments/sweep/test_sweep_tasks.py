"""A part holds what plain runs give, whoever runs it; a run that goes wrong takes no other with it."""

import json
from dataclasses import replace

import numpy as np
import pandas
import pyarrow.parquet
import pytest

from sim.errors import ExperimentError, RefusedError
from sim.experiments.sweep.folder import begin, place
from sim.experiments.sweep.folder.begin import take_up
from sim.experiments.sweep.folder.place import place_of
from sim.experiments.sweep.running import tasks
from sim.experiments.sweep.running.drive import task_of
from sim.experiments.sweep.running.tasks import run_part
from sim.experiments.sweep.sweep import load_sweep
from sim.outcomes import outcomes_of
from sim.runs import run_specs
from tests.experiments.sweep.small import IDENTITY, POINTS, RATE, REPLICATES, SCENARIOS, rows, write_sweep

WHOLE = 48


def begun(tmp_path, block=WHOLE, **more):
    path = write_sweep(tmp_path, **more)
    return take_up(place_of(tmp_path / "runs"), load_sweep(str(path)), tmp_path, block)


def first_task(folder):
    return task_of(folder, folder.grid.part(0))


def test_rows_are_those_of_plain_runs(tmp_path):
    folder = begun(tmp_path)
    done = run_part(first_task(folder))
    found = rows(tmp_path / "runs")
    assert (done.runs, done.failed, len(found)) == (WHOLE, 0, WHOLE)
    sweep = load_sweep(str(tmp_path / "small.toml"))
    for point, values in enumerate(sweep.design.values):
        for scenario in sweep.scenarios:
            specs = [sweep.point(values, scenario).spec(replicate) for replicate in range(REPLICATES)]
            plain = outcomes_of(run_specs(specs, weeks=2, postings=False), sweep.outcomes).reset_index(drop=True)
            mine = found[(found["point"] == point) & (found["scenario"] == scenario)].reset_index(drop=True)
            pandas.testing.assert_frame_equal(mine[list(sweep.outcomes)], plain, check_exact=True, check_dtype=False)
            assert set(mine[RATE]) == {values[1]}


def test_a_part_carries_units_and_opens_without_us(tmp_path):
    run_part(first_task(begun(tmp_path)))
    (file,) = (tmp_path / "runs" / "runs").rglob("*.parquet")
    schema = pyarrow.parquet.read_schema(file)
    assert json.loads(schema.metadata[b"aftermath"])["units"]["displaced"] == "persons"
    assert list(pandas.read_parquet(file))[:7] == [
        *IDENTITY[:1],
        "label",
        *IDENTITY[1:],
        "random_seed",
        "status",
        "error",
    ]


@pytest.mark.parametrize("stepped", [1, 5, 128])
def test_the_same_part_is_the_same_file_however_it_is_stepped(tmp_path, monkeypatch, stepped):
    folder = begun(tmp_path)
    run_part(first_task(folder))
    (file,) = (tmp_path / "runs" / "runs").rglob("*.parquet")
    before = file.read_bytes()
    file.unlink()
    run_part(replace(first_task(folder), stepped=stepped))
    assert file.read_bytes() == before


def test_weekly_series_are_kept_for_every_run_and_week(tmp_path):
    folder = begun(tmp_path, more='series = ["deaths", "fighters"]')
    run_part(first_task(folder))
    found = pandas.read_parquet(tmp_path / "runs" / "series")
    assert len(found) == WHOLE * 3
    assert sorted(found["week"].unique()) == [0, 1, 2]
    assert [each.name for each in folder.manifest.series] == list(found)[4:]
    assert {name.partition("_")[0] for name in list(found)[4:]} == {"deaths", "fighters"}
    sweep = load_sweep(str(tmp_path / "small.toml"))
    spec = sweep.point(sweep.design.values[2], "siege_broken").spec(3)
    plain = run_specs([spec], weeks=2, postings=False)
    mine = found[(found["point"] == 2) & (found["scenario"] == "siege_broken") & (found["replicate"] == 3)]
    assert np.array_equal(mine["deaths"], plain["deaths"][0])
    group = str(plain["group"][1].item())
    assert np.array_equal(mine[f"fighters_{group}"], plain["fighters"][0, :, 1])


# ---------------------------------------------------------------- what goes wrong
def strike(monkeypatch, when):
    real, blocks = tasks.run_block, []

    def block(specs, *rest):
        blocks.append(len(specs))
        if any(when(spec) for spec in specs):
            raise ZeroDivisionError("on purpose")
        return real(specs, *rest)

    monkeypatch.setattr(tasks, "run_block", block)
    return blocks


def test_a_run_that_raises_is_recorded_with_its_error_and_all_others_are_kept(tmp_path, monkeypatch):
    folder = begun(tmp_path)
    run_part(first_task(folder))
    before = rows(tmp_path / "runs")
    blocks = strike(monkeypatch, lambda spec: spec.replicate == 2 and spec.scenario.name == "siege_broken")
    done = run_part(first_task(folder))
    after = rows(tmp_path / "runs")
    bad = (after["replicate"] == 2) & (after["scenario"] == "siege_broken")
    assert (done.failed, done.errors) == (POINTS, {"ZeroDivisionError: on purpose": POINTS})
    assert set(after[bad]["status"]) == {"failed"}
    assert set(after[bad]["error"]) == {"ZeroDivisionError: on purpose"}
    assert after[bad][["displaced", "betrayal", "settled"]].isna().all(axis=None)
    pandas.testing.assert_frame_equal(after[~bad], before[~bad], check_exact=True)
    assert len(blocks) < WHOLE * 2
    (note,) = (tmp_path / "runs" / "failures").glob("*.json")
    triples = json.loads(note.read_text())
    assert [(each["point"], each["scenario"], each["replicate"]) for each in triples] == [
        (point, "siege_broken", 2) for point in range(POINTS)
    ]
    assert "ZeroDivisionError" in triples[0]["traceback"]


def test_a_failure_that_does_not_come_again_leaves_no_note(tmp_path, monkeypatch):
    folder = begun(tmp_path)
    with monkeypatch.context() as patched:
        strike(patched, lambda spec: spec.replicate == 0)
        run_part(first_task(folder))
    run_part(first_task(folder))
    assert not list((tmp_path / "runs" / "failures").glob("*.json"))
    assert set(rows(tmp_path / "runs")["status"]) == {"ok"}


def test_failed_runs_have_no_weekly_series(tmp_path, monkeypatch):
    folder = begun(tmp_path, more="series = true")
    strike(monkeypatch, lambda spec: spec.replicate < REPLICATES - 1)
    run_part(first_task(folder))
    found = pandas.read_parquet(tmp_path / "runs" / "series")
    assert len(found) == POINTS * SCENARIOS * 3
    strike(monkeypatch, lambda spec: True)
    run_part(first_task(folder))
    assert pandas.read_parquet(tmp_path / "runs" / "series").empty


def test_runs_that_kill_are_not_tried(tmp_path, monkeypatch):
    folder = begun(tmp_path)
    blocks = strike(monkeypatch, lambda spec: False)
    done = run_part(replace(first_task(folder), killers={3: "its process was killed (signal 9)"}))
    assert (done.failed, sum(blocks)) == (1, WHOLE - 1)
    found = pandas.read_parquet(tmp_path / "runs" / "runs")
    assert list(found["error"].dropna()) == ["its process was killed (signal 9)"]


def test_another_model_on_the_worker_is_refused(tmp_path, monkeypatch):
    folder = begun(tmp_path)
    tasks.opened.cache_clear()
    monkeypatch.setattr(begin, "model_digest", lambda: "another")
    with pytest.raises(RefusedError, match="another version of the model"):
        run_part(first_task(folder))


def test_another_sweep_at_the_same_address_is_refused(tmp_path):
    task = first_task(begun(tmp_path))
    with pytest.raises(RefusedError, match="not the sweep"):
        run_part(replace(task, stamp="another"))
    with pytest.raises(RefusedError, match="another name"):
        run_part(replace(task, name="0" * 32))


def test_a_full_disk_leaves_no_half_part(tmp_path, monkeypatch):
    folder = begun(tmp_path)

    def full(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(place.os, "replace", full)
        patched.setattr("os.fsync", full)
        with pytest.raises(ExperimentError, match="the disk is full"):
            run_part(first_task(folder))
    assert not [path for path in (tmp_path / "runs" / "runs").rglob("*") if path.is_file()]
