"""Processes that run parts: one thread each, and none outlives the one that started it."""

# Nothing heavy is imported above: a worker must say how many threads it wants before NumPy is loaded.
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Protocol, TypeVar, cast

Task = TypeVar("Task")
Done = TypeVar("Done")

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "ARROW_IO_THREADS")
ORPHANED = 70
NO_MORE: Any = object()
STILLBORN = 3  # processes in a row that end before their first answer: it is not the task that ends them


class WorkerLostError(Exception):
    """A worker process ended without an answer."""


class Hands(Protocol):
    """Whoever does tasks elsewhere: `jobs` at a time, and only if there are `fewest` or more, since it must pay.

    `each_done` calls `work(task)` or `work(task, progress=...)`, and yields every task with its answer as it is done.
    """

    @property
    def jobs(self) -> int: ...

    @property
    def fewest(self) -> int: ...

    def each_done(self, work: Callable[..., Done], tasks: Iterable[Task]) -> Iterator[tuple[Task, Done]]: ...


@dataclass(frozen=True)
class Lost:
    """What stands for an answer where the process ended without one: `how` says by what."""

    how: str


@dataclass
class Lane(Generic[Task]):
    """One process and what it is at; it has one task at a time, so that who dies of what is known."""

    process: Any
    link: Connection
    task: Task | None = None
    answered: bool = False

    def give(self, work: Callable[[Task], Any], task: Task) -> bool:
        """Hand over a task; return whether the process was there to take it."""
        try:
            self.link.send((work, task))
        except OSError:  # the process is gone: its lane is found broken when it is next waited for
            return False
        self.task = task
        return True

    def end(self) -> None:
        """End the process at once."""
        if self.process.pid is not None:
            self.process.kill()
            self.process.join()
        self.link.close()


class Workers:
    """Up to `jobs` processes, started when first needed and kept until the `with` block is left."""

    fewest = 2  # for less, starting a process costs more than it saves

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.lanes: list[Lane[Any]] = []

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def each_done(self, work: Callable[[Task], Done], tasks: Iterable[Task]) -> Iterator[tuple[Task, Done]]:
        """Yield every task with its answer as it is done, in any order.

        Raises WorkerLostError if a process is killed. However it is left before its end, no process goes on.
        """
        for told in self.each_told(work, tasks):
            if told is not None:
                task, answer = told
                if isinstance(answer, Lost):
                    raise WorkerLostError(answer.how)
                yield task, answer

    def each_told(
        self, work: Callable[[Task], Done], tasks: Iterable[Task], tick: float | None = None
    ) -> "Generator[tuple[Task, Done | Lost] | None, None, None]":
        """Yield every task with its answer, or with Lost if its process ended: another takes its place.

        Yields None whenever nothing was done for `tick` seconds. What `work` raises is raised here, and
        WorkerLostError if processes end as soon as they begin. However it is left before its end, no process goes on.
        """
        left = iter(tasks)
        lost_in_a_row = 0
        finished = False
        try:
            while True:
                self.feed(work, left)
                busy = {lane.link: lane for lane in self.lanes if lane.task is not None}
                if not busy:
                    break
                ready = wait(list(busy), tick)
                if not ready:
                    yield None
                for lane in [busy[link] for link in ready]:  # type: ignore[index]
                    task, answer = lane.task, self.answer_of(lane)
                    stillborn = isinstance(answer, Lost) and not lane.answered
                    lost_in_a_row = lost_in_a_row + 1 if stillborn else 0
                    if lost_in_a_row >= STILLBORN + self.jobs:
                        raise WorkerLostError(
                            f"processes end before they have done anything; the last was {answer.how}"
                        )
                    self.feed(work, left)  # before the answer is looked at: no process waits for that
                    yield cast(tuple[Task, Done | Lost], (task, answer))
            finished = True
        finally:
            if not finished:
                self.stop()

    def feed(self, work: Callable[[Task], Any], left: Iterator[Task]) -> None:
        """Give every idle process a task, and start processes as long as there are fewer than there may be."""
        while any(lane.task is None for lane in self.lanes) or len(self.lanes) < self.jobs:
            task = next(left, NO_MORE)
            if task is NO_MORE:
                return
            while True:
                lane = next((lane for lane in self.lanes if lane.task is None), None) or self.begun()
                if lane.give(work, task):
                    break
                self.drop(lane)

    def begun(self) -> Lane[Any]:
        """Start a process."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs,), daemon=True)
        lane = Lane[Any](process, ours)
        self.lanes.append(lane)  # before it starts: an interrupt in between must not leave it behind
        process.start()
        theirs.close()
        return lane

    def answer_of(self, lane: Lane[Any]) -> Any:
        """Return what a process answers, or Lost; raises what the work raised."""
        try:
            ok, answer = lane.link.recv()
        except (EOFError, OSError):
            self.drop(lane)
            return Lost(ended(lane.process.exitcode))
        lane.task, lane.answered = None, True
        if not ok:
            raise answer
        return answer

    def drop(self, lane: Lane[Any]) -> None:
        """Do away with a process that has ended."""
        lane.process.join()
        lane.link.close()
        self.lanes.remove(lane)

    def stop(self) -> None:
        """End the processes at once: what they have not handed in is lost, and nothing else."""
        for lane in self.lanes:
            lane.end()
        self.lanes.clear()


def ended(code: int | None) -> str:
    """Say by what a process ended."""
    return f"killed (signal {-code})" if code is not None and code < 0 else f"ended (exit code {code})"


# ---------------------------------------------------------------- in the worker
def serve(link: Connection) -> None:
    """Do one task after the other until the parent says no more, or the system asks for an end."""
    begin()
    while not Leaving.asked:
        try:
            Leaving.busy = False
            work, task = link.recv()
            Leaving.busy = True
        except EOFError:
            return
        try:
            answer = (True, work(task))
        except Exception as problem:  # noqa: BLE001  it is raised again in the parent, which knows what to do
            problem.add_note(traceback.format_exc())
            answer = (False, portable(problem))
        link.send(answer)


class Leaving:
    """Whether the system has asked this process to end (a cluster asks all at once); it ends what it is at first."""

    asked = False
    busy = False

    @classmethod
    def ask(cls, *_: object) -> None:
        """Note the request, and go at once if there is nothing to end."""
        cls.asked = True
        if not cls.busy:
            raise SystemExit


def portable(problem: Exception) -> Exception:
    """Return an error that survives the way to another process."""
    try:
        pickle.loads(pickle.dumps(problem))
    except Exception:  # noqa: BLE001  an error that cannot travel may fail in any way
        return RuntimeError("".join(traceback.format_exception(problem)))
    return problem


def begin() -> None:
    """Prepare a worker: one thread, deaf to Ctrl-C, which its parent hears, and gone when its parent is gone."""
    os.environ.update(dict.fromkeys(THREADS, "1"))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, Leaving.ask)
    threading.Thread(target=leave_with_parent, daemon=True).start()


def leave_with_parent() -> None:
    """Wait for the parent's end, then end: a worker in the middle of a task would go on."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(ORPHANED)
