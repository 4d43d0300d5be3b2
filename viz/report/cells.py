"""Cells of a report's tables: how numbers, intervals, counts and names are written."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.experiments.sweep.folder.manifest import Manifest
from sim.numerals import NOTHING, number, spread
from viz.figures.heat import level_word
from viz.figures.naming import Cells, factor_name, point_name, scenario_title

if TYPE_CHECKING:
    import pandas

MOST_FACTORS = 6  # columns of factors beside a result


@dataclass(frozen=True)
class Column:
    """A heading, how a cell is written, and whether it is a number."""

    heading: str
    write: Callable[[Cells], str]
    numeric: bool = True


def value(heading: str, name: str, digits: int, sign: bool = False) -> Column:
    """A column of numbers."""
    return Column(heading, lambda row: number(float(row[name]), digits, sign))


def interval(
    digits: int, sign: bool = False, low: str = "low", high: str = "high", heading: str = "95 % interval"
) -> Column:
    """A column of intervals."""
    return Column(heading, lambda row: spread(float(row[low]), float(row[high]), digits, sign))


def whole(heading: str, name: str) -> Column:
    """A column of counts."""
    return Column(heading, lambda row: f"{int(row[name]):,}" if not math.isnan(row[name]) else NOTHING)


def words(heading: str, name: str) -> Column:
    """A column of words."""
    return Column(heading, lambda row: str(row[name]), numeric=False)


def yes_no(heading: str, name: str) -> Column:
    """A column of yes and no."""
    return Column(heading, lambda row: "yes" if row[name] else "no", numeric=False)


def factor_column(manifest: Manifest) -> Column:
    """The column of factors' names."""
    return Column("Factor", lambda row: factor_name(str(row["factor"]), manifest), numeric=False)


def scenario_column(name: str, heading: str, manifest: Manifest) -> Column:
    """A column of scenarios' titles."""
    return Column(heading, lambda row: scenario_title(str(row[name]), manifest), numeric=False)


def point_columns(rows: "pandas.DataFrame", manifest: Manifest) -> list[Column]:
    """Say which point a row is: by its label, else by its factors, as many as there is room for."""
    found = [whole("Point", "point")]
    if rows["label"].astype(bool).any():
        named = Column("What it is", lambda row: point_name(row, manifest), numeric=False)
        return [*found, named]
    names = [each.name for each in manifest.factors if each.name in rows and rows[each.name].nunique() > 1]
    return found + [_level(name, manifest) for name in names[:MOST_FACTORS]]


def _level(name: str, manifest: Manifest) -> Column:
    return Column(factor_name(name, manifest), lambda row: level_word(row[name]))
