"""A class at once: what people wait for a first picture, in the time of a clock that only the test turns."""

import heapq

import numpy as np
import pytest

from tests.viz.made_up import results_of
from viz.screen.worlds import World
from viz.service.hand import Job, Worker
from viz.service.queue import Queue
from viz.service.shelf import Shelf
from viz.service.ticket import Request, Ticket

STAGES = (8, 32, 96)
BLOCK_SECONDS, RUN_SECONDS = 0.33, 0.0235  # measured: what a block of 156 weeks takes on one core, and each run in it
FIRST = BLOCK_SECONDS + 8 * RUN_SECONDS  # a first picture of two worlds by two idle workers
MINUTES = 4


class Clockwork(Worker[Job]):
    """A worker that takes as long as a real one would; what is urgent it does first, as a real one does."""

    def __init__(self) -> None:
        self.ready, self.leaving, self.jobs = True, False, []
        self.left: dict[int, float] = {}

    def give(self, job: Job) -> None:
        self.jobs.append(job)
        self.left[job.number] = BLOCK_SECONDS + RUN_SECONDS * job.block.runs

    def stop(self, job: Job) -> None:
        job.stopping = True

    @property
    def next_end(self) -> float:
        return self.left[self.jobs[-1].number] if self.jobs else np.inf

    def work(self, seconds: float) -> list[Job]:
        """Let time pass; return what is done."""
        done = []
        if self.jobs:
            self.left[self.jobs[-1].number] -= seconds
        while self.jobs and (self.jobs[-1].stopping or self.next_end < 1e-9):
            job = self.jobs.pop()
            done += [] if job.stopping else [job]
        return done


def waits(people: int, every: float) -> np.ndarray:
    """Return how long people waited for each first picture who change something about `every` seconds."""
    rng = np.random.default_rng(people)
    queue, workers = Queue(Shelf(0)), [Clockwork(), Clockwork()]
    coming = [(rng.uniform(0, every), person) for person in range(people)]
    heapq.heapify(coming)
    asked: dict[Ticket, float] = {}
    waited: list[float] = []
    now = 0.0
    while now < 60 * MINUTES:
        step = min(coming[0][0] - now, *(each.next_end for each in workers))
        now += step
        for job in [job for each in workers for job in each.work(step)]:
            for (key, first), piece in zip(job.marks, job.block.pieces, strict=True):
                queue.shelf.look_up(key).add(first, results_of(piece.runs, 1))
            waited += [now - asked.pop(each) for each in queue.advance() if each in asked]
        if coming[0][0] <= now:
            _, person = heapq.heappop(coming)
            worlds = tuple(World(f"{side}{now}", ()) for side in "ab")
            queue.supersede(person)
            keys = {each: each.scenario for each in worlds}
            ticket = Ticket(Request(worlds, 156, 1, STAGES, person, keys), None, None)  # type: ignore[arg-type]
            asked[ticket] = now
            queue.join(ticket)
            heapq.heappush(coming, (now + rng.uniform(0.5, 1.5) * every, person))
        queue.serve(workers)
        queue.shelf.tidy(queue.keys())
    return np.array(waited)


def test_one_person_waits_for_two_blocks_side_by_side_and_no_more() -> None:
    assert waits(1, 10.0) == pytest.approx(FIRST)


def test_most_of_a_class_of_thirty_wait_no_longer_than_three_times_as_long() -> None:
    found = waits(30, 30.0)
    assert np.median(found) < 1.5 * FIRST
    assert np.quantile(found, 0.9) < 3 * FIRST


def test_even_when_thirty_change_something_three_times_a_minute_nobody_is_left_waiting() -> None:
    found = waits(30, 20.0)
    assert np.quantile(found, 0.9) < 5 * FIRST
    assert found.max() < 20.0
