"""Whether what stands in a folder is what was written there: every page, every row's identity, some parts run again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.experiments.parquet import read_table
from sim.experiments.sweep.folder.begin import check_model
from sim.experiments.sweep.folder.folder import DAMAGED, FAILURES, JSON, PARQUET, RUNS, SERIES, Folder, path_of
from sim.experiments.sweep.folder.lock import WHOLE
from sim.experiments.sweep.folder.names import Names, is_name
from sim.experiments.sweep.folder.parts import Part
from sim.experiments.sweep.folder.rows import FAILED, OK, run_schema, series_schema, word_of
from sim.experiments.sweep.folder.stock import failures_of, parts_of, set_aside
from sim.experiments.sweep.folder.tables import tables_of
from sim.experiments.sweep.running.drive import task_of
from sim.experiments.sweep.running.tasks import computed

RUN_AGAIN = 3  # parts of a deep look


@dataclass
class Findings:
    """What was looked at and what is wrong. `wrong` has a complaint for each damaged part, by its name."""

    parts: int = 0
    checked: int = 0
    missing: int = 0
    run_again: int = 0
    wrong: dict[str, str] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)  # files that belong to no part

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with what is there."""
        return not self.wrong and not self.strange


def verify(folder: Folder, deep: bool = False) -> Iterator[Findings]:
    """Look at every part and yield the findings so far after each.

    `deep`: some parts, evenly chosen, are run again and compared to the bit; RefusedError if the model is another.
    """
    if deep:
        check_model(folder)
    found = Findings(len(folder.grid), strange=list(strays(folder)))
    there = Names(folder.part_names())
    sound: list[Part] = []
    for part in parts_of(folder, WHOLE):
        name = folder.name(part)
        if name not in there:
            found.missing += 1
        else:
            found.checked += 1
            complaint = complaint_of(folder, part, name)
            if complaint:
                found.wrong[name] = complaint
            else:
                sound.append(part)
        yield found
    if deep and sound:
        for at in np.unique(np.linspace(0, len(sound) - 1, RUN_AGAIN).astype(int)):
            found.run_again += 1
            if not same_again(folder, sound[at]):
                found.wrong[folder.name(sound[at])] = "run again it has other values"
            yield found


def complaint_of(folder: Folder, part: Part, name: str) -> str:
    """Return what is wrong with a part; empty if nothing is."""
    try:
        runs = read_checked(folder, RUNS, name)
        weekly = read_checked(folder, SERIES, name) if folder.manifest.series else None
        noted = failures_of(folder, name) if folder.place.exists(f"{FAILURES}/{name}{JSON}") else []
    except ValueError as problem:
        return str(problem)
    if not runs.schema.equals(run_schema(folder.manifest)):
        return "it has other columns than the sweep"
    if not has_identity(folder, part, runs):
        return "its rows are not those that were planned"
    status = runs["status"].to_pylist()
    if set(status) - {OK, FAILED} or status.count(FAILED) != len(noted):
        return f"{status.count(FAILED)} runs failed, but {len(noted)} failures are noted"
    if weekly is not None:
        if not weekly.schema.equals(series_schema(folder.manifest)):
            return "its weekly series have other columns than the sweep"
        if not weeks_fit(folder, runs, weekly):
            return "its weekly series are not those of its runs"
    return ""


def read_checked(folder: Folder, kind: str, name: str) -> Any:
    """Return a table, every page of it checked; ValueError says what is wrong with the file."""
    import pyarrow

    try:
        return read_table(pyarrow.BufferReader(folder.place.read(path_of(kind, name))))
    except FileNotFoundError:
        raise ValueError(f"{kind}/: the file is not there") from None
    except (pyarrow.ArrowException, OSError, ValueError) as problem:
        raise ValueError(f"{kind}/: {str(problem).splitlines()[0]}") from None


def has_identity(folder: Folder, part: Part, runs: Any) -> bool:
    """Return whether rows are of the runs of a part, in order, with its labels, factors and random seed."""
    manifest = folder.manifest
    labels, values = folder.table(part.points)
    scenarios = [each.name for each in manifest.scenarios]
    replicates = range(part.replicates.first, part.replicates.end)
    each = len(scenarios) * len(replicates)
    planned: dict[str, list[Any]] = {
        "point": [point for point in range(part.points.first, part.points.end) for _ in range(each)],
        "label": [label for label in labels for _ in range(each)],
        "scenario": [scenario for scenario in scenarios for _ in replicates] * len(part.points),
        "replicate": [*replicates] * len(scenarios) * len(part.points),
        "random_seed": [manifest.random_seed] * each * len(part.points),
    }
    for at, factor in enumerate(manifest.factors):
        planned[factor.name] = [word_of(factor, float(row[at])) for row in values for _ in range(each)]
    return all(runs[name].to_pylist() == cells for name, cells in planned.items())


def weeks_fit(folder: Folder, runs: Any, weekly: Any) -> bool:
    """Return whether there is a row for every week of every run that did not fail, and no other."""
    keys = ("point", "scenario", "replicate")
    ran = [
        key
        for *key, status in zip(*(runs[name].to_pylist() for name in (*keys, "status")), strict=True)
        if status == OK
    ]
    weeks = folder.manifest.weeks + 1
    planned = [[*key, week] for key in ran for week in range(weeks)]
    return [list(row) for row in zip(*(weekly[name].to_pylist() for name in (*keys, "week")), strict=True)] == planned


def same_again(folder: Folder, part: Part) -> bool:
    """Run a part again and return whether it is the same to the bit; runs that failed are not tried."""
    name = folder.name(part)
    stored = {
        kind: read_checked(folder, kind, name) for kind in (RUNS, SERIES) if kind == RUNS or folder.manifest.series
    }
    failed = {at: error for at, error in enumerate(stored[RUNS]["error"].to_pylist()) if error is not None}
    fresh = tables_of(*computed(task_of(folder, part, failed)))
    return all(stored[kind].to_pandas().equals(fresh[kind].to_pandas()) for kind in stored)


def strays(folder: Folder) -> Iterator[str]:
    """Yield files among the tables that belong to no part: readers would count their rows too."""
    planned = Names(folder.name(part) for part in parts_of(folder, WHOLE))
    for kind in (RUNS, SERIES):
        for file in folder.place.names(kind):
            name = file.rpartition("/")[2].removesuffix(PARQUET)
            if not is_name(name) or name not in planned or file != path_of(kind, name):
                yield file


def mend(folder: Folder, found: Findings) -> int:
    """Move aside what is wrong, to be called by whoever holds the lock; return how many parts are to be run again."""
    for name in found.wrong:
        set_aside(folder, name)
    for file in found.strange:
        folder.place.move(file, f"{DAMAGED}/{file.replace('/', '-')}")
    return len(found.wrong)
