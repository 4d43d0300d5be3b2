"""Tree of assumptions, drawn as an outline: each line narrows the one above it, its bar says where it leads."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.experiments.sweep.folder.manifest import Manifest
from sim.experiments.sweep.sampling.factors import SWITCH, WEEK
from sim.numerals import number, percent
from viz.figures.canvas import NothingToDrawError, height_of_rows, house, page, settled, ticks, width_of
from viz.figures.marks import beside
from viz.figures.naming import Cells, factor, factor_name, plain, short_name
from viz.figures.subject import Subject, condition, provenance, subject
from viz.style import INK, LINE, MUTED, PAPER, SMALL, UP

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROOT = "all design points"
INDENT = 0.16  # inches a level
WORDS = 3.9  # inches for the words
THICK = 0.55  # of a row
HALF = 0.5


@dataclass(frozen=True)
class Line:
    """A node as a line of the outline."""

    words: str
    short: str
    depth: int
    parent: int
    points: int
    share: float
    says: str
    is_leaf: bool


def draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    """Draw a tree as of `analyse cart`; raises NothingToDrawError where nothing tells points apart."""
    with house():
        return _draw(table, manifest)


def lines(table: "pandas.DataFrame", manifest: Manifest) -> list[Line]:
    """Return the nodes in the order of reading, each below the one it narrows."""
    nodes: dict[int, Cells] = {int(row["node"]): row for row in table.to_dict("records")}
    children: dict[int, list[int]] = {}
    for node, row in nodes.items():
        children.setdefault(int(row["parent"]), []).append(node)
    found: list[Line] = []

    def add(node: int, words: tuple[str, str], depth: int, parent: int) -> None:
        row, below = nodes[node], sorted(children.get(node, []))
        at = len(found)
        found.append(Line(*words, depth, parent, int(row["points"]), float(row["share"]), str(row["says"]), not below))
        for child, is_high in zip(below, (False, True), strict=False):
            add(child, branch(row, nodes[child], is_high, manifest), depth + 1, at)

    for root in children.get(-1, []):
        add(root, (ROOT, ROOT), 0, -1)
    return found


def branch(above: Cells, below: Cells, is_high: bool, manifest: Manifest) -> tuple[str, str]:
    """Say what tells a node from the one above it, in full and in short."""
    name, threshold = str(above["factor"]), float(above["threshold"])
    of, names = factor(name, manifest), (factor_name(name, manifest), short_name(name, manifest))
    if of is not None and of.labels and of.kind != SWITCH:  # the way there in words ends with which are meant
        way = str(below["says"]).removeprefix(f"{above['says']} and ").replace("_", " ")
        return way, way
    if of is not None and of.kind == SWITCH:
        side = ": on" if is_high else ": off"
    else:
        shown = f"{threshold:.0f}" if of is not None and of.kind == WEEK else plain(threshold)
        side = f" {'>' if is_high else '≤'} {shown}"
    return f"{names[0]}{side}", f"{names[1]}{side}"


def _draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    of, outline = subject(table, manifest), lines(table, manifest)
    if len(outline) < 2:
        raise NothingToDrawError(f"{of.outcome.title}: no factor tells design points apart better than chance")
    share = is_share(table)
    what = _what(table, of)
    subtitle = f"Each line narrows the one it hangs from; bar: {what}; dark where nothing narrows it further."
    height = height_of_rows(["x"] * len(outline)) + 0.15
    figure = page(height, f"{of.axis}: {of.of}", subtitle, provenance(table, manifest))
    words, bars = figure.subplots(1, 2, sharey=True, width_ratios=[WORDS, 2.3])
    _outline(words, outline)
    least = min(0.0, *(each.share for each in outline))
    for at, each in enumerate(outline):
        bars.barh(at, each.share, THICK, fc=UP if each.is_leaf else PAPER, ec=UP, lw=0.8)
        beside(bars, at, _told(each, share, of))
    bars.axvline(0, color=INK, lw=0.9)
    bars.set_xlim(least * 1.05, 1 if share else None)
    bars.set_ylim(len(outline) - 0.4, -0.6)
    bars.tick_params(axis="y", length=0, labelleft=False)
    bars.spines["left"].set_visible(False)
    bars.grid(axis="x")
    ticks(bars.xaxis)
    bars.set_xlabel("share of design points" if share else of.unit)
    return settled(figure)


def _outline(axes: "Axes", outline: list[Line]) -> None:
    """Write the words, each hanging from the line it narrows."""
    axes.set_xlim(0, WORDS)
    axes.axis("off")
    for at, each in enumerate(outline):
        left = each.depth * INDENT
        if each.parent >= 0:
            hook = left - INDENT * 0.6
            axes.plot([hook, hook, left - 0.02], [each.parent + 0.38, at, at], color=MUTED, lw=0.8, clip_on=False)
        weight = "bold" if each.is_leaf else "normal"
        text = fitting(each, WORDS - left, weight)
        axes.text(left, at, text, va="center", size=SMALL, weight=weight, color=INK)
    for at in range(len(outline)):
        axes.axhline(at + 0.5, color=LINE, lw=0.4)


def fitting(line: Line, room: float, weight: str) -> str:
    """Return a line's words, short ones where the full ones do not fit so many inches; what is cut is shown to be."""
    for text in (line.words, line.short):
        if width_of(text, SMALL, weight) <= room:
            return text
    letters = len(line.short)
    while width_of(f"{line.short[:letters]}…", SMALL, weight) > room:
        letters -= 1
    return f"{line.short[:letters]}…"


def is_share(table: "pandas.DataFrame") -> bool:
    """Whether nodes say in what share of their points something holds, rather than the mean of a number."""
    return bool(table.attrs.get("conclusion"))


def _what(table: "pandas.DataFrame", of: Subject) -> str:
    holds = condition(table)
    return f"share of its points where {holds}" if holds else f"mean over its points, {of.unit}"


def _told(each: Line, share: bool, of: Subject) -> str:
    value = percent(each.share) if share else number(each.share, of.outcome.digits, sign=of.is_difference)
    return f"{value} of {each.points:,}" if share else f"{value} ({each.points:,})"


def describe(table: "pandas.DataFrame", manifest: Manifest) -> str:
    """Say in words what the figure shows, for who cannot see it."""
    of, outline = subject(table, manifest), lines(table, manifest)
    leaves = [(at, each) for at, each in enumerate(outline) if each.is_leaf]
    extremes = sorted(leaves, key=lambda pair: pair[1].share)
    told = []
    for at, each in dict((extremes[-1], extremes[0])).items() if len(extremes) > 1 else ():
        way = []
        while at > 0:
            way.append(outline[at].words)
            at = outline[at].parent
        told.append(f"{', '.join(reversed(way))}: {_told(each, is_share(table), of)} points")
    return f"{of.axis}, {of.of}, {_what(table, of)}: {len(leaves)} ends. {'; '.join(told)}."
