"""Labels beside points that cover neither each other nor the points."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from viz.style import INK, MUTED, PAPER, SMALL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Places tried around a point, the nearest first: to the right, left, above and below, then aslant.
AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
REACHES = (7, 12, 18, 26, 36, 48)  # points of type between a point and its label
NEAR = 12  # within which no line is needed to see what a label belongs to
CLEAR = 1.0  # points of type between two labels
DOT = 3.5  # half a marker, in points of type
POINTS_PER_INCH = 72
Box = tuple[float, float, float, float]


def place(axes: "Axes", xs: Sequence[float], ys: Sequence[float], texts: Sequence[str], size: float = SMALL) -> int:
    """Write each text beside its point, in order of importance; return how many found no room and were left out.

    The figure must be settled: nothing may move afterwards.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    scale = figure.dpi / POINTS_PER_INCH
    spots = axes.transData.transform(np.column_stack([xs, ys])) / scale
    inside = axes.get_window_extent()
    frame: Box = tuple(each / scale for each in inside.extents)  # type: ignore[assignment]
    taken: list[Box] = [(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in spots]
    left_out = 0
    for at, (x, y) in enumerate(spots):
        if not texts[at]:
            continue
        width, height = _extent(axes, texts[at], size, scale)
        box = _free((x, y), width, height, taken, frame)
        if box is None:
            left_out += 1
            continue
        taken.append(box)
        _write(axes, texts[at], (xs[at], ys[at]), ((box[0] + box[2]) / 2 - x, (box[1] + box[3]) / 2 - y), width, size)
    return left_out


def _extent(axes: "Axes", text: str, size: float, scale: float) -> tuple[float, float]:
    drawn = axes.text(0, 0, text, size=size)
    box = drawn.get_window_extent()
    drawn.remove()
    return box.width / scale, box.height / scale


def _free(spot: tuple[float, float], width: float, height: float, taken: Sequence[Box], frame: Box) -> Box | None:
    for reach in REACHES:
        for right, up in AROUND:
            x = spot[0] + right * (reach * (0.8 if up else 1) + width / 2)
            y = spot[1] + up * (reach * (0.8 if right else 1) + height / 2)
            box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            fits = box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]
            if fits and not any(_overlap(box, other) for other in taken):
                return box
    return None


def _overlap(one: Box, other: Box) -> bool:
    across = one[0] < other[2] + CLEAR and other[0] < one[2] + CLEAR
    return across and one[1] < other[3] + CLEAR and other[1] < one[3] + CLEAR


def _write(
    axes: "Axes", text: str, spot: tuple[float, float], shift: tuple[float, float], width: float, size: float
) -> None:
    from matplotlib.patheffects import withStroke

    gap = max(abs(shift[0]) - width / 2, abs(shift[1]) - size / 2)
    drawn = axes.annotate(
        text,
        spot,
        shift,
        textcoords="offset points",
        ha="center",
        va="center",
        size=size,
        color=INK,
        zorder=5,
        arrowprops={"arrowstyle": "-", "color": MUTED, "lw": 0.6, "shrinkA": 0, "shrinkB": 3} if gap > NEAR else None,
    )
    drawn.set_path_effects([withStroke(linewidth=2, foreground=PAPER)])  # a line may run beneath
