"""What a worker does: runs a part, writes its rows where they belong, and says how it went."""

import json
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from sim.errors import RefusedError
from sim.experiments.points import Point
from sim.experiments.sweep.begin import check_model, sweep_of
from sim.experiments.sweep.folder import FAILURES, JSON, RUNS, SERIES, Folder, open_folder, path_of
from sim.experiments.sweep.parts import Part
from sim.experiments.sweep.rows import (
    BESIDE_NUMBER,
    FAILED,
    OK,
    read_outcomes,
    read_series,
    run_schema,
    series_schema,
    word_of,
)  # fmt: skip
from sim.experiments.sweep.sweep import Sweep
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


@dataclass(frozen=True)
class Run:
    """One run of a part: `point` is its number, `of` what is run."""

    point: int
    label: str
    values: tuple[float, ...]
    scenario: str
    replicate: int
    of: Point


@dataclass(frozen=True)
class Failure:
    """Why a run has no outcomes."""

    error: str
    trace: str


@lru_cache(maxsize=1)
def opened(address: str, stamp: str, points: int) -> tuple[Folder, Sweep]:
    """Return the folder and its sweep, read once in a process; RefusedError if they are not what was meant.

    On a cluster that says that another version of the model is installed there.
    """
    folder = open_folder(address)
    if (folder.manifest.sweep, folder.points) != (stamp, points):
        raise RefusedError(f"{address}: not the sweep that was begun there")
    check_model(folder)
    return folder, sweep_of(folder)


def run_part(task: Task) -> Done:
    """Run a part and write it: series first, then runs, so that a part with runs is whole.

    A run that raises is recorded with its error, and the others are kept. Raises RefusedError if this process has
    another model, ExperimentError if the folder cannot be written.
    """
    began = time.perf_counter()
    folder, sweep = opened(task.folder, task.stamp, task.points)
    if folder.name(task.part) != task.name:
        raise RefusedError(f"{task.folder}: part {task.part.number} has another name here than where it was planned")
    runs = runs_of(folder, sweep, task.part)
    found: dict[int, Any] = {at: Failure(why, "") for at, why in task.killers.items()}
    able = [at for at in range(len(runs)) if at not in found]
    for first in range(0, len(able), task.stepped):
        attempt(folder, sweep, runs, able[first : first + task.stepped], found)
    size = write(folder, task.name, runs, [found[at] for at in range(len(runs))])
    errors: dict[str, int] = {}
    for each in found.values():
        if isinstance(each, Failure):
            errors[each.error] = errors.get(each.error, 0) + 1
    return Done(len(runs), sum(errors.values()), errors, time.perf_counter() - began, size, peak_memory())


def probe(task: Task, some: Sequence[int]) -> bool:
    """Run some of a part's runs and keep nothing: whether the process survives them is what is asked."""
    folder, sweep = opened(task.folder, task.stamp, task.points)
    attempt(folder, sweep, runs_of(folder, sweep, task.part), some, {})
    return True


def runs_of(folder: Folder, sweep: Sweep, part: Part) -> list[Run]:
    """Return the runs of a part, point by point, in all scenarios, each with all replicates."""
    labels, values = folder.table(part.points)
    return [
        Run(part.points.first + at, label, tuple(row.tolist()), scenario, replicate, point)
        for at, (label, row) in enumerate(zip(labels, values, strict=True))
        for scenario in sweep.scenarios
        for point in (sweep.point(row, scenario),)
        for replicate in range(part.replicates.first, part.replicates.end)
    ]


def attempt(folder: Folder, sweep: Sweep, runs: Sequence[Run], some: Sequence[int], found: dict[int, Any]) -> None:
    """Run some runs together and note what each gives; where that raises, halve them until the culprit is alone."""
    try:
        specs = [runs[at].of.spec(runs[at].replicate) for at in some]
        results = run_block(specs, sweep.weeks, sweep.random_seed, False, None)
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
        found[at] = tuple({name: values[row] for name, values in each.items()} for each in columns)


def in_a_line(problem: BaseException) -> str:
    """Return kind and message of an error in one line."""
    return " ".join(f"{type(problem).__name__}: {problem}".split())


# ---------------------------------------------------------------- write
def write(folder: Folder, name: str, runs: Sequence[Run], found: Sequence[Any]) -> int:
    """Write all that belongs to a part; return how many bytes its Parquet files have."""
    failed = [(run, each) for run, each in zip(runs, found, strict=True) if isinstance(each, Failure)]
    note = f"{FAILURES}/{name}{JSON}"
    if not failed and folder.place.exists(note):  # of an earlier try, killed before its rows were written
        folder.place.remove(note)
    if failed:
        triples = [
            {"point": run.point, "scenario": run.scenario, "replicate": run.replicate, "error": each.error,
             "traceback": each.trace}
            for run, each in failed
        ]  # fmt: skip
        folder.place.write_whole(note, json.dumps(triples, indent=1).encode())
    size = 0
    if folder.manifest.series:
        size += put(folder, SERIES, name, series_table(folder, runs, found))
    return size + put(folder, RUNS, name, run_table(folder, runs, found))


def put(folder: Folder, kind: str, name: str, table: Any) -> int:
    """Write one table: the same rows are the same bytes, whoever writes them."""
    import pyarrow
    import pyarrow.parquet

    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(table, sink, compression="zstd", write_page_checksum=True)
    content = sink.getvalue().to_pybytes()
    folder.place.write_whole(path_of(kind, name), content)
    return len(content)


def run_table(folder: Folder, runs: Sequence[Run], found: Sequence[Any]) -> Any:
    """Return one row a run."""
    import pyarrow

    manifest = folder.manifest
    bad = [isinstance(each, Failure) for each in found]
    columns: dict[str, Any] = {
        "point": [run.point for run in runs],
        "label": [run.label for run in runs],
        "scenario": [run.scenario for run in runs],
        "replicate": [run.replicate for run in runs],
        "random_seed": [manifest.random_seed] * len(runs),
        "status": [FAILED if failed else OK for failed in bad],
        "error": [each.error if failed else None for each, failed in zip(found, bad, strict=True)],
    }
    assert list(columns) == list(BESIDE_NUMBER)
    for at, factor in enumerate(manifest.factors):
        columns[factor.name] = [word_of(factor, run.values[at]) for run in runs]
    for each in manifest.outcomes:
        columns[each.name] = [np.nan if failed else row[0][each.name] for row, failed in zip(found, bad, strict=True)]
    return pyarrow.table(columns, schema=run_schema(manifest))


def series_table(folder: Folder, runs: Sequence[Run], found: Sequence[Any]) -> Any:
    """Return one row a run and week; a failed run has none."""
    import pyarrow

    ran = [(run, each[1]) for run, each in zip(runs, found, strict=True) if not isinstance(each, Failure)]
    weeks = folder.manifest.weeks + 1
    columns: dict[str, Any] = {
        "point": np.repeat([run.point for run, _ in ran], weeks),
        "scenario": [run.scenario for run, _ in ran for _ in range(weeks)],
        "replicate": np.repeat([run.replicate for run, _ in ran], weeks),
        "week": np.tile(np.arange(weeks), len(ran)),
    }
    schema = series_schema(folder.manifest)
    if not ran:
        return schema.empty_table()
    for each in folder.manifest.series:
        columns[each.name] = np.concatenate([weekly[each.name] for _, weekly in ran])
    return pyarrow.table(columns, schema=schema)


def peak_memory() -> int:
    """Return the most memory this process has had, in bytes."""
    import resource
    import sys

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * KIBI
