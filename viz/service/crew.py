"""A crew: so many workers, a thread that listens to them, and others for those that die."""

import threading
import traceback
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import wait
from typing import Any, Generic

from viz.service.hand import END_SECONDS, AnyErrand, Worker

STILLBORN = 3  # workers in a row that die before they are ready: then the fault is not theirs


class Crew(Generic[AnyErrand]):
    """Up to `size` workers, and a thread that passes on what they say; None is what a dead one says.

    What it keeps is changed under the lock of whoever hears it, but for `listen`, which holds no lock while it calls.
    """

    def __init__(
        self,
        size: int,
        niceness: int,
        lock: threading.RLock,
        heard: Callable[[Worker[AnyErrand], Any], None],
    ) -> None:
        self.size, self.niceness, self.lock, self.heard = size, niceness, lock, heard
        self.workers: list[Worker[AnyErrand]] = []
        self.stillborn = 0
        self.bell, self.ear = Pipe()
        self.thread: threading.Thread | None = None
        self.closed = False

    @property
    def jobs(self) -> list[AnyErrand]:
        """What workers are at and somebody waits for."""
        return [job for each in self.workers for job in each.wanted]

    @property
    def ready_ones(self) -> int:
        """How many workers can take orders."""
        return sum(each.ready for each in self.workers)

    @property
    def fails(self) -> bool:
        """Whether workers do not start."""
        return self.stillborn >= STILLBORN

    def staff(self) -> None:
        """See that there are as many workers as there should be, unless they do not start, and somebody who listens."""
        while not self.closed and not self.fails and sum(not each.leaving for each in self.workers) < self.size:
            try:
                self.workers.append(Worker(self.niceness))
            except OSError:
                traceback.print_exc()
                self.stillborn += 1
                continue
            self.bell.send_bytes(b"")  # the thread does not know this one yet
        if self.thread is None:
            self.thread = threading.Thread(target=self.listen, name="crew", daemon=True)
            self.thread.start()

    def encourage(self) -> None:
        """Try again where workers did not start: perhaps the fault was mended."""
        self.stillborn = 0
        self.staff()

    def ready(self, worker: Worker[AnyErrand]) -> None:
        """Note that a worker can take orders."""
        worker.ready = True
        self.stillborn = 0

    def replace(self, worker: Worker[AnyErrand]) -> None:
        """Put another worker in the place of one that is gone, unless it was told to go."""
        self.workers.remove(worker)
        worker.end()
        if not worker.leaving:
            self.stillborn += not worker.ready
            self.staff()

    def send_home(self) -> None:
        """End all workers until there is work again."""
        for each in self.workers:
            each.leave()

    def listen(self) -> None:
        """Hear workers until the crew is dismissed."""
        while True:
            with self.lock:
                if self.closed:
                    return
                workers = {id(each.line): each for each in self.workers}
                lines = [self.ear, *(each.line for each in self.workers)]
            for line in wait(lines):
                if line is self.ear:
                    self.ear.recv_bytes()
                    continue
                worker = workers[id(line)]
                try:
                    message = worker.line.recv()
                except (EOFError, OSError):
                    message = None
                try:
                    self.heard(worker, message)
                except Exception:  # noqa: BLE001 - who listens for all must go on listening
                    traceback.print_exc()

    def dismiss(self) -> None:
        """End all workers, and wait for the thread; not to be called under the lock."""
        with self.lock:
            self.closed = True
            workers, self.workers = self.workers, []
            self.bell.send_bytes(b"")
        if self.thread is not None and self.thread is not threading.current_thread():
            self.thread.join(END_SECONDS)
        for each in workers:
            each.end()
