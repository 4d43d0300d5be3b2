"""Who is served next, with workers that only write down what they are given."""

from collections.abc import Iterable

import pytest

from tests.viz.made_up import results_of
from viz.screen.worlds import World
from viz.service.hand import Job, Worker
from viz.service.queue import BLOCK, Queue
from viz.service.shelf import Shelf
from viz.service.ticket import GRID, Request, Ticket, cut


class Pen(Worker[Job]):
    """A worker without a process."""

    def __init__(self) -> None:
        self.ready, self.leaving, self.jobs = True, False, []

    def give(self, job: Job) -> None:
        self.jobs.append(job)

    def stop(self, job: Job) -> None:
        job.stopping = True


def world(name: str) -> World:
    return World(name, ())


def ask(queue: Queue, *names: str, stages: Iterable[int] = (8, 32, 96), owner: object = None) -> Ticket:
    worlds = tuple(map(world, names))
    keys = {each: each.scenario for each in worlds}
    ticket = Ticket(Request(worlds, 10, 1, tuple(stages), owner, keys), None, None)  # type: ignore[arg-type]
    queue.join(ticket)
    return ticket


def finish(queue: Queue, worker: Worker[Job]) -> None:
    """Let a worker finish what it is at."""
    job = worker.jobs.pop()
    for (key, first), piece in zip(job.marks, job.block.pieces, strict=True):
        queue.shelf.look_up(key).add(first, results_of(piece.runs, 2))
    queue.advance()


def at(worker: Worker[Job]) -> list[tuple[str, int, int]]:
    """Return what a worker is at: worlds with first and last replicate."""
    return [(each.world.scenario, each.first, each.end) for each in worker.jobs[-1].block.pieces]


@pytest.fixture
def queue() -> Queue:
    return Queue(Shelf(0))


def test_replicates_are_cut_at_the_same_places_whoever_asks() -> None:
    assert cut(8, 96) == [(8, GRID), (GRID, 2 * GRID), (2 * GRID, 96)]
    assert cut(0, 8) == [(0, 8)]
    assert cut(40, 50) == [(40, 50)]
    assert cut(8, 8) == []


def test_two_worlds_are_shared_by_two_free_workers(queue: Queue) -> None:
    workers = [Pen(), Pen()]
    ask(queue, "a", "b")
    queue.serve(workers)
    assert sorted(at(each) for each in workers) == [[("a", 0, 8)], [("b", 0, 8)]]


def test_one_free_worker_takes_both_worlds_in_one_block(queue: Queue) -> None:
    worker = Pen()
    ask(queue, "a", "b")
    queue.serve([worker])
    assert at(worker) == [("a", 0, 8), ("b", 0, 8)]


def test_a_next_stage_adds_to_what_stands(queue: Queue) -> None:
    worker = Pen()
    ticket = ask(queue, "a")
    queue.serve([worker])
    finish(queue, worker)
    assert (ticket.stage, ticket.replicates) == (1, 8)
    queue.serve([worker])
    assert at(worker) == [("a", 8, 32)]


def test_no_block_is_larger_than_what_is_run_in_lockstep(queue: Queue) -> None:
    worker = Pen()
    ask(queue, "a", "b", stages=[96])
    queue.serve([worker])
    assert sum(end - first for _, first, end in at(worker)) == BLOCK


def test_a_first_stage_comes_before_the_refinement_of_others(queue: Queue) -> None:
    worker = Pen()
    first = ask(queue, "a")
    queue.serve([worker])
    later = ask(queue, "b")
    finish(queue, worker)
    queue.serve([worker])
    assert at(worker) == [("b", 0, 8)]
    assert (first.stage, later.stage) == (1, 0)


def test_a_first_stage_interrupts_a_refinement_but_no_first_stage(queue: Queue) -> None:
    worker = Pen()
    ask(queue, "a")
    queue.serve([worker])
    ask(queue, "b")
    queue.serve([worker])
    assert [each.block.pieces[0].world.scenario for each in worker.jobs] == ["a"]
    finish(queue, worker)
    queue.serve([worker])
    finish(queue, worker)
    queue.serve([worker])
    ask(queue, "c")
    queue.serve([worker])
    assert [(each.block.pieces[0].world.scenario, each.urgent) for each in worker.jobs] == [("a", False), ("c", True)]


def test_those_who_wait_for_a_first_picture_share_a_block(queue: Queue) -> None:
    one = Pen()
    ask(queue, "a", "b")
    queue.serve([one])
    for name in "cdefgh":
        ask(queue, "a", name)
    finish(queue, one)
    queue.serve([one])
    assert at(one) == [(name, 0, 8) for name in "cdefgh"]
    assert one.jobs[-1].urgent


def test_what_is_shared_is_divided_among_free_workers_and_never_larger_than_a_block(queue: Queue) -> None:
    one, other = Pen(), Pen()
    for at_ in range(12):
        ask(queue, f"a{at_}", f"b{at_}")
    queue.serve([one, other])
    assert sum(piece[2] for piece in at(one)) <= BLOCK
    assert sum(piece[2] for piece in at(other)) <= BLOCK
    assert not set(at(one)) & set(at(other))
    assert len(at(one)) + len(at(other)) >= 12


def test_questions_under_other_luck_share_no_block(queue: Queue) -> None:
    one = Pen()
    ask(queue, "a", "b")
    lucky = Request((world("c"),), 10, 2, (8,), None, {world("c"): "c"})
    queue.join(Ticket(lucky, None, None))  # type: ignore[arg-type]
    queue.serve([one])
    assert at(one) == [("a", 0, 8), ("b", 0, 8)]


def test_a_refinement_shares_no_block(queue: Queue) -> None:
    one = Pen()
    first, second = ask(queue, "a", "b"), ask(queue, "c", "d")
    queue.serve([one])
    finish(queue, one)
    assert (first.stage, second.stage) == (1, 1)
    queue.serve([one])
    assert {name for name, _, _ in at(one)} == {"a", "b"}


def test_refinements_of_two_people_take_turns(queue: Queue) -> None:
    worker = Pen()
    for name in "ab":
        ask(queue, name, stages=[1, 200])
    served = []
    for _ in range(6):
        queue.serve([worker])
        served.append({name for name, _, _ in at(worker)})
        finish(queue, worker)
    assert served == [{"a", "b"}, {"a"}, {"b"}, {"a"}, {"b"}, {"a"}]


def test_the_same_world_is_run_once_for_two_who_ask(queue: Queue) -> None:
    workers = [Pen(), Pen()]
    one, other = ask(queue, "a", stages=[8]), ask(queue, "a", stages=[8])
    queue.serve(workers)
    assert [len(each.jobs) for each in workers] == [1, 0]
    finish(queue, workers[0])
    assert one.done
    assert other.done


def test_a_longer_request_shares_what_a_shorter_one_has_begun(queue: Queue) -> None:
    worker, free = Pen(), Pen()
    ask(queue, "a", stages=[8])
    queue.serve([worker])
    ask(queue, "a", stages=[8, 32])
    queue.serve([worker, free])
    assert not free.jobs
    finish(queue, worker)
    queue.serve([worker, free])
    assert sorted(each for pen in (worker, free) for job in pen.jobs for each in at(pen)) == [("a", 8, 32)]


def test_what_nobody_waits_for_any_more_is_stopped(queue: Queue) -> None:
    worker = Pen()
    one, other = ask(queue, "a"), ask(queue, "a")
    queue.serve([worker])
    queue.leave(one)
    queue.serve([worker])
    assert not worker.jobs[0].stopping
    queue.leave(other)
    queue.serve([worker])
    assert worker.jobs[0].stopping


def test_a_next_request_of_the_same_owner_keeps_what_both_want(queue: Queue) -> None:
    worker = Pen()
    first = ask(queue, "a", "b", owner="me")
    queue.serve([worker])
    queue.supersede("me")
    ask(queue, "a", "c", owner="me")
    queue.serve([worker])
    assert first.cancelled
    assert not worker.jobs[0].stopping


def test_owners_are_superseded_by_themselves_only(queue: Queue) -> None:
    mine, yours, nobodys = (ask(queue, "a", owner=each) for each in ("me", "you", None))
    queue.supersede("me")
    queue.supersede(None)
    assert [each.cancelled for each in (mine, yours, nobodys)] == [True, False, False]


def test_a_world_that_was_run_before_keeps_its_runs_when_the_other_is_new(queue: Queue) -> None:
    queue.shelf.look_up("a").add(0, results_of(96, 2))
    queue.shelf.look_up("b").add(0, results_of(8, 2))
    ticket = ask(queue, "a", "b", stages=[8, 32, 64])
    found = ticket.latest()
    assert found is not None
    assert (ticket.replicates, ticket.target) == (8, 32)
    assert {each.scenario: results.replicates for each, results in found.items()} == {"a": 64, "b": 8}
    assert {results.world for results in found.values()} == {world("a"), world("b")}


def test_what_is_known_already_is_there_at_once(queue: Queue) -> None:
    queue.shelf.look_up("a").add(0, results_of(96, 2))
    ticket = ask(queue, "a")
    assert ticket.done
    assert ticket.replicates == 96
    assert not queue.tickets


def test_a_failure_ends_those_who_wait_for_it_and_no_others(queue: Queue) -> None:
    one, other = ask(queue, "a"), ask(queue, "b")
    assert queue.fail([("a", 0)], "it broke") == [one]
    assert (one.error, one.done) == ("it broke", True)
    assert not other.done
