"""What a worker does: runs a part, writes its rows where they belong, and says how it went."""

import gc
import time
import traceback
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from sim.errors import ExperimentError, RefusedError
from sim.experiments.points import Point
from sim.experiments.sweep.folder.begin import check_model, sweep_of
from sim.experiments.sweep.folder.folder import Folder, open_folder
from sim.experiments.sweep.folder.parts import Part
from sim.experiments.sweep.folder.rows import read_outcomes, read_series
from sim.experiments.sweep.folder.tables import Failure, Found, Run, write
from sim.experiments.sweep.sweep import Sweep
from sim.model import RunSpec
from sim.runs import run_block

STEPPED = 128  # runs stepped in lockstep, however large the part is
KIBI = 1024


@dataclass(frozen=True)
class Task:
    """A part to be run: where, and which. `killers` are runs (by their place in the part) that are not to be tried.

    `stamp` and `points` say which folder was meant: a worker may have known another at the same address.
    """

    folder: str
    stamp: str
    points: int
    part: Part
    name: str
    runs: int
    killers: Mapping[int, str] = field(default_factory=dict)
    stepped: int = STEPPED


@dataclass(frozen=True)
class Done:
    """What a worker says of a part: never its rows."""

    runs: int
    failed: int
    errors: Mapping[str, int]
    seconds: float
    size: int  # bytes written
    memory: int  # bytes, the most the process has had


@lru_cache(maxsize=1)
def opened(address: str, stamp: str, points: int) -> tuple[Folder, Sweep]:
    """Return the folder and its sweep, read once in a process; RefusedError if they are not what was meant.

    On a cluster that says that another version of the model is installed there.
    """
    try:
        folder = open_folder(address)
    except RefusedError:
        raise
    except ExperimentError as problem:
        raise ExperimentError(f"{problem}; every worker must find the folder there") from None
    if (folder.manifest.sweep, folder.points) != (stamp, points):
        raise RefusedError(f"{address}: not the sweep that was begun there")
    check_model(folder)
    found = folder, sweep_of(folder)
    gc.collect()
    gc.freeze()  # what was imported stays: later looks for garbage pass it over, and take a millisecond
    return found


def run_part(task: Task) -> Done:
    """Run a part and write it: series first, then runs, so that a part with runs is whole.

    A run that raises is recorded with its error, and the others are kept. Raises RefusedError if this process has
    another model, ExperimentError if the folder cannot be written.
    """
    began = time.perf_counter()
    folder, runs, found = computed(task)
    size = write(folder, task.name, runs, found)
    errors = Counter(each.error for each in found if isinstance(each, Failure))
    return Done(len(runs), errors.total(), dict(errors), time.perf_counter() - began, size, peak_memory())


def computed(task: Task) -> "tuple[Folder, list[Run], list[Found]]":
    """Return the folder of a part, its runs, and what each gave."""
    folder, sweep = opened(task.folder, task.stamp, task.points)
    if folder.name(task.part) != task.name:
        raise RefusedError(f"{task.folder}: part {task.part.number} has another name here than where it was planned")
    runs = runs_of(folder, task.part)
    found: dict[int, Found] = {at: Failure(why, "") for at, why in task.killers.items()}
    able = [at for at in range(len(runs)) if at not in found]
    for first in range(0, len(able), task.stepped):
        attempt(folder, sweep, runs, able[first : first + task.stepped], found)
        gc.collect()  # a model refers to itself: left alone, the arrays of many blocks would wait to be freed
    return folder, runs, [found[at] for at in range(len(runs))]


def probe(task: Task, some: Sequence[int]) -> bool:
    """Run some of a part's runs and keep nothing: whether the process survives them is what is asked."""
    folder, sweep = opened(task.folder, task.stamp, task.points)
    attempt(folder, sweep, runs_of(folder, task.part), some, {})
    return True


def runs_of(folder: Folder, part: Part) -> list[Run]:
    """Return the runs of a part, point by point, in all scenarios, each with all replicates."""
    labels, values = folder.table(part.points)
    return [
        Run(part.points.first + at, label, tuple(row.tolist()), scenario.name, replicate)
        for at, (label, row) in enumerate(zip(labels, values, strict=True))
        for scenario in folder.manifest.scenarios
        for replicate in range(part.replicates.first, part.replicates.end)
    ]


def attempt(folder: Folder, sweep: Sweep, runs: Sequence[Run], some: Sequence[int], found: dict[int, Found]) -> None:
    """Run some runs together and note what each gives; where that raises, halve them until the culprit is alone."""
    try:
        results = run_block(specs_of(sweep, [runs[at] for at in some]), sweep.weeks, sweep.random_seed, False, None)
        columns = (read_outcomes(folder.manifest, results), read_series(sweep.series, results))
    except Exception as problem:  # noqa: BLE001  whatever a run raises is its own affair: it is recorded, and the rest goes on
        if len(some) == 1:
            found[some[0]] = Failure(in_a_line(problem), traceback.format_exc())
            return
        middle = len(some) // 2
        attempt(folder, sweep, runs, some[:middle], found)
        attempt(folder, sweep, runs, some[middle:], found)
        return
    for row, at in enumerate(some):
        outcomes, weekly = ({name: values[row] for name, values in each.items()} for each in columns)
        found[at] = (outcomes, weekly)


def specs_of(sweep: Sweep, runs: Sequence[Run]) -> list[RunSpec]:
    """Return what the model is given; replicates of a point share what they hold."""
    points: dict[tuple[int, str], Point] = {}
    for run in runs:
        if (run.point, run.scenario) not in points:
            points[run.point, run.scenario] = sweep.point(np.array(run.values), run.scenario)
    return [points[run.point, run.scenario].spec(run.replicate) for run in runs]


def in_a_line(problem: BaseException) -> str:
    """Return kind and message of an error in one line."""
    return " ".join(f"{type(problem).__name__}: {problem}".split())


def peak_memory() -> int:
    """Return the most memory this process has had, in bytes."""
    import resource
    import sys

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * KIBI
