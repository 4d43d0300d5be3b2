"""A part's tables: made of what its runs gave, and written so that they are there whole or not at all."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.experiments.sweep.folder.folder import FAILURES, JSON, RUNS, SERIES, Folder, path_of
from sim.experiments.sweep.folder.rows import FAILED, OK, run_schema, series_schema, word_of


@dataclass(frozen=True)
class Run:
    """One run of a part: the number, label and factor values of its point, its scenario and replicate."""

    point: int
    label: str
    values: tuple[float, ...]
    scenario: str
    replicate: int


@dataclass(frozen=True)
class Failure:
    """Why a run has no outcomes."""

    error: str
    trace: str


Found = Failure | tuple[dict[str, Any], dict[str, Any]]  # or outcomes and weekly series by column


# ---------------------------------------------------------------- write
def write(folder: Folder, name: str, runs: Sequence[Run], found: Sequence[Found]) -> int:
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
    return sum(put(folder, kind, name, table) for kind, table in tables_of(folder, runs, found).items())


def tables_of(folder: Folder, runs: Sequence[Run], found: Sequence[Found]) -> dict[str, Any]:
    """Return the tables of a part in the order they are written: what has runs must have weekly series before."""
    tables = {SERIES: series_table(folder, runs, found)} if folder.manifest.series else {}
    return tables | {RUNS: run_table(folder, runs, found)}


def put(folder: Folder, kind: str, name: str, table: Any) -> int:
    """Write one table: the same rows are the same bytes, whoever writes them."""
    import pyarrow
    import pyarrow.parquet

    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(table, sink, compression="zstd", write_page_checksum=True)
    content = sink.getvalue().to_pybytes()
    folder.place.write_whole(path_of(kind, name), content)
    return len(content)


def run_table(folder: Folder, runs: Sequence[Run], found: Sequence[Found]) -> Any:
    """Return one row a run."""
    import pyarrow

    manifest = folder.manifest
    errors = [each.error if isinstance(each, Failure) else None for each in found]
    values: list[Mapping[str, float]] = [{} if isinstance(each, Failure) else each[0] for each in found]
    columns: dict[str, Any] = {
        "point": [run.point for run in runs],
        "label": [run.label for run in runs],
        "scenario": [run.scenario for run in runs],
        "replicate": [run.replicate for run in runs],
        "random_seed": [manifest.random_seed] * len(runs),
        "status": [OK if error is None else FAILED for error in errors],
        "error": errors,
    }
    for at, factor in enumerate(manifest.factors):
        columns[factor.name] = [word_of(factor, run.values[at]) for run in runs]
    for each in manifest.outcomes:
        columns[each.name] = [row.get(each.name, np.nan) for row in values]
    return pyarrow.table(columns, schema=run_schema(manifest))


def series_table(folder: Folder, runs: Sequence[Run], found: Sequence[Found]) -> Any:
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
