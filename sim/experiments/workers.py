"""Processes that run parts: one thread each, and none outlives the one that started it."""

# Nothing heavy is imported above: a worker must say how many threads it wants before NumPy is loaded.
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.process import BaseProcess
from typing import TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "ARROW_IO_THREADS")
AHEAD = 2  # tasks a worker has waiting: it never idles, and little is lost when it stops
ORPHANED = 70


class WorkerLostError(Exception):
    """A worker process ended without an answer."""


class Workers:
    """Up to `jobs` processes, started when first needed and kept until the `with` block is left."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.pool: ProcessPoolExecutor | None = None
        self.others: set[BaseProcess] = set()

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def each_done(self, work: Callable[[Task], Done], tasks: Iterable[Task]) -> Iterator[tuple[Task, Done]]:
        """Yield every task with its answer as it is done, in any order.

        Raises WorkerLostError if a process is killed. However it is left before its end, no process goes on.
        """
        left = iter(tasks)
        under_way: dict[Future[Done], Task] = {}
        finished = False
        try:
            pool = self.start()
            while True:
                for task in islice(left, AHEAD * self.jobs - len(under_way)):
                    under_way[pool.submit(work, task)] = task
                if not under_way:
                    break
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    yield under_way.pop(future), future.result()
            finished = True
        except BrokenProcessPool as problem:
            raise WorkerLostError from problem
        finally:
            if not finished:
                self.stop()

    def start(self) -> ProcessPoolExecutor:
        """Return the pool, begun anew if there is none."""
        if self.pool is None:
            self.others = set(multiprocessing.active_children())
            self.pool = ProcessPoolExecutor(self.jobs, multiprocessing.get_context("spawn"), begin)
        return self.pool

    def stop(self) -> None:
        """End the processes at once: what they have not handed in is lost, and nothing else."""
        if self.pool is not None:
            for child in set(multiprocessing.active_children()) - self.others:
                child.kill()
            self.pool.shutdown(cancel_futures=True)
            self.pool = None


def begin() -> None:
    """Prepare a worker: one thread, deaf to Ctrl-C, which its parent hears, and gone when its parent is gone."""
    os.environ.update(dict.fromkeys(THREADS, "1"))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=leave_with_parent, daemon=True).start()


def leave_with_parent() -> None:
    """Wait for the parent's end, then end: a pool's workers would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(ORPHANED)
