"""Forest of paired differences: A minus B at each design point, or where there are many in the order of size."""

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from sim.experiments.sweep.folder.manifest import Manifest
from sim.numerals import count, number, spread
from viz.figures.canvas import NothingToDrawError, height_of_rows, house, label, page, rows, settled, ticks
from viz.figures.marks import beside, keys_of_verdicts, whisker, zero_and_band
from viz.figures.naming import Cells, point_name, scenario_title
from viz.figures.subject import Subject, interval_words, provenance, subject
from viz.style import MUTED, SMALL, VERDICTS

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FEW = 24  # differences that can each have a row
PANEL = 2.1  # inches of a panel of many


def draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    """Draw differences with their intervals and what is too small to matter.

    `table` as of `analyse diff`. Raises NothingToDrawError where no pair has a value.
    """
    found = table[table["difference"].notna()]
    if not len(found):
        raise NothingToDrawError(f"{subject(table, manifest).outcome.title}: no pair of runs has a value in both")
    with house():
        return _rows(found, manifest) if len(found) <= FEW else _ranked(found, manifest)


def _title(of: Subject, found: "pandas.DataFrame", manifest: Manifest) -> str:
    others = list(dict.fromkeys(found["b"]))
    against = scenario_title(others[0], manifest) if len(others) == 1 else "each other scenario"
    return f"{of.axis}: {scenario_title(found['a'].iloc[0], manifest)} − {against}"


def _rows(found: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    of = subject(found, manifest)
    names = [name_of(row, found, manifest) for row in found.to_dict("records")]
    subtitle = f"Mean difference of runs with the same luck; line: its {interval_words(found)}."
    source, keys = provenance(found, manifest), keys_of_verdicts(found["word"])
    figure = page(height_of_rows(names), _title(of, found, manifest), subtitle, source, keys)
    axes = figure.add_subplot()
    zero_and_band(axes, of)
    for at, row in enumerate(found.to_dict("records")):
        whisker(axes, row["low"], row["difference"], row["high"], at, row["word"])
        beside(axes, at, in_numbers(row, "difference", of.outcome.digits))
    rows(axes, names)
    ticks(axes.xaxis, sign=True)
    axes.set_xlabel(of.unit)
    return settled(figure)


def _ranked(found: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    of = subject(found, manifest)
    others = list(dict.fromkeys(found["b"]))
    points = count(found["point"].nunique(), "design point")
    subtitle = f"The mean difference at each of {points}, in the order of size, with its {interval_words(found)}."
    source, keys = provenance(found, manifest), keys_of_verdicts(found["word"])
    figure = page(PANEL * len(others) + 0.5, _title(of, found, manifest), subtitle, source, keys)
    panels = figure.subplots(len(others), sharex=True, sharey=True, squeeze=False)[:, 0]
    for axes, other in zip(panels, others, strict=True):
        _panel(axes, found[found["b"] == other].sort_values("difference", kind="stable"), of)
        if len(others) > 1:
            axes.set_title(f"against {scenario_title(other, manifest)}", loc="left", size=SMALL, color=MUTED)
    panels[-1].set_xlabel("design points, from the lowest difference to the highest")
    for axes in panels:
        axes.set_ylabel(label(of.unit, 24), size=SMALL)
    return settled(figure)


def _panel(axes: "Axes", found: "pandas.DataFrame", of: Subject) -> None:
    zero_and_band(axes, of, across=True)
    ranks = np.arange(len(found))
    thin = float(np.clip(150 / len(found), 0.35, 1.4))
    for word, drawn in VERDICTS.items():
        here = (found["word"] == word).to_numpy()
        if not here.any():
            continue
        axes.vlines(ranks[here], found["low"][here], found["high"][here], color=drawn.colour, lw=thin, alpha=0.55)
        face = drawn.colour if drawn.filled else "white"
        axes.plot(
            ranks[here],
            found["difference"][here],
            drawn.marker,
            color=drawn.colour,
            mfc=face,
            ms=1.5 + 2.2 * thin,
            mew=0.8,
        )
    axes.set_xlim(-1, len(found))
    axes.set_xticks([])
    axes.grid(axis="y")
    ticks(axes.yaxis, sign=True)


def name_of(row: Cells, found: "pandas.DataFrame", manifest: Manifest) -> str:
    """Name a row: its point where there are several, and the other scenario where there are several."""
    parts = []
    if found["point"].nunique() > 1:
        parts.append(point_name(row, manifest))
    if found["b"].nunique() > 1 or not parts:
        parts.append(f"against {scenario_title(row['b'], manifest)}")
    return ", ".join(parts)


def in_numbers(row: Cells, value: str, digits: int) -> str:
    """Write a difference with its interval."""
    return f"{number(row[value], digits, sign=True)}  ({spread(row['low'], row['high'], digits, sign=True)})"


def describe(table: "pandas.DataFrame", manifest: Manifest) -> str:
    """Say in words what the figure shows, for who cannot see it."""
    of = subject(table, manifest)
    found = table[table["difference"].notna()]
    if len(found) <= FEW:
        told = "; ".join(
            f"{name_of(row, found, manifest)} {in_numbers(row, 'difference', of.outcome.digits)}, {row['word']}"
            for row in found.to_dict("records")
        )
        return f"{_title(of, found, manifest)}: {told}."
    counted = Counter(found["word"])
    words = ", ".join(f"{word} at {counted[word]:,}" for word in VERDICTS if counted[word])
    ends = spread(float(found["difference"].min()), float(found["difference"].max()), of.outcome.digits, sign=True)
    return f"{_title(of, found, manifest)}, at {len(found):,} points from {ends}: {words}."
