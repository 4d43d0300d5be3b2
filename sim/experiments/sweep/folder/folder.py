"""A sweep's folder: what it holds and how far it is, read without the model."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import ValidationError

from sim.errors import ExperimentError, RefusedError
from sim.experiments.parquet import read_frame, read_piece
from sim.experiments.sweep.folder.manifest import FORMAT, FactorRecord, Growth, Manifest
from sim.experiments.sweep.folder.names import Names
from sim.experiments.sweep.folder.parts import Grid, Part, Span, name_of, slabs_of
from sim.experiments.sweep.folder.place import Local, Place, place_of
from sim.table import Array

if TYPE_CHECKING:
    import pandas

MANIFEST, TEXT, DESIGN, POINTS, SCHEMA = (
    "manifest.json", "sweep.toml", "design.parquet", "points.parquet", "schema.csv",
)  # fmt: skip
RUNS, SERIES, FAILURES, GROWN, DAMAGED = "runs", "series", "failures", "grown", "damaged"
PARQUET, JSON = ".parquet", ".json"
POINTS_AT_ONCE = 8192  # rows of points.parquet that are read together: a worker needs those of its part only


@dataclass(frozen=True)
class Folder:
    """A sweep in its folder, with the growths it has had."""

    place: Place
    manifest: Manifest
    growths: tuple[Growth, ...] = ()

    @property
    def path(self) -> Path:
        """Where it lies on this machine; ExperimentError if it lies in an object store."""
        if not isinstance(self.place, Local):
            raise ExperimentError(f"{self.place.address}: copy the folder to this machine first")
        return self.place.path

    @property
    def points(self) -> int:
        """How many design points it has by now."""
        return self.growths[-1].points if self.growths else self.manifest.points

    @property
    def replicates(self) -> int:
        """How many replicates every point has in every scenario by now."""
        return self.growths[-1].replicates if self.growths else self.manifest.replicates

    @property
    def scenarios(self) -> int:
        """How many scenarios every point is run in."""
        return len(self.manifest.scenarios)

    @property
    def runs(self) -> int:
        """How many runs it has when it is complete."""
        return self.points * self.scenarios * self.replicates

    # ------------------------------------------------------------ parts
    @cached_property
    def grid(self) -> Grid:
        """Its parts."""
        grown = [(each.points, each.replicates) for each in self.growths]
        first = self.manifest
        return Grid(slabs_of(first.points, first.replicates, grown, self.scenarios, first.block))

    def name(self, part: Part) -> str:
        """Return the name of a part."""
        return name_of(part, self.manifest.model, self.manifest.sweep, self.values(part.points))

    @property
    def complete(self) -> bool:
        """Whether every part is there; does not look into them."""
        there = Names(self.part_names())
        every = range(len(self.grid))
        return len(there) >= len(every) and all(self.name(self.grid.part(number)) in there for number in every)

    def part_names(self, of: str = RUNS, ending: str = PARQUET) -> Iterator[str]:
        """Yield the names of the parts that have a file of some kind."""
        for name in self.place.names(of):
            if name.endswith(ending):
                yield name.rpartition("/")[2].removesuffix(ending)

    def run_files(self) -> list[Path]:
        """Return the files with one row a run, in order of their names."""
        return self.files(RUNS)

    def series_files(self) -> list[Path]:
        """Return the files with one row a run and week, in order of their names."""
        return self.files(SERIES)

    def files(self, kind: str) -> list[Path]:
        """Return Parquet files of a kind."""
        return sorted(self.path / name for name in self.place.names(kind) if name.endswith(PARQUET))

    # ------------------------------------------------------------ points
    def points_frame(self) -> "pandas.DataFrame":
        """Return one row a point: point, label, then the factors, choices and named levels in words."""
        return frame(self.place, POINTS).iloc[: self.points]

    def design_frame(self) -> "pandas.DataFrame":
        """Return one row a row of the sampler: row, point, and the share of every factor."""
        rows = frame(self.place, DESIGN)
        return rows[rows["point"] < self.points]

    def values(self, points: Span) -> Array:
        """Return the factors' values at some points, `(points, factors)`."""
        return self.table(points)[1]

    def labels(self, points: Span) -> list[str]:
        """Return how some points are called."""
        return self.table(points)[0]

    def table(self, points: Span) -> tuple[list[str], Array]:
        """Return labels and values of some points, read in pieces so that memory does not grow with the design."""
        first, last = points.first // POINTS_AT_ONCE, (points.end - 1) // POINTS_AT_ONCE
        labels: list[str] = []
        values = []
        for at in range(first, last + 1):
            more, rows = piece(self, at)
            labels += more
            values.append(rows)
        some = slice(points.first - first * POINTS_AT_ONCE, points.end - first * POINTS_AT_ONCE)
        return labels[some], np.concatenate(values)[some]

    def __hash__(self) -> int:
        return hash((self.place.address, self.manifest.created, self.manifest.sweep, self.points))


@lru_cache(maxsize=4)
def piece(folder: Folder, at: int) -> tuple[list[str], Array]:
    """Return one piece of the points' labels and values."""
    with folder.place.open(POINTS) as file:
        table = read_piece(file, at)
    columns = [numbers(table[each.name].to_pylist(), each) for each in folder.manifest.factors]
    values = np.stack(columns, axis=1) if columns else np.zeros((table.num_rows, 0))
    return table["label"].to_pylist(), values


def numbers(cells: Sequence[Any], factor: FactorRecord) -> Array:
    """Return a factor's values: what is shown in words is looked up."""
    if not factor.labels:
        return np.array(cells, dtype=float)
    level = dict(zip(factor.labels, factor.levels, strict=True))
    return np.array([level[cell] for cell in cells], dtype=float)


def frame(place: Place, name: str) -> "pandas.DataFrame":
    """Read a whole Parquet file of a folder."""
    with place.open(name) as file:
        return read_frame(file)


def path_of(kind: str, name: str) -> str:
    """Return where a part's table lies in its folder: two letters a folder, since there may be many."""
    return f"{kind}/{name[:2]}/{name}{PARQUET}"


# ---------------------------------------------------------------- open
def open_folder(address: str | Path) -> Folder:
    """Return the sweep in a folder, given by a path or a URL.

    Raises ExperimentError if there is none, RefusedError if it is laid out in another way than this release does.
    """
    place = place_of(address)
    try:
        text = place.read(MANIFEST)
    except (FileNotFoundError, NotADirectoryError):
        raise ExperimentError(f"{address}: no sweep was begun there (it has no {MANIFEST})") from None
    except OSError as problem:
        raise ExperimentError(f"{address}: cannot be read ({problem.strerror or problem})") from None
    return Folder(place, manifest_of(text, str(address)), tuple(growths_of(place)))


def manifest_of(text: bytes, where: str) -> Manifest:
    """Read a manifest."""
    try:
        found = json.loads(text)
        if found["format"] != FORMAT:
            raise RefusedError(
                f"{where}: laid out in format {found['format']}, this release reads {FORMAT}; take the one that made it"
            )
        return Manifest.model_validate(found)
    except (ValueError, KeyError, TypeError, ValidationError) as problem:
        line = str(problem).splitlines()[0]
        raise RefusedError(f"{where}: {MANIFEST} is not that of a sweep ({line})") from None


def growths_of(place: Place) -> Iterator[Growth]:
    """Yield the growths in the order they were made."""
    for name in sorted(place.names(GROWN)):
        if name.endswith(JSON):
            try:
                yield Growth.model_validate_json(place.read(name))
            except ValidationError as problem:
                raise RefusedError(f"{place.address}: {name}: {str(problem).splitlines()[0]}") from None
