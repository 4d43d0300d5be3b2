"""Killed at any instant and started again, a sweep ends with the rows of one that nobody killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from sim.experiments.sweep.folder.folder import open_folder
from sim.experiments.sweep.folder.stock import take_stock
from tests.experiments.sweep.small import files, run_small, same_rows, write_sweep

ROOT = Path(__file__).resolve().parents[3]
BLOCK = 8
GIVE_UP, ORPHANS_GONE = 60, 3  # seconds


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return write_sweep(tmp_path_factory.mktemp("kill"), points=24)


@pytest.fixture(scope="module")
def whole(path):
    run_small(path, path.parent / "whole")
    return path.parent / "whole"


def begin(path, folder, *more):
    """Start a driver in a process group of its own."""
    command = [sys.executable, "-m", "sim.cli", "sweep", "run", str(path), "-o", str(folder), "-j", "2"]
    return subprocess.Popen(
        [*command, "--block", str(BLOCK), *more],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True,
    )  # fmt: skip


def wait_for(what, process):
    """Wait until something is so, or the process has ended."""
    give_up = time.monotonic() + GIVE_UP
    while not what() and process.poll() is None:
        assert time.monotonic() < give_up
        time.sleep(0.005)


def parts(folder):
    return len(files(folder)) if folder.exists() else 0


def children(process):
    """Return the processes that run parts; one that is just being forked is none yet."""
    try:
        found = psutil.Process(process.pid).children(recursive=True)
        return [each for each in found if any("spawn_main" in word for word in each.cmdline())]
    except psutil.NoSuchProcess:
        return []


def all_gone(processes):
    _, alive = psutil.wait_procs(processes, timeout=ORPHANS_GONE)
    return not alive


def finish(path, folder, whole):
    """Check what was left behind, run the rest, and compare."""
    before = files(folder) if folder.exists() else {}
    if (folder / "manifest.json").exists():
        stock = take_stock(open_folder(folder))
        assert stock.damaged == []
        assert stock.runs_done == BLOCK * len(before)
    run_small(path, folder, block=BLOCK)
    assert before.items() <= files(folder).items()
    assert not list(folder.rglob(".*.partial"))
    same_rows(folder, whole)


@pytest.mark.parametrize(("whom", "moment"), [("driver", 1), ("driver", 9), ("group", 5)])
def test_killed_after_some_parts_and_started_again(path, whole, tmp_path, whom, moment):
    folder = tmp_path / "runs"
    process = begin(path, folder)
    wait_for(lambda: parts(folder) >= moment and len(children(process)) >= 2, process)
    workers = children(process)
    if whom == "group":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate(timeout=GIVE_UP)  # standard error is open as long as a worker lives
    assert all_gone(workers)
    finish(path, folder, whole)


def test_killed_while_the_folder_is_begun(path, whole, tmp_path):
    folder = tmp_path / "runs"
    process = begin(path, folder)
    wait_for(lambda: (folder / "sweep.toml").exists(), process)
    process.kill()
    process.communicate(timeout=GIVE_UP)
    finish(path, folder, whole)


def test_killed_again_and_again(path, whole, tmp_path):
    folder = tmp_path / "runs"
    for more in range(1, 4):
        process = begin(path, folder)
        wait_for(lambda aim=2 * more: parts(folder) >= aim, process)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=GIVE_UP)
    process = begin(path, folder)
    _, said = process.communicate(timeout=GIVE_UP)
    assert process.returncode == 0, said
    finish(path, folder, whole)


@pytest.mark.parametrize("moment", [0, 3])
def test_a_killed_worker_does_not_stop_the_sweep(path, whole, tmp_path, moment):
    folder = tmp_path / "runs"
    process = begin(path, folder)
    wait_for(lambda: parts(folder) >= moment and len(children(process)) >= 2, process)
    children(process)[0].kill()
    _, said = process.communicate(timeout=GIVE_UP)
    assert process.returncode == 0, said
    same_rows(folder, whole)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_request_to_stop_ends_soon_with_code_3_and_goes_on(path, whole, tmp_path, how):
    folder = tmp_path / "runs"
    process = begin(path, folder)
    wait_for(lambda: parts(folder) >= 2, process)
    os.killpg(process.pid, how)  # as a terminal and a cluster do: to all at once
    _, said = process.communicate(timeout=GIVE_UP)
    assert process.returncode == 3, said
    assert "runs are done and kept; the same command goes on from there" in said
    assert parts(folder) < 24
    finish(path, folder, whole)


def test_a_second_request_ends_at_once_with_code_130(path, tmp_path):
    folder = tmp_path / "runs"
    process = begin(path, folder)
    wait_for(lambda: parts(folder) >= 1 and len(children(process)) >= 2, process)
    workers = children(process)
    for worker in workers:
        worker.suspend()  # so that what is under way does not end by itself
    process.send_signal(signal.SIGINT)
    assert "stopping" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=GIVE_UP)
    assert process.returncode == 130
    assert all_gone(workers)


def test_the_lock_of_a_dead_driver_is_free_and_that_of_a_living_one_is_not(path, whole, tmp_path):
    folder = tmp_path / "runs"
    first = begin(path, folder)
    wait_for(lambda: parts(folder) >= 1, first)
    first.send_signal(signal.SIGSTOP)
    second = begin(path, folder)
    _, said = second.communicate(timeout=GIVE_UP)
    first.send_signal(signal.SIGCONT)
    assert (second.returncode, f"process {first.pid} on" in said) == (4, True), said
    first.kill()
    first.communicate(timeout=GIVE_UP)
    finish(path, folder, whole)


def test_shards_that_start_at_the_same_instant_share_one_folder(path, whole, tmp_path):
    folder = tmp_path / "runs"
    started = [begin(path, folder, "--engine", "serial", "--shard", f"{number}/3") for number in (1, 2, 3)]
    ended = [(process.communicate(timeout=GIVE_UP)[1], process.returncode) for process in started]
    assert [code for _, code in ended] == [0, 0, 0], ended
    same_rows(folder, whole)
