"""Marks of places and hosts: circles that do not overlap, and names that have room."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.table import Array

PEOPLE_RADIUS = 0.0165  # units per root of a person: two million people make a circle of 23 units
LEAST_RADIUS = 4.0  # a mark that can still be seen and hit
GROWTH = 1.2  # room for people who arrive
GAP = 2.0  # units between circles
ROUNDS = 200
NEAR = 60.0  # units: circles further apart than this never come to touch
HOME = 0.05  # how strongly a circle is drawn back to where it lies, a round

LETTER, LINE, BASE = 0.56, 1.1, 0.35  # of a name's size: width of a letter, height of a line, middle to baseline
# Where a name may stand around its circle, best first, in degrees from the right, clockwise.
TURNS = (
    0, 180, -8, 8, 172, 188, -15, 15, 165, 195, -90, 90, -30, 30, 150, 210, -50, 50, 130, 230, -70, 70, 110, 250,
)  # fmt: skip
UPRIGHT = 0.3  # so near to straight above or below, a name is centred

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Label:
    """A name and where it stands: x and the baseline's y, and the `text-anchor`."""

    text: str
    x: float
    y: float
    anchor: str


def radius(people: float) -> float:
    """Return the radius of a circle for so many people: its area grows with them."""
    return max(LEAST_RADIUS, PEOPLE_RADIUS * max(people, 0.0) ** 0.5)


def spread_out(points: Array, radii: Array) -> Array:
    """Return where circles are drawn, `(circles, 2)`: as near to their points as they can be without overlap.

    Circles that overlap push each other apart, the smaller one the further; the same circles end in the same places.
    """
    found = points.astype(float).copy()
    near = [
        (a, b)
        for a in range(len(found))
        for b in range(a)
        if np.hypot(*(points[a] - points[b])) < NEAR + radii[a] + radii[b]
    ]
    for turn in range(ROUNDS):
        found += (points - found) * HOME * (1 - turn / ROUNDS)
        for a, b in near:
            x, y = found[a] - found[b]
            apart = float(np.hypot(x, y))
            short = radii[a] + radii[b] + GAP - apart
            if short > 0:
                way = np.array([x, y]) / apart if apart > 0 else np.array([1.0, 0.0])
                share = radii[b] / (radii[a] + radii[b])
                found[a] += way * short * share
                found[b] -= way * short * (1 - share)
    return found


def name_places(
    names: Sequence[str], order: Sequence[int], points: Array, radii: Array, frame: Box, size: float
) -> dict[int, Label]:
    """Return the names that have room at a size, by position of their circle, the first in `order` first.

    A name covers no circle and no other name, and does not leave the frame.
    """
    boxes: list[Box] = []
    found: dict[int, Label] = {}
    for at in order:
        for turn in TURNS:
            label, box = beside(names[at], points[at], radii[at], turn, size)
            if fits(box, frame, boxes, points, radii):
                found[at] = label
                boxes.append(box)
                break
    return found


def beside(text: str, point: Array, reach: float, turn: float, size: float) -> tuple[Label, Box]:
    """Return a name that touches a circle on one side, and the box it fills."""
    across, down = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    width, height = size * LETTER * len(text), size * LINE
    anchor = "middle" if abs(across) < UPRIGHT else "start" if across > 0 else "end"
    x = point[0] + across * (reach + GAP)
    y = point[1] + down * (reach + GAP + height / 2)
    left = {"start": x, "end": x - width, "middle": x - width / 2}[anchor]
    box = (left, y - height / 2, left + width, y + height / 2)
    return Label(text, round(float(x), 1), round(float(y + size * BASE), 1), anchor), box


def fits(box: Box, frame: Box, boxes: Sequence[Box], points: Array, radii: Array) -> bool:
    """Whether a box lies in the frame and touches no other box and no circle."""
    left, top, right, bottom = box
    if left < frame[0] or top < frame[1] or right > frame[2] or bottom > frame[3]:
        return False
    if any(left < each[2] and right > each[0] and top < each[3] and bottom > each[1] for each in boxes):
        return False
    nearest = np.stack([points[:, 0].clip(left, right), points[:, 1].clip(top, bottom)], axis=1)
    return bool((np.hypot(*(nearest - points).T) >= radii).all())
