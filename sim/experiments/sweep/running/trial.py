"""How long and how large a sweep will be, from a few of its own parts run as all of them will be."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.errors import StoppedError
from sim.experiments.sweep.folder.folder import Folder
from sim.experiments.sweep.folder.stock import take_stock
from sim.experiments.sweep.running.drive import Say, task_of
from sim.experiments.sweep.running.engines import Answer, Engine
from sim.experiments.sweep.running.tasks import Done, Task, probe, run_part
from sim.experiments.workers import Lost

ROUNDS = 2  # parts for every process: one alone would not show how parts differ
CONFIDENCE = 0.95
# Shares of the time: other work on the machine, and points that cost more, are not in the trial.
NEVER_SURER, NEVER_LESS_SURE = 0.15, 0.9


@dataclass(frozen=True)
class Trial:
    """What was measured: parts run at once by `processes`, after a warm-up."""

    processes: int
    parts: int
    runs: int
    seconds: float  # by the clock
    start: float  # seconds until all processes are warm
    spread: tuple[float, ...]  # seconds of work a run, part by part
    size: int  # bytes of files
    memory: int  # bytes, the most a process had
    failed: int

    @property
    def rate(self) -> float:
        """Runs a second of all processes together."""
        return self.runs / self.seconds

    @property
    def work(self) -> float:
        """Seconds of one process for a run."""
        return float(np.mean(self.spread))

    @property
    def unsure(self) -> float:
        """Half of the 95 % interval of the mean time a run, as a share of it (Student's t), within reason."""
        from scipy import stats

        parts = len(self.spread)
        if parts < 2:
            return NEVER_LESS_SURE
        reach = stats.t.ppf((1 + CONFIDENCE) / 2, parts - 1) * np.std(self.spread, ddof=1) / np.sqrt(parts)
        return float(np.clip(reach / self.work, NEVER_SURER, NEVER_LESS_SURE))

    def seconds_for(self, runs: int) -> tuple[float, float, float]:
        """Return how long some runs take by the clock: likely, at least, at most."""
        likely = runs / self.rate
        return tuple(self.start + likely * (1 + side * self.unsure) for side in (0, -1, 1))  # type: ignore[return-value]

    def size_of(self, runs: int) -> float:
        """Return how many bytes the files of some runs have."""
        return self.size / self.runs * runs


def measure(folder: Folder, engine: Engine, say: Say) -> Trial | None:
    """Run a few parts that are not done, from all over the sweep; None if none is left. They stay in the folder."""
    stock = take_stock(folder)
    left = np.flatnonzero(~stock.done)
    if not len(left):
        return None
    chosen = left[np.unique(np.linspace(0, len(left) - 1, min(ROUNDS * engine.processes, len(left))).astype(int))]
    tasks = [task_of(folder, folder.grid.part(int(number))) for number in chosen]
    warm_up = tasks[: engine.processes]
    say(f"warming up {len(warm_up)} processes, then running {len(tasks)} of {len(folder.grid):,} parts")
    began = time.perf_counter()
    for _ in answers(engine, partial(probe, some=[0]), warm_up):
        pass
    warm = time.perf_counter()
    done: list[tuple[Task, Done]] = list(answers(engine, run_part, tasks))
    seconds = time.perf_counter() - warm
    return Trial(
        processes=min(engine.processes, len(tasks)),
        parts=len(done),
        runs=sum(each.runs for _, each in done),
        seconds=seconds,
        start=warm - began,
        spread=tuple(each.seconds / each.runs for _, each in done),
        size=sum(each.size for _, each in done),
        memory=max(each.memory for _, each in done),
        failed=sum(each.failed for _, each in done),
    )


def answers(engine: Engine, work: Callable[[Task], Answer], tasks: Sequence[Task]) -> Iterator[tuple[Task, Answer]]:
    """Yield tasks with their answers; StoppedError if one kills its process."""
    for found in engine.each_told(work, tasks):
        if found is None:
            continue
        task, answer = found
        if isinstance(answer, Lost):
            raise StoppedError(f"a process of the trial was lost ({answer.how}): fewer --jobs need less memory")
        yield task, answer
