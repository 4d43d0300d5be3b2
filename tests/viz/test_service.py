"""The service with real processes: the same bits, nobody blocked, nothing left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from sim.errors import ExperimentError
from sim.runs import run_specs
from tests.viz.made_up import same
from tests.viz.waiting import ended, until
from viz.screen.results import Results, trim
from viz.screen.worlds import World, world_of
from viz.service import Limits, Service, Ticket, desk
from viz.service import service as the_service
from viz.service.hand import Job, Worker
from viz.service.limits import limits_from_environment

ROOT = Path(__file__).parents[2]
FALL, BROKEN = world_of("aleppo_falls", "contested"), world_of("siege_broken", "contested")
BAD = World("reference", (("no.such_parameter", 1.0),))
LONG = 400  # weeks: seconds of work, if nobody stops it


def direct(world: World, runs: int, weeks: int, random_seed: int) -> Results:
    """Run a world here, in one block."""
    specs = [world.point.spec(each) for each in range(runs)]
    return trim(run_specs(specs, weeks=weeks, random_seed=random_seed, postings=False), world, range(runs))


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """One worker for what people wait for."""
    made = Service(Limits(workers=1))
    made.start()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def at_rest(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test leaves the service without work."""
    yield
    if "service" in request.fixturenames:
        made = request.getfixturevalue("service")
        until(lambda: not made.queue.tickets and not any(each.jobs for each in made.crew.workers))


@contextmanager
def held_up(service: Service) -> Iterator[Worker[Job]]:
    """Let the worker that people wait for take no step."""
    until(lambda: any(each.ready for each in service.crew.workers))
    worker = service.crew.workers[0]
    worker.process.send_signal(signal.SIGSTOP)
    try:
        yield worker
    finally:
        worker.process.send_signal(signal.SIGCONT)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the blocks that workers are given."""
    sizes: list[int] = []
    give = Worker.give

    def noted(worker: Worker[Job], job: Job) -> None:
        sizes.append(job.block.runs)
        give(worker, job)

    monkeypatch.setattr(Worker, "give", noted)
    return sizes


# ---------------------------------------------------------------- results
def test_refinement_adds_up_to_the_bits_of_one_run(service: Service) -> None:
    ticket = ended(service.ask([FALL, BROKEN], weeks=4, random_seed=11, stages=[1, 3, 6]))
    found = ticket.latest()
    assert found is not None
    for world in (FALL, BROKEN):
        assert same(found[world], direct(world, 6, 4, 11))
        assert found[world].world == world


def test_stages_stand_one_after_the_other_and_only_grow(service: Service) -> None:
    seen: list[tuple[int, int, Results]] = []

    def note(ticket: Ticket) -> None:
        found = ticket.latest()
        if found is not None:
            assert {each.replicates for each in found.values()} == {ticket.replicates}
            seen.append((ticket.stage, ticket.replicates, found[FALL]))

    ended(service.ask([FALL, BROKEN], weeks=3, random_seed=12, stages=[1, 2, 4], on_change=note))
    until(lambda: bool(seen) and seen[-1][0] == 3)
    assert [each[:2] for each in seen] == [(1, 1), (2, 2), (3, 4)]
    assert same(seen[-1][2].first(1), seen[0][2])


def test_what_was_run_is_not_run_again(service: Service, given: list[int]) -> None:
    ended(service.ask([FALL], weeks=2, random_seed=13, stages=[3]))
    assert given == [3]
    again = service.ask([FALL], weeks=2, random_seed=13, stages=[1, 3])
    assert again.done
    assert again.replicates == 3
    assert given == [3]
    ended(service.ask([FALL, BROKEN], weeks=2, random_seed=13, stages=[5]))
    assert given == [3, 7]


def test_worlds_of_one_content_are_run_once(service: Service, given: list[int]) -> None:
    plain = world_of("reference", "null")
    spelt_out = World("reference", (*plain.values, ("cut_or_renew.rate", 0.0015)))  # its default
    assert plain != spelt_out
    found = ended(service.ask([plain, spelt_out], weeks=2, random_seed=14, stages=[2])).latest()
    assert found is not None
    assert given == [2]
    assert [each.world for each in found.values()] == [plain, spelt_out]
    assert same(found[plain], found[spelt_out])


def test_both_worlds_have_the_same_luck(service: Service) -> None:
    ticket = ended(service.ask([FALL, BROKEN], weeks=2, random_seed=15, stages=[4]))
    found = ticket.latest()
    assert found is not None
    assert np.array_equal(found[FALL].measures["deaths"], found[BROKEN].measures["deaths"])  # they part in week 3


def test_progress_grows_to_one(service: Service) -> None:
    seen: list[float] = []
    ticket = service.ask([FALL], weeks=60, random_seed=16, stages=[1, 8], on_change=lambda of: seen.append(of.progress))
    assert 0.0 <= ticket.progress < 1.0
    ended(ticket)
    until(lambda: bool(seen) and seen[-1] == 1.0)
    assert seen == sorted(seen)


# ---------------------------------------------------------------- queues
def test_a_cancelled_request_frees_its_worker(service: Service) -> None:
    until(lambda: service.status().workers >= 1)
    long = service.ask([FALL], weeks=LONG, random_seed=17, stages=[64])
    until(lambda: any(each.jobs for each in service.crew.workers))
    long.cancel()
    ended(service.ask([FALL], weeks=2, random_seed=17, stages=[1]))
    assert long.cancelled
    assert long.done
    assert long.latest() is None
    assert not service.shelf.look_up(long.request.keys[FALL]).nbytes  # it was left undone, not waited for


def test_the_next_request_of_an_owner_supersedes_the_last_without_a_word(service: Service) -> None:
    told: list[Ticket] = []
    first = service.ask([FALL], weeks=LONG, random_seed=18, stages=[64], owner="me", on_change=told.append)
    second = service.ask([FALL], weeks=2, random_seed=18, stages=[1], owner="me", on_change=told.append)
    ended(second)
    until(lambda: second in told)
    assert first.cancelled
    assert all(each.stage for each in told)


def test_a_refinement_that_is_interrupted_ends_in_the_same_bits(
    service: Service, given: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = Worker.give

    def hold_up(worker: Worker[Job], job: Job) -> None:
        noted(worker, job)
        if not job.urgent:
            worker.process.send_signal(signal.SIGSTOP)

    monkeypatch.setattr(Worker, "give", hold_up)
    ends: list[Ticket] = []

    def note(ticket: Ticket) -> None:
        if ticket.done:
            ends.append(ticket)

    long = service.ask([FALL], weeks=60, random_seed=20, stages=[1, 24], on_change=note)
    until(lambda: given == [1, 23])
    short = service.ask([BROKEN], weeks=2, random_seed=20, stages=[1], on_change=note)
    (worker,) = service.crew.workers
    assert [each.urgent for each in worker.jobs] == [False, True]
    worker.process.send_signal(signal.SIGCONT)
    until(lambda: len(ends) == 2)
    assert ends == [short, long]
    assert given == [1, 23, 1]
    found = long.latest()
    assert found is not None
    assert same(found[FALL], direct(FALL, 24, 60, 20))


def test_who_waits_sees_how_many_are_ahead(service: Service) -> None:
    with held_up(service):
        tickets = [service.ask([FALL], weeks=2, random_seed=at, stages=[1]) for at in (21, 22, 23)]
        assert [each.ahead for each in tickets] == [0, 1, 2]
    for each in tickets:
        ended(each)
        assert each.ahead == 0


# ---------------------------------------------------------------- faults
def test_a_run_that_fails_says_why_and_the_worker_goes_on(service: Service) -> None:
    told: list[Ticket] = []
    bad = ended(service.ask([BAD], weeks=2, stages=[1], on_change=told.append))
    assert bad.error is not None
    assert "no.such_parameter" in bad.error
    assert bad.latest() is None
    until(lambda: told == [bad])
    assert ended(service.ask([FALL], weeks=2, random_seed=24, stages=[1])).error is None


def test_a_page_that_fails_does_not_stop_the_service(service: Service, capfd: pytest.CaptureFixture[str]) -> None:
    def fall_over(ticket: Ticket) -> None:
        raise RuntimeError("a page fell over")

    ended(service.ask([FALL], weeks=2, random_seed=25, stages=[1], on_change=fall_over))
    assert ended(service.ask([FALL], weeks=2, random_seed=26, stages=[1])).error is None
    assert "a page fell over" in capfd.readouterr().err


def test_a_worker_that_is_killed_is_replaced_and_its_work_done_again(service: Service) -> None:
    with held_up(service) as killed:
        ticket = service.ask([FALL], weeks=60, random_seed=27, stages=[4])
        assert killed.jobs
        killed.process.kill()
    found = ended(ticket).latest()
    assert ticket.error is None
    assert found is not None
    assert same(found[FALL], direct(FALL, 4, 60, 27))
    assert killed not in service.crew.workers


def test_a_request_that_kills_two_workers_is_given_up_in_words(service: Service) -> None:
    ticket = service.ask([FALL], weeks=LONG, random_seed=28, stages=[32])
    for _ in range(2):
        until(lambda: any(each.jobs for each in service.crew.workers))
        worker = next(each for each in service.crew.workers if each.jobs)
        worker.process.kill()
        until(lambda gone=worker: gone not in service.crew.workers)  # type: ignore[misc]
    ended(ticket)
    assert ticket.error is not None
    assert "killed" in ticket.error
    assert ended(service.ask([FALL], weeks=2, random_seed=28, stages=[1])).error is None


def test_workers_that_never_start_are_not_started_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    made = Service(Limits(workers=1))
    ticket = ended(made.ask([FALL], weeks=2, stages=[1]))
    assert ticket.error is not None
    assert "do not start" in ticket.error
    assert not made.crew.workers
    made.close()


# ---------------------------------------------------------------- limits
@pytest.mark.parametrize(
    "asked",
    [
        {"worlds": []},
        {"worlds": [FALL], "weeks": 0},
        {"worlds": [FALL], "weeks": 53},
        {"worlds": [FALL], "stages": [9]},
        {"worlds": [FALL], "stages": []},
        {"worlds": [FALL], "stages": [2, 2]},
        {"worlds": [FALL], "stages": [0, 2]},
        {"worlds": [FALL, BROKEN, BAD]},
        {"worlds": [FALL], "random_seed": -1},
    ],
)
def test_senseless_and_too_large_requests_are_refused(asked: dict[str, object]) -> None:
    made = Service(Limits(workers=1, worlds=2, weeks=52, replicates=8))
    with pytest.raises(ExperimentError):
        made.ask(**{"weeks": 2, "stages": [1], **asked})  # type: ignore[arg-type]
    assert not made.crew.workers
    made.close()


def test_results_stay_within_their_memory_but_with_those_who_asked() -> None:
    made = Service(Limits(workers=1, memory_mb=0))
    ticket = ended(made.ask([FALL], weeks=2, stages=[1, 2]))
    until(lambda: made.status().nbytes == 0)
    found = ticket.latest()
    assert found is not None
    assert found[FALL].replicates == 2
    made.close()


def test_a_full_house_refuses_more() -> None:
    made = Service(Limits(workers=1, waiting=2))
    for at in range(2):
        made.ask([FALL], weeks=LONG, random_seed=at, stages=[8])
    with pytest.raises(ExperimentError, match="busy"):
        made.ask([FALL], weeks=2, random_seed=9, stages=[1])
    made.close()
    with pytest.raises(ExperimentError, match="closing"):
        made.ask([FALL], weeks=2, stages=[1])


def test_limits_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERMATH_WORKERS", "3")
    monkeypatch.setenv("AFTERMATH_MEMORY_MB", "")
    assert limits_from_environment() == Limits(workers=3)
    monkeypatch.setenv("AFTERMATH_STUDIES", "0")  # long computations would wait for ever
    with pytest.raises(ExperimentError, match="studies = 0"):
        limits_from_environment()
    monkeypatch.setenv("AFTERMATH_WEEKS", "many")
    with pytest.raises(ExperimentError, match="AFTERMATH_WEEKS = many"):
        limits_from_environment()


def test_a_server_has_one_service_with_the_limits_of_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERMATH_WORKERS", "1")
    made = the_service()
    assert the_service() is made
    assert made.limits.workers == 1
    assert len(made.crew.workers) == 1
    made.close()
    made.close()
    desk._services.clear()


# ---------------------------------------------------------------- processes
def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc which processes there are")


@needs_proc
def test_closing_leaves_no_process_and_cancels_what_waits() -> None:
    made = Service(Limits(workers=2))
    ticket = made.ask([FALL], weeks=LONG, stages=[64])
    pids = [each.process.pid for each in made.crew.workers]
    assert len(pids) == 2
    made.close()
    assert ticket.cancelled
    assert not any(map(alive, pids))


PARENT = """
import time
from viz.service import Limits, Service
from viz.screen.worlds import world_of
made = Service(Limits(workers=2))
ticket = made.ask([world_of("reference", "null")], weeks=400, stages=[1, 64])
while not ticket.stage:
    time.sleep(0.01)
print(*(each.process.pid for each in made.crew.workers), flush=True)
time.sleep(60)
"""


@needs_proc
def test_workers_end_with_a_parent_that_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pids = [int(each) for each in parent.stdout.readline().split()]
    assert len(pids) == 2
    os.kill(parent.pid, signal.SIGKILL)
    parent.communicate()
    until(lambda: not any(map(alive, pids)))


@needs_proc
def test_a_worker_holds_the_model_and_nothing_of_its_parents_program(service: Service) -> None:
    until(lambda: any(each.ready for each in service.crew.workers))
    pid = next(each.process.pid for each in service.crew.workers if each.ready)
    command = Path(f"/proc/{pid}/cmdline").read_text()
    assert "pytest" not in command
    threads = Path(f"/proc/{pid}/status").read_text().split("Threads:")[1].split()[0]
    assert int(threads) <= 2
