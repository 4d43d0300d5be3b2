"""Waterfall: from the result with nothing on to the result with all on, by what each claim adds on average."""

from typing import TYPE_CHECKING

from sim.experiments.sweep.folder.manifest import Manifest
from sim.numerals import number
from viz.figures.canvas import NothingToDrawError, height_of_rows, house, page, rows, settled, ticks
from viz.figures.forest import in_numbers
from viz.figures.marks import beside
from viz.figures.naming import factor_name
from viz.figures.subject import interval_words, provenance, subject
from viz.style import DOWN, INK, MUTED, UP

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

THICK = 0.62  # of a row
NONE, ALL = "none of them on", "all of them on"


def draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    """Draw Shapley effects one after another, with their intervals.

    `table` as of `analyse shapley`. Raises NothingToDrawError where no effect can be told.
    """
    with house():
        return _draw(table, manifest)


def ordered(table: "pandas.DataFrame") -> "pandas.DataFrame":
    """Return effects, the largest first."""
    found = table[table["effect"].notna()]
    return found.reindex(found["effect"].abs().sort_values(ascending=False, kind="stable").index)


def _draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    of = subject(table, manifest)
    found = ordered(table)
    if not len(found):
        raise NothingToDrawError(f"{of.outcome.title}: no Shapley effect can be told, some set of claims has no value")
    none, last = float(table.attrs["none"]), float(table.attrs["all"])
    digits = of.outcome.digits
    names = [NONE, *(factor_name(each, manifest) for each in found["factor"]), ALL]
    subtitle = (
        "Each bar begins where the one above ends. It is what a factor adds, averaged over the orders in which all "
        f"could be added (Shapley effect); thin line: its {interval_words(table)}."
    )
    figure = page(height_of_rows(names) + 0.1, f"{of.axis}: {of.of}", subtitle, provenance(table, manifest))
    axes = figure.add_subplot()
    axes.axvline(0, color=INK, lw=0.9, zorder=1)
    level = none
    for at, row in enumerate(found.to_dict("records"), start=1):
        effect = row["effect"]
        colour = UP if effect >= 0 else DOWN
        axes.barh(
            at,
            effect,
            THICK,
            left=level,
            fc=colour if effect >= 0 else "white",
            ec=colour,
            hatch="" if effect >= 0 else "////",
        )
        axes.plot([level + row["low"], level + row["high"]], [at, at], color=INK, lw=1, zorder=3)
        axes.plot([level] * 2, [at - 1 + THICK / 2, at - THICK / 2], color=MUTED, lw=0.6)
        level += effect
        beside(axes, at, in_numbers(row, "effect", digits))
    axes.plot([level] * 2, [len(found) + THICK / 2, len(found) + 1 - THICK / 2], color=MUTED, lw=0.6)
    for at, value in ((0, none), (len(found) + 1, last)):
        axes.barh(at, value, THICK, color=INK)
        axes.plot([value] * 2, [at - THICK / 2, at + THICK / 2], color=INK, lw=2)
        beside(axes, at, number(value, digits, sign=of.is_difference))
    rows(axes, names)
    ticks(axes.xaxis, sign=of.is_difference)
    axes.set_xlabel(of.unit)
    return settled(figure)


def describe(table: "pandas.DataFrame", manifest: Manifest) -> str:
    """Say in words what the figure shows, for who cannot see it."""
    of = subject(table, manifest)
    digits = of.outcome.digits
    told = "; ".join(
        f"{factor_name(row['factor'], manifest)} {in_numbers(row, 'effect', digits)}"
        for row in ordered(table).head(5).to_dict("records")
    )
    ends = [number(float(table.attrs[each]), digits, sign=of.is_difference) for each in ("none", "all")]
    return f"{of.axis}, {of.of}: from {ends[0]} with none on to {ends[1]} with all on. The largest effects: {told}."
