"""Whatever is changed in a folder is found; what is sound is said to be so; it can be exported whole."""

import json

import duckdb
import pandas
import pyarrow
import pyarrow.parquet
import pytest

from sim.errors import ExperimentError, RefusedError, StoppedError
from sim.experiments.sweep.folder import begin
from sim.experiments.sweep.folder import export as exports
from sim.experiments.sweep.folder.export import export, read_points
from sim.experiments.sweep.folder.folder import open_folder
from sim.experiments.sweep.folder.lock import WHOLE, held
from sim.experiments.sweep.folder.status import status_of
from sim.experiments.sweep.folder.stock import parts_of
from sim.experiments.sweep.folder.verify import complaint_of, mend, verify
from sim.experiments.sweep.running.drive import Orders
from sim.experiments.sweep.running.engines import Local, Serial
from sim.experiments.sweep.running.trial import NEVER_LESS_SURE, NEVER_SURER, Trial, measure
from tests.experiments.sweep.small import RUNS, files, rows, run_small, with_faults, write_sweep


@pytest.fixture
def folder(tmp_path):
    return run_small(write_sweep(tmp_path, more='series = ["deaths"]'), tmp_path / "runs", block=8)[0]


def last(findings):
    *_, found = findings
    return found


def a_part(folder, kind="runs", at=2):
    return sorted((folder.path / kind).rglob("*.parquet"))[at]


def rewritten(path, change):
    table = change(pyarrow.parquet.read_table(path))
    pyarrow.parquet.write_table(table, path, compression="zstd", write_page_checksum=True)


def with_column(name, change):
    def changed(table):
        at = table.schema.get_field_index(name)
        return table.set_column(at, table.schema.field(at), pyarrow.array(change(table[name].to_pylist())))

    return changed


def test_a_sound_folder_is_sound_even_when_run_again(folder):
    found = last(verify(folder, deep=True))
    assert found.sound
    assert (found.checked, found.missing, found.run_again) == (RUNS // 8, 0, 3)


def test_a_flipped_byte_is_found_wherever_it_changes_what_is_read(folder):
    path = a_part(folder)
    whole, table = path.read_bytes(), pandas.read_parquet(path)
    part = next(part for part in parts_of(folder, WHOLE) if folder.name(part) == path.stem)
    silent = 0
    for at in range(0, len(whole), 29):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        if complaint_of(folder, part, path.stem):
            silent += reads_without_complaint(path)
        else:
            assert pandas.read_parquet(path).equals(table)
    assert silent > 0


def reads_without_complaint(path):
    try:
        pandas.read_parquet(path)
    except (OSError, pyarrow.ArrowException, ValueError):
        return False
    return True


@pytest.mark.parametrize(
    ("kind", "change", "complaint"),
    [
        ("runs", lambda table: table.slice(1), "planned"),
        ("runs", lambda table: table.take([1, 0, 2, 3, 4, 5, 6, 7]), "planned"),
        ("runs", with_column("replicate", lambda cells: [cell + 1 for cell in cells]), "planned"),
        ("runs", with_column("fall", lambda cells: [3.0 - cell for cell in cells]), "planned"),
        ("runs", with_column("status", lambda cells: ["failed", *cells[1:]]), "1 runs failed, but 0"),
        ("runs", lambda table: table.drop_columns(["displaced"]), "other columns"),
        ("series", lambda table: table.slice(1), "weekly series are not those"),
        ("series", lambda table: table.drop_columns(["deaths"]), "weekly series have other columns"),
    ],
)
def test_rows_that_are_not_those_planned_are_found(folder, kind, change, complaint):
    path = a_part(folder, kind)
    rewritten(path, change)
    found = last(verify(folder))
    assert list(found.wrong) == [path.stem]
    assert complaint in found.wrong[path.stem]


def test_a_value_that_is_not_the_models_is_found_by_a_deep_look(folder):
    for path in (folder.path / "runs").rglob("*.parquet"):
        rewritten(path, with_column("displaced", lambda cells: [cell + 1 for cell in cells]))
    assert last(verify(folder)).sound
    assert len(last(verify(folder, deep=True)).wrong) == 3


def test_a_deep_look_wants_the_same_model(folder, monkeypatch):
    monkeypatch.setattr(begin, "model_digest", lambda: "another")
    assert last(verify(folder)).sound
    with pytest.raises(RefusedError, match="another version"):
        last(verify(folder, deep=True))


def test_files_of_no_part_are_found_and_mending_moves_all_aside(folder, tmp_path):
    before = rows(folder.path)
    path = a_part(folder)
    path.with_name(f"{'f' * 32}.parquet").write_bytes(path.read_bytes())
    path.write_bytes(b"")
    found = last(verify(folder))
    assert (len(found.wrong), len(found.strange)) == (1, 1)
    with held(folder.place):
        assert mend(folder, found) == 1
    again = last(verify(folder))
    assert (again.sound, again.missing) == (True, 1)
    assert run_small(tmp_path / "small.toml", folder.path)[1].ran == 8
    pandas.testing.assert_frame_equal(rows(folder.path), before, check_exact=True)


def test_failed_runs_are_sound_and_are_not_tried_again(tmp_path, monkeypatch):
    with_faults(monkeypatch, "raise 1")
    folder, progress = run_small(write_sweep(tmp_path), tmp_path / "runs")
    monkeypatch.undo()
    assert progress.failed > 0
    assert last(verify(folder, deep=True)).sound


# ---------------------------------------------------------------- status
def test_a_status_says_what_is_done_what_failed_who_works_there_and_what_next(tmp_path, monkeypatch):
    path = write_sweep(tmp_path)
    with pytest.raises(StoppedError):
        run_small(path, tmp_path / "runs", block=8, orders=Orders(limit=8))
    folder = open_folder(tmp_path / "runs")
    now = status_of(folder)
    assert (now.state, now.done, now.runs, now.working) == ("stopped", 8, RUNS, "")
    assert "aftermath sweep run" in now.next
    assert now.size > 0
    with held(folder.place):
        now = status_of(folder)
    assert (now.state, now.rate > 0, now.seconds_left > 0) == ("running", True, True)
    with_faults(monkeypatch, "raise 1")
    other, progress = run_small(path, tmp_path / "other")
    now = status_of(other)
    assert now.failed == progress.failed > 0
    assert (now.state, now.errors) == ("complete", [("ZeroDivisionError: on purpose", now.failed)])
    assert "--retry-failed" in now.next


# ---------------------------------------------------------------- trial
def test_a_trial_runs_a_few_parts_that_stay_and_says_how_sure_it_is(tmp_path):
    path = write_sweep(tmp_path)
    with pytest.raises(StoppedError):
        run_small(path, tmp_path / "runs", block=8, orders=Orders(limit=8))
    folder, before = open_folder(tmp_path / "runs"), files(tmp_path / "runs")
    with Local(2) as engine:
        trial = measure(folder, engine, lambda text: None)
    after = files(tmp_path / "runs")
    assert (trial.parts, trial.runs, trial.processes) == (4, 32, 2)
    assert before.items() <= after.items()
    assert len(after) == len(before) + 4
    written = [each for each in folder.run_files() if each.name not in before]
    assert trial.size == sum(each.stat().st_size for each in written)
    run_small(path, tmp_path / "runs")
    with Serial() as engine:
        assert measure(folder, engine, lambda text: None) is None


def trial(*spread):
    return Trial(2, len(spread), 100, 10.0, 3.0, spread, 5000, 1, 0)


def test_an_estimate_scales_and_its_range_grows_with_the_spread_of_parts():
    likely, least, most = trial(0.2, 0.2, 0.2, 0.2).seconds_for(1000)
    assert (likely, trial(0.2).size_of(1000)) == (103, 50_000)
    assert most - likely == pytest.approx(likely - least) == pytest.approx(100 * NEVER_SURER)
    _, low, high = trial(0.1, 0.2, 0.3, 0.2).seconds_for(1000)
    assert low < least < most < high
    assert trial(0.2).unsure == NEVER_LESS_SURE


# ---------------------------------------------------------------- export
@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_an_export_has_every_row_in_order_and_its_schema_beside_it(folder, tmp_path, ending, monkeypatch):
    monkeypatch.setattr(exports, "TOGETHER", 10)
    file = tmp_path / f"all{ending}"
    read = pandas.read_csv if ending == ".csv" else pandas.read_parquet
    assert export(folder, file) == RUNS
    found = read(file)
    assert list(found["point"]) == sorted(found["point"])
    values = ["point", "replicate", "fall", "displaced", "betrayal", "settled"]
    keys = ["point", "scenario", "replicate"]
    pandas.testing.assert_frame_equal(
        found.sort_values(keys, ignore_index=True)[values],
        rows(folder.path)[values],
        check_dtype=False,
        check_exact=True,
    )
    schema = pandas.read_csv(tmp_path / "all_schema.csv")
    assert set(found) <= set(schema["column"])
    assert export(folder, file, weekly=True) == RUNS * 3
    assert export(folder, file, points={1, 4}) == RUNS / 3
    assert set(read(file)["point"]) == {1, 4}
    assert not list(tmp_path.glob(".*.partial"))


def test_a_sheet_takes_no_cell_for_a_formula_and_shows_letters_as_they_are(folder, tmp_path, monkeypatch):
    def strange(*asked):
        for table in real(*asked):
            yield with_column("label", lambda cells: ["=1+1", "Ḥalab", *cells[2:]])(table)

    real = exports.tables
    monkeypatch.setattr(exports, "tables", strange)
    export(folder, tmp_path / "all.csv")
    found = pandas.read_csv(tmp_path / "all.csv")
    assert list(found["label"][:2]) == ["'=1+1", "Ḥalab"]
    assert (tmp_path / "all.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_sweep_that_is_not_complete_is_not_exported(folder, tmp_path):
    a_part(folder).unlink()
    with pytest.raises(StoppedError, match="1 of 6 parts are not run yet"):
        export(folder, tmp_path / "all.csv")
    assert not (tmp_path / "all.csv").exists()


def test_what_cannot_be_exported_is_said(folder, tmp_path):
    with pytest.raises(ExperimentError, match=r"ending in \.csv or \.parquet"):
        export(folder, tmp_path / "all.xlsx")
    with pytest.raises(ExperimentError, match="cannot be written"):
        export(folder, tmp_path / "nowhere" / "all.csv")
    for text in ("x", "1-", "4-2", "6", "0,99"):
        with pytest.raises(ExperimentError, match="--points"):
            read_points(text, 6)
    assert read_points("0,3-5", 6) == {0, 3, 4, 5}


def test_others_read_the_folder_without_us(folder):
    counted = duckdb.sql(f"SELECT status, count(*) FROM '{folder.path}/runs/**/*.parquet' GROUP BY status").fetchall()
    assert counted == [("ok", RUNS)]
    assert len(pandas.read_parquet(folder.path / "series")) == RUNS * 3
    assert json.loads((folder.path / "manifest.json").read_text())["name"] == "small"
