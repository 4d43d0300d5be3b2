"""The driver's loop: hands out parts, counts what comes back, and neither loses nor repeats one."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

from sim.errors import StoppedError
from sim.experiments.sweep.folder.folder import Folder
from sim.experiments.sweep.folder.lock import WHOLE, Shard
from sim.experiments.sweep.folder.parts import Part
from sim.experiments.sweep.folder.place import Local, UnwritableError
from sim.experiments.sweep.folder.stock import Stock, parts_of, set_aside, take_stock, worst
from sim.experiments.sweep.running.engines import Engine
from sim.experiments.sweep.running.progress import Progress
from sim.experiments.sweep.running.quarantine import settle
from sim.experiments.sweep.running.tasks import Task, run_part
from sim.experiments.workers import Lost, WorkerLostError

NOBODY: Mapping[int, str] = {}
TICK = 0.5  # seconds between looks at the clock
GRACE = 5.0  # seconds that parts in flight have to end after a request to stop
MANY_FAILURES, MOST_FAILING = 100, 0.5  # by default a sweep stops where so many runs, and this share, have failed


@dataclass(frozen=True)
class Orders:
    """What a driver is asked for: which share, how much of it, and when to give up."""

    shard: Shard = WHOLE
    limit: int | None = None  # runs, rounded up to whole parts
    most_failures: int | None = None


Tell = Callable[[Progress], None]
Say = Callable[[str], None]


def drive(
    folder: Folder,
    engine: Engine,
    orders: Orders,
    tell: Tell,
    say: Say,
    stopping: Callable[[], bool] = lambda: False,
    before: Progress | None = None,
) -> Progress:
    """Run what is left of a folder; to be called by whoever holds its lock. `before`: what this driver has run of it.

    A run that raises, or kills its process, is recorded as failed, and all others go on. Raises StoppedError where
    something is left: after a request to stop, at the limit, after too many failures. ExperimentError if the
    folder cannot be written.
    """
    stock = take_stock(folder, orders.shard)
    clear_up(folder, stock, say)
    progress = Progress(stock.runs, stock.runs_done, stock.failed, stock.errors)
    if before is not None:
        progress.take_over(before)
    ask = Asking(stopping)
    suspects: list[Task] = []
    tell(progress)
    try:
        with closing(engine.each_told(run_part, tasks(folder, stock, orders, ask), TICK)) as told:
            for found in told:
                if found is not None:
                    task, answer = found
                    if isinstance(answer, Lost):
                        suspects.append(task)
                        progress.lost += 1
                    else:
                        progress.count(answer)
                        check_failures(progress, orders)
                tell(progress)
                if ask.overdue():
                    break
        for at, task in enumerate(suspects):
            if ask.stop():
                break
            if at == 0:
                say(f"{len(suspects)} parts lost their process: they are run again, one at a time")
            progress.count(settle(engine, task, say))
            check_failures(progress, orders)
            tell(progress)
    except WorkerLostError as problem:
        raise StoppedError(
            f"{problem}, perhaps because memory ran out: fewer --jobs need less; {kept(progress)}"
        ) from None
    except UnwritableError as problem:
        if progress.ran:
            raise StoppedError(f"{problem}; {kept(progress)}") from None
        raise
    if progress.done < progress.runs:
        raise StoppedError(f"{'stopped' if ask.stop() else 'the limit is reached'}: {kept(progress)}")
    return progress


class Asking:
    """Whether somebody asked for an end, and how long ago."""

    def __init__(self, stopping: Callable[[], bool]) -> None:
        self.stopping = stopping
        self.since: float | None = None

    def stop(self) -> bool:
        """Return whether no part is to be begun any more."""
        if self.since is None and self.stopping():
            self.since = time.monotonic()
        return self.since is not None

    def overdue(self) -> bool:
        """Return whether those in flight have had their time."""
        return self.stop() and time.monotonic() - (self.since or 0.0) > GRACE


def tasks(folder: Folder, stock: Stock, orders: Orders, ask: Asking) -> Iterator[Task]:
    """Yield what is to be run, one by one, as long as nobody asked for an end and the limit is not reached."""
    given = 0
    for part in parts_of(folder, orders.shard):
        if stock.done[part.number]:
            continue
        if ask.stop() or (orders.limit is not None and given >= orders.limit):
            return
        given += part.runs(folder.scenarios)
        yield task_of(folder, part)


def task_of(folder: Folder, part: Part, killers: Mapping[int, str] = NOBODY) -> Task:
    """Return a part as a worker gets it, wherever the worker is; `killers` are runs that are not to be tried."""
    place = folder.place
    address = str(place.path.resolve()) if isinstance(place, Local) else place.address
    return Task(
        address, folder.manifest.sweep, folder.points, part, folder.name(part), part.runs(folder.scenarios), killers
    )


def clear_up(folder: Folder, stock: Stock, say: Say) -> None:
    """Move damaged parts aside and say what is odd."""
    for name in stock.damaged:
        say(f"part {name} is damaged: moved to damaged/, and run again")
        set_aside(folder, name)
    if stock.strange:
        say(f"{stock.strange} files in {folder.place.address}/runs are not of this sweep; see: aftermath sweep verify")


def check_failures(progress: Progress, orders: Orders) -> None:
    """Raise StoppedError if so many runs failed that something must be wrong with all of them."""
    if orders.most_failures is not None:
        if progress.failed <= orders.most_failures:
            return
    elif progress.failed < MANY_FAILURES or progress.failed < MOST_FAILING * progress.done:
        return
    ((error, times), *_) = worst(progress.errors)
    raise StoppedError(
        f"{progress.failed:,} of {progress.done:,} runs failed, {times:,} of them with '{error}'; "
        f"tracebacks are in failures/, and --most-failures N lets more fail"
    )


def kept(progress: Progress) -> str:
    """Say what stands and how to go on."""
    return f"{progress.done:,} of {progress.runs:,} runs are done and kept; the same command goes on from there"
