"""Sets of factors as a matrix: one column a set, a sign for what it asks of each, above it what the set reaches."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.experiments.sweep.folder.manifest import Manifest
from sim.numerals import count, number
from viz.figures.canvas import NothingToDrawError, height_of_rows, house, label, page, rows, settled, ticks
from viz.figures.naming import factor_name
from viz.figures.subject import condition, provenance, subject
from viz.style import BAND, INK, LINE, MUTED, SMALL, UP

if TYPE_CHECKING:
    import pandas
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.experiments.analysis.claims import Sets

MOST = 24  # sets that fit the width
TOP = 1.5  # inches above the matrix
FEWEST_COLUMNS = 5  # that the width is laid out for
NOBODY, PLUS, WITHOUT = "none", " + ", "not "  # how analyses write sets


@dataclass(frozen=True)
class Asked:
    """What a set asks: which factors are on, and which must be off; `alone`: all others must be off as well."""

    on: tuple[str, ...]
    off: tuple[str, ...]
    alone: bool


def draw(tables: "Sets", manifest: Manifest) -> "Figure":
    """Draw the sets that are enough and from which nothing can be left out, the smallest first.

    `tables` as of `analyse sets`. Raises NothingToDrawError where no set is enough.
    """
    with house():
        return _draw(tables.sets, manifest)


def asked(name: object, alone: bool) -> Asked:
    """Read what a set is called."""
    words = [each for each in str(name).split(PLUS) if each and each != NOBODY]
    off = [each.removeprefix(WITHOUT) for each in words if each.startswith(WITHOUT)]
    return Asked(tuple(each for each in words if not each.startswith(WITHOUT)), tuple(off), alone)


def shown(table: "pandas.DataFrame") -> "pandas.DataFrame":
    """Return the sets to draw: those that are enough with nothing to spare, the smallest first, then the surest."""
    found = table[table["minimal"].astype(bool) | table["prime_implicant"].astype(bool)]
    return found.sort_values(["size", "low"], ascending=[True, False], kind="stable")


def _draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    of, every = subject(table, manifest), shown(table)
    if not len(every):
        raise NothingToDrawError(f"{of.outcome.title}: no set of factors is enough for it that {condition(table)}")
    found = every.head(MOST)
    sets = [asked(row["set"], not row["prime_implicant"]) for row in found.to_dict("records")]
    used = [each.name for each in manifest.factors if any(each.name in (*one.on, *one.off) for one in sets)]
    names = [factor_name(each, manifest) for each in used] or ["none need be on"]
    left = len(every) - len(found)
    subtitle = f"Each column is a set of factors that is enough for it that {condition(table)}, with none to spare."
    subtitle += f" {count(left, 'larger set')} not drawn." if left else ""
    matrix = height_of_rows(names) - 0.5
    source = provenance(table, manifest)
    figure = page(TOP + matrix, f"{of.axis}: {of.of}", subtitle, source, _keys(sets))
    upper, lower = figure.subplots(2, sharex=True, height_ratios=[TOP, matrix])
    _values(upper, found, of.outcome.digits, of.is_difference)
    upper.set_ylabel(label(of.unit, 18), size=SMALL)
    _matrix(lower, sets, used, names)
    return settled(figure)


def _keys(sets: list[Asked]) -> list["Artist"]:
    from matplotlib.lines import Line2D

    keys: list[Artist] = [
        Line2D([], [], color=INK, marker="o", ms=7, lw=1.6, label="on, whatever the pale ones are"),
        Line2D([], [], color=INK, marker="o", ms=7, lw=1.6, ls="dotted", label="on, and all others off"),
        Line2D([], [], color=INK, marker="x", ms=6, mew=1.6, lw=1.6, label="must be off"),
    ]
    used = (any(not each.alone for each in sets), any(each.alone for each in sets), any(each.off for each in sets))
    return [key for key, is_used in zip(keys, used, strict=True) if is_used]


def _values(axes: "Axes", found: "pandas.DataFrame", digits: int, sign: bool) -> None:
    for at, row in enumerate(found.to_dict("records")):
        axes.bar(at, row["value"], 0.55, color=UP, alpha=0.25)
        axes.plot([at, at], [row["low"], row["high"]], color=UP, lw=1.8)
        axes.plot(at, row["value"], "o", color=UP, ms=5)
        if len(found) <= MOST // 2:
            text = number(row["value"], digits, sign)
            axes.annotate(text, (at, row["high"]), (0, 4), textcoords="offset points", ha="center", size=SMALL)
    axes.axhline(0, color=INK, lw=0.9)
    axes.margins(y=0.2)
    axes.grid(axis="y")
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="x", length=0, labelbottom=False)
    ticks(axes.yaxis, sign)


def _matrix(axes: "Axes", sets: list[Asked], used: list[str], names: list[str]) -> None:
    for row in range(0, len(names), 2):
        axes.axhspan(row - 0.5, row + 0.5, color=BAND, zorder=0)
    for at, one in enumerate(sets):
        on, off = ([row for row, name in enumerate(used) if name in some] for some in (one.on, one.off))
        axes.plot([at] * len(used), range(len(used)), "o", color=LINE, ms=6, zorder=1)
        if inside := [*on, *off]:
            style = "dotted" if one.alone else "solid"
            axes.plot([at, at], [min(inside), max(inside)], color=INK, lw=1.6, ls=style, zorder=2)
        axes.plot([at] * len(on), on, "o", color=INK, ms=8, zorder=3)
        axes.plot([at] * len(off), off, "x", color=INK, ms=7, mew=1.8, zorder=3)
    rows(axes, names)
    axes.grid(False)
    axes.set_xlim(-0.7, max(FEWEST_COLUMNS, len(sets)) - 0.3)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.set_xlabel(
        "sets, the smallest first; above: what each reaches, with bounds for all sets at once", color=MUTED, size=SMALL
    )


def in_words(one: Asked, manifest: Manifest) -> str:
    """Say what a set asks."""
    on = " with ".join(factor_name(each, manifest) for each in one.on) or "none on"
    off = " or ".join(factor_name(each, manifest) for each in one.off)
    return f"{on}{f', without {off}' if off else ''}{', all others off' if one.alone and one.on else ''}"


def describe(tables: "Sets", manifest: Manifest) -> str:
    """Say in words what the figure shows, for who cannot see it."""
    of, found = subject(tables.sets, manifest), shown(tables.sets)
    told = "; ".join(
        f"{in_words(asked(row['set'], not row['prime_implicant']), manifest)} "
        f"({number(row['value'], of.outcome.digits, sign=of.is_difference)})"
        for row in found.head(5).to_dict("records")
    )
    goal = condition(tables.sets)
    return f"{of.axis}, {of.of}: {count(len(found), 'set')} enough for it that {goal}. The smallest: {told}."
