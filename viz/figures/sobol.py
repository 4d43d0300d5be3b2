"""Sobol’ indices: the share of the variance that is a factor’s own (S1), and with all it takes part in (ST)."""

import math
from typing import TYPE_CHECKING

from sim.experiments.sweep.folder.manifest import Manifest
from sim.numerals import number, spread
from viz.figures.canvas import NothingToDrawError, height_of_rows, house, page, rows, settled, ticks
from viz.figures.marks import beside
from viz.figures.naming import factor_name
from viz.figures.subject import interval_words, provenance, subject
from viz.style import FLAT, INK, UP

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

MOST = 40  # factors; the smallest others stay in the table
THICK = 0.34  # of a row
NOISE = "luck of a single run"
DIGITS = 2


def draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    """Draw S1 and ST with intervals, the largest first, and the share that is noise.

    `table` as of `analyse sobol`. Raises NothingToDrawError where the outcome does not vary.
    """
    with house():
        return _draw(table, manifest)


def ordered(table: "pandas.DataFrame") -> "pandas.DataFrame":
    """Return factors, the one with the largest total index first."""
    return table[table["ST"].notna()].sort_values("ST", ascending=False, kind="stable")


def _draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    from matplotlib.patches import Patch

    of = subject(table, manifest)
    found = ordered(table).head(MOST)
    if not len(found):
        raise NothingToDrawError(f"{of.outcome.title}: it does not vary over the design points")
    noise = float(table.attrs.get("noise_share", math.nan))
    names = [*(factor_name(each, manifest) for each in found["factor"]), *([] if math.isnan(noise) else [NOISE])]
    interval = interval_words(table)
    subtitle = f"Share of the variance over design points that goes with each factor; thin line: {interval}."
    keys = [
        Patch(fc=UP, ec=UP, label="S1: by itself"),
        Patch(fc="white", ec=UP, label="ST: with all it takes part in"),
        *(
            []
            if math.isnan(noise)
            else [Patch(fc="white", ec=FLAT, hatch="////", label="share of the luck of single runs")]
        ),
    ]
    figure = page(height_of_rows(names, 2), f"{of.axis}: {of.of}", subtitle, provenance(table, manifest), keys)
    axes = figure.add_subplot()
    axes.axvline(0, color=INK, lw=0.9, zorder=1)
    for at, row in enumerate(found.to_dict("records")):
        for index, shift, face in (("S1", -THICK / 2, UP), ("ST", THICK / 2, "white")):
            axes.barh(at + shift, row[index], THICK, fc=face, ec=UP, lw=0.9)
            ends = [row[f"{index}_low"], row[f"{index}_high"]]
            axes.plot(ends, [at + shift] * 2, color=INK, lw=1.2, solid_capstyle="butt")
            told = f"{index} {number(row[index], DIGITS)}  ({spread(ends[0], ends[1], DIGITS)})"
            beside(axes, at + shift, told)
    if not math.isnan(noise):
        axes.barh(len(found), noise, 2 * THICK, fc="white", ec=FLAT, hatch="////", lw=0.9)
        beside(axes, len(found), number(noise, DIGITS))
    rows(axes, names)
    ticks(axes.xaxis)
    axes.set_xlabel("share of variance")
    return settled(figure)


def describe(table: "pandas.DataFrame", manifest: Manifest) -> str:
    """Say in words what the figure shows, for who cannot see it."""
    of = subject(table, manifest)
    told = "; ".join(
        f"{factor_name(row['factor'], manifest)} S1 {number(row['S1'], DIGITS)}, ST {number(row['ST'], DIGITS)} "
        f"({spread(row['ST_low'], row['ST_high'], DIGITS)})"
        for row in ordered(table).head(5).to_dict("records")
    )
    noise = float(table.attrs.get("noise_share", math.nan))
    luck = "" if math.isnan(noise) else f" The luck of single runs: {number(noise, DIGITS)}."
    return f"Share of the variance of {of.axis}, {of.of}. The largest: {told}.{luck}"
