"""The workshop of studies: their tasks, whose turn it is, and what the workers say of them."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from queue import SimpleQueue
from typing import Any

from viz.service.bench import AbandonedError
from viz.service.crew import Crew
from viz.service.hand import Worker
from viz.service.limits import Limits
from viz.service.orders import Done, Failed, Progress, Ready
from viz.service.pace import Pace
from viz.service.study import Chore, Inquiry

NICENESS = 15  # runs that somebody looks at come before
LOST_TWICE = 2
KILLED = "the process that ran the model was killed twice over the same runs, perhaps because memory ran out"
NO_START = "the processes that run the model do not start; the server's log says why"


class Workshop:
    """Workers whom the studies `under_way` share, task by task; what it keeps changes under the lock it is given.

    The workers are begun when they are first needed, and end after a while without work. `tell` is called with a
    study that has come further, and not under the lock.
    """

    def __init__(
        self,
        limits: Limits,
        lock: threading.RLock,
        under_way: Mapping[Inquiry, object],
        tell: Callable[[Inquiry, bool], None],
    ) -> None:
        self.limits, self.lock, self.under_way, self.tell = limits, lock, under_way, tell
        self.crew: Crew[Chore] = Crew(limits.heavy_crew, NICENESS, lock, self.heard)
        self.pace = Pace()
        self.idle: threading.Timer | None = None
        self.numbers, self.turns = count(), count()

    def put(
        self, inquiry: Inquiry, work: Callable[..., Any], tasks: Iterable[Any], answers: "SimpleQueue[Any]"
    ) -> list[Chore]:
        """Let the workers do tasks of a study."""
        with self.lock:
            if inquiry.abandoned:
                raise AbandonedError
            chores = [
                Chore(number=next(self.numbers), inquiry=inquiry, work=work, task=task, answers=answers)
                for task in tasks
            ]
            inquiry.todo.extend(chores)
            inquiry.mailbox = answers
            if self.idle is not None:
                self.idle.cancel()
            self.crew.staff()
            self.serve()
        return chores

    def withdraw(self, inquiry: Inquiry, chores: Sequence[Chore]) -> None:
        """Take back what is not done of some tasks."""
        gone = set(chores)
        with self.lock:
            inquiry.todo = type(inquiry.todo)(each for each in inquiry.todo if each not in gone)
            inquiry.mailbox = None
            for worker in self.crew.workers:
                for chore in worker.wanted:
                    if chore in gone:
                        worker.stop(chore)
            self.serve()

    def serve(self) -> None:
        """Give those who are free what comes next: a task of the study that was served longest ago."""
        for worker in self.crew.workers:
            waiting = [inquiry for inquiry in self.under_way if inquiry.todo]
            if waiting and worker.takes(urgent=False):
                inquiry = min(waiting, key=lambda each: each.turn)
                inquiry.turn = next(self.turns)
                worker.give(inquiry.todo.popleft())

    def rest(self) -> None:
        """Send the workers home after a while without work."""
        if self.under_way or self.crew.closed:
            return
        if self.idle is not None:
            self.idle.cancel()
        self.idle = threading.Timer(self.limits.idle_seconds, self.send_home)
        self.idle.daemon = True
        self.idle.start()

    def send_home(self) -> None:
        """End the workers, unless there is work again."""
        with self.lock:
            if not self.under_way:
                self.crew.send_home()

    def close(self) -> None:
        """End all workers; not to be called under the lock."""
        with self.lock:
            if self.idle is not None:
                self.idle.cancel()
        self.crew.dismiss()

    # ------------------------------------------------------------ what workers say
    def heard(self, worker: Worker[Chore], message: Any) -> None:
        """Act on what a worker says, None if it is dead."""
        told: Inquiry | None = None
        with self.lock:
            if worker not in self.crew.workers:
                return
            if message is None:
                self.lose(worker)
            elif isinstance(message, Ready):
                self.crew.ready(worker)
                self.pace.note(message.run_weeks, message.seconds)
            elif isinstance(message, Progress):
                chore = worker.job(message.number)
                chore.done, told = message.done, chore.inquiry
            elif isinstance(message, Done):
                chore = worker.finished(message.number)
                told = chore.inquiry
                self.pace.note(message.done, time.monotonic() - chore.begun)
                if not chore.stopping:
                    told.land(message.done)
                    chore.answers.put((chore, message.answer, None))
            elif isinstance(message, Failed):
                chore = worker.finished(message.number)
                if message.why is not None:
                    chore.answers.put((chore, None, message.why))
            self.serve()
        if told is not None:
            self.tell(told, True)

    def lose(self, worker: Worker[Chore]) -> None:
        """Replace a worker that is gone; what it was at is begun again, once."""
        for chore in worker.wanted:
            chore.lost += 1
            chore.done = 0
            if chore.lost >= LOST_TWICE:
                chore.answers.put((chore, None, KILLED))
            else:
                chore.inquiry.todo.appendleft(chore)
        self.crew.replace(worker)
        if self.crew.fails:
            for inquiry in self.under_way:
                while inquiry.todo:
                    chore = inquiry.todo.popleft()
                    chore.answers.put((chore, None, NO_START))
