"""Tornado: how far the result moves when one thing is changed at a time, with intervals, the largest first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.experiments.sweep.folder.manifest import Manifest
from sim.numerals import number
from viz.figures.canvas import NothingToDrawError, height_of_rows, house, page, rows, settled, ticks
from viz.figures.forest import in_numbers
from viz.figures.marks import CHANGES, beside, keys_of_verdicts, whisker, zero_and_band
from viz.figures.naming import Cells, factor, factor_name, level_name, unseen
from viz.figures.subject import provenance, subject

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FEW = 12  # factors that all have a row, whatever they change
MOST = 40  # factors; the smallest others stay in the table
TOGETHER = 0.52  # of a row: how far apart the levels of one factor are
SMALLEST, LARGEST = 4.5, 8.0  # signs of the lowest and the highest level


def draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    """Draw the change of every factor against the base point, run by run.

    `table` as of `analyse tornado`. Raises NothingToDrawError where no change can be told.
    """
    with house():
        return _draw(table, manifest)


def ordered(table: "pandas.DataFrame") -> list[tuple[str, "pandas.DataFrame"]]:
    """Return the rows of each factor, the one that moves the result furthest first."""
    found = table[table["change"].notna()]
    groups = [(str(name), each) for name, each in found.groupby("factor", sort=False)]
    return sorted(groups, key=lambda pair: -float(pair[1]["change"].abs().max()))


def _draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    of = subject(table, manifest)
    every = ordered(table)
    shown = {name: each[["change", "low", "high"]].round(of.outcome.digits) for name, each in every}
    nothing = [name for name, numbers in shown.items() if len(every) > FEW and not numbers.any(axis=None)]
    groups = [each for each in every if each[0] not in nothing][:MOST] or every[:MOST]
    if not groups:
        raise NothingToDrawError(f"{of.outcome.title}: no change can be told at any factor")
    several = max(len(each) for _, each in groups) > 1
    levels = {level_name(name, str(row), manifest) for name, each in groups for row in each["level"]}
    alike = levels.pop() if len(levels) == 1 else ""
    names = [_name(name, each, manifest, several or bool(alike)) for name, each in groups]
    base = number(float(table["base"].iloc[0]), of.outcome.digits, sign=of.is_difference)
    what = f"one thing is switched {alike}" if alike in ("off", "on") else "one thing is changed"
    subtitle = f"Change from {base} at the base point when {what}, on runs with the same luck."
    subtitle += unseen(nothing, manifest)
    subtitle += " The larger the sign, the higher the level." if several else ""
    height = height_of_rows(names, min(2, max(len(each) for _, each in groups)))
    keys = keys_of_verdicts([str(word) for _, each in groups for word in each["word"]], CHANGES)
    figure = page(height, f"{of.axis}: {of.of}", subtitle, provenance(table, manifest), keys)
    axes = figure.add_subplot()
    zero_and_band(axes, of)
    for at, (name, each) in enumerate(groups):
        _levels(axes, at, in_order(name, each, manifest), several, of.outcome.digits)
    rows(axes, names)
    ticks(axes.xaxis, sign=True)
    axes.set_xlabel(f"change, {of.unit_of_change}")
    return settled(figure)


def in_order(name: str, rows: "pandas.DataFrame", manifest: Manifest) -> list[Cells]:
    """Return the rows of a factor from its lowest level to its highest, levels in words."""
    named = [{**row, "level": level_name(name, str(row["level"]), manifest)} for row in rows.to_dict("records")]
    of = factor(name, manifest)
    labels = of.labels if of is not None else ()

    def order(row: Cells) -> float:
        if row["level"] in labels:
            return float(labels.index(row["level"]))
        try:
            return float(row["level"])
        except ValueError:
            return 0.0

    return sorted(named, key=order)


def _levels(axes: "Axes", at: int, found: Sequence[Cells], several: bool, digits: int) -> None:
    """Draw the levels of one factor around its row, the higher the larger; write the lowest and the highest."""
    for place, row in enumerate(found):
        share = place / max(1, len(found) - 1)
        level = at + (share - 0.5) * TOGETHER * (len(found) > 1)
        size = SMALLEST + (LARGEST - SMALLEST) * (share if len(found) > 1 else 0.5)
        whisker(axes, row["low"], row["change"], row["high"], level, row["word"], size)
        if place in (0, len(found) - 1):
            text = in_numbers(row, "change", digits)
            beside(axes, level, f"{row['level']}: {text}" if several else text)


def _name(name: str, rows: "pandas.DataFrame", manifest: Manifest, told: bool) -> str:
    own = factor_name(name, manifest)
    return own if told else f"{own}, {level_name(name, str(rows['level'].iloc[0]), manifest)}"


def describe(table: "pandas.DataFrame", manifest: Manifest) -> str:
    """Say in words what the figure shows, for who cannot see it."""
    of = subject(table, manifest)
    told = "; ".join(
        f"{factor_name(name, manifest)} {row['level']} {in_numbers(row, 'change', of.outcome.digits)}, {row['word']}"
        for name, each in ordered(table)[:5]
        for row in in_order(name, each, manifest)[:2]
    )
    return f"{of.axis}, {of.of}: change against the base point. The largest: {told}."
