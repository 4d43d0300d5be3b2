"""Tables of a report: which columns a reader sees, in which order, and how each cell is written."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.experiments.sweep.folder.manifest import Manifest
from sim.numerals import NOTHING, number, percent, spread
from viz.figures import boxes, sets
from viz.figures.fan import digits_of
from viz.figures.naming import Cells, level_name
from viz.figures.subject import Subject, subject
from viz.figures.tree import is_share, lines
from viz.report.cells import (
    Column,
    factor_column,
    interval,
    point_columns,
    scenario_column,
    value,
    whole,
    words,
    yes_no,
)
from viz.report.findings import Table, frame_of

if TYPE_CHECKING:
    import pandas

MOST_ROWS = 60  # of a table in the page; all are to be had from the command line
EVERY_WEEKS = 13  # rows of a weekly series
LEAST_P = 0.001  # chances below are not told apart
FINE = 2  # digits of indices and standardised differences


@dataclass(frozen=True)
class Shown:
    """A table as it stands in the page; `total` counts the rows there are."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int

    @property
    def cut(self) -> bool:
        """Whether there are more rows than are shown."""
        return self.total > len(self.rows)


def shown(method: str, table: Table, manifest: Manifest) -> Shown:
    """Return a method's table as the page shows it."""
    if method == "cart":
        return _tree(table, manifest)
    rows = frame_of(table)
    of = subject(rows, manifest)
    if method == "weekly":
        rows = rows[rows["week"] % EVERY_WEEKS == 0]
    columns = tuple(COLUMNS[method](rows, of, manifest))
    written = [tuple(column.write(row) for column in columns) for row in rows.head(MOST_ROWS).to_dict("records")]
    return Shown(columns, tuple(written), len(rows))


# ---------------------------------------------------------------- what each method shows
def _ci(rows: "pandas.DataFrame", of: Subject, manifest: Manifest) -> list[Column]:
    digits = of.outcome.digits
    percentiles = [] if of.outcome.yes_no else [interval(digits, low="p5", high="p95", heading="90 % of runs")]
    return [
        *point_columns(rows, manifest),
        scenario_column("scenario", "Scenario", manifest),
        whole("Runs", "runs"),
        whole("Failed", "failed"),
        value(f"Mean, {of.outcome.unit}", "mean", digits),
        interval(digits),
        *percentiles,
    ]


def _diff(rows: "pandas.DataFrame", of: Subject, manifest: Manifest) -> list[Column]:
    digits = of.outcome.digits
    other = [scenario_column("b", "Against", manifest)] if rows["b"].nunique() > 1 else []
    return [
        *point_columns(rows, manifest),
        *other,
        whole("Pairs", "pairs"),
        value(f"A, {of.outcome.unit}", "mean_a", digits),
        value(f"B, {of.outcome.unit}", "mean_b", digits),
        value(f"A − B, {of.unit}", "difference", digits, sign=True),
        interval(digits, sign=True),
        words("In words", "word"),
        value("Standardised", "standardised", FINE, sign=True),
        Column("Same sign", lambda row: NOTHING if math.isnan(row["same_sign"]) else percent(row["same_sign"])),
    ]


def _tornado(rows: "pandas.DataFrame", of: Subject, manifest: Manifest) -> list[Column]:
    digits, sign = of.outcome.digits, of.is_difference
    return [
        factor_column(manifest),
        Column("Changed to", lambda row: level_name(row["factor"], str(row["level"]), manifest), numeric=False),
        value(f"Before, {of.unit}", "base", digits, sign),
        value("After", "value", digits, sign),
        value(f"Change, {of.unit_of_change}", "change", digits, sign=True),
        interval(digits, sign=True),
        words("In words", "word"),
    ]


def _shapley(rows: "pandas.DataFrame", of: Subject, manifest: Manifest) -> list[Column]:
    digits = of.outcome.digits
    return [
        factor_column(manifest),
        value(f"Effect, {of.unit_of_change}", "effect", digits, sign=True),
        interval(digits, sign=True),
        value("Standard error", "se", digits + 1),
    ]


def _sets(rows: "pandas.DataFrame", of: Subject, manifest: Manifest) -> list[Column]:
    digits, sign = of.outcome.digits, of.is_difference

    def named(row: Cells) -> str:
        return sets.in_words(sets.asked(row["set"], False), manifest)

    return [
        Column("Set", named, numeric=False),
        whole("Size", "size"),
        yes_no("Enough, all others off", "sufficient"),
        yes_no("None of it can go", "minimal"),
        yes_no("Enough whatever the others are", "prime_implicant"),
        value(f"Reaches, {of.unit}", "value", digits, sign),
        interval(digits, sign, heading="Bounds for all sets at once"),
    ]


def _morris(rows: "pandas.DataFrame", of: Subject, manifest: Manifest) -> list[Column]:
    digits = of.outcome.digits
    return [
        factor_column(manifest),
        value(f"mu*, {of.unit_of_change}", "mu_star", digits),
        interval(digits, low="mu_star_low", high="mu_star_high"),
        value("mu", "mu", digits, sign=True),
        value("sigma", "sigma", digits),
        value("Noise", "noise", digits),
    ]


def _sobol(rows: "pandas.DataFrame", of: Subject, manifest: Manifest) -> list[Column]:
    return [
        factor_column(manifest),
        value("S1", "S1", FINE),
        interval(FINE, low="S1_low", high="S1_high", heading="95 % interval of S1"),
        value("ST", "ST", FINE),
        interval(FINE, low="ST_low", high="ST_high", heading="95 % interval of ST"),
    ]


def _prim(rows: "pandas.DataFrame", of: Subject, manifest: Manifest) -> list[Column]:
    return [
        words("Box", "box"),
        factor_column(manifest),
        Column("Inside the box", lambda row: boxes.limit_words(row, manifest), numeric=False),
        Column("Quasi-p", lambda row: f"{row['quasi_p']:.2g}" if row["quasi_p"] >= LEAST_P else f"< {LEAST_P:g}"),
    ]


def _weekly(rows: "pandas.DataFrame", of: Subject, manifest: Manifest) -> list[Column]:
    units = {each.name: f"{each.about} ({each.unit})" for each in manifest.series}
    digits = {each: digits_of(rows, each) for each in units}

    def between(low: str, high: str, heading: str) -> Column:
        return Column(heading, lambda row: spread(row[low], row[high], digits.get(row["series"], 0)))

    return [
        Column("Series", lambda row: units.get(str(row["series"]), str(row["series"])), numeric=False),
        scenario_column("scenario", "Scenario", manifest),
        whole("Week", "week"),
        Column("Median", lambda row: number(row["p50"], digits.get(row["series"], 0))),
        between("p25", "p75", "Half of runs"),
        between("p5", "p95", "90 % of runs"),
    ]


def _converge(rows: "pandas.DataFrame", of: Subject, manifest: Manifest) -> list[Column]:
    digits = of.outcome.digits + 1
    return [
        whole("Replicates", "replicates"),
        value(f"Half-width at the median point, {of.unit_of_change}", "half_width", digits),
        value("At the widest point", "half_width_widest", digits),
        value("Mean over points", "mean", digits, of.is_difference),
    ]


def _grid(rows: "pandas.DataFrame", of: Subject, manifest: Manifest) -> list[Column]:
    return _diff(rows, of, manifest) if "difference" in rows else _ci(rows, of, manifest)


def _tree(table: "pandas.DataFrame", manifest: Manifest) -> Shown:
    of, share = subject(table, manifest), is_share(table)
    outline = lines(table, manifest)
    columns = (
        words("Narrowed to", ""),
        whole("Design points", ""),
        whole("Share" if share else f"Mean, {of.unit}", ""),
    )
    rows = [
        (
            f"{'· ' * each.depth}{each.words}",
            f"{each.points:,}",
            percent(each.share) if share else number(each.share, of.outcome.digits, of.is_difference),
        )
        for each in outline
    ]
    return Shown(columns, tuple(rows), len(rows))


COLUMNS: dict[str, Callable[["pandas.DataFrame", Subject, Manifest], Sequence[Column]]] = {
    "ci": _ci,
    "diff": _diff,
    "tornado": _tornado,
    "shapley": _shapley,
    "sets": _sets,
    "morris": _morris,
    "sobol": _sobol,
    "prim": _prim,
    "weekly": _weekly,
    "converge": _converge,
    "grid": _grid,
}
