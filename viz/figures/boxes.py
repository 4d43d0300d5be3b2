"""Scenario discovery: how pure a box of assumptions gets as it covers less (PRIM), and which limits it has."""

from typing import TYPE_CHECKING

import numpy as np

from sim.experiments.analysis.words import word_of
from sim.experiments.sweep.folder.manifest import FactorRecord, Manifest
from sim.experiments.sweep.sampling.factors import SWITCH
from sim.numerals import count, percent
from viz.figures.canvas import NothingToDrawError, height_of_rows, house, page, rows, settled
from viz.figures.marks import beside
from viz.figures.naming import Cells, factor, factor_name, level_name, plain
from viz.figures.subject import condition, provenance, subject
from viz.style import BAND, FLAT, LINE, MUTED, SMALL, TINY, UP

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.experiments.analysis.boxes import Boxes

CURVE = 2.6  # inches
THICK = 0.5  # of a row
MARKERS = ("o", "s", "^", "D", "v", "P")  # one a box
MOST = 14  # limits with a row; of others the table tells
BY_CHANCE = 0.05  # quasi-p from where on a limit is not worth naming


def draw(tables: "Boxes", manifest: Manifest) -> "Figure":
    """Draw coverage and density along the way, and the limits of each box; tables `boxes` and `trajectory`.

    Raises NothingToDrawError where no box is better than all points together.
    """
    with house():
        return _draw(tables, manifest)


def _draw(tables: "Boxes", manifest: Manifest) -> "Figure":
    boxes = tables.boxes
    of = subject(boxes, manifest)
    if not len(boxes):
        raise NothingToDrawError(f"{of.outcome.title}: no box of assumptions is denser than all points together")
    every = boxes.sort_values(["box", "quasi_p"], kind="stable")
    limited = every.head(MOST).to_dict("records")
    left = len(every) - len(limited)
    several = boxes["box"].nunique() > 1
    names = [factor_name(row["factor"], manifest) for row in limited]
    names = [f"box {row['box']}: {name}" if several else name for row, name in zip(limited, names, strict=True)]
    holds = condition(boxes)
    subtitle = (
        f"Above: of the points where {holds}, the share inside the box (coverage), and of the points inside, the share "
        "where that is so (density); numbers: how many factors are limited. Below: the limits of "
        "the box chosen, the surest first."
    )
    subtitle += f" {count(left, 'further limit')} in the table." if left else ""
    lower_height = height_of_rows(names)
    title, source = f"{of.axis}: {of.of}", provenance(boxes, manifest)
    figure = page(CURVE + lower_height, title, subtitle, source, _keys(tables, several))
    upper, lower = figure.subplots(2, height_ratios=[CURVE, lower_height])
    _curves(upper, tables)
    for at, row in enumerate(limited):
        _limits(lower, at, row, manifest)
    rows(lower, names)
    lower.grid(False)
    lower.set_xlim(-0.02, 1.02)
    lower.set_xticks([0, 1], ["lowest", "highest"])
    lower.set_xlabel("the whole range of each factor, and the part inside the box", size=SMALL, color=MUTED)
    return settled(figure)


def _keys(tables: "Boxes", several: bool) -> list["Artist"]:
    from matplotlib.lines import Line2D

    keys: list[Artist] = []
    for which, name in enumerate(dict.fromkeys(tables.boxes["box"])):
        chosen = chosen_of(tables, name)
        words = f": {worth(chosen)}" if chosen is not None else ""
        marker = MARKERS[which % len(MARKERS)]
        label = f"box {name} as chosen{words}" if several else f"the box chosen{words}"
        keys.append(Line2D([], [], color=UP, marker=marker, ls="none", ms=8, label=label))
    return keys


def worth(chosen: Cells) -> str:
    """Say what a box covers, and how dense it is."""
    return f"{percent(chosen['coverage'])} covered, {percent(chosen['density'])} dense"


def _curves(axes: "Axes", tables: "Boxes") -> None:
    way = tables.trajectory
    for which, (name, steps) in enumerate(way.groupby("box")):
        marker = MARKERS[which % len(MARKERS)]
        axes.plot(steps["coverage"], steps["density"], marker + "-", color=FLAT, mfc="white", ms=4.5, lw=0.9)
        for row in steps[steps["factors"].diff() != 0].to_dict("records"):  # where one more is limited
            spot = (row["coverage"], row["density"])
            axes.annotate(f"{row['factors']:.0f}", spot, (4, 5), textcoords="offset points", size=TINY, color=MUTED)
        chosen = chosen_of(tables, name)
        if chosen is not None:
            axes.plot(chosen["coverage"], chosen["density"], marker, color=UP, ms=9, zorder=4, clip_on=False)
    axes.set_xlim(-0.02, 1.05)
    axes.set_ylim(min(0.0, float(np.nanmin(way["density"]))), 1.06)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks(np.linspace(0, 1, 6), [percent(each) for each in np.linspace(0, 1, 6)])
    axes.grid()
    axes.set_xlabel("coverage")
    axes.set_ylabel("density")


def chosen_of(tables: "Boxes", name: object) -> Cells | None:
    """Return coverage and density of a box; None of a later one that was widened after the way to it was found."""
    way = tables.trajectory
    taken = way[(way["box"] == name) & way["taken"]]
    if len(taken):
        return taken.iloc[0].to_dict()
    return tables.boxes.attrs if name == way["box"].min() else None


def _limits(axes: "Axes", at: int, row: Cells, manifest: Manifest) -> None:
    of = factor(row["factor"], manifest)
    if of is None:
        return
    if of.levels:
        inside, each = inside_of(row, of), 1 / len(of.levels)
        for place, level in enumerate(of.levels):
            face, edge = (UP, UP) if level in inside else (BAND, LINE)
            axes.barh(at, each * 0.96, THICK, left=place * each + each * 0.02, fc=face, ec=edge, lw=0.6)
    else:
        axes.barh(at, 1, THICK, fc=BAND, ec=LINE, lw=0.6)
        low, high = (np.clip((float(row[end]) - of.low) / (of.high - of.low), 0, 1) for end in ("low", "high"))
        axes.barh(at, max(high - low, 0.01), THICK, left=low, fc=UP, ec=UP)
    beside(axes, at, f"{limit_words(row, manifest)}{luck(row['quasi_p'])}")


def inside_of(row: Cells, of: FactorRecord) -> list[float]:
    """Return the levels inside a box, which names them."""
    kept = str(row["levels"]).split(", ")
    return [each for each in of.levels if word_of(of, each) in kept]


def limit_words(row: Cells, manifest: Manifest) -> str:
    """Say the limits of a row."""
    of = factor(row["factor"], manifest)
    if of is None:
        return ""
    if of.levels:
        return str(row["levels"]) if of.kind != SWITCH else level_name(of.name, str(row["levels"]), manifest)
    low, high = float(row["low"]), float(row["high"])
    if low <= of.low:
        return f"at most {plain(high)}"
    return f"at least {plain(low)}" if high >= of.high else f"{plain(low)} to {plain(high)}"


def luck(quasi_p: float) -> str:
    """Say whether a limit may be there by chance."""
    return "" if quasi_p < BY_CHANCE else "  (may be chance)"


def describe(tables: "Boxes", manifest: Manifest) -> str:
    """Say in words what the figure shows, for who cannot see it."""
    boxes = tables.boxes
    of, holds = subject(boxes, manifest), condition(boxes)
    told = []
    for name, each in boxes.groupby("box"):
        limits = ", ".join(
            f"{factor_name(row['factor'], manifest)} {limit_words(row, manifest)}" for row in each.to_dict("records")
        )
        chosen = chosen_of(tables, name)
        told.append(f"box {name}{f' ({worth(chosen)})' if chosen else ''}: {limits}")
    return f"{of.axis}, {of.of}, where {holds}. {'; '.join(told)}."
