"""Marks that several figures share: a whisker with a verdict's sign, the band of what does not matter, keys."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from sim.compare import HIGHER, LOWER, SAME
from sim.experiments.sweep.folder.manifest import Manifest
from viz.figures.naming import scenario_title
from viz.figures.subject import Subject
from viz.style import BAND, DIFFERENCE, INK, LINE, MUTED, SMALL, VERDICTS, Look, looks

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

CALLED: Mapping[str, str] = {HIGHER: "A clearly higher", LOWER: "A clearly lower"}
CHANGES: Mapping[str, str] = {HIGHER: "clearly rises", LOWER: "clearly falls", SAME: "no practical change"}
BESIDE = 1.02  # of the width of the axes: where the number of a row stands


def whisker(axes: "Axes", low: float, value: float, high: float, at: float, word: str, size: float = 6.5) -> None:
    """Draw an interval and its value in a row, with the sign of its verdict."""
    drawn = VERDICTS[word]
    axes.plot([low, high], [at, at], color=drawn.colour, lw=1.8, solid_capstyle="butt", zorder=2)
    face = drawn.colour if drawn.filled else "white"
    axes.plot(value, at, drawn.marker, color=drawn.colour, mfc=face, mew=1.3, ms=size, zorder=3, clip_on=False)


def zero_and_band(axes: "Axes", of: Subject, across: bool = False) -> None:
    """Draw the line of no difference, and around it the differences too small to matter."""
    sesoi = of.outcome.sesoi
    if across:
        axes.axhspan(-sesoi, sesoi, color=BAND, zorder=0)
        axes.axhline(0, color=INK, lw=0.9, zorder=1)
    else:
        axes.axvspan(-sesoi, sesoi, color=BAND, zorder=0)
        axes.axvline(0, color=INK, lw=0.9, zorder=1)


def beside(axes: "Axes", at: float, text: str, heading: bool = False) -> None:
    """Write the number of a row at its right end, or the heading of these numbers."""
    axes.annotate(
        text,
        (BESIDE, at),
        xycoords=("axes fraction", "data"),
        va="center",
        size=SMALL,
        color=MUTED if heading else INK,
        annotation_clip=False,
    )


def keys_of_verdicts(words: Iterable[str], called: Mapping[str, str] = CALLED) -> list["Artist"]:
    """Return keys to the signs that are used, and to the band."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    there = set(words)
    keys: list[Artist] = [
        Line2D(
            [], [], color=drawn.colour, marker=drawn.marker, mfc=drawn.colour if drawn.filled else "white",
            mew=1.3, ms=6, lw=1.8, label=called.get(word, word),
        )
        for word, drawn in VERDICTS.items()
        if word in there
    ]  # fmt: skip
    return [*keys, Patch(fc=BAND, ec=LINE, label="too small to matter")]


def looks_of(scenarios: Iterable[str], manifest: Manifest) -> dict[str, Look]:
    """Return how scenarios are drawn, and a difference of two, which is none of them."""
    own = looks(each.name for each in manifest.scenarios)
    return {each: own.get(each, DIFFERENCE) for each in scenarios}


def keys_of_scenarios(scenarios: Sequence[str], manifest: Manifest, width: float = 3) -> list["Artist"]:
    """Return keys to the looks of scenarios."""
    from matplotlib.lines import Line2D

    look = looks_of(scenarios, manifest)
    return [
        Line2D(
            [], [], color=look[each].colour, marker=look[each].marker, lw=width, label=scenario_title(each, manifest)
        )
        for each in scenarios
    ]
