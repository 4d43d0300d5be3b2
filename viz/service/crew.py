"""The crew: keeps lanes staffed, listens to all workers, replaces those that die."""

import threading
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from multiprocessing import Pipe
from multiprocessing.connection import wait
from typing import Any

from viz.service.hand import END_SECONDS, Job, Worker

STILLBORN = 3  # workers in a row that die before they are ready: then the fault is not theirs


class Crew:
    """Workers by lane, and a thread that passes on what they say; None is what a dead one says.

    What it keeps is changed under the lock of whoever hears it, but for `listen`, which holds no lock while it calls.
    """

    def __init__(
        self,
        sizes: Mapping[str, int],
        niceness: Mapping[str, int],
        lock: threading.RLock,
        heard: Callable[[Worker, Any], None],
    ) -> None:
        self.sizes, self.niceness, self.lock, self.heard = sizes, niceness, lock, heard
        self.workers: list[Worker] = []
        self.stillborn: Counter[str] = Counter()
        self.bell, self.ear = Pipe()
        self.thread: threading.Thread | None = None
        self.closed = False

    def lane(self, lane: str) -> list[Worker]:
        """Return the workers of a lane."""
        return [each for each in self.workers if each.lane == lane]

    def jobs(self, lane: str | None = None) -> list[Job]:
        """Return what workers are at and somebody waits for."""
        return [job for each in self.workers if lane in (None, each.lane) for job in each.wanted]

    def fails(self, lane: str) -> bool:
        """Whether the workers of a lane do not start."""
        return self.stillborn[lane] >= STILLBORN

    def staff(self, lane: str) -> None:
        """See that a lane has its workers, unless they do not start, and that somebody listens to them."""
        while not self.closed and not self.fails(lane) and len(self.lane(lane)) < self.sizes[lane]:
            try:
                self.workers.append(Worker(lane, self.niceness[lane]))
            except OSError:
                traceback.print_exc()
                self.stillborn[lane] += 1
                continue
            self.bell.send_bytes(b"")  # the thread does not know this one yet
        if self.thread is None:
            self.thread = threading.Thread(target=self.listen, name="crew", daemon=True)
            self.thread.start()

    def encourage(self, lane: str) -> None:
        """Try again to staff a lane whose workers did not start: perhaps the fault was mended."""
        self.stillborn[lane] = 0
        self.staff(lane)

    def ready(self, worker: Worker) -> None:
        """Note that a worker can take orders."""
        worker.ready = True
        self.stillborn[worker.lane] = 0

    def replace(self, worker: Worker) -> None:
        """Put another worker in the place of one that is gone."""
        self.workers.remove(worker)
        worker.end()
        self.stillborn[worker.lane] += not worker.ready
        self.staff(worker.lane)

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
