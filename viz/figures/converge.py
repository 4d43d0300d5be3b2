"""Interval half-width against replicates: whether more runs would still tell more."""

from typing import TYPE_CHECKING

import numpy as np

from sim.experiments.sweep.folder.manifest import Manifest
from sim.numerals import number
from viz.figures.canvas import NothingToDrawError, house, label, page, settled
from viz.figures.subject import Subject, interval_words, provenance, subject
from viz.style import BAND, FLAT, INK, MUTED, TINY, UP

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT = 2.6  # inches
MEDIAN, WIDEST = "half_width", "half_width_widest"
FINER = 2  # digits more than the outcome has: half-widths are smaller than what they are of
FEWEST = 2  # numbers of replicates that make a line
MOST_TICKS = 9


def draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    """Draw the half-width at the median and at the widest point, on logarithmic scales, and what matters.

    `table` as of `analyse converge`. Raises NothingToDrawError where no interval can be told.
    """
    with house():
        return _draw(table, manifest)


def _draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    from matplotlib.lines import Line2D

    of = subject(table, manifest)
    found = table[(table[MEDIAN] > 0) | (table[WIDEST] > 0)]
    if not len(found):
        raise NothingToDrawError(f"{of.outcome.title}: no interval has any width")
    if len(found) < FEWEST:
        raise NothingToDrawError(f"{of.outcome.title}: too few replicates to see how intervals shrink")
    keys = [
        Line2D([], [], color=UP, marker="o", ms=5, lw=1.8, label="at the widest point"),
        Line2D([], [], color=UP, marker="s", mfc="white", ms=5, lw=1.2, ls="dashed", label="at the median point"),
        Line2D([], [], color=FLAT, lw=0.9, ls="dotted", label="one over the root of the replicates"),
    ]
    interval = interval_words(table)
    subtitle = f"Half the width of the {interval} with the first so many replicates; both scales are logarithmic."
    figure = page(HEIGHT, f"{of.axis}: {of.of}", subtitle, provenance(table, manifest), keys)
    axes = figure.add_subplot()
    axes.set_xscale("log")
    axes.set_yscale("log")
    shown = found[[MEDIAN, WIDEST]].to_numpy(float)
    low, high = _limits(shown, of.outcome.sesoi)
    axes.axhspan(low, of.outcome.sesoi, color=BAND, zorder=0)
    axes.annotate(
        f"grey: smaller than what matters, {number(of.outcome.sesoi, of.outcome.digits)}", (0.012, 0.02),
        xycoords="axes fraction", va="bottom", size=TINY, color=MUTED,
    )  # fmt: skip
    replicates = found["replicates"].to_numpy(float)
    last = float(found[WIDEST].iloc[-1])
    axes.plot(replicates, last * np.sqrt(replicates[-1] / replicates), color=FLAT, lw=0.9, ls="dotted")
    axes.plot(replicates, found[MEDIAN], color=UP, marker="s", mfc="white", ms=5, lw=1.2, ls="dashed", clip_on=False)
    axes.plot(replicates, found[WIDEST], color=UP, marker="o", ms=5, lw=1.8, clip_on=False)
    axes.set_ylim(low, high)
    _ticks(axes, [int(each) for each in replicates], (low, high), of)
    axes.set_xlabel("replicates")
    axes.set_ylabel(label(of.unit_of_change, 28))
    axes.grid()
    return settled(figure)


def _limits(shown: "np.typing.NDArray[np.float64]", sesoi: float) -> tuple[float, float]:
    """Return limits that hold all half-widths and what matters, on a logarithmic scale."""
    some = np.append(shown[shown > 0], sesoi)
    return float(some.min()) / 1.5, float(some.max()) * 1.5


def _ticks(axes: "Axes", replicates: list[int], limits: tuple[float, float], of: Subject) -> None:
    """Write plain numbers along logarithmic scales: the replicates there are, and 1, 2, 5 of every power of ten."""
    shown: list[int] = []
    for each in reversed(replicates):
        if not shown or shown[-1] / each >= (replicates[-1] / replicates[0]) ** (1 / MOST_TICKS):
            shown.append(each)
    axes.set_xticks(shown, [f"{each:,}" for each in shown])
    powers = range(int(np.floor(np.log10(limits[0]))), int(np.ceil(np.log10(limits[1]))) + 1)
    heights = [step * 10.0**power for power in powers for step in (1, 2, 5)]
    inside = [each for each in heights if limits[0] <= each <= limits[1]]
    inside = [each for at, each in enumerate(inside) if len(inside) <= MOST_TICKS or at % 3 == 0]
    digits = max(0, -int(np.floor(np.log10(inside[0])))) if inside else of.outcome.digits
    axes.set_yticks(inside, [number(each, digits if each < 1 else 0) for each in inside])
    axes.minorticks_off()
    axes.tick_params(labelcolor=INK)


def describe(table: "pandas.DataFrame", manifest: Manifest) -> str:
    """Say in words what the figure shows, for who cannot see it."""
    of = subject(table, manifest)
    digits = of.outcome.digits + FINER
    first, last = table.iloc[0], table.iloc[-1]
    return (
        f"{of.axis}, {of.of}: half-width of the interval {number(float(first[MEDIAN]), digits)} at the median point "
        f"with {int(first['replicates']):,} replicates, {number(float(last[MEDIAN]), digits)} with "
        f"{int(last['replicates']):,}; at the widest point {number(float(last[WIDEST]), digits)}; it matters from "
        f"{number(of.outcome.sesoi, of.outcome.digits)}."
    )
