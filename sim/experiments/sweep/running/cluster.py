"""Runs parts on a Dask cluster: one that is there, or one of processes of this machine."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from queue import Empty, SimpleQueue
from typing import Any
from uuid import uuid4

from sim.errors import ExperimentError, StoppedError
from sim.experiments.sweep.running.engines import Answer, T, Told
from sim.experiments.workers import Lost

AHEAD = 2  # tasks a thread has, one of them waiting: it never idles, and the scheduler never holds a whole sweep
FEWEST = 4  # tasks handed in while there are no workers yet
PATIENCE = 30  # seconds to reach a scheduler, or to leave it
TRIES = 0  # further workers that may die of a task, on a cluster of our own: it is run alone instead
DEAF = "sim.experiments.sweep.running.preload"
LOUD = ("distributed", "tornado", "asyncio")  # they speak of every worker that comes and goes


class Cluster:
    """A connection to a scheduler (`address`), or to a cluster of `processes` on this machine, started for it.

    Answers say how a part went; its rows are written by whoever ran it, and never come here.
    """

    def __init__(self, address: str | None, processes: int) -> None:
        self.address, self.started = address, processes
        self.most: int | None = None
        self.numbers = count()
        self.mine = uuid4().hex[:8]  # other drivers may use the same scheduler
        self.client: Any = None
        self.local: Any = None

    def __enter__(self) -> "Cluster":
        """Connect; ExperimentError if Dask is missing or the scheduler does not answer."""
        try:
            import distributed
        except ImportError:
            raise ExperimentError("--engine dask needs Dask: pip install 'aftermath[dask]'") from None
        for name in LOUD:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        if self.address is None:
            self.local = begun(self.started)
        try:
            self.client = distributed.Client(  # type: ignore[no-untyped-call]
                self.local or self.address, timeout=PATIENCE, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError) as problem:
            raise ExperimentError(f"--scheduler {self.address}: no answer ({problem})") from None
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self.client, self.local):
            if each is not None:
                with suppress(TimeoutError):  # whatever does not end by itself ends with this process
                    each.close(timeout=PATIENCE)
        self.client = self.local = None

    @property
    def processes(self) -> int:
        """How many threads the workers have by now."""
        return sum(self.client.nthreads().values()) or self.started

    @property
    def window(self) -> int:
        """How many tasks may be handed in and not done."""
        return self.most or max(AHEAD * sum(self.client.nthreads().values()), FEWEST)

    def each_told(self, work: Callable[[T], Answer], tasks: Iterable[T], tick: float | None = None) -> Told[T, Answer]:
        """Yield every task as it is done; Lost where the scheduler gives up since workers died of it."""
        left = iter(tasks)
        under_way: dict[Any, T] = {}
        done: SimpleQueue[Any] = SimpleQueue()
        window, finished = self.window, False
        try:
            while True:
                for task in left if len(under_way) < window else ():
                    future = self.submit(work, task)
                    under_way[future] = task
                    future.add_done_callback(done.put)
                    if len(under_way) >= window:
                        break
                if not under_way:
                    break
                try:
                    future = done.get(timeout=tick)
                except Empty:
                    window = self.window  # workers come and go
                    yield None
                    continue
                task = under_way.pop(future)
                answer = self.answer_of(future)
                future.release()
                yield task, answer
            finished = True
        finally:
            if not finished:
                for future in under_way:
                    future.cancel()

    def submit(self, work: Callable[[T], Any], task: T) -> Any:
        """Hand in a task under a name of its own."""
        name = getattr(task, "name", "task")
        return self.client.submit(work, task, key=f"part-{name}-{self.mine}-{next(self.numbers)}", pure=False)

    def answer_of(self, future: Any) -> Any:
        """Return what a task gave, or Lost; raises what it raised."""
        from distributed.scheduler import KilledWorker

        if future.status in ("cancelled", "lost"):
            raise StoppedError("the scheduler has dropped a part, or is gone; the same command goes on")
        problem = future.exception()
        if problem is None:
            return future.result()
        if isinstance(problem, KilledWorker):
            return Lost("killed: every worker that tried it died")
        if isinstance(problem, ImportError):
            raise ExperimentError(f"the workers cannot import what they need ({problem}): install aftermath there")
        raise problem

    @contextmanager
    def alone(self) -> Iterator["Cluster"]:
        """Do one task at a time."""
        before, self.most = self.most, 1
        try:
            yield self
        finally:
            self.most = before


def begun(processes: int) -> Any:
    """Start a cluster on this machine; its workers end with this process."""
    import dask
    import distributed

    with dask.config.set({"distributed.scheduler.allowed-failures": TRIES}):
        return distributed.LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=processes,
            threads_per_worker=1,
            processes=True,
            dashboard_address=":0",
            memory_limit=None,
            silence_logs=logging.CRITICAL,
            preload=DEAF,
        )
