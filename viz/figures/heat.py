"""Heat map of two factors: what the result is at each pair of levels, and where the conclusion flips."""

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.compare import HIGHER, LOWER
from sim.experiments.sweep.folder.manifest import Manifest
from sim.numerals import count, number
from sim.table import Array
from viz.figures.canvas import NothingToDrawError, house, page, settled, ticks
from viz.figures.naming import factor, factor_name, plain
from viz.figures.subject import Subject, provenance, subject
from viz.style import DOWN, INK, LINE, PAPER, SMALL, TINY, UP, VERDICTS

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FEWEST = 3  # levels of a factor along an axis
MOST_FACTORS = 40  # that are tried in pairs
SHADES = 65  # of the scale, white in the middle
WRITTEN = 110  # cells in which numbers can be read
HEIGHT = 4.2  # inches
MOST_X, MOST_Y = 8, 16  # levels written along an axis
HALF = 0.5  # of runs: where a share of runs turns
DARK = 0.55  # of the scale, from where on a number is written in white


@dataclass(frozen=True)
class Grid:
    """The mean of a result at every pair of levels, `(levels of y, levels of x)`, others averaged."""

    x: str
    y: str
    xs: tuple[Any, ...]
    ys: tuple[Any, ...]
    means: Array
    words: Array
    averaged: int


def draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    """Draw the two factors that move the result most on a grid.

    `table` as of `analyse diff`, or `analyse ci` of one scenario. Raises NothingToDrawError where no two factors
    have several levels that all meet.
    """
    with house():
        return _draw(table, manifest)


def grid(table: "pandas.DataFrame", manifest: Manifest) -> Grid:
    """Return the grid of the two factors whose levels differ most."""
    value = "difference" if "difference" in table else "mean"
    if value == "difference":
        table = table[table["b"] == table["b"].iloc[0]]
    names = [each.name for each in manifest.factors if each.name in table and table[each.name].nunique() >= FEWEST]
    pairs = [pair for pair in combinations(names[:MOST_FACTORS], 2) if _meet(table, *pair)]
    if not pairs:
        raise NothingToDrawError("heat map: no two factors with three levels or more that all meet in some point")
    spread = {name: float(np.ptp(table.groupby(name)[value].mean().to_numpy())) for name in names}
    x, y = max(pairs, key=lambda pair: spread[pair[0]] + spread[pair[1]])
    means = table.pivot_table(values=value, index=y, columns=x, aggfunc="mean", dropna=False)
    xs, ys = _ordered(x, list(means.columns), manifest), _ordered(y, list(means.index), manifest)
    means = means.loc[ys, xs]
    alone = len(table) == means.size and "word" in table
    words = table.pivot(index=y, columns=x, values="word").loc[ys, xs] if alone else means.map(lambda _: "")
    others = sum(table[each.name].nunique() > 1 for each in manifest.factors if each.name in table) - 2
    return Grid(x, y, tuple(xs), tuple(ys), means.to_numpy(float), words.to_numpy(), others)


def _meet(table: "pandas.DataFrame", one: str, other: str) -> bool:
    """Whether every level of one factor is run with every level of the other."""
    return len(table[[one, other]].drop_duplicates()) == table[one].nunique() * table[other].nunique()


def _ordered(name: str, levels: list[Any], manifest: Manifest) -> list[Any]:
    of = factor(name, manifest)
    return sorted(levels, key=lambda each: of.labels.index(each) if of is not None and of.labels else each)


def _draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    from matplotlib.colors import LinearSegmentedColormap, Normalize

    of, found = subject(table, manifest), grid(table, manifest)
    if not np.isfinite(found.means).any():
        raise NothingToDrawError(f"{of.outcome.title}: no run has a value")
    subtitle = "Colour and number: the mean at each pair of levels"
    subtitle += f", averaged over {count(found.averaged, 'other factor')}. " if found.averaged else ". "
    subtitle += _lines(of, found)
    figure = page(HEIGHT, f"{of.axis}: {of.of}", subtitle, provenance(table, manifest))
    axes = figure.add_subplot()
    most = float(np.nanmax(np.abs(found.means))) or 1.0
    least = -most if of.is_difference else float(np.nanmin(found.means))
    colours = [DOWN, PAPER, UP] if of.is_difference else [PAPER, UP]
    norm = Normalize(least, most if most > least else least + 1.0)
    scale = LinearSegmentedColormap.from_list("ours", colours, N=SHADES)
    drawn = axes.pcolormesh(found.means, cmap=scale, norm=norm, edgecolors=LINE, linewidth=0.8)
    _contour(axes, found, of)
    if found.means.size <= WRITTEN:
        _write(axes, found, of, norm)
    for axis, name, levels in ((axes.xaxis, found.x, found.xs), (axes.yaxis, found.y, found.ys)):
        every = -(-len(levels) // (MOST_X if axis is axes.xaxis else MOST_Y))
        axis.set_ticks(np.arange(len(levels))[::every] + 0.5, [level_word(each) for each in levels[::every]])
        unit = factor(name, manifest)
        title = factor_name(name, manifest)
        axis.set_label_text(f"{title} ({unit.unit})" if unit is not None and unit.unit and not unit.labels else title)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    bar = figure.colorbar(drawn, ax=axes, shrink=0.8, aspect=28, pad=0.02)
    bar.set_label(of.unit, size=SMALL)
    if bar.solids is not None:
        bar.solids.set_rasterized(False)  # no picture within the picture
    ticks(bar.ax.yaxis, sign=of.is_difference)
    return settled(figure)


def level_word(level: Any) -> str:
    """Write a level of a factor."""
    return level.replace("_", " ") if isinstance(level, str) else plain(float(level))


def sides(found: Grid, of: Subject) -> Array:
    """Return on which side of the conclusion each cell is: 1 or -1 where it holds, 0 where it does not.

    A difference holds where its word says so; averaged over other factors, where it is as large as what matters. A
    share of runs is on the other side from one half on. Other quantities have no sides.
    """
    if not of.is_difference:
        return (found.means >= HALF).astype(int) if of.outcome.yes_no else np.zeros(found.means.shape, dtype=int)
    if not found.averaged:
        return np.where(found.words == HIGHER, 1, np.where(found.words == LOWER, -1, 0))
    return np.where(found.means >= of.outcome.sesoi, 1, np.where(found.means <= -of.outcome.sesoi, -1, 0))


def _lines(of: Subject, found: Grid) -> str:
    if not (of.is_difference or of.outcome.yes_no):
        return ""
    if not np.ptp(sides(found, of)):
        return "No line runs here: the conclusion is the same in all cells."
    if not of.is_difference:
        return "Line: from here on it is so in half of the runs."
    what = "differs by what matters" if found.averaged else "is clearly higher or lower"
    return f"Line: on one side A {what}, on the other it does not."


def _contour(axes: "Axes", found: Grid, of: Subject) -> None:
    """Draw where the conclusion flips, along the edges of cells: between levels nothing was run."""
    side = sides(found, of)
    for row, column in np.argwhere(side[:, 1:] != side[:, :-1]):
        axes.plot([column + 1, column + 1], [row, row + 1], color=INK, lw=2.4, solid_capstyle="projecting", zorder=3)
    for row, column in np.argwhere(side[1:] != side[:-1]):
        axes.plot([column, column + 1], [row + 1, row + 1], color=INK, lw=2.4, solid_capstyle="projecting", zorder=3)


def _write(axes: "Axes", found: Grid, of: Subject, norm: Any) -> None:
    for (row, column), mean in np.ndenumerate(found.means):
        word = str(found.words[row, column])
        sign = VERDICTS[word].sign if word else ""
        strength = abs(2 * float(norm(mean)) - 1) if of.is_difference else float(norm(mean))
        text = f"{number(mean, of.outcome.digits, sign=of.is_difference)}{chr(10) + sign if sign else ''}"
        colour = PAPER if strength > DARK else INK
        size = SMALL if found.means.shape[1] <= 8 else TINY
        axes.annotate(text, (column + 0.5, row + 0.5), ha="center", va="center", size=size, color=colour)


def describe(table: "pandas.DataFrame", manifest: Manifest) -> str:
    """Say in words what the figure shows, for who cannot see it."""
    of, found = subject(table, manifest), grid(table, manifest)
    digits = of.outcome.digits

    def at(place: Any) -> str:
        row, column = np.unravel_index(int(place), found.means.shape)
        value = number(float(found.means[row, column]), digits, sign=of.is_difference)
        return f"{value} at {level_word(found.xs[column])} and {level_word(found.ys[row])}"

    return (
        f"{of.axis}, {of.of}, by {factor_name(found.x, manifest)} and {factor_name(found.y, manifest)}: "
        f"lowest {at(np.nanargmin(found.means))}, highest {at(np.nanargmax(found.means))}."
    )
