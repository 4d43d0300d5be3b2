"""Workers as their parent sees them: processes started, given orders, and ended."""

import multiprocessing
import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import viz
from sim.experiments.workers import THREADS
from viz.service.orders import Block, Order, Stop, run_pieces
from viz.service.shelf import Key

ROOT = Path(viz.__file__).resolve().parent.parent
END_SECONDS = 5.0
Mark = tuple[Key, int]


@dataclass(eq=False, kw_only=True)
class Errand:
    """Something given to a worker to do, by its number.

    `urgent` if somebody has nothing to look at yet; `done` in run-weeks; `stopping` once nobody wants it any more;
    `begun` by the clock, in seconds.
    """

    number: int
    urgent: bool = False
    done: int = 0
    stopping: bool = False
    begun: float = 0.0

    @property
    def order(self) -> Order:
        """What a worker is told."""
        raise NotImplementedError


@dataclass(eq=False, kw_only=True)
class Job(Errand):
    """A block of runs, with the keys under which its pieces are kept."""

    block: Block
    keys: tuple[Key, ...]

    @property
    def order(self) -> Order:
        """What a worker is told."""
        return Order(self.number, run_pieces, self.block)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What it will fill: keys, and the first replicate of each piece."""
        return tuple((key, piece.first) for key, piece in zip(self.keys, self.block.pieces, strict=True))


AnyErrand = TypeVar("AnyErrand", bound=Errand)


@dataclass(eq=False)
class Worker(Generic[AnyErrand]):
    """One process with one thread; the last of its jobs is the one it works at, `leaving` if it was told to go.

    It is begun as a fresh interpreter, not as a copy of its parent or a child that imports its parent's program:
    a worker holds the model and nothing of the web server. Raises OSError if the machine gives no process.
    """

    niceness: int
    ready: bool = False
    leaving: bool = False
    jobs: list[AnyErrand] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.line, theirs = multiprocessing.Pipe()
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "viz.service.worker", str(theirs.fileno()), str(self.niceness)],
                pass_fds=[theirs.fileno()],
                env={**os.environ, **dict.fromkeys(THREADS, "1"), "PYTHONPATH": path},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        except OSError:
            self.line.close()
            raise
        finally:
            theirs.close()

    @property
    def wanted(self) -> list[AnyErrand]:
        """The jobs that somebody still waits for."""
        return [job for job in self.jobs if not job.stopping]

    def takes(self, urgent: bool) -> bool:
        """Whether it would begin a job at once: it is free, or the job is urgent and what it does is not."""
        busy = self.wanted
        return self.ready and not self.leaving and (not busy or (urgent and len(busy) == 1 and not busy[0].urgent))

    def give(self, job: AnyErrand) -> None:
        """Hand over something to do; that a worker is gone is found out when it is next heard."""
        job.begun = time.monotonic()
        self.jobs.append(job)
        self.tell(job.order)

    def stop(self, job: AnyErrand) -> None:
        """Ask for a job to be left undone; the worker says when it has done so."""
        job.stopping = True
        self.tell(Stop(job.number))

    def job(self, number: int) -> AnyErrand:
        """Return a job by its number."""
        return next(each for each in self.jobs if each.number == number)

    def finished(self, number: int) -> AnyErrand:
        """Take a job off the list."""
        job = self.job(number)
        self.jobs.remove(job)
        return job

    def tell(self, message: Any) -> None:
        """Send a message, if there is anybody to hear it."""
        with suppress(OSError):
            self.line.send(message)

    def leave(self) -> None:
        """End the process, and let whoever listens find that out."""
        self.leaving = True
        self.process.kill()

    def end(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.process.wait(END_SECONDS)
        self.line.close()
