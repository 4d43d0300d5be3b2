"""A sweep's folder as analyses see it: quantities by point and replicate, read in pieces by DuckDB."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import ExperimentError
from sim.experiments.analysis.extras import needed
from sim.experiments.analysis.quantities import Quantity
from sim.experiments.sweep.folder.folder import Folder, open_folder
from sim.experiments.sweep.folder.manifest import Manifest
from sim.experiments.sweep.folder.parts import Span
from sim.experiments.sweep.folder.rows import OK
from sim.table import Array

if TYPE_CHECKING:
    import duckdb
    import pandas

CELLS = 500_000  # values that are read together: some 50 MB with all that reading them takes
MEMORY = "1GB"  # for DuckDB
LAST_WORDS = 200  # of what DuckDB says of a file it cannot read


@dataclass
class Tally:
    """How many runs, or pairs of runs, were asked for, and why some have no value."""

    asked: int = 0
    failed: int = 0
    absent: int = 0
    valueless: int = 0

    @property
    def used(self) -> int:
        """How many have a value."""
        return self.asked - self.failed - self.absent - self.valueless


@dataclass(frozen=True)
class Block:
    """Values of a quantity at some points: `(points, replicates)` arrays, NaN where there is no value.

    Of a difference `one` and `other` are the two scenarios, run with the same luck. `failed` and `absent` say where
    a run (of a pair, either) failed, or is not there yet.
    """

    points: Array
    one: Array
    other: Array | None
    failed: Array
    absent: Array

    @property
    def values(self) -> Array:
        """The quantity itself."""
        return self.one if self.other is None else self.one - self.other

    def note(self, tally: Tally) -> None:
        """Add what is here to a tally."""
        tally.asked += self.failed.size
        tally.failed += int(self.failed.sum())
        tally.absent += int(self.absent.sum())
        tally.valueless += int((np.isnan(self.values) & ~self.failed & ~self.absent).sum())


@dataclass(frozen=True)
class Study:
    """A sweep's folder, opened for analysis; made by `open_study`."""

    folder: Folder
    connection: "duckdb.DuckDBPyConnection" = field(repr=False)

    @property
    def manifest(self) -> Manifest:
        """What the sweep is."""
        return self.folder.manifest

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the factors."""
        return tuple(each.name for each in self.manifest.factors)

    @cached_property
    def points(self) -> "pandas.DataFrame":
        """One row a point: point, label, then factors, choices and named levels in words."""
        return self.folder.points_frame().reset_index(drop=True)

    @cached_property
    def values(self) -> Array:
        """The factors' values, `(points, factors)`; of a choice the position of its alternative."""
        return self.folder.values(Span(0, self.folder.points))

    @cached_property
    def files(self) -> tuple[Array, Array, Array, Array]:
        """Files of runs: paths, their first and last point, and how many runs each has."""
        paths = [str(path) for path in self.folder.run_files()]
        if not paths:
            where = self.folder.place.address
            raise ExperimentError(f"{where}: no run is there yet; run it by: aftermath sweep run {where}")
        found = self.ask(
            "SELECT filename, min(point), max(point), count(*) FROM read_parquet(?, filename = true) "
            "GROUP BY filename ORDER BY filename",
            [paths],
        )
        name, first, last, rows = found.values()
        return np.asarray(name), first, last, rows

    @property
    def there(self) -> int:
        """How many runs are there, failed ones among them; `folder.runs` is how many there will be."""
        return int(self.files[3].sum())

    # ------------------------------------------------------------ reading
    def blocks(
        self, quantity: Quantity, lots: Iterable[Array] | None = None, tally: Tally | None = None
    ) -> Iterator[Block]:
        """Yield a quantity at all points, or at sorted `lots` of them, in pieces small enough for any memory.

        Only the columns needed are read. ExperimentError if a file cannot be read or a run is there twice.
        """
        for lot in self.lots() if lots is None else lots:
            block = self.block(quantity, lot)
            if tally is not None:
                block.note(tally)
            yield block

    def lots(self, points: Array | None = None) -> list[Array]:
        """Cut points, all if none are named, into lots that are read together."""
        every = np.arange(self.folder.points) if points is None else np.asarray(points)
        size = max(1, CELLS // self.folder.replicates)
        return [every[at : at + size] for at in range(0, len(every), size)]

    def block(self, quantity: Quantity, points: Array) -> Block:
        """Return a quantity at some points, named in ascending order."""
        shape = (len(quantity.scenarios), len(points), self.folder.replicates)
        values, failed = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
        seen = np.zeros(shape, dtype=bool)
        rows = self.rows(quantity, points)
        at = (rows["scenario"], np.searchsorted(points, rows["point"]), rows["replicate"])
        values[at], failed[at], seen[at] = rows["value"], rows["failed"], True
        if seen.sum() < len(rows["point"]):
            raise ExperimentError(
                f"{self.folder.place.address}: some run is there twice, in two files; "
                f"see: aftermath sweep verify {self.folder.place.address}"
            )
        values[failed] = np.nan
        other = values[1] if quantity.paired else None
        broken = np.asarray(failed.any(axis=0))
        return Block(np.asarray(points), values[0], other, broken, np.asarray(~seen.all(axis=0)) & ~broken)

    def rows(self, quantity: Quantity, points: Array) -> dict[str, Array]:
        """Return the rows of runs of some points: point, replicate, number of the scenario, value, failed."""
        first, last = int(points[0]), int(points[-1])
        paths, begins, ends, _ = self.files
        some = [str(path) for path in paths[(ends >= first) & (begins <= last)]]
        gaps = last - first + 1 > len(points)
        where = "AND point IN (SELECT unnest(?::BIGINT[]))" if gaps else ""
        if not some:
            nothing = np.zeros(0, dtype=int)
            return {
                "point": nothing,
                "replicate": nothing,
                "scenario": nothing,
                "failed": nothing > 0,
                "value": nothing,
            }
        return self.ask(
            f"SELECT point, replicate, list_position(?, scenario) - 1 AS scenario, status <> '{OK}' AS failed, "
            f"coalesce(CAST({quoted(quantity.outcome.name)} AS DOUBLE), 'nan'::DOUBLE) AS value "
            "FROM read_parquet(?) WHERE list_contains(?, scenario) AND point BETWEEN ? AND ? AND replicate < ? "
            f"{where}",
            [list(quantity.scenarios), some, list(quantity.scenarios), first, last, self.folder.replicates]
            + ([[int(each) for each in points]] if gaps else []),
        )

    def ask(self, query: str, words: list[Any]) -> dict[str, Array]:
        """Return the columns of a query; ExperimentError says which file cannot be read."""
        import duckdb

        try:
            found = self.connection.execute(query, words).fetchnumpy()
        except duckdb.OutOfMemoryException:
            raise ExperimentError("not enough memory for DuckDB; close other programs") from None
        except duckdb.Error as problem:
            where = self.folder.place.address
            said = " ".join(str(problem).split())[:LAST_WORDS]
            raise ExperimentError(
                f"{where}: runs cannot be read ({said}); see: aftermath sweep verify {where}"
            ) from None
        return {name: np.asarray(column) for name, column in found.items()}


def open_study(path: str | Path, memory: str = MEMORY) -> Study:
    """Return the sweep in a folder, complete or not; ExperimentError if there is none, or DuckDB is not installed."""
    needed("duckdb", "DuckDB")
    import duckdb

    folder = open_folder(path)
    _ = folder.path  # of this machine
    return Study(folder, duckdb.connect(":memory:", config={"memory_limit": memory, "temp_directory": ""}))


def quoted(name: str) -> str:
    """Return a column's name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'
