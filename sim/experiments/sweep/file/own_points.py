"""Points of one's own: a CSV with a column a factor, every cell checked against its range."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.errors import ExperimentError, guess
from sim.experiments.sweep.file.keys import MOST_POINTS
from sim.experiments.sweep.sampling.factors import Factor
from sim.table import Array

LABEL = "label"  # a column of this name calls the points something


@dataclass(frozen=True)
class OwnPoints:
    """Values `(rows, factors)` in the order of the factors, and labels if the file has them."""

    values: Array
    labels: tuple[str, ...]


def read_points(path: Path, factors: Sequence[Factor]) -> OwnPoints:
    """Read a CSV file; ExperimentError names file, row (the header is row 1), column and what is allowed."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:  # spreadsheets begin with a byte order mark
            rows = list(csv.reader(file, strict=True))
    except FileNotFoundError:
        raise ExperimentError(f"{path}: no such file") from None
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise ExperimentError(f"{path.name}: cannot be read as CSV in UTF-8: {problem}") from None
    header = [each.strip() for each in rows[0]] if rows else []
    check_header(path.name, header, [each.name for each in factors])
    if len(rows) < 2:
        raise ExperimentError(f"{path.name}: has no points; one a row below the header")
    if len(rows) > MOST_POINTS:
        raise ExperimentError(f"{path.name}: {len(rows) - 1:,} points; at most {MOST_POINTS:,}")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            raise ExperimentError(f"{path.name}, row {number}: {len(row)} cells under {len(header)} headings")
    columns = {name: [row[at].strip() for row in rows[1:]] for at, name in enumerate(header)}
    values = [list(cells(path.name, each, columns[each.name])) for each in factors]
    return OwnPoints(np.array(values).T, tuple(columns.get(LABEL, ())))


def check_header(name: str, header: list[str], factors: list[str]) -> None:
    """Refuse a column that is no factor, and a factor that has no column."""
    if len(header) == 1 and ";" in header[0]:
        raise ExperimentError(f"{name}, row 1: cells are separated by ';'; expected commas")
    for column in header:
        if column not in (*factors, LABEL):
            raise ExperimentError(f"{name}, row 1: column '{column}' is no factor of [vary]{guess(column, factors)}")
        if header.count(column) > 1:
            raise ExperimentError(f"{name}, row 1: column '{column}' is there twice")
    for factor in factors:
        if factor not in header:
            raise ExperimentError(f"{name}, row 1: the factor '{factor}' has no column{guess(factor, header)}")


def cells(name: str, factor: Factor, column: Sequence[str]) -> Iterator[float]:
    """Yield the values of a factor's column."""
    for number, text in enumerate(column, start=2):
        where = f"{name}, row {number}, column {factor.name}"
        if factor.labels:
            if text not in factor.labels:
                near = guess(text, factor.labels)
                raise ExperimentError(f"{where}: there is no alternative '{text}'{near}")
            yield factor.levels[factor.labels.index(text)]
            continue
        try:
            value = float(text)
        except ValueError:
            raise ExperimentError(f"{where}: '{text}' is not a number; allowed: {factor.allowed}") from None
        if not factor.allows(value):
            raise ExperimentError(f"{where}: {value:g} is not allowed; allowed: {factor.allowed}")
        yield value
