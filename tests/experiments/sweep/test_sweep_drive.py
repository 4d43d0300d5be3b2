"""Nothing is lost and nothing is run twice, whatever the engine, the blocks, the order and the faults."""

import multiprocessing
import os
import time
from pathlib import Path

import pandas
import psutil
import pytest

from sim.errors import ExperimentError, RefusedError, StoppedError
from sim.experiments.sweep.folder import place
from sim.experiments.sweep.folder.folder import open_folder
from sim.experiments.sweep.folder.lock import Shard, held, who_works
from sim.experiments.sweep.folder.place import place_of
from sim.experiments.sweep.folder.stock import take_stock
from sim.experiments.sweep.running import drive as driver
from sim.experiments.sweep.running import tasks
from sim.experiments.sweep.running.drive import Orders
from sim.experiments.sweep.running.engines import Local, Serial
from sim.experiments.sweep.running.perform import Talk, perform, wanted
from sim.experiments.sweep.sweep import Sweep
from tests.experiments.sweep.small import LIMIT, RATE, RUNS, files, rows, run_small, same_rows, with_faults, write_sweep

SLACK = 4 << 20  # bytes that a process may grow by while it does 1,000 more runs


@pytest.fixture
def path(tmp_path):
    return write_sweep(tmp_path)


@pytest.fixture
def whole(path, tmp_path):
    run_small(path, tmp_path / "whole")
    return tmp_path / "whole"


@pytest.mark.parametrize("block", [1, 7, 64])
def test_rows_do_not_depend_on_blocks(path, whole, tmp_path, block):
    folder, progress = run_small(path, tmp_path / "other", block=block)
    assert folder.complete
    assert (progress.done, progress.ran, progress.failed) == (RUNS, RUNS, 0)
    same_rows(tmp_path / "other", whole)


def test_processes_give_the_same_rows_and_leave_nobody_behind(path, whole, tmp_path):
    run_small(path, tmp_path / "other", Local(2), block=7)
    same_rows(tmp_path / "other", whole)
    assert not multiprocessing.active_children()


def test_an_object_store_gets_the_same_rows(path, whole, tmp_path):
    address = f"memory://{tmp_path.name}"
    folder, _ = run_small(path, address, block=16)
    assert folder.complete
    for name in folder.place.names():
        (tmp_path / "copy" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "copy" / name).write_bytes(folder.place.read(name))
    same_rows(tmp_path / "copy", whole)
    assert run_small(path, address)[1].ran == 0
    with pytest.raises(ExperimentError, match="copy the folder"):
        folder.run_files()


def test_a_second_time_nothing_is_run(path, tmp_path, monkeypatch):
    run_small(path, tmp_path / "runs", block=8)
    monkeypatch.setattr(driver, "run_part", lambda task: pytest.fail("ran what it had"))
    _, progress = run_small(path, tmp_path / "runs")
    assert (progress.done, progress.ran) == (RUNS, 0)
    _, progress = perform_folder(tmp_path / "runs")
    assert progress.ran == 0


def perform_folder(folder):
    with Serial() as engine:
        return perform(wanted(str(folder), None), engine, Orders(), Talk())


def test_a_limit_stops_and_the_next_command_goes_on(path, whole, tmp_path):
    with pytest.raises(StoppedError, match="limit is reached: 16 of 48 runs are done"):
        run_small(path, tmp_path / "runs", block=8, orders=Orders(limit=10))
    first = files(tmp_path / "runs")
    _, progress = run_small(path, tmp_path / "runs")
    assert progress.ran == RUNS - 16
    assert first.items() <= files(tmp_path / "runs").items()
    same_rows(tmp_path / "runs", whole)


def test_shards_are_the_whole_and_do_not_overlap(path, whole, tmp_path):
    ran = [
        run_small(path, tmp_path / "runs", block=8, orders=Orders(Shard(number, 4)))[1].ran for number in (3, 1, 4, 2)
    ]
    assert sum(ran) == RUNS
    assert min(ran) > 0
    same_rows(tmp_path / "runs", whole)
    assert open_folder(tmp_path / "runs").complete


def test_a_request_to_stop_lets_what_is_under_way_end(path, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(driver, "GRACE", 60)
    ran = [0]
    talk = Talk(lambda progress: ran.append(progress.ran), stopping=lambda: max(ran) >= 8)
    with Local(2) as engine, pytest.raises(StoppedError, match=r"stopped: .* of 48 runs are done"):
        perform(wanted(str(path), str(tmp_path / "runs")), engine, Orders(), talk, 4)
    assert 8 <= take_stock(open_folder(tmp_path / "runs")).runs_done == ran[-1] < RUNS
    run_small(path, tmp_path / "runs")
    same_rows(tmp_path / "runs", whole)


def test_what_is_under_way_has_only_so_much_time(path, tmp_path, monkeypatch):
    monkeypatch.setattr(driver, "run_part", sleep_a_minute)
    monkeypatch.setattr(driver, "GRACE", 0.2)
    monkeypatch.setattr(driver, "TICK", 0.1)
    began = time.monotonic()
    talk = Talk(stopping=lambda: time.monotonic() > began + 1)
    with Local(2) as engine, pytest.raises(StoppedError, match="0 of 48"):
        perform(wanted(str(path), str(tmp_path / "runs")), engine, Orders(), talk, 4)
    assert time.monotonic() < began + 30
    assert not multiprocessing.active_children()


def sleep_a_minute(task):
    time.sleep(60)


# ---------------------------------------------------------------- damage
@pytest.mark.parametrize("damage", [lambda whole: whole[: len(whole) // 2], lambda whole: b""])
def test_a_damaged_part_is_said_moved_aside_and_run_again(path, whole, tmp_path, damage):
    run_small(path, tmp_path / "runs", block=8)
    victim = sorted((tmp_path / "runs" / "runs").rglob("*.parquet"))[1]
    victim.write_bytes(damage(victim.read_bytes()))
    said = []
    _, progress = run_small(path, tmp_path / "runs", said=said)
    assert progress.ran == 8
    assert victim.stem in said[0]
    assert [each.name for each in (tmp_path / "runs" / "damaged").iterdir()] == [f"runs-{victim.name}"]
    same_rows(tmp_path / "runs", whole)


def test_a_part_that_lost_its_weekly_series_is_run_again(tmp_path):
    path = write_sweep(tmp_path, more="series = true")
    run_small(path, tmp_path / "runs", block=8)
    next((tmp_path / "runs" / "series").rglob("*.parquet")).unlink()
    assert run_small(path, tmp_path / "runs")[1].ran == 8


def test_files_of_another_sweep_are_said_and_left_alone(path, tmp_path):
    run_small(path, tmp_path / "runs", block=8)
    part = next((tmp_path / "runs" / "runs").rglob("*.parquet"))
    stray = part.with_name(f"{'f' * 32}.parquet")
    stray.write_bytes(part.read_bytes())
    said = []
    run_small(path, tmp_path / "runs", said=said)
    assert "1 files" in said[0]
    assert stray.exists()


def test_half_written_files_of_the_dead_are_swept_out(path, tmp_path):
    run_small(path, tmp_path / "runs", block=8)
    part = next((tmp_path / "runs" / "runs").rglob("*.parquet"))
    stale = part.with_name(f".{part.name}.elsewhere.1.partial")
    stale.touch()
    assert len(pandas.read_parquet(tmp_path / "runs" / "runs")) == RUNS
    run_small(path, tmp_path / "runs")
    assert not stale.exists()


# ---------------------------------------------------------------- faults
def test_runs_that_raise_are_recorded_and_the_rest_goes_on(path, whole, tmp_path, monkeypatch):
    with_faults(monkeypatch, "raise 1")
    _, progress = run_small(path, tmp_path / "runs", block=8)
    check_faults(tmp_path / "runs", whole, progress, "ZeroDivisionError: on purpose")
    assert take_stock(open_folder(tmp_path / "runs")).failed == progress.failed
    monkeypatch.undo()
    assert run_small(path, tmp_path / "runs")[1].ran == 0
    _, progress = run_small(path, tmp_path / "runs", retry_failed=True)
    assert (progress.failed, 0 < progress.ran < RUNS) == (0, True)
    same_rows(tmp_path / "runs", whole)


def check_faults(folder, whole, progress, error):
    found, expected = rows(folder), rows(whole)
    bad = (expected["replicate"] == 1) & (expected["scenario"] == "aleppo_falls") & (expected[RATE] < LIMIT)
    assert progress.failed == bad.sum() > 0
    assert set(found[bad]["error"]) == {error}
    pandas.testing.assert_frame_equal(found[~bad], expected[~bad], check_exact=True)


def test_a_run_that_kills_its_process_is_found_recorded_and_left_out(tmp_path, monkeypatch):
    path = write_sweep(tmp_path, points=2)
    run_small(path, tmp_path / "whole")
    with_faults(monkeypatch, "kill 1")
    said = []
    folder, progress = run_small(path, tmp_path / "runs", Local(2), block=4, said=said)
    check_faults(tmp_path / "runs", tmp_path / "whole", progress, "its process was killed (signal 9)")
    assert folder.complete
    assert any("looking for the run" in each for each in said)
    assert not multiprocessing.active_children()


def test_a_worker_that_dies_once_costs_nothing_but_time(path, whole, tmp_path, monkeypatch):
    monkeypatch.setenv("AFTERMATH_TEST_ONCE", str(tmp_path / "once"))
    monkeypatch.setattr(driver, "run_part", die_once)
    _, progress = run_small(path, tmp_path / "runs", Local(2), block=8)
    assert (progress.lost, progress.failed, progress.done) == (1, 0, RUNS)
    same_rows(tmp_path / "runs", whole)


def die_once(task):
    try:
        os.close(os.open(os.environ["AFTERMATH_TEST_ONCE"], os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return tasks.run_part(task)
    os.kill(os.getpid(), 9)


def test_a_part_too_large_for_the_memory_is_run_in_pieces(tmp_path, monkeypatch):
    path = write_sweep(tmp_path, points=1, replicates=3)
    run_small(path, tmp_path / "whole")
    for module in ("drive", "quarantine"):
        monkeypatch.setattr(f"sim.experiments.sweep.running.{module}.run_part", short_of_memory)
    monkeypatch.setattr("sim.experiments.sweep.running.quarantine.probe", probe_short_of_memory)
    _, progress = run_small(path, tmp_path / "runs", Local(1))
    assert progress.failed == 0
    same_rows(tmp_path / "runs", tmp_path / "whole")


def short_of_memory(task):
    return pinched(tasks.run_part, task)


def probe_short_of_memory(task, some):
    return pinched(tasks.probe, task, some)


def pinched(work, *asked):
    real = tasks.run_block

    def block(specs, *rest):
        if len(specs) > 3:
            os.kill(os.getpid(), 9)
        return real(specs, *rest)

    tasks.run_block = block
    try:
        return work(*asked)
    finally:
        tasks.run_block = real


def test_processes_that_cannot_begin_stop_the_sweep(path, tmp_path, monkeypatch):
    monkeypatch.setattr(driver, "run_part", die)
    with pytest.raises(StoppedError, match=r"end before they have done anything.*0 of 48 runs"):
        run_small(path, tmp_path / "runs", Local(1), block=4)
    assert not multiprocessing.active_children()


def die(task):
    os._exit(3)


def test_a_point_that_cannot_be_had_is_recorded_as_failed(path, tmp_path, monkeypatch):
    real = Sweep.point

    def point(self, values, scenario):
        if values[2] > 1 and scenario == "siege_broken":
            raise ValueError("no such world")
        return real(self, values, scenario)

    monkeypatch.setattr(Sweep, "point", point)
    _, progress = run_small(path, tmp_path / "runs")
    found = rows(tmp_path / "runs")
    bad = (found["fall"] > 1) & (found["scenario"] == "siege_broken")
    assert progress.failed == bad.sum() > 0
    assert set(found[bad]["error"]) == {"ValueError: no such world"}
    assert found[~bad]["error"].isna().all()


@pytest.mark.parametrize("most", [0, 5])
def test_too_many_failures_stop_the_sweep_with_the_error(path, tmp_path, monkeypatch, most):
    with_faults(monkeypatch, "raise 1")
    monkeypatch.setattr("tests.experiments.sweep.small.struck", lambda specs: True)
    with pytest.raises(StoppedError, match=r"8 of 8 runs failed, 8 of them with 'ZeroDivisionError: on purpose'"):
        run_small(path, tmp_path / "runs", block=8, orders=Orders(most_failures=most))


def test_by_default_a_sweep_stops_where_most_runs_fail_but_not_at_a_few(path, tmp_path, monkeypatch):
    with_faults(monkeypatch, "raise 1")
    monkeypatch.setattr("tests.experiments.sweep.small.struck", lambda specs: True)
    assert run_small(path, tmp_path / "few", block=8)[1].failed == RUNS
    monkeypatch.setattr(driver, "MANY_FAILURES", 20)
    with pytest.raises(StoppedError, match="24 of 24 runs failed"):
        run_small(path, tmp_path / "many", block=8)


def test_a_full_disk_stops_the_sweep_and_the_next_command_goes_on(path, whole, tmp_path, monkeypatch):
    monkeypatch.setenv("AFTERMATH_TEST_ROOM", str(tmp_path / "room"))
    monkeypatch.setattr(driver, "run_part", run_on_a_full_disk)
    (tmp_path / "room").write_text("2")
    with pytest.raises(StoppedError, match=r"the disk is full; 16 of 48 runs are done and kept"):
        run_small(path, tmp_path / "runs", Local(1), block=8)
    with pytest.raises(ExperimentError, match=r"the disk is full$"):
        run_small(path, tmp_path / "runs", Local(1))
    monkeypatch.undo()
    assert not multiprocessing.active_children()
    assert run_small(path, tmp_path / "runs")[1].ran == RUNS - 16
    same_rows(tmp_path / "runs", whole)


def run_on_a_full_disk(task):
    def full(*_):
        raise OSError(28, "No space left on device")

    room = Path(os.environ["AFTERMATH_TEST_ROOM"])
    left = int(room.read_text())
    room.write_text(str(max(left - 1, 0)))
    if not left:
        place.publish = full
    return tasks.run_part(task)


# ---------------------------------------------------------------- two drivers
def test_a_second_driver_is_refused_with_the_name_of_the_first(path, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.experiments.sweep.folder.lock.PATIENCE", 0.1)
    there = place_of(tmp_path / "runs")
    with held(there):
        assert f"process {os.getpid()}" in who_works(there)
        for shard in (Shard(), Shard(1, 2)):
            with pytest.raises(RefusedError, match=f"process {os.getpid()} on .* works there"):
                run_small(path, tmp_path / "runs", orders=Orders(shard))
    assert who_works(there) == ""
    run_small(path, tmp_path / "runs")


def test_shards_work_side_by_side_but_not_the_same_one_twice(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.experiments.sweep.folder.lock.PATIENCE", 0.1)
    there = place_of(tmp_path / "runs")
    with held(there, Shard(1, 3)), held(there, Shard(2, 3)):
        assert who_works(there)
        with pytest.raises(RefusedError), held(there, Shard(2, 3)):
            pass
        with pytest.raises(RefusedError), held(there):
            pass


def test_a_folder_that_cannot_be_made_is_refused(path, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ExperimentError, match="cannot be written"):
        run_small(path, tmp_path / "file" / "runs")


# ---------------------------------------------------------------- memory
def test_memory_does_not_grow_with_the_number_of_runs(tmp_path):
    path = write_sweep(tmp_path, points=96, replicates=8)
    memory = []

    def weigh(progress):
        me = psutil.Process()
        memory.append((me.memory_info().rss, sum(each.memory_info().rss for each in me.children())))

    with Local(1) as engine:
        _, progress = perform(wanted(str(path), str(tmp_path / "runs")), engine, Orders(), Talk(weigh), 32)
    assert progress.ran == 1536
    third = len(memory) // 3
    for early, late in zip(memory[third], memory[-1], strict=True):
        assert late < early + SLACK
