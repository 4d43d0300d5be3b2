"""Studies with real processes: shared, cancelled at any moment, gone on with, and never in the way of a page."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest

from sim.errors import ExperimentError
from sim.experiments.points import Point
from sim.experiments.runner import evaluate
from sim.experiments.store import open_store
from sim.runs import Progress
from sim.scenario import load_scenario
from tests.viz.waiting import PATIENCE, ended, until
from viz.screen.worlds import world_of
from viz.service import Bench, Limits, Service, Study
from viz.service.memo import kept

BEATS = 10
POINTS = [Point(load_scenario("reference"), {"cut_or_renew.rate": rate}) for rate in (0.001, 0.002, 0.003)]


# ---------------------------------------------------------------- what workers do here
def square(number: int, progress: Progress | None = None) -> tuple[int, int]:
    """Return a square and who worked it out, beating now and then."""
    for _ in range(BEATS):
        if progress is not None:
            progress(1)
    return number * number, os.getpid()


def wait_for(path: str, progress: Progress | None = None) -> int:
    """Beat until a file is there; return who waited."""
    assert progress is not None
    while not Path(path).exists():
        progress(1)
        time.sleep(0.005)
    return os.getpid()


def die_once(path: str, progress: Progress | None = None) -> str:
    """End the process, unless that was done before."""
    if not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def die(what: str, progress: Progress | None = None) -> str:
    """End the process."""
    os.kill(os.getpid(), signal.SIGKILL)
    return what


def refuse(what: str, progress: Progress | None = None) -> str:
    """Fail in words."""
    raise ExperimentError(f"{what}: not here")


def squares(numbers: Sequence[int]) -> Callable[[Bench], dict[int, int]]:
    """Return a study that finds squares, and shows them one by one."""

    def work(bench: Bench) -> dict[int, int]:
        bench.say("squares")
        bench.expect(len(numbers) * BEATS)
        found: dict[int, int] = {}
        for number, (result, worker) in bench.hands.each_done(square, numbers):
            assert worker != os.getpid()
            found[number] = result
            bench.progress(BEATS)
            bench.show(dict(found))
        return found

    return work


def waiting(path: Path, tasks: int = 1) -> Callable[[Bench], list[int]]:
    """Return a study that waits for a file, so many times."""

    def work(bench: Bench) -> list[int]:
        bench.expect(1000 * tasks)
        bench.show("begun")
        return [pid for _, pid in bench.hands.each_done(wait_for, [str(path)] * tasks)]

    return work


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Two workers for studies, none yet for anything else."""
    store = open_store(tmp_path_factory.mktemp("store"))
    made = Service(Limits(workers=1, heavy_workers=2), store)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def at_rest(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test leaves the service without work."""
    yield
    if "service" in request.fixturenames:
        studies = request.getfixturevalue("service").studies
        until(lambda: not studies.threads and not studies.shop.crew.jobs and not studies.inquiries)


# ---------------------------------------------------------------- answers
def test_an_answer_comes_with_all_that_was_shown_on_the_way(service: Service) -> None:
    seen: list[tuple[float, Any]] = []
    study = service.study("squares", squares(range(6)), lambda of: seen.append((of.share, of.partial)))
    ended(study)
    until(lambda: seen[-1] == (1.0, study.answer))
    assert study.answer == {each: each * each for each in range(6)}
    assert study.words == "squares"
    sizes = [len(partial) for _, partial in seen if partial]
    assert sizes == sorted(sizes)
    assert sizes[0] < 6
    assert all(0.0 <= share <= 1.0 for share, _ in seen)


def test_evaluate_on_the_workers_gives_the_bits_it_gives_here(service: Service) -> None:
    def work(bench: Bench) -> pandas.DataFrame:
        bench.expect(3 * 20 * 2)
        return evaluate(POINTS, 20, weeks=2, jobs=bench.hands, store=bench.store, progress=bench.progress)

    study = ended(service.study("evaluate", work))
    assert study.error is None
    pandas.testing.assert_frame_equal(study.answer, evaluate(POINTS, 20, weeks=2), check_exact=True)


def test_nothing_is_run_in_the_process_of_the_server(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("run here")

    monkeypatch.setattr("sim.experiments.runner.run_block", refused)

    def work(bench: Bench) -> int:
        return len(evaluate(POINTS[:1], 2, weeks=1, random_seed=7, jobs=bench.hands))  # one small batch

    assert ended(service.study("one batch", work)).answer == 2


def test_an_answer_is_there_at_once_when_asked_for_again(service: Service) -> None:
    def never(bench: Bench) -> None:
        raise AssertionError("worked out again")

    first = ended(service.study("again", squares([3])))
    second = service.study("again", never)
    assert second.done
    assert (second.answer, second.share) == (first.answer, 1.0)
    found = service.kept("again")
    assert found is not None
    assert found.whole


def test_answers_beyond_their_memory_are_given_up_the_longest_unused_first() -> None:
    made = Service(Limits(studies_mb=1))
    keep = made.studies.memo.keep
    for key in "abc":
        keep(key, kept(bytes(400_000), whole=True))
        made.kept("a")
    assert [made.kept(key) is not None for key in "abc"] == [True, False, True]
    keep("huge", kept(bytes(2_000_000), whole=True))
    keep("a", kept(b"", whole=False))
    assert made.kept("huge") is None
    assert len(made.kept("a").content) == 400_000  # type: ignore[union-attr]
    made.close()


# ---------------------------------------------------------------- sharing and cancelling
def test_two_who_ask_the_same_share_one_and_it_ends_with_the_last(service: Service, tmp_path: Path) -> None:
    one = service.study("shared", waiting(tmp_path / "go"))
    other = service.study("shared", waiting(tmp_path / "go"))
    until(lambda: bool(service.studies.shop.crew.jobs))
    assert len(service.studies.shop.crew.jobs) == 1
    one.cancel()
    assert one.done
    assert not other.done
    time.sleep(0.05)
    assert len(service.studies.shop.crew.jobs) == 1
    other.cancel()
    until(lambda: not service.studies.shop.crew.jobs)
    assert other.answer is None


def test_a_cancelled_study_leaves_its_worker_free_and_says_no_more(service: Service, tmp_path: Path) -> None:
    told: list[Study] = []
    study = service.study("cancelled", waiting(tmp_path / "go", tasks=5), told.append)
    until(lambda: len(service.studies.shop.crew.jobs) == 2)
    study.cancel()
    count = len(told)
    assert ended(service.study("after it", squares([5]))).answer == {5: 25}
    assert len(told) == count
    until(lambda: service.kept("cancelled") is not None)
    found = service.kept("cancelled")
    assert found is not None
    assert (found.content, found.whole) == ("begun", False)


def test_a_cancelled_study_goes_on_where_it_was(service: Service) -> None:
    begun = threading.Event()
    runs: list[int] = []

    def work(bench: Bench) -> int:
        for at, point in enumerate(POINTS):
            before = len(list(bench.store.folder.glob("*/*.parquet")))
            evaluate([point], 16, weeks=1, random_seed=9, jobs=bench.hands, store=bench.store)
            runs.append(len(list(bench.store.folder.glob("*/*.parquet"))) - before)
            bench.show(at)
            begun.set()
            if len(runs) == 1:
                until(lambda: study.done)
        return len(POINTS)

    study = service.study("go on", work)
    assert begun.wait(PATIENCE)
    study.cancel()
    until(lambda: not service.studies.threads)
    assert runs == [1]
    assert ended(service.study("go on", work)).answer == 3
    assert runs == [1, 0, 1, 1]


def test_studies_take_turns_task_by_task(service: Service, tmp_path: Path) -> None:
    first, rest = str(tmp_path / "first"), str(tmp_path / "rest")  # the rest of the long one is never let go

    def work(tasks: list[str]) -> Callable[[Bench], int]:
        return lambda bench: len(list(bench.hands.each_done(wait_for, tasks)))

    long = service.study("long", work([first, first, *[rest] * 20]))
    until(lambda: len(service.studies.shop.crew.jobs) == 2)
    short = service.study("short", work([first]))
    until(lambda: any(each.todo for each in service.studies.threads if each.key == "short"))
    Path(first).touch()
    assert ended(short).answer == 1
    assert not long.done
    long.cancel()


def test_a_study_does_not_keep_a_page_waiting(service: Service, tmp_path: Path) -> None:
    study = service.study("busy", waiting(tmp_path / "go", tasks=4))
    until(lambda: len(service.studies.shop.crew.jobs) == 2)
    ticket = service.ask([world_of("reference", "null")], weeks=2, stages=[2])
    until(lambda: ticket.done)
    assert ticket.error is None
    assert not study.done
    assert study.answer is None
    study.cancel()


def test_only_so_many_are_under_way_and_the_rest_wait_or_are_refused(tmp_path: Path) -> None:
    made = Service(Limits(workers=1, heavy_workers=1, studies=1, studies_waiting=2))
    studies = [made.study(at, waiting(tmp_path / "go")) for at in range(3)]
    assert [each.ahead for each in studies] == [0, 1, 2]
    with pytest.raises(ExperimentError, match="busy"):
        made.study("one too many", waiting(tmp_path / "go"))
    studies[1].cancel()
    assert [studies[at].ahead for at in (0, 2)] == [0, 1]
    (tmp_path / "go").touch()
    for at in (0, 2):
        assert len(ended(studies[at]).answer) == 1
    assert studies[1].answer is None
    made.close()


# ---------------------------------------------------------------- faults
def test_a_worker_that_is_killed_is_replaced_and_its_task_done_again(service: Service, tmp_path: Path) -> None:
    def work(bench: Bench) -> list[str]:
        return [found for _, found in bench.hands.each_done(die_once, [str(tmp_path / "died")])]

    study = ended(service.study("dies once", work))
    assert (study.answer, study.error) == (["done"], None)


def test_a_task_that_kills_two_workers_ends_its_study_in_words(service: Service) -> None:
    def work(bench: Bench) -> list[str]:
        return [found for _, found in bench.hands.each_done(die, ["one"])]

    study = ended(service.study("dies", work))
    assert study.answer is None
    assert study.error is not None
    assert "killed twice" in study.error


def test_an_error_in_a_worker_ends_the_study_in_its_words_and_takes_back_the_rest(service: Service) -> None:
    def work(bench: Bench) -> list[str]:
        return [found for _, found in bench.hands.each_done(refuse, ["this"] * 50)]

    study = ended(service.study("refused", work))
    assert study.error == "this: not here"
    assert service.kept("refused") is None


def test_a_fault_of_a_study_is_said_and_the_next_goes_on(service: Service, capfd: pytest.CaptureFixture[str]) -> None:
    def work(bench: Bench) -> None:
        raise KeyError("oh")

    study = ended(service.study("fault", work))
    assert study.error is not None
    assert "KeyError" in study.error
    assert "Traceback" in capfd.readouterr().err
    assert ended(service.study("no fault", squares([2]))).answer == {2: 4}


def test_closing_gives_up_what_is_under_way_and_leaves_nothing_behind(tmp_path: Path) -> None:
    made = Service(Limits(workers=1, heavy_workers=2))
    study = made.study("open", waiting(tmp_path / "go", tasks=3))
    until(lambda: len(made.studies.shop.crew.jobs) == 2)
    assert made.studies.scratch is not None
    folder = made.studies.scratch.store.folder
    processes = [each.process for each in made.studies.shop.crew.workers]
    assert folder.exists()
    made.close()
    assert study.cancelled
    assert not made.studies.threads
    assert not folder.exists()
    assert all(each.poll() is not None for each in processes)
    with pytest.raises(ExperimentError, match="closing"):
        made.study("late", squares([1]))


def test_workers_without_work_go_home_and_come_back_when_needed() -> None:
    made = Service(Limits(workers=1, heavy_workers=1, idle_minutes=0))
    assert ended(made.study("first", squares([1]))).answer == {1: 1}
    until(lambda: not made.studies.shop.crew.workers)
    assert made.studies.shop.crew.stillborn == 0
    assert ended(made.study("second", squares([2]))).answer == {2: 4}
    made.close()


def test_scratch_runs_stay_within_their_share_of_the_disk() -> None:
    made = Service(Limits(workers=1, heavy_workers=1, scratch_mb=1))

    def work(bench: Bench) -> int:
        for name in ("old", "new"):
            values = np.random.default_rng(1).random(100_000)
            bench.store.path(name).parent.mkdir(exist_ok=True)
            bench.store.write(name, pandas.DataFrame({"value": values}))
            os.utime(bench.store.path(name), (0, 0) if name == "old" else None)
        return 1

    ended(made.study("fills", work))
    assert made.studies.scratch is not None
    store = made.studies.scratch.store
    until(lambda: not store.path("old").exists())
    assert store.path("new").exists()
    made.close()


def test_a_speed_is_measured_on_what_was_done(service: Service) -> None:
    ended(service.study("fast", squares(range(4))))
    assert service.rate is not None
    assert service.rate > 0
