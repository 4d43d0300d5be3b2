"""Sets of claims as a matrix: one column a set, filled dots for its claims, above them what the set reaches."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sim.experiments.sweep.manifest import Manifest
from sim.numerals import count, number
from viz.figures.canvas import NothingToDrawError, height_of_rows, house, page, rows, settled, ticks
from viz.naming import factor_name, provenance, subject
from viz.style import BAND, INK, LINE, MUTED, SMALL, UP

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 24  # sets that fit the width
TOP = 1.5  # inches above the matrix
BESIDE = 2.6  # inches that names may take of the width
NOBODY = "(none)"


def draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    """Draw the sets that are enough and of which nothing can be left out, the smallest first.

    `table` as of `analyse sets`. Raises NothingToDrawError where no set is enough.
    """
    with house():
        return _draw(table, manifest)


def members(cell: object) -> tuple[str, ...]:
    """Return the factors of a set, from a tuple or from names with plus signs between."""
    if isinstance(cell, str):
        return tuple(each for each in cell.split(" + ") if each and each != NOBODY)
    assert isinstance(cell, Iterable)
    return tuple(map(str, cell))


def shown(table: "pandas.DataFrame") -> "pandas.DataFrame":
    """Return the sets to draw: prime implicants, the smallest first and of equals the surest."""
    found = table[table["sufficient"].astype(bool) & table["prime_implicant"].astype(bool)]
    return found.sort_values(["size", "low"], ascending=[True, False], kind="stable")


def _draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    of = subject(table, manifest)
    every = shown(table)
    if not len(every):
        raise NothingToDrawError(f"{of.outcome.title}: no set of factors is enough, not even all together")
    found = every.head(MOST)
    sets = [members(each) for each in found["set"]]
    used = [each.name for each in manifest.factors if any(each.name in one for one in sets)]
    names = [factor_name(each, manifest) for each in used] or ["nothing need be on"]
    left = len(every) - len(found)
    subtitle = "Each column is a set of factors that is enough with all others off, and of which none can be left out."
    subtitle += f" {count(left, 'larger set')} not drawn." if left else ""
    matrix = height_of_rows(names) - 0.5
    figure = page(TOP + matrix, f"{of.axis}: {of.of}", subtitle, provenance(table, manifest))
    upper, lower = figure.subplots(2, sharex=True, height_ratios=[TOP, matrix])
    _values(upper, found, of.outcome.digits, of.is_difference)
    upper.set_ylabel(of.unit, size=SMALL)
    _matrix(lower, sets, used, names)
    return settled(figure)


def _values(axes: "Axes", found: "pandas.DataFrame", digits: int, sign: bool) -> None:
    for at, row in enumerate(found.to_dict("records")):
        axes.bar(at, row["value"], 0.55, color=UP, alpha=0.25)
        axes.plot([at, at], [row["low"], row["value"]], color=UP, lw=1.8)
        axes.plot(at, row["value"], "o", color=UP, ms=5)
        if len(found) <= MOST // 2:
            text = number(row["value"], digits, sign)
            axes.annotate(text, (at, row["value"]), (0, 5), textcoords="offset points", ha="center", size=SMALL)
    axes.axhline(0, color=INK, lw=0.9)
    axes.margins(y=0.18)
    axes.grid(axis="y")
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="x", length=0, labelbottom=False)
    ticks(axes.yaxis, sign)


def _matrix(axes: "Axes", sets: list[tuple[str, ...]], used: list[str], names: list[str]) -> None:
    for row in range(0, len(names), 2):
        axes.axhspan(row - 0.5, row + 0.5, color=BAND, zorder=0)
    for at, one in enumerate(sets):
        inside = [row for row, name in enumerate(used) if name in one]
        axes.plot([at] * len(used), range(len(used)), "o", color=LINE, ms=6, zorder=1)
        if inside:
            axes.plot([at, at], [min(inside), max(inside)], color=INK, lw=1.6, zorder=2)
            axes.plot([at] * len(inside), inside, "o", color=INK, ms=8, zorder=3)
    rows(axes, names)
    axes.grid(False)
    axes.set_xlim(-0.7, max(5, len(sets)) - 0.3)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.set_xlabel("sets, the smallest first", color=MUTED, size=SMALL)


def describe(table: "pandas.DataFrame", manifest: Manifest) -> str:
    """Say in words what the figure shows, for who cannot see it."""
    of = subject(table, manifest)
    found = shown(table)
    told = "; ".join(
        f"{' with '.join(factor_name(each, manifest) for each in members(row['set'])) or 'nothing at all'} "
        f"({number(row['value'], of.outcome.digits, sign=of.is_difference)})"
        for row in found.head(5).to_dict("records")
    )
    return f"{of.axis}, {of.of}: {count(len(found), 'set')} enough and with nothing to spare. The smallest: {told}."
