"""Studies under way: whose turn it is, what the workers say of them, and what is kept of what they found."""

import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import count
from queue import SimpleQueue
from typing import Any

from sim.errors import AftermathError, ExperimentError
from sim.experiments.store import Store
from viz.service.bench import AbandonedError, WorkBench
from viz.service.crew import Crew
from viz.service.hand import END_SECONDS, Worker
from viz.service.limits import CLOSING, Limits
from viz.service.memo import Kept, Memo, kept
from viz.service.orders import Done, Failed, Progress, Ready
from viz.service.pace import Pace
from viz.service.scratch import Scratch
from viz.service.study import Chore, Inquiry, Study, Work

NICENESS = 15  # runs that somebody looks at come before
LOST_TWICE = 2
TOLD_EVERY = 0.2  # seconds: progress that nobody could follow is not told
KILLED = "the process that ran the model was killed twice over the same runs, perhaps because memory ran out"
NO_START = "the processes that run the model do not start; the server's log says why"
TOO_MANY = "the server is busy: too many long computations wait for their turn; try again in a while"


class Studies:
    """Long computations, each in a thread of its own which hands its runs to the workers they all share.

    Of all that are asked for so many are under way at a time; they take turns, task by task. The workers are begun
    when they are first needed and end after a while without work. Everything changes under one lock.
    """

    def __init__(self, limits: Limits, store: Store | None = None) -> None:
        self.limits, self.store = limits, store
        self.lock = threading.RLock()
        self.crew: Crew[Chore] = Crew(limits.heavy_crew, NICENESS, self.lock, self.heard)
        self.memo = Memo(limits.studies_memory)
        self.inquiries: OrderedDict[Hashable, Inquiry] = OrderedDict()
        self.threads: dict[Inquiry, threading.Thread] = {}
        self.scratch: Scratch | None = None
        self.idle: threading.Timer | None = None
        self.pace = Pace()
        self.numbers, self.turns = count(), count()
        self.closed = False

    # ------------------------------------------------------------ for pages
    def ask(self, key: Hashable, work: Work, on_change: Callable[[Study], None] | None = None) -> Study:
        """Ask for a study; whoever asks for one of the same key shares it. Raises ExperimentError if it is refused."""
        with self.lock:
            if self.closed:
                raise ExperimentError(CLOSING)
            known = self.memo.look_up(key)
            inquiry = self.inquiries.get(key)
            if known is not None and known.whole:
                inquiry = Inquiry(key, work, answer=known.content, done=True)
            elif inquiry is None:
                if len(self.inquiries) >= self.limits.studies + self.limits.studies_waiting:
                    raise ExperimentError(TOO_MANY)
                inquiry = Inquiry(key, work, partial=None if known is None else known.content)
                self.inquiries[key] = inquiry
            study = Study(inquiry, self, on_change)
            if not inquiry.done:
                inquiry.askers.append(study)
                self.crew.encourage()
                self.begin()
        return study

    def kept(self, key: Hashable) -> Kept | None:
        """Return what was found before, whole or not."""
        with self.lock:
            return self.memo.look_up(key)

    def cancel(self, study: Study) -> None:
        """Give up a study, and end it if nobody else wants it."""
        with self.lock:
            inquiry = study.inquiry
            study.cancelled = True
            if study in inquiry.askers:
                inquiry.askers.remove(study)
                if not inquiry.askers and not inquiry.done:
                    self.abandon(inquiry)

    def share(self, inquiry: Inquiry) -> float:
        """Return how much of a study is done."""
        with self.lock:
            return inquiry.share(sum(each.done for each in self.crew.jobs if each.inquiry is inquiry))

    def seconds_left(self, inquiry: Inquiry) -> float | None:
        """Return how long the rest of a study takes at the speed it had of late."""
        with self.lock:
            left = inquiry.expected - inquiry.reported - inquiry.landed
            if not inquiry.speed or inquiry.speed[-1][0] - inquiry.speed[0][0] < 1.0:
                return None
            spent = inquiry.speed[-1][0] - inquiry.speed[0][0]
            return max(0, left) * spent / sum(done for _, done in list(inquiry.speed)[1:])

    def ahead(self, inquiry: Inquiry) -> int:
        """Return how many studies begin before one."""
        with self.lock:
            waiting = [each for each in self.inquiries.values() if not each.running]
            return waiting.index(inquiry) + 1 if inquiry in waiting else 0

    def close(self) -> None:
        """Give up all studies and end all workers."""
        with self.lock:
            self.closed = True
            for inquiry in list(self.inquiries.values()):
                for study in inquiry.askers:
                    study.cancelled = True
                self.abandon(inquiry)
            if self.idle is not None:
                self.idle.cancel()
            threads = list(self.threads.values())
        self.crew.dismiss()
        for each in threads:
            each.join(END_SECONDS)
        if self.scratch is not None:
            self.scratch.remove()

    # ------------------------------------------------------------ the life of a study
    def begin(self) -> None:
        """Begin those that come next, as many as may be under way."""
        for inquiry in self.inquiries.values():
            if len(self.threads) >= self.limits.studies:
                return
            if not inquiry.running:
                inquiry.running = True
                self.threads[inquiry] = threading.Thread(
                    target=self.carry_out, args=(inquiry,), name="study", daemon=True
                )
                self.threads[inquiry].start()

    def carry_out(self, inquiry: Inquiry) -> None:
        """Do a study in this thread, to whatever end."""
        found, error = None, None
        try:
            found = kept(inquiry.work(WorkBench(inquiry, self, self.store_of_runs())), whole=True)
        except AbandonedError:
            if inquiry.partial is not None:
                found = kept(inquiry.partial, whole=False)
        except AftermathError as problem:
            error = str(problem)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the reader is told, and the server goes on
            traceback.print_exc()
            error = f"the computation failed ({type(problem).__name__}: {problem})"
        with self.lock:
            if found is not None:
                self.memo.keep(inquiry.key, found)
                inquiry.answer = found.content if found.whole else None
            inquiry.error, inquiry.done = error, True
            self.leave(inquiry)
            del self.threads[inquiry]
            self.begin()
            self.rest()
        self.tell(inquiry)
        if self.scratch is not None:
            self.scratch.tidy()

    def abandon(self, inquiry: Inquiry) -> None:
        """End a study that nobody wants any more: whoever works at it is called away."""
        inquiry.abandoned = inquiry.done = True
        self.leave(inquiry)
        if inquiry.mailbox is not None:
            inquiry.mailbox.put(None)

    def leave(self, inquiry: Inquiry) -> None:
        """Take a study off the list."""
        if self.inquiries.get(inquiry.key) is inquiry:
            del self.inquiries[inquiry.key]

    def store_of_runs(self) -> Store:
        """Return where runs are kept."""
        if self.store is not None:
            return self.store
        with self.lock:
            if self.scratch is None:
                self.scratch = Scratch(self.limits.scratch)
            return self.scratch.store

    def tell(self, inquiry: Inquiry, seldom: bool = False) -> None:
        """Tell those who asked that something changed; not to be called under the lock."""
        with self.lock:
            now = time.monotonic()
            if seldom and now - inquiry.told < TOLD_EVERY:
                return
            inquiry.told = now
            askers = list(inquiry.askers)
        for study in askers:
            if study.on_change is not None and not study.cancelled:
                try:
                    study.on_change(study)
                except Exception:  # noqa: BLE001 - a fault of one page must not end the study of others
                    traceback.print_exc()

    # ------------------------------------------------------------ tasks
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
            waiting = [inquiry for inquiry in self.threads if inquiry.todo]
            if waiting and worker.takes(urgent=False):
                inquiry = min(waiting, key=lambda each: each.turn)
                inquiry.turn = next(self.turns)
                worker.give(inquiry.todo.popleft())

    def rest(self) -> None:
        """Send the workers home after a while without work."""
        if self.threads or self.closed:
            return
        if self.idle is not None:
            self.idle.cancel()
        self.idle = threading.Timer(self.limits.idle_seconds, self.send_home)
        self.idle.daemon = True
        self.idle.start()

    def send_home(self) -> None:
        """End the workers, unless there is work again."""
        with self.lock:
            if not self.threads:
                self.crew.send_home()

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
            self.tell(told, seldom=True)

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
            for inquiry in self.threads:
                while inquiry.todo:
                    chore = inquiry.todo.popleft()
                    chore.answers.put((chore, None, NO_START))
