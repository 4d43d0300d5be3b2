"""Where parts are run: in this process, or in several of this machine; a cluster is in `cluster`."""

from collections.abc import Callable, Generator, Iterable
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from sim.experiments.workers import Lost, Workers

T = TypeVar("T")
Answer = TypeVar("Answer")
Told = Generator[tuple[T, Answer | Lost] | None, None, None]


class Engine(Protocol):
    """Does tasks, as many at once as it has processes, and survives the loss of any of them."""

    def __enter__(self) -> Any:
        """Begin."""

    def __exit__(self, *_: object) -> None:
        """End all it started, at once."""

    @property
    def processes(self) -> int:
        """How many tasks are done at once."""

    def each_told(self, work: Callable[[T], Answer], tasks: Iterable[T], tick: float | None = None) -> Told[T, Answer]:
        """Yield every task with its answer, or Lost; None whenever nothing was done for `tick` seconds.

        Tasks are asked for as they are needed. Raises what the work raises.
        """

    def alone(self) -> "AbstractContextManager[Engine]":
        """Return an engine that does one task at a time, in a process that does nothing else."""


class Serial:
    """Runs parts in this process, one after the other; what kills it kills the driver."""

    processes = 1

    def __enter__(self) -> "Serial":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def each_told(self, work: Callable[[T], Answer], tasks: Iterable[T], tick: float | None = None) -> Told[T, Answer]:
        """Yield every task with its answer."""
        for task in tasks:
            yield task, work(task)

    def alone(self) -> "Serial":
        """Return itself."""
        return self


class Local:
    """Runs parts in processes of this machine."""

    def __init__(self, jobs: int) -> None:
        self.processes = jobs
        self.workers = Workers(jobs)

    def __enter__(self) -> "Local":
        return self

    def __exit__(self, *_: object) -> None:
        self.workers.stop()

    def each_told(self, work: Callable[[T], Answer], tasks: Iterable[T], tick: float | None = None) -> Told[T, Answer]:
        """Yield every task as it is done."""
        return self.workers.each_told(work, tasks, tick)

    def alone(self) -> "Local":
        """Return an engine with one process of its own; those of this one give back their memory first."""
        self.workers.stop()
        return Local(1)
