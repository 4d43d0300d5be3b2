"""The service: takes requests from all pages, keeps workers busy with them, and hands out what stands."""

import atexit
import threading
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any

from sim.errors import ExperimentError
from sim.experiments.store import model_digest
from sim.runs import check_request
from sim.scenario import WEEKS
from viz.service.crew import Job, Mark, Worker
from viz.service.limits import Limits
from viz.service.orders import Block, Done, Failed, Piece, Progress, Ready
from viz.service.shelf import Key, Shelf
from viz.service.ticket import Request, Ticket
from viz.worlds import World

STAGES = (8, 32, 96)
LIGHT, HEAVY = "light", "heavy"
NICENESS = {LIGHT: 5, HEAVY: 15}  # pages before runs, runs that somebody looks at before long ones
BLOCK = 64  # runs in lockstep: more are hardly cheaper, and a block is the least that is lost or waited for
LOST_TWICE, STILLBORN = 2, 3
KILLED = "the process that ran the model was killed twice over this request, perhaps because memory ran out"
NO_START = "the processes that run the model do not start; the server's log says why"


@dataclass(frozen=True)
class Status:
    """How busy the service is: requests under way by lane, workers that are ready, bytes kept."""

    under_way: dict[str, int]
    workers: int
    nbytes: int


class Service:
    """Two queues with workers of their own, one shelf of results, and a thread that listens to the workers.

    Everything that changes is changed under one lock. Requests whose owner has nothing to look at yet come first,
    and interrupt the refinement of others, which goes on afterwards; then by turn.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.shelf = Shelf(self.limits.memory)
        self.tickets: list[Ticket] = []
        self.workers: list[Worker] = []
        self.lost: Counter[Mark] = Counter()
        self.stillborn: Counter[str] = Counter()
        self.turns, self.numbers = count(), count()
        self.lock = threading.RLock()
        self.bell, self.ear = Pipe()
        self.thread: threading.Thread | None = None
        self.closed = False

    # ------------------------------------------------------------ for pages
    def start(self) -> None:
        """Begin the workers that people wait for, so that they are warm before the first request."""
        with self.lock:
            self.staff(LIGHT)

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

        An `owner` has one request in a lane: the next supersedes it. `on_change` is called with the ticket when a
        stage stands, when there is progress, and at the end; never after `cancel`. Raises ExperimentError for a
        request that is senseless or above the limits of this server.
        """
        distinct = tuple(dict.fromkeys(worlds))
        if not distinct or not stages or sorted(set(stages)) != list(stages):
            raise ExperimentError(f"stages = {list(stages)}: expected some worlds, and replicates that grow")
        self.limits.check(len(distinct), weeks, stages[-1], heavy)
        check_request(stages[0], weeks, random_seed)
        keys = {each: (model_digest(), each.identity, weeks, random_seed) for each in distinct}
        lane = HEAVY if heavy else LIGHT
        request = Request(distinct, weeks, random_seed, tuple(stages), lane, owner, keys)
        with self.lock:
            if self.closed:
                raise ExperimentError("the server is closing")
            if owner is not None:
                self.drop(each for each in self.tickets if each.request.owner == owner and each.request.lane == lane)
            if len(self.tickets) >= self.limits.waiting:
                raise ExperimentError("the server is busy: too many requests are under way; try again in a while")
            ticket = Ticket(request, self, on_change, next(self.turns))
            ticket.advance(self.shelf)
            if not ticket.done:
                self.tickets.append(ticket)
                self.stillborn[lane] = 0
                self.staff(lane)
                self.schedule(lane)
            self.tidy()
        return ticket

    def cancel(self, ticket: Ticket) -> None:
        """Give up what a ticket still waits for."""
        with self.lock:
            if not ticket.done:
                self.drop([ticket])
                self.schedule(ticket.request.lane)

    def progress(self, ticket: Ticket) -> float:
        """Return how much of a ticket is run, 0 to 1."""
        if ticket.stage == len(ticket.request.stages):
            return 1.0
        with self.lock:
            request = ticket.request
            last = request.stages[-1]
            stand = sum(min(self.shelf.look_up(key).replicates, last) for key in request.distinct) * request.weeks
            under_way = sum(
                job.done * sum(key in request.distinct for key in job.keys) / len(job.keys) for job in self.jobs()
            )
            return min(1.0, (stand + under_way) / (last * len(request.distinct) * request.weeks))

    def ahead(self, ticket: Ticket) -> int:
        """Return how many tickets are served before one, 0 if it is being served or done."""
        with self.lock:
            lane, wanted = ticket.request.lane, set(ticket.request.distinct)
            if ticket.done or any(wanted & set(job.keys) for job in self.jobs(lane)):
                return 0
            return sum(each.place < ticket.place for each in self.tickets if each.request.lane == lane)

    def status(self) -> Status:
        """Say how busy the service is."""
        with self.lock:
            lanes = Counter(each.request.lane for each in self.tickets)
            ready = sum(each.ready for each in self.workers)
            return Status({lane: lanes[lane] for lane in (LIGHT, HEAVY)}, ready, self.shelf.nbytes)

    def close(self) -> None:
        """End all workers; tickets that wait are cancelled."""
        with self.lock:
            self.closed = True
            self.drop(self.tickets)
            workers, self.workers = self.workers, []
            for each in workers:
                each.end()
            self.ring()

    # ------------------------------------------------------------ queue, under the lock
    def jobs(self, lane: str | None = None) -> list[Job]:
        """Return what workers are at and somebody waits for."""
        return [job for each in self.workers if lane in (None, each.lane) for job in each.wanted]

    def schedule(self, lane: str) -> None:
        """Give work to whoever is free for it, the first in the queue first."""
        for ticket in sorted((each for each in self.tickets if each.request.lane == lane), key=lambda each: each.place):
            while todo := self.waiting(ticket):
                free = [each for each in self.workers if each.lane == lane and each.takes(urgent=not ticket.stage)]
                if not free:
                    break
                free.sort(key=lambda each: len(each.wanted))  # rather one that is idle than one that is interrupted
                self.give(free[0], ticket, portion(todo, len(free)))

    def waiting(self, ticket: Ticket) -> list[tuple[Key, Piece]]:
        """Return the pieces a ticket needs next and nobody is at."""
        begun = {mark for job in self.jobs(ticket.request.lane) for mark in job.marks}
        missing = ticket.request.missing(ticket.target, self.shelf)
        return [(key, piece) for key, piece in missing if (key, piece.first) not in begun]

    def give(self, worker: Worker, ticket: Ticket, some: list[tuple[Key, Piece]]) -> None:
        """Give pieces of one ticket to a worker as one block."""
        keys, pieces = zip(*some, strict=True)
        block = Block(pieces, ticket.request.weeks, ticket.request.random_seed)
        worker.give(Job(next(self.numbers), block, keys, urgent=not ticket.stage))

    def drop(self, tickets: Iterable[Ticket]) -> None:
        """Cancel tickets, and stop what nobody else waits for."""
        for each in list(tickets):
            each.cancelled = True
            self.tickets.remove(each)
        self.stop_unwanted()

    def stop_unwanted(self) -> None:
        """Stop jobs that no ticket waits for."""
        for worker in self.workers:
            wanted = {key for each in self.tickets if each.request.lane == worker.lane for key in each.request.distinct}
            for job in worker.wanted:
                if not wanted & set(job.keys):
                    worker.stop(job)

    def fail(self, marks: Iterable[Mark], why: str) -> list[Ticket]:
        """End the tickets that wait for some pieces, with a reason."""
        keys = {key for key, _ in marks}
        ended = [each for each in self.tickets if keys & set(each.request.distinct)]
        for each in ended:
            each.error = why
            self.tickets.remove(each)
        return ended

    def tidy(self) -> None:
        """Keep results within their memory."""
        self.shelf.tidy({key for each in self.tickets for key in each.request.distinct})

    # ------------------------------------------------------------ workers
    def staff(self, lane: str) -> None:
        """See that a lane has its workers, and that somebody listens to them."""
        there = sum(each.lane == lane for each in self.workers)
        if self.stillborn[lane] < STILLBORN and not self.closed:
            self.workers += [Worker(lane, NICENESS[lane]) for _ in range(self.limits.crew[lane] - there)]
        if self.thread is None:
            self.thread = threading.Thread(target=self.listen, name="service", daemon=True)
            self.thread.start()
        self.ring()

    def ring(self) -> None:
        """Wake the listening thread, so that it hears new workers."""
        self.bell.send_bytes(b"")

    def listen(self) -> None:
        """Hear workers until the service is closed."""
        while True:
            with self.lock:
                if self.closed:
                    return
                lines: dict[Connection, Worker | None] = {each.line: each for each in self.workers}
            lines[self.ear] = None
            for line in wait(list(lines)):
                worker = lines[line]  # type: ignore[index]
                if worker is None:
                    self.ear.recv_bytes()
                    continue
                for ticket in self.hear(worker):
                    if ticket.on_change is not None and not ticket.cancelled:
                        ticket.on_change(ticket)

    def hear(self, worker: Worker) -> list[Ticket]:
        """Take one message of a worker; return the tickets it changed."""
        try:
            message = worker.line.recv()
        except (EOFError, OSError):
            message = None
        with self.lock:
            if worker not in self.workers:
                return []
            changed = self.lose(worker) if message is None else self.take(worker, message)
            self.stop_unwanted()
            self.schedule(worker.lane)
            self.tidy()
            return changed

    def take(self, worker: Worker, message: Any) -> list[Ticket]:
        """Act on a message of a worker; return the tickets it changed."""
        if isinstance(message, Ready):
            worker.ready = True
            self.stillborn[worker.lane] = 0
        elif isinstance(message, Progress):
            job = next(each for each in worker.jobs if each.number == message.number)
            job.done = message.done
            return [each for each in self.tickets if set(each.request.distinct) & set(job.keys)]
        elif isinstance(message, Failed):
            job = worker.finished(message.number)
            return [] if message.why is None else self.fail(job.marks, message.why)
        elif isinstance(message, Done):
            job = worker.finished(message.number)
            for (key, first), results in zip(job.marks, message.answer, strict=True):
                self.shelf.look_up(key).add(first, results)
            return self.advance()
        return []

    def advance(self) -> list[Ticket]:
        """Let tickets have what stands now; return those that got something."""
        changed = [each for each in self.tickets if each.advance(self.shelf)]
        for each in changed:
            each.turn = next(self.turns)  # the next stage queues anew
            if each.done:
                self.tickets.remove(each)
        return changed

    def lose(self, worker: Worker) -> list[Ticket]:
        """Replace a worker that is gone; what it was at is begun again, once."""
        self.workers.remove(worker)
        worker.end()
        changed: list[Ticket] = []
        for job in worker.wanted:
            self.lost.update(job.marks)
            if any(self.lost[mark] >= LOST_TWICE for mark in job.marks):
                changed += self.fail(job.marks, KILLED)
                for mark in job.marks:
                    del self.lost[mark]
        self.stillborn[worker.lane] += not worker.ready
        if self.stillborn[worker.lane] >= STILLBORN:
            marks = [
                (key, 0) for each in self.tickets if each.request.lane == worker.lane for key in each.request.distinct
            ]
            changed += self.fail(marks, NO_START)
        self.staff(worker.lane)
        return changed


def portion(todo: list[tuple[Key, Piece]], hands: int) -> list[tuple[Key, Piece]]:
    """Return how much of what is to be done one of so many free workers should take: its share, at most a block."""
    share = -(-len(todo) // hands)
    taken = todo[:1]
    for each in todo[1:share]:
        if sum(piece.runs for _, piece in taken) + each[1].runs > BLOCK:
            break
        taken.append(each)
    return taken


_lock = threading.Lock()
_services: list[Service] = []


def service() -> Service:
    """Return the one service of this process, started when first asked for, with the limits of the environment."""
    from viz.service.limits import limits_from_environment

    with _lock:
        if not _services:
            _services.append(Service(limits_from_environment()))
            _services[0].start()
            atexit.register(_services[0].close)
        return _services[0]
