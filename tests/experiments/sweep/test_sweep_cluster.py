"""On a Dask cluster: the same parts, the same bits, and a worker that dies in the middle is survived."""

import os
import signal

import psutil
import pytest

from sim.errors import ExperimentError, RefusedError
from sim.experiments.sweep.folder import begin
from sim.experiments.sweep.folder.folder import open_folder
from sim.experiments.sweep.running import cluster, tasks
from sim.experiments.sweep.running import drive as driver
from sim.experiments.sweep.running.cluster import Cluster
from sim.experiments.sweep.running.drive import Orders
from sim.experiments.sweep.running.perform import Talk, perform, wanted
from tests.experiments.sweep.small import RUNS, files, run_small, same_rows, with_faults, write_sweep
from tests.experiments.sweep.test_sweep_drive import check_faults
from tests.experiments.sweep.test_sweep_kill import GIVE_UP, all_gone, wait_for
from tests.experiments.sweep.test_sweep_kill import begin as begin_driver

pytest.importorskip("distributed")


@pytest.fixture
def path(tmp_path):
    return write_sweep(tmp_path)


@pytest.fixture
def whole(path, tmp_path):
    run_small(path, tmp_path / "whole")
    return tmp_path / "whole"


def test_a_cluster_gives_the_same_files_and_leaves_nobody_behind(path, tmp_path, capfd):
    run_small(path, tmp_path / "serial", block=8)
    run_small(path, tmp_path / "dask", Cluster(None, 2), block=8)
    same_rows(tmp_path / "dask", tmp_path / "serial")
    for one, other in zip(
        open_folder(tmp_path / "dask").run_files(), open_folder(tmp_path / "serial").run_files(), strict=True
    ):
        assert one.name == other.name
        assert one.read_bytes() == other.read_bytes()
    assert not [each for each in psutil.Process().children(recursive=True) if "spawn_main" in each.cmdline()]
    assert "".join(capfd.readouterr()) == ""


def test_a_worker_killed_in_the_middle_is_survived(path, whole, tmp_path, monkeypatch, capfd):
    killed = []

    def kill_one(progress):
        if progress.ran >= 8 and not killed:
            killed.extend(engine.client.run(os.getpid).values())
            os.kill(killed[0], signal.SIGKILL)

    with Cluster(None, 2) as engine:
        _, progress = perform(wanted(str(path), str(tmp_path / "runs")), engine, Orders(), Talk(kill_one), 4)
    assert (len(killed), progress.done, progress.failed) == (2, RUNS, 0)
    same_rows(tmp_path / "runs", whole)
    assert "".join(capfd.readouterr()) == ""


def test_a_run_that_kills_every_worker_is_found_recorded_and_left_out(tmp_path, monkeypatch):
    path = write_sweep(tmp_path, points=2)
    run_small(path, tmp_path / "whole")
    with_faults(monkeypatch, "kill 1")
    _, progress = run_small(path, tmp_path / "runs", Cluster(None, 2), block=4)
    check_faults(
        tmp_path / "runs", tmp_path / "whole", progress, "its process was killed: every worker that tried it died"
    )


def test_a_cluster_that_is_there_is_used_and_left_running(path, whole, tmp_path):
    from distributed import Client, LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as there:
        run_small(path, tmp_path / "runs", Cluster(there.scheduler_address, 1), block=8)
        with Client(there) as client:
            assert len(client.nthreads()) == 1
    same_rows(tmp_path / "runs", whole)


def test_a_scheduler_that_does_not_answer_is_said_so(monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.2)
    with pytest.raises(ExperimentError, match=r"--scheduler tcp://127\.0\.0\.1:1: no answer"):
        Cluster("tcp://127.0.0.1:1", 1).__enter__()


def test_another_model_on_the_workers_is_refused(path, tmp_path, monkeypatch):
    monkeypatch.setattr(driver, "run_part", run_with_another_model)
    with pytest.raises(RefusedError, match="another version of the model"):
        run_small(path, tmp_path / "runs", Cluster(None, 1), block=8)


def run_with_another_model(task):
    begin.model_digest = lambda: "another"
    return tasks.run_part(task)


def test_a_killed_driver_leaves_no_workers_and_the_rest_is_run_later(tmp_path):
    path, folder = write_sweep(tmp_path, points=24), tmp_path / "runs"
    process = begin_driver(path, folder, "--engine", "dask")
    wait_for(lambda: folder.exists() and len(files(folder)) >= 3, process)
    workers = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate(timeout=GIVE_UP)
    assert len(workers) >= 2
    assert all_gone(workers)
    before = files(folder)
    run_small(path, folder)
    run_small(path, tmp_path / "whole")
    assert before.items() <= files(folder).items()
    same_rows(folder, tmp_path / "whole")


def test_ctrl_c_stops_soon_with_code_3(tmp_path):
    path, folder = write_sweep(tmp_path, points=24), tmp_path / "runs"
    process = begin_driver(path, folder, "--engine", "dask")
    wait_for(lambda: folder.exists() and len(files(folder)) >= 2, process)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=GIVE_UP)
    assert process.returncode == 3, said
    assert said.count("\n") < 4, said
