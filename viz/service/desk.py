"""The service: takes requests, keeps workers busy with them, hands out what stands."""

import atexit
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import ExperimentError
from sim.experiments.store import Store, model_digest
from sim.runs import check_request
from sim.scenario import WEEKS
from viz.screen.worlds import World
from viz.service.crew import Crew
from viz.service.hand import Job, Mark, Worker
from viz.service.limits import CLOSING, Limits, limits_from_environment
from viz.service.memo import Kept
from viz.service.orders import Done, Failed, Progress, Ready
from viz.service.pace import Pace
from viz.service.queue import Queue
from viz.service.shelf import Shelf
from viz.service.studies import Studies
from viz.service.study import Study, Work
from viz.service.ticket import Request, Ticket

STAGES = (8, 32, 96)
NICENESS = 5  # pages come before runs
LOST_TWICE = 2
KILLED = "the process that ran the model was killed twice over this request, perhaps because memory ran out"
NO_START = "the processes that run the model do not start; the server's log says why"
BUSY = "the server is busy: too many requests are under way; try again in a while"


@dataclass(frozen=True)
class Status:
    """How busy the service is: requests and studies under way, workers that are ready, bytes kept."""

    under_way: int
    studies: int
    workers: int
    nbytes: int


class Service:
    """Runs that people wait for, on one shelf of results, and studies, each with workers of their own.

    What runs need changes under one lock, what studies need under another. `store`: where the runs of studies stay.
    """

    def __init__(self, limits: Limits | None = None, store: Store | None = None) -> None:
        self.limits = limits or Limits()
        self.shelf = Shelf(self.limits.memory)
        self.queue = Queue(self.shelf)
        self.lost: Counter[Mark] = Counter()
        self.lock = threading.RLock()
        self.crew: Crew[Job] = Crew(self.limits.crew, NICENESS, self.lock, self.heard)
        self.pace = Pace()
        self.studies = Studies(self.limits, store)

    def start(self) -> None:
        """Begin the workers that people wait for, so that they are warm before the first request."""
        with self.lock:
            self.crew.staff()

    def ask(
        self,
        worlds: Sequence[World],
        *,
        weeks: int = WEEKS,
        random_seed: int = 1,
        stages: Sequence[int] = STAGES,
        owner: Hashable = None,
        on_change: Callable[[Ticket], None] | None = None,
    ) -> Ticket:
        """Ask for runs of some worlds, all with the same luck, in stages of so many replicates.

        An `owner` has one request: the next supersedes it. `on_change` is called with the ticket, from a
        thread of the service, when a stage stands, now and then while it is run, and at the end; never after
        `cancel`. Raises ExperimentError for a request that is senseless or above the limits of this server.
        """
        distinct = tuple(dict.fromkeys(worlds))
        if not stages or sorted(set(stages)) != list(stages):
            raise ExperimentError(f"stages = {list(stages)}: expected numbers of replicates that grow")
        self.limits.check(len(distinct), weeks, stages[-1])
        check_request(stages[0], weeks, random_seed)
        keys = {each: (model_digest(), each.identity, weeks, random_seed) for each in distinct}
        ticket = Ticket(Request(distinct, weeks, random_seed, tuple(stages), owner, keys), self, on_change)
        with self.lock:
            if self.crew.closed:
                raise ExperimentError(CLOSING)
            self.queue.supersede(owner)
            if len(self.queue.tickets) >= self.limits.waiting:
                self.go_on()
                raise ExperimentError(BUSY)
            self.queue.join(ticket)
            if not ticket.done:
                self.crew.encourage()
            self.go_on()
        return ticket

    def cancel(self, ticket: Ticket) -> None:
        """Give up what a ticket still waits for."""
        with self.lock:
            if not ticket.done:
                self.queue.leave(ticket)
                self.go_on()

    def progress(self, ticket: Ticket) -> float:
        """Return how much of a ticket is run, 0 to 1."""
        request, last = ticket.request, ticket.request.stages[-1]
        if ticket.stage == len(request.stages):
            return 1.0
        with self.lock:
            stand = sum(min(self.shelf.look_up(key).replicates, last) for key in request.distinct) * request.weeks
            jobs = self.crew.jobs
            under_way = sum(job.done * sum(map(request.wants, job.marks)) / len(job.marks) for job in jobs)
        return min(1.0, (stand + under_way) / (last * len(request.distinct) * request.weeks))

    def ahead(self, ticket: Ticket) -> int:
        """Return how many tickets are served before one, 0 if it is being served or done."""
        with self.lock:
            if ticket.done or any(ticket.request.wants(mark) for job in self.crew.jobs for mark in job.marks):
                return 0
            return self.queue.in_order.index(ticket)

    def study(self, key: Hashable, work: Work, on_change: Callable[[Study], None] | None = None) -> Study:
        """Ask for a long computation: `work` is called with a bench, in a thread of the service, and never elsewhere.

        Whoever asks for the same key shares it; once done its answer is there at once. `on_change` is called with
        the study from a thread of the service. Raises ExperimentError for one too many.
        """
        return self.studies.ask(key, work, on_change)

    def kept(self, key: Hashable) -> Kept | None:
        """Return what a study found, or had found when it was given up; None if nothing is kept."""
        return self.studies.kept(key)

    @property
    def rate(self) -> float | None:
        """Run-weeks a second that a study alone can expect; None before anything was run."""
        one = self.studies.pace.rate or self.pace.rate
        return None if one is None else one * self.limits.heavy_crew

    def status(self) -> Status:
        """Say how busy the service is."""
        with self.lock:
            ready = self.crew.ready_ones + self.studies.crew.ready_ones
            nbytes = self.shelf.nbytes + self.studies.memo.nbytes
            return Status(len(self.queue.tickets), len(self.studies.inquiries), ready, nbytes)

    def close(self) -> None:
        """End all workers; tickets and studies under way are cancelled."""
        self.studies.close()
        with self.lock:
            for each in list(self.queue.tickets):
                self.queue.leave(each)
        self.crew.dismiss()

    # ------------------------------------------------------------ what workers say
    def heard(self, worker: Worker[Job], message: Any) -> None:
        """Act on what a worker says, None if it is dead, and tell those whose tickets changed."""
        with self.lock:
            if worker not in self.crew.workers:
                return
            changed = self.lose(worker) if message is None else self.take(worker, message)
            self.go_on()
        for ticket in changed:
            if ticket.on_change is not None and not ticket.cancelled:
                try:
                    ticket.on_change(ticket)
                except Exception:  # noqa: BLE001 - a fault of one page must not end the service of all
                    traceback.print_exc()

    def go_on(self) -> None:
        """Keep the workers busy with what is wanted, and results within their memory."""
        self.queue.serve(self.crew.workers)
        self.shelf.tidy(self.queue.keys())

    def take(self, worker: Worker[Job], message: Any) -> list[Ticket]:
        """Act on a message; return the tickets to be told."""
        if isinstance(message, Ready):
            self.crew.ready(worker)
            self.pace.note(message.run_weeks, message.seconds)
        elif isinstance(message, Progress):
            job = worker.job(message.number)
            job.done = message.done
            return self.queue.told(job)
        elif isinstance(message, Failed):
            job = worker.finished(message.number)
            return [] if message.why is None else self.queue.fail(job.marks, message.why)
        elif isinstance(message, Done):
            job = worker.finished(message.number)
            self.pace.note(message.done, time.monotonic() - job.begun)
            for (key, first), results in zip(job.marks, message.answer, strict=True):
                self.shelf.look_up(key).add(first, results)
                self.lost.pop((key, first), None)
            return self.queue.advance()
        return []

    def lose(self, worker: Worker[Job]) -> list[Ticket]:
        """Replace a worker that is gone; what it was at is begun again, once. Return the tickets that failed."""
        changed: list[Ticket] = []
        for job in worker.wanted:
            self.lost.update(job.marks)
            if any(self.lost[mark] >= LOST_TWICE for mark in job.marks):
                changed += self.queue.fail(job.marks, KILLED)
                for mark in job.marks:
                    del self.lost[mark]
        self.crew.replace(worker)
        if self.crew.fails:
            changed += self.queue.fail(None, NO_START)
        return changed


_lock = threading.Lock()
_services: list[Service] = []


def service(store: Store | None = None) -> Service:
    """Return the one service of this process, started when first asked for, with the limits of the environment.

    Whoever asks first says where runs of studies stay; without a store they go with the process.
    """
    with _lock:
        if not _services:
            _services.append(Service(limits_from_environment(), store))
            _services[0].start()
            atexit.register(_services[0].close)
        return _services[0]
