"""Curves from box to box: straight or bent, in lanes where several lead between the same two."""

from dataclasses import dataclass

import numpy as np

from sim.graph import Edge
from sim.table import Array
from viz.argument.boxes import Box

POINTS = 13  # at which a curve is looked at
FINE = 97  # points among which its way out of a box is sought
BENDS = (0.0, 14.0, 28.0, 44.0, 64.0, 88.0, 116.0, 150.0, 190.0)  # to either side
LANES = (24.0, 20.0)  # between lanes: upright ones need room for chips side by side
RING = (14.0, 24.0)  # how far a loop on one box is drawn apart and out


@dataclass(frozen=True)
class Curve:
    """A quadratic curve from border to border, by its three points, and points along it, `(POINTS, 2)`."""

    start: Array
    control: Array
    end: Array
    bend: float
    along: Array

    @property
    def closely(self) -> Array:
        """Points so near to each other that no corner of a box slips between them."""
        return along(self.start, self.control, self.end, np.linspace(0.0, 1.0, FINE))

    @property
    def chord(self) -> float:
        """How far its ends are apart."""
        return float(np.hypot(*(self.end - self.start)))

    def at(self, share: float) -> Array:
        """Return the point at a share of its way."""
        return along(self.start, self.control, self.end, np.array([share]))[0]


def curve(start: Array, control: Array, end: Array, bend: float = 0.0) -> Curve:
    """Return a curve with the points along it."""
    return Curve(start, control, end, bend, along(start, control, end, np.linspace(0.0, 1.0, POINTS)))


def along(start: Array, control: Array, end: Array, shares: Array) -> Array:
    """Return points of a quadratic curve, `(shares, 2)`."""
    t = shares[:, None]
    return np.asarray((1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end)


def candidates(edge: Edge, of: dict[str, Box], lane: float) -> list[Curve]:
    """Return the ways an edge may go, from border to border; `lane`: how many lanes it is off the straight line."""
    a, b = (np.array([of[each].x, of[each].y]) for each in (edge.cause, edge.effect))
    # Across the way between two boxes, the same whichever of them it leads to.
    across = np.array([-(b - a)[1], (b - a)[0]]) / np.hypot(*(b - a)) * (1 if edge.cause < edge.effect else -1)
    upright = abs(across[0])
    shift = across * lane * (LANES[1] + (LANES[0] - LANES[1]) * upright)
    bends = sorted({side * each for each in BENDS for side in (1, -1)}, key=abs)
    ways = (clipped(a + shift, b + shift, across * 2 * bend, bend, of[edge.cause], of[edge.effect]) for bend in bends)
    return [each for each in ways if each is not None]


def clipped(a: Array, b: Array, aside: Array, bend: float, cause: Box, effect: Box) -> Curve | None:
    """Return the part of a curve that lies between two boxes, None if there is none."""
    control = (a + b) / 2 + aside
    whole = along(a, control, b, np.linspace(0.0, 1.0, FINE))
    leaves, enters = first_outside(whole, cause), FINE - 1 - first_outside(whole[::-1], effect)
    if leaves >= enters or leaves == 0 or enters == FINE - 1:
        return None
    t0, t1 = leaves / (FINE - 1), enters / (FINE - 1)
    middle = (1 - t0) * ((1 - t1) * a + t1 * control) + t0 * ((1 - t1) * control + t1 * b)
    return curve(border(whole, leaves, cause), middle, border(whole[::-1], FINE - 1 - enters, effect), bend)


def first_outside(points: Array, box: Box) -> int:
    """Return which of the points of a curve that begins in a box is the first outside of it."""
    out = (np.abs(points[:, 0] - box.x) > box.width / 2) | (np.abs(points[:, 1] - box.y) > box.height / 2)
    return int(np.argmax(out)) if out.any() else len(points) - 1


def border(points: Array, first: int, box: Box) -> Array:
    """Return where a curve leaves a box, between the last point inside and the first outside."""
    inner, step = points[first - 1], points[first] - points[first - 1]
    sides = ((0, box.x, box.width / 2), (1, box.y, box.height / 2))
    shares = [
        (middle + side * half - inner[axis]) / step[axis]
        for axis, middle, half in sides
        for side in (-1, 1)
        if abs(step[axis]) > 0
    ]
    return np.asarray(inner + step * min((each for each in shares if 0 <= each <= 1), default=1.0))


def ring(box: Box) -> Curve:
    """Return the curve of an edge that leads from a box to itself, at its upper right corner."""
    corner = np.array([box.x + box.width / 2, box.y - box.height / 2])
    apart, out = RING
    ends = (np.array(each) for each in ((-apart, 0.0), (out, -out), (0.0, apart)))
    return curve(*(corner + each for each in ends))
