"""Morris screening: how much a factor moves the result (mu*), against how much that depends on the others (sigma)."""

from typing import TYPE_CHECKING

from sim.experiments.sweep.folder.manifest import Manifest
from sim.numerals import number, spread
from viz.figures.canvas import NothingToDrawError, height_of_rows, house, label, page, rows, settled, ticks
from viz.figures.marks import beside
from viz.figures.naming import Cells, factor_name, short_name, unseen
from viz.figures.placing import place
from viz.figures.subject import provenance, subject
from viz.style import BAND, FLAT, INK, LINE, MUTED, UP

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FEW = 12  # factors that all have a row, whatever their effect
MOST = 40  # factors with a row; the smallest others stay in the table
NAMED = 14  # factors with a name in the plane
PLANE = 2.7  # inches


def draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    """Draw the plane of mu* and sigma, and below it mu* with intervals, the largest first.

    `table` as of `analyse morris`. Raises NothingToDrawError where no effect can be told.
    """
    with house():
        return _draw(table, manifest)


def ordered(table: "pandas.DataFrame") -> "pandas.DataFrame":
    """Return factors, the one that moves the result most first."""
    return table[table["mu_star"].notna()].sort_values("mu_star", ascending=False, kind="stable")


def _draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    of = subject(table, manifest)
    found = ordered(table)
    if not len(found):
        raise NothingToDrawError(f"{of.outcome.title}: no effect can be told at any factor")
    nothing = (found["mu_star_high"].round(of.outcome.digits) == 0) & (len(found) > FEW)
    listed = found[~nothing].head(MOST)
    names = [factor_name(each, manifest) for each in listed["factor"]]
    lower_height = height_of_rows(names)
    subtitle = (
        "mu*: mean size of a factor’s effects over its whole range, wherever the others stand; sigma: how much these "
        "vary. Above the dashed line an effect depends on the others more than it is its own."
    ) + unseen(list(found["factor"][nothing]), manifest)
    keys = [
        Line2D([], [], color=UP, marker="o", lw=1.8, ms=5, label="more than noise"),
        Line2D([], [], color=FLAT, marker="o", mfc="white", lw=1.8, ms=5, label="cannot be told from noise"),
        Patch(fc=BAND, ec=LINE, label="what chance alone gives a factor that does nothing"),
    ]
    figure = page(PLANE + lower_height, f"{of.axis}: {of.of}", subtitle, provenance(table, manifest), keys)
    upper, lower = figure.subplots(2, height_ratios=[PLANE, lower_height])
    _plane(upper, found)
    for at, row in enumerate(listed.to_dict("records")):
        lower.barh(at, row["noise"], 0.8, color=BAND, zorder=0)
        _whisker(lower, row["mu_star_low"], row["mu_star"], row["mu_star_high"], at, above(row))
        digits = of.outcome.digits
        beside(
            lower, at, f"{number(row['mu_star'], digits)}  ({spread(row['mu_star_low'], row['mu_star_high'], digits)})"
        )
    lower.set_xlim(left=0)
    rows(lower, names)
    ticks(lower.xaxis)
    lower.set_xlabel(f"mu*, {of.unit_of_change}")
    upper.set_ylabel(label(f"sigma, {of.unit_of_change}", 30))
    upper.set_xlabel(f"mu*, {of.unit_of_change}")
    names_of = [short_name(each, manifest) if at < NAMED else "" for at, each in enumerate(found["factor"])]
    settled(figure)
    place(upper, list(found["mu_star"]), list(found["sigma"]), names_of)
    return figure


def above(row: Cells) -> bool:
    """Whether an effect can be told from what chance gives a factor that does nothing: its interval allows for that."""
    return bool(row["mu_star_low"] > 0)


def _whisker(axes: "Axes", low: float, value: float, high: float, at: float, sure: bool) -> None:
    colour = UP if sure else FLAT
    axes.plot([low, high], [at, at], color=colour, lw=1.8, solid_capstyle="butt")
    axes.plot(value, at, "o", color=colour, mfc=colour if sure else "white", mew=1.3, ms=5, clip_on=False, zorder=3)


def _plane(axes: "Axes", found: "pandas.DataFrame") -> None:
    for row in found.to_dict("records"):
        sure = above(row)
        axes.plot(row["mu_star"], row["sigma"], "o", color=UP if sure else FLAT, mfc=UP if sure else "white", ms=5)
    widest = float(found["mu_star"].max()) * 1.08 or 1.0
    highest = float(found["sigma"].max()) * 1.2 or 1.0
    edge = min(widest, highest)
    axes.plot([0, edge], [0, edge], color=MUTED, lw=0.8, ls=(0, (4, 3)), zorder=1)
    axes.set_xlim(0, widest)
    axes.set_ylim(-0.04 * highest, highest)
    axes.axhline(0, color=INK, lw=0.6, zorder=1)
    axes.grid()
    ticks(axes.xaxis)
    ticks(axes.yaxis)


def describe(table: "pandas.DataFrame", manifest: Manifest) -> str:
    """Say in words what the figure shows, for who cannot see it."""
    of = subject(table, manifest)
    found = ordered(table)
    sure = sum(above(row) for row in found.to_dict("records"))
    told = "; ".join(
        f"{factor_name(row['factor'], manifest)} mu* {number(row['mu_star'], of.outcome.digits)}, "
        f"sigma {number(row['sigma'], of.outcome.digits)}"
        for row in found.head(5).to_dict("records")
    )
    return f"{of.axis}, {of.of}: {sure} of {len(found)} factors stand out from the noise. The largest: {told}."
