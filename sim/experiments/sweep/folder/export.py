"""All rows of a sweep in one file, part by part, so that it may be larger than memory."""

import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from sim.errors import ExperimentError, StoppedError
from sim.experiments.parquet import read_table
from sim.experiments.store import PARTIAL
from sim.experiments.sweep.folder.folder import RUNS, SCHEMA, SERIES, Folder, path_of
from sim.experiments.sweep.folder.lock import WHOLE
from sim.experiments.sweep.folder.names import Names
from sim.experiments.sweep.folder.place import refusal
from sim.experiments.sweep.folder.rows import run_schema, series_schema
from sim.experiments.sweep.folder.stock import parts_of

CSV, PARQUET = ENDINGS = (".csv", ".parquet")
MOST_IN_EXCEL = 1_048_576  # rows of a sheet, the head among them
TOGETHER = 65_536  # rows written at a time
MARK = b"\xef\xbb\xbf"  # tells Excel that a file is in UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a cell may not begin with, or Excel would reckon it


def export(
    folder: Folder, file: Path, weekly: bool = False, points: Collection[int] | None = None,
    tell: Callable[[int, int], None] = lambda done, parts: None,
) -> int:  # fmt: skip
    """Write runs, or weekly series, to one file in the order of the plan; return how many rows it has.

    `points`: only these. A CSV is one that Excel opens without harm. The schema is written beside it. Raises
    ExperimentError for another ending or a file that cannot be written, StoppedError if parts are missing.
    """
    if file.suffix.lower() not in ENDINGS:
        raise ExperimentError(f"-o {file}: expected a file ending in {' or '.join(ENDINGS)}")
    if weekly and not folder.manifest.series:
        raise ExperimentError(f"{folder.place.address}: no weekly series were kept (series = true in the sweep's file)")
    beside = file.with_name(f".{file.name}.{os.getpid()}{PARTIAL}")
    try:
        with beside.open("wb") as sink:
            rows = put(folder, sink, file.suffix.lower(), weekly, points, tell)
        os.replace(beside, file)
        schema_of(file).write_bytes(MARK + folder.place.read(SCHEMA))
    except OSError as problem:
        raise ExperimentError(refusal(str(file), problem)) from None
    finally:
        beside.unlink(missing_ok=True)
    return rows


def schema_of(file: Path) -> Path:
    """Return where the schema of an exported file lies."""
    return file.with_name(f"{file.stem}_schema.csv")


def put(
    folder: Folder, sink: Any, ending: str, weekly: bool, points: Collection[int] | None,
    tell: Callable[[int, int], None],
) -> int:  # fmt: skip
    """Write tables one after the other."""
    import pyarrow.csv
    import pyarrow.parquet

    schema = series_schema(folder.manifest) if weekly else run_schema(folder.manifest)
    rows = 0
    if ending == CSV:
        sink.write(MARK)
        writer = pyarrow.csv.CSVWriter(sink, schema)
    else:
        writer = pyarrow.parquet.ParquetWriter(sink, schema, compression="zstd", write_page_checksum=True)
    with writer:
        for table in gathered(folder, SERIES if weekly else RUNS, points, tell):
            writer.write_table(harmless(table) if ending == CSV else table)
            rows += table.num_rows
    return rows


def gathered(
    folder: Folder, kind: str, points: Collection[int] | None, tell: Callable[[int, int], None]
) -> Iterator[Any]:
    """Yield rows in pieces that are worth writing."""
    import pyarrow

    waiting: list[Any] = []
    for table in tables(folder, kind, points, tell):
        waiting.append(table)
        if sum(each.num_rows for each in waiting) >= TOGETHER:
            yield pyarrow.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pyarrow.concat_tables(waiting)


def tables(
    folder: Folder, kind: str, points: Collection[int] | None, tell: Callable[[int, int], None]
) -> Iterator[Any]:
    """Yield the table of every part that has any of the points."""
    import pyarrow.compute
    import pyarrow.parquet

    there = Names(folder.part_names(kind))
    missing = len(folder.grid) - len(there)
    if missing > 0:
        raise StoppedError(
            f"{folder.place.address}: {missing:,} of {len(folder.grid):,} parts are not run yet; "
            f"aftermath sweep run {folder.place.address}"
        )
    for part in parts_of(folder, WHOLE):
        tell(part.number, len(folder.grid))
        some = None if points is None else [at for at in range(part.points.first, part.points.end) if at in points]
        if some == []:
            continue
        with folder.place.open(path_of(kind, folder.name(part))) as file:
            table = read_table(file)
        if some is not None:
            table = table.filter(pyarrow.compute.is_in(table["point"], pyarrow.array(some, pyarrow.int64())))
        yield table


def harmless(table: Any) -> Any:
    """Return a table none of whose words would be taken for a formula: these get an apostrophe, as Excel has it."""
    import pyarrow

    for at, field in enumerate(table.schema):
        if field.type == pyarrow.string():
            cells = table.column(at).to_pylist()
            if any(cell and cell.startswith(FORMULA) for cell in cells):
                safe = [f"'{cell}" if cell and cell.startswith(FORMULA) else cell for cell in cells]
                table = table.set_column(at, field, pyarrow.array(safe, pyarrow.string()))
    return table


def read_points(text: str, points: int) -> frozenset[int]:
    """Read `0,3-7`; ExperimentError for a number that is no point."""
    found: set[int] = set()
    for word in text.split(","):
        first, dash, last = word.strip().partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise ExperimentError(f"--points {text}: write it as 0,3-7")
        found.update(range(int(first), int(last or first) + 1))
        if max(int(first), int(last or first)) >= points or (dash and int(last) < int(first)):
            raise ExperimentError(f"--points {text}: {word.strip()} is not among points 0 to {points - 1}")
    return frozenset(found)
