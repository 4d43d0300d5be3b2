"""How edges run: past other boxes, with few crossings, and with room for a chip on each claim's edge."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.graph import Edge, load_graph
from sim.table import Array
from viz.argument.boxes import Box, boxes, size
from viz.argument.curves import Curve, candidates, ring

PASSES = 2
CLEAR = 5.0  # between a curve and a box it passes by
HIT, OUTSIDE = 8.0, 12.0  # what a route should avoid, weighed: boxes, leaving the picture,
CROSS, NEAR, BEND, LONG = 1.0, 4.0, 0.012, 0.004  # crossings, running along another, bends, length
APART = 9.0  # curves nearer than that run along each other
FAINT = 0.5  # weight of what is drawn thin
FEWEST, HOPEFUL = 6, 2 * HIT  # ways that are weighed against others: the best few, and none much worse by itself
CHIP = (34.0, 15.0)  # width and height of a chip: a claim's number and sign, on its edge
CHIP_GAP = 2.0
SHARES = (0.5, 0.46, 0.54, 0.42, 0.58, 0.37, 0.63, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8)  # where a chip may stand
OVER, OFF_MIDDLE = 100.0, 0.3  # weight of what a chip covers, and of leaving the middle
ARROW = 8.0  # length of an arrowhead


@dataclass(frozen=True)
class Route:
    """An edge as it is drawn: its path, the tip of its arrow with its direction in degrees, its chip's middle."""

    edge: Edge
    path: str
    tip: tuple[float, float]
    angle: float
    chip: tuple[float, float] | None


@cache
def routes() -> tuple[Route, ...]:
    """Return how every edge of the graph runs; found once, always the same."""
    of, edges = boxes(), load_graph().edges.values()
    # What is always drawn finds its way first; what is drawn on demand only passes by boxes.
    main = [each for each in edges if not each.also and each.cause != each.effect]
    aside = [each for each in edges if each.also and each.cause != each.effect]
    curves = settle(main, of)
    for each in aside:
        curves[each.name] = min(candidates(each, of, 0.0), key=lambda way: alone(each, way, of))
    for each in edges:
        if each.cause == each.effect:
            curves[each.name] = ring(of[each.effect])
    chips = place_chips([each for each in main if each.claim], {each.name: curves[each.name] for each in main}, of)
    return tuple(drawn(each, curves[each.name], chips.get(each.name)) for each in edges)


# ---------------------------------------------------------------- finding a way
def settle(edges: Sequence[Edge], of: dict[str, Box]) -> dict[str, Curve]:
    """Choose a way for each edge, longest first, and again in the light of all others."""
    lanes = lanes_of(edges)
    ways: dict[str, list[tuple[float, Curve]]] = {}
    for each in edges:
        weighed = [(alone(each, way, of), way) for way in candidates(each, of, lanes[each.name])]
        weighed.sort(key=lambda pair: pair[0])
        ways[each.name] = [pair for pair in weighed[:FEWEST] if pair[0] < weighed[0][0] + HOPEFUL]
    order = sorted(edges, key=lambda each: -ways[each.name][0][1].chord)
    chosen = {each.name: ways[each.name][0][1] for each in order}
    for _ in range(PASSES):
        for each in order:
            others = [one for one in order if one is not each]
            weights = np.array([1.0 if one.claim else FAINT for one in others]) * (1.0 if each.claim else FAINT)
            lines = np.array([chosen[one.name].along for one in others])
            some = np.array([way.along for _, way in ways[each.name]])
            costs = np.array([cost for cost, _ in ways[each.name]]) + against(some, lines, weights)
            chosen[each.name] = ways[each.name][int(np.argmin(costs))][1]
    return chosen


def lanes_of(edges: Iterable[Edge]) -> dict[str, float]:
    """Return for each edge how many lanes it is off the straight line, where several join the same two boxes."""
    between: dict[frozenset[str], list[str]] = defaultdict(list)
    for each in edges:
        between[frozenset((each.cause, each.effect))].append(each.name)
    return {name: at - (len(some) - 1) / 2 for some in between.values() for at, name in enumerate(some)}


def alone(edge: Edge, way: Curve, of: dict[str, Box]) -> float:
    """Return what a way costs by itself: boxes hit, leaving the picture, length, bend."""
    points = way.closely
    others = [each for each in of.values() if each.name not in (edge.cause, edge.effect)]
    middle = np.array([[each.x, each.y] for each in others])
    half = np.array([[each.width / 2 + CLEAR, each.height / 2 + CLEAR] for each in others])
    hit = (np.abs(points[:, None] - middle) < half).all(axis=2).sum()
    for end in (of[edge.cause], of[edge.effect]):
        inside = np.abs(points[5:-5] - [end.x, end.y]) < [end.width / 2, end.height / 2]
        hit += inside.all(axis=1).sum()
    out = ((points < 0) | (points > np.array(size()))).any(axis=1).sum()
    length = float(np.hypot(*np.diff(points, axis=0).T).sum())
    return float(HIT * hit + OUTSIDE * out + LONG * length + BEND * abs(way.bend))


def against(ways: Array, lines: Array, weights: Array) -> Array:
    """Return what ways `(ways, points, 2)` cost among chosen ones `(lines, points, 2)`: crossings, running along."""
    low, high = ways.min(axis=(0, 1)) - APART, ways.max(axis=(0, 1)) + APART
    about = ((lines.max(axis=1) >= low) & (lines.min(axis=1) <= high)).all(axis=1)  # the others cannot matter
    lines, weights = lines[about], weights[about]
    a, b = ways[:, None, :-1, None], ways[:, None, 1:, None]
    c, d = lines[None, :, None, :-1], lines[None, :, None, 1:]
    sides = cross(b - a, c - a) * cross(b - a, d - a) < 0
    crossing = (sides & (cross(d - c, a - c) * cross(d - c, b - c) < 0)).any(axis=(2, 3))
    gaps = np.abs(ways[:, None, 2:-2, None] - lines[None, :, None, 2:-2]).sum(axis=4).min(axis=3)
    beside = (gaps < APART).mean(axis=2)
    return np.asarray(((CROSS * crossing + NEAR * beside) * weights).sum(axis=1))


def cross(a: Array, b: Array) -> Array:
    """Return the cross product of vectors in the plane."""
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])


# ---------------------------------------------------------------- chips and arrows
def place_chips(edges: Iterable[Edge], curves: dict[str, Curve], of: dict[str, Box]) -> dict[str, tuple[float, float]]:
    """Return where each chip stands: on its own curve, over no box and no other chip, over few other curves."""
    taken = [(each.x, each.y, each.width, each.height) for each in of.values()]
    found: dict[str, tuple[float, float]] = {}
    for each in sorted(edges, key=lambda each: curves[each.name].chord):
        others = np.concatenate([way.along for name, way in curves.items() if name != each.name])
        places = [curves[each.name].at(share) for share in SHARES]
        there = np.array(taken)
        costs = [OVER * over(at, there) + OFF_MIDDLE * n + covered(at, others) for n, at in enumerate(places)]
        x, y = (round(float(number), 1) for number in places[int(np.argmin(costs))])
        found[each.name] = (x, y)
        taken.append((x, y, *CHIP))
    return found


def over(place: Array, taken: Array) -> float:
    """Return the area, in chips, of what a chip would cover of rectangles `(taken, 4)`: middle, width, height."""
    shared = (taken[:, 2:] + CHIP) / 2 + CHIP_GAP - np.abs(taken[:, :2] - place)
    return float(shared.clip(0.0).prod(axis=1).sum() / (CHIP[0] * CHIP[1]))


def covered(place: Array, points: Array) -> float:
    """Return how many points of other curves a chip would cover."""
    return float((np.abs(points - place) < np.array(CHIP) / 2 + CHIP_GAP).all(axis=1).sum())


def drawn(edge: Edge, way: Curve, chip: tuple[float, float] | None) -> Route:
    """Return an edge as it is drawn; its line ends within the arrowhead."""
    direction = way.end - way.control
    direction = direction / max(float(np.hypot(*direction)), 1e-9)
    neck = way.end - direction * ARROW * 0.8
    start, control, end = (f"{point[0]:.1f} {point[1]:.1f}" for point in (way.start, way.control, neck))
    angle = float(np.degrees(np.arctan2(direction[1], direction[0])))
    tip = (round(float(way.end[0]), 1), round(float(way.end[1]), 1))
    return Route(edge, f"M{start} Q{control} {end}", tip, round(angle, 1), chip)
