"""What of a sweep's folder is done: which parts stand there whole, which are damaged, which runs failed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.experiments.parquet import opened
from sim.experiments.sweep.folder.folder import DAMAGED, FAILURES, JSON, PARQUET, RUNS, SERIES, Folder, path_of
from sim.experiments.sweep.folder.lock import WHOLE, Shard
from sim.experiments.sweep.folder.names import Names
from sim.experiments.sweep.folder.parts import Part
from sim.experiments.sweep.folder.place import Local
from sim.table import Array


@dataclass
class Stock:
    """How far a folder is. `done` `(parts,)` says which parts are there; counts are of the shard's parts."""

    done: Array
    mine: int
    runs: int
    runs_done: int
    failed: int
    errors: dict[str, int]
    damaged: list[str]
    strange: int

    @property
    def complete(self) -> bool:
        """Whether nothing is left to run."""
        return self.runs_done == self.runs


def take_stock(folder: Folder, shard: Shard = WHOLE) -> Stock:
    """Return what is done. On a disk every part's footer is read; in an object store only its name is looked for."""
    there = Names(folder.part_names())
    weekly = Names(folder.part_names(SERIES)) if folder.manifest.series else None
    stock = Stock(np.zeros(len(folder.grid), dtype=bool), 0, 0, 0, 0, {}, [], 0)
    found = 0
    for part in parts_of(folder, shard):
        runs = part.runs(folder.scenarios)
        stock.mine += 1
        stock.runs += runs
        if not len(there) or (name := folder.name(part)) not in there:
            continue
        found += 1
        if (weekly is not None and name not in weekly) or not whole(folder, name, runs):
            stock.damaged.append(name)
            continue
        stock.done[part.number] = True
        stock.runs_done += runs
    stock.strange = len(there) - found if shard.of == 1 else 0
    count_failures(folder, stock, shard)
    return stock


def parts_of(folder: Folder, shard: Shard) -> Iterator[Part]:
    """Yield the parts of a shard, in order."""
    for number in range(shard.number - 1, len(folder.grid), shard.of):
        yield folder.grid.part(number)


def whole(folder: Folder, name: str, runs: int) -> bool:
    """Return whether the files of a part end as they should and have as many rows."""
    if not isinstance(folder.place, Local):
        return True
    if rows_of(folder, RUNS, name) != runs:
        return False
    return not folder.manifest.series or rows_of(folder, SERIES, name) is not None


def rows_of(folder: Folder, kind: str, name: str) -> int | None:
    """Return how many rows a file's footer speaks of; None if it cannot be read."""
    import pyarrow

    try:
        with folder.place.open(path_of(kind, name)) as file:
            return int(opened(file).metadata.num_rows)
    except (OSError, pyarrow.ArrowException):
        return None


def count_failures(folder: Folder, stock: Stock, shard: Shard) -> None:
    """Add up failed runs and their errors, among the parts that are done."""
    noted = Names(folder.part_names(FAILURES, JSON))
    if not len(noted):
        return
    for part in parts_of(folder, shard):
        if stock.done[part.number] and (name := folder.name(part)) in noted:
            for each in failures_of(folder, name):
                stock.failed += 1
                stock.errors[each["error"]] = stock.errors.get(each["error"], 0) + 1


def failures_of(folder: Folder, name: str) -> list[dict[str, Any]]:
    """Return the failed runs of a part: point, scenario, replicate, error, traceback."""
    return list(json.loads(folder.place.read(f"{FAILURES}/{name}{JSON}")))


def set_aside(folder: Folder, name: str) -> None:
    """Move what there is of a part out of the way, so that it is run again."""
    for kind in (RUNS, SERIES):
        if folder.place.exists(path_of(kind, name)):
            folder.place.move(path_of(kind, name), f"{DAMAGED}/{kind}-{name}{PARQUET}")


def worst(errors: dict[str, int], some: int = 3) -> list[tuple[str, int]]:
    """Return the most frequent errors."""
    return sorted(errors.items(), key=lambda item: (-item[1], item[0]))[:some]
