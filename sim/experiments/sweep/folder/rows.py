"""The rows of a sweep: which columns there are, with units, and how they come from a block's results."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiments.sweep.folder.manifest import FactorRecord, Manifest, SeriesRecord
from sim.outcomes import OUTCOMES
from sim.seeds import load_seeds
from sim.series import Series, every_series

if TYPE_CHECKING:
    import pandas
    import xarray

OK, FAILED = "ok", "failed"
METADATA = b"aftermath"
BESIDE_NUMBER = {  # columns that are there whatever the sweep is: unit, meaning
    "point": ("", "number of the design point, from 0"),
    "label": ("", "what the point is called, where that says more than its factors"),
    "scenario": ("", "scenario it is run in; the same point and replicate have the same luck in each"),
    "replicate": ("", "repetition with its own luck, from 0"),
    "random_seed": ("", "what chance starts from"),
    "status": ("", f"{OK}, or {FAILED}: then all outcomes are missing"),
    "error": ("", "why a run failed"),
}
WEEK = ("week", "week of the run; 0 is the state of day 0")


# ---------------------------------------------------------------- columns
def series_records(names: Sequence[str]) -> tuple[SeriesRecord, ...]:
    """Return a column for each weekly series, and one for each row of its table where it has such a dimension."""
    return tuple(record for each in chosen(names) for record in columns_of(each))


def chosen(names: Sequence[str]) -> Iterator[Series]:
    """Yield weekly series by name, in the order given."""
    known = {each.name: each for each in every_series()}
    for name in names:
        yield known[name]


def columns_of(series: Series) -> Iterator[SeriesRecord]:
    """Yield the columns of a series; `fighters` by group are `fighters_X` for every group X."""
    if not series.dims:
        yield SeriesRecord(name=series.name, unit=series.unit, about=series.about)
        return
    (dim,) = series.dims
    for row in load_seeds().ids(f"{dim}s"):
        about = f"{series.about}; {dim} {row}"
        yield SeriesRecord(name=f"{series.name}_{row}", unit=series.unit, about=about)


def schema_rows(manifest: Manifest) -> "pandas.DataFrame":
    """Return one row a column of the tables: what it is, its unit, and the smallest difference of interest."""
    import pandas

    rows: list[dict[str, Any]] = []

    def say(table: str, column: str, unit: str, meaning: str, sesoi: float | None = None) -> None:
        rows.append({"table": table, "column": column, "unit": unit, "meaning": meaning, "sesoi": sesoi})

    for name, (unit, meaning) in BESIDE_NUMBER.items():
        say("runs", name, unit, meaning)
    for factor in manifest.factors:
        levels = f"; one of {', '.join(factor.labels)}" if factor.labels else ""
        say("runs", factor.name, factor.unit, f"varied ({factor.kind}): {factor.title}{levels}")
    for outcome in manifest.outcomes:
        say("runs", outcome.name, outcome.unit, f"{outcome.title}: {outcome.about}", outcome.sesoi)
    if manifest.series:
        for name in ("point", "scenario", "replicate"):
            say("series", name, *BESIDE_NUMBER[name])
        say("series", "week", *WEEK)
        for each in manifest.series:
            say("series", each.name, each.unit, each.about)
    found = pandas.DataFrame(rows)
    return found[["column", "table", "unit", "meaning", "sesoi"]].rename(
        columns={"sesoi": "smallest_difference_of_interest"}
    )


def described(manifest: Manifest, units: dict[str, str]) -> dict[bytes, bytes]:
    """Return what the schema of a part carries: which sweep it is of, and the units of its columns."""
    ours = {"format": manifest.format, "sweep": manifest.sweep, "model": manifest.model, "name": manifest.name}
    return {METADATA: json.dumps({**ours, "units": units}).encode()}


# ---------------------------------------------------------------- runs
def run_schema(manifest: Manifest) -> Any:
    """Return the schema of one row a run: the same for every part."""
    import pyarrow

    units = {each.name: each.unit for each in manifest.factors} | {each.name: each.unit for each in manifest.outcomes}
    whole = {"point", "replicate", "random_seed"}
    fields = [(name, pyarrow.int64() if name in whole else pyarrow.string()) for name in BESIDE_NUMBER]
    fields += [(each.name, pyarrow.string() if each.labels else pyarrow.float64()) for each in manifest.factors]
    fields += [(each.name, pyarrow.float64()) for each in manifest.outcomes]
    return pyarrow.schema(fields, metadata=described(manifest, units))


def word_of(factor: FactorRecord, value: float) -> str | float:
    """Return how a value is shown: the label of its level, else the number."""
    return factor.labels[factor.levels.index(value)] if factor.labels else value


def read_outcomes(manifest: Manifest, results: "xarray.Dataset") -> dict[str, Any]:
    """Return the outcomes of a block, one value a run each."""
    return {each.name: np.asarray(OUTCOMES[each.name].compute(results), dtype=float) for each in manifest.outcomes}


# ---------------------------------------------------------------- weekly series
def series_schema(manifest: Manifest) -> Any:
    """Return the schema of one row a run and week."""
    import pyarrow

    kinds = {column.name: of.dtype for of in every_series() for column in columns_of(of)}
    fields = [("point", pyarrow.int64()), ("scenario", pyarrow.string()), ("replicate", pyarrow.int64())]
    fields += [("week", pyarrow.int32())]
    fields += [(each.name, pyarrow.from_numpy_dtype(np.dtype(kinds[each.name]))) for each in manifest.series]
    return pyarrow.schema(fields, metadata=described(manifest, {each.name: each.unit for each in manifest.series}))


def read_series(names: Sequence[str], results: "xarray.Dataset") -> dict[str, Any]:
    """Return the weekly series of a block by column, `(runs, weeks)` each."""
    found: dict[str, Any] = {}
    for each in chosen(names):
        values = results[each.name].transpose("run", "week", *each.dims).to_numpy()
        if not each.dims:
            found[each.name] = values
            continue
        for at, row in enumerate(results[each.dims[0]].to_numpy()):
            found[f"{each.name}_{row}"] = values[:, :, at]
    return found
