"""The service: takes requests, keeps workers busy with them, hands out what stands."""

import atexit
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import ExperimentError
from sim.experiments.store import model_digest
from sim.runs import check_request
from sim.scenario import WEEKS
from viz.screen.worlds import World
from viz.service.crew import Crew
from viz.service.hand import Mark, Worker
from viz.service.limits import Limits, limits_from_environment
from viz.service.orders import Done, Failed, Progress, Ready
from viz.service.queue import Queue
from viz.service.shelf import Shelf
from viz.service.ticket import Request, Ticket

STAGES = (8, 32, 96)
LIGHT, HEAVY = "light", "heavy"
NICENESS = {LIGHT: 5, HEAVY: 15}  # pages before runs, runs that somebody looks at before long ones
LOST_TWICE = 2
KILLED = "the process that ran the model was killed twice over this request, perhaps because memory ran out"
NO_START = "the processes that run the model do not start; the server's log says why"
CLOSING = "the server is closing"
BUSY = "the server is busy: too many requests are under way; try again in a while"


@dataclass(frozen=True)
class Status:
    """How busy the service is: requests under way by lane, workers that are ready, bytes kept."""

    under_way: dict[str, int]
    workers: int
    nbytes: int


class Service:
    """Two queues with workers of their own, and one shelf of results; everything changes under one lock."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.shelf = Shelf(self.limits.memory)
        self.queue = Queue(self.shelf)
        self.lost: Counter[Mark] = Counter()
        self.lock = threading.RLock()
        self.crew = Crew(self.limits.crew, NICENESS, self.lock, self.heard)

    def start(self) -> None:
        """Begin the workers that people wait for, so that they are warm before the first request."""
        with self.lock:
            self.crew.staff(LIGHT)

    def ask(
        self,
        worlds: Sequence[World],
        *,
        weeks: int = WEEKS,
        random_seed: int = 1,
        stages: Sequence[int] = STAGES,
        heavy: bool = False,
        owner: Hashable = None,
        on_change: Callable[[Ticket], None] | None = None,
    ) -> Ticket:
        """Ask for runs of some worlds, all with the same luck, in stages of so many replicates.

        An `owner` has one request in a lane: the next supersedes it. `on_change` is called with the ticket, from a
        thread of the service, when a stage stands, now and then while it is run, and at the end; never after
        `cancel`. Raises ExperimentError for a request that is senseless or above the limits of this server.
        """
        lane = HEAVY if heavy else LIGHT
        distinct = tuple(dict.fromkeys(worlds))
        if not stages or sorted(set(stages)) != list(stages):
            raise ExperimentError(f"stages = {list(stages)}: expected numbers of replicates that grow")
        self.limits.check(len(distinct), weeks, stages[-1], heavy)
        check_request(stages[0], weeks, random_seed)
        keys = {each: (model_digest(), each.identity, weeks, random_seed) for each in distinct}
        ticket = Ticket(Request(distinct, weeks, random_seed, tuple(stages), lane, owner, keys), self, on_change)
        with self.lock:
            if self.crew.closed:
                raise ExperimentError(CLOSING)
            self.queue.supersede(owner, lane)
            if len(self.queue.tickets) >= self.limits.waiting:
                self.go_on(lane)
                raise ExperimentError(BUSY)
            self.queue.join(ticket)
            if not ticket.done:
                self.crew.encourage(lane)
            self.go_on(lane)
        return ticket

    def cancel(self, ticket: Ticket) -> None:
        """Give up what a ticket still waits for."""
        with self.lock:
            if not ticket.done:
                self.queue.leave(ticket)
                self.go_on(ticket.request.lane)

    def progress(self, ticket: Ticket) -> float:
        """Return how much of a ticket is run, 0 to 1."""
        request, last = ticket.request, ticket.request.stages[-1]
        if ticket.stage == len(request.stages):
            return 1.0
        with self.lock:
            stand = sum(min(self.shelf.look_up(key).replicates, last) for key in request.distinct) * request.weeks
            jobs = self.crew.jobs(request.lane)
            under_way = sum(job.done * sum(map(request.wants, job.marks)) / len(job.marks) for job in jobs)
        return min(1.0, (stand + under_way) / (last * len(request.distinct) * request.weeks))

    def ahead(self, ticket: Ticket) -> int:
        """Return how many tickets are served before one, 0 if it is being served or done."""
        lane = ticket.request.lane
        with self.lock:
            if ticket.done or any(ticket.request.wants(mark) for job in self.crew.jobs(lane) for mark in job.marks):
                return 0
            return self.queue.lane(lane).index(ticket)

    def status(self) -> Status:
        """Say how busy the service is."""
        with self.lock:
            under_way = {lane: len(self.queue.lane(lane)) for lane in (LIGHT, HEAVY)}
            return Status(under_way, sum(each.ready for each in self.crew.workers), self.shelf.nbytes)

    def close(self) -> None:
        """End all workers; tickets that wait are cancelled."""
        with self.lock:
            for each in list(self.queue.tickets):
                self.queue.leave(each)
        self.crew.dismiss()

    # ------------------------------------------------------------ what workers say
    def heard(self, worker: Worker, message: Any) -> None:
        """Act on what a worker says, None if it is dead, and tell those whose tickets changed."""
        with self.lock:
            if worker not in self.crew.workers:
                return
            changed = self.lose(worker) if message is None else self.take(worker, message)
            self.go_on(worker.lane)
        for ticket in changed:
            if ticket.on_change is not None and not ticket.cancelled:
                try:
                    ticket.on_change(ticket)
                except Exception:  # noqa: BLE001 - a fault of one page must not end the service of all
                    traceback.print_exc()

    def go_on(self, lane: str) -> None:
        """Keep the workers of a lane busy with what is wanted, and results within their memory."""
        self.queue.serve(lane, self.crew.lane(lane))
        self.shelf.tidy(self.queue.keys())

    def take(self, worker: Worker, message: Any) -> list[Ticket]:
        """Act on a message; return the tickets to be told."""
        if isinstance(message, Ready):
            self.crew.ready(worker)
        elif isinstance(message, Progress):
            job = worker.job(message.number)
            job.done = message.done
            return self.queue.told(job, worker.lane)
        elif isinstance(message, Failed):
            job = worker.finished(message.number)
            return [] if message.why is None else self.queue.fail(worker.lane, job.marks, message.why)
        elif isinstance(message, Done):
            job = worker.finished(message.number)
            for (key, first), results in zip(job.marks, message.answer, strict=True):
                self.shelf.look_up(key).add(first, results)
                self.lost.pop((key, first), None)
            return self.queue.advance()
        return []

    def lose(self, worker: Worker) -> list[Ticket]:
        """Replace a worker that is gone; what it was at is begun again, once. Return the tickets that failed."""
        changed: list[Ticket] = []
        for job in worker.wanted:
            self.lost.update(job.marks)
            if any(self.lost[mark] >= LOST_TWICE for mark in job.marks):
                changed += self.queue.fail(worker.lane, job.marks, KILLED)
                for mark in job.marks:
                    del self.lost[mark]
        self.crew.replace(worker)
        if self.crew.fails(worker.lane):
            changed += self.queue.fail(worker.lane, None, NO_START)
        return changed


_lock = threading.Lock()
_services: list[Service] = []


def service() -> Service:
    """Return the one service of this process, started when first asked for, with the limits of the environment."""
    with _lock:
        if not _services:
            _services.append(Service(limits_from_environment()))
            _services[0].start()
            atexit.register(_services[0].close)
        return _services[0]
