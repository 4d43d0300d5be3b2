"""Boxes of assumptions in which something holds: the patient rule induction method (PRIM)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sim.table import Array

ONE_IN = 20  # points of a box are taken off, or added, at a time: patience, as in Friedman & Fisher's examples
LEAST_MASS = 0.05  # share of all points a box must keep


@dataclass(frozen=True)
class Box:
    """Limits `low` and `high` `(factors,)` of every factor, infinite where there are none, and what is left out.

    Factors without an order (choices) have no limits: `without` names the alternatives that are left out.
    """

    low: Array
    high: Array
    without: dict[int, frozenset[float]] = field(default_factory=dict)

    def holds(self, x: Array, but: int | None = None) -> Array:
        """Return which points `(points, factors)` lie inside, one factor's limits set aside if asked."""
        free = np.arange(len(self.low)) == but
        inside = ((x >= np.where(free, -np.inf, self.low)) & (x <= np.where(free, np.inf, self.high))).all(axis=1)
        for factor, gone in self.without.items():
            if factor != but:
                inside &= ~np.isin(x[:, factor], list(gone))
        return np.asarray(inside)

    @property
    def factors(self) -> tuple[int, ...]:
        """The factors that are limited."""
        limited = np.isfinite(self.low) | np.isfinite(self.high)
        limited[list(self.without)] = True
        return tuple(int(each) for each in np.flatnonzero(limited))

    def limited(self, factor: int, low: float | None = None, high: float | None = None) -> "Box":
        """Return the box with another limit."""
        lows, highs = self.low.copy(), self.high.copy()
        if low is not None:
            lows[factor] = low
        if high is not None:
            highs[factor] = high
        return replace(self, low=lows, high=highs)

    def leaving(self, factor: int, gone: frozenset[float]) -> "Box":
        """Return the box with other alternatives of a choice left out."""
        rest = {at: each for at, each in self.without.items() if at != factor}
        return replace(self, without=rest | ({factor: gone} if gone else {}))


@dataclass(frozen=True)
class Step:
    """A box on the way: `mass` of the points lie in it, `density` of them hold, `coverage` of what holds is there."""

    box: Box
    mass: float
    density: float
    coverage: float

    @property
    def balance(self) -> float:
        """The harmonic mean of coverage and density (F1; van Rijsbergen 1979)."""
        both = self.coverage + self.density
        return 2 * self.coverage * self.density / both if both > 0 else 0.0


def whole(factors: int) -> Box:
    """Return the box without limits."""
    return Box(np.full(factors, -np.inf), np.full(factors, np.inf))


def measured(box: Box, x: Array, y: Array, left: Array) -> Step:
    """Return what a box comes to; `left` are the points that no earlier box took, shares are of all points."""
    inside = box.holds(x) & left
    count, total = int(inside.sum()), float(y.sum())
    found = float(y[inside].sum())
    return Step(box, count / len(x), found / count if count else float("nan"), found / total if total else float("nan"))


def trajectory(x: Array, y: Array, unordered: Sequence[int] = (), left: Array | None = None) -> list[Step]:
    """Peel off the least useful side again and again, and return every box on the way, the whole first.

    `x` is `(points, factors)`, `y` `(points,)` what a box should have much of: whether something holds, or a number.
    `unordered` factors lose one alternative at a time, ordered ones 5 % of the points at one end, or all points of
    one level (Friedman & Fisher 1999). Of all peels that raises the mean most for each point given up, which
    treats factors with few levels fairly (Kwakkel & Jaxa-Rozen 2016, their first lenient criterion). Ends when no
    peel raises the mean, or less than 5 % of all points would be left.
    """
    left = np.ones(len(x), dtype=bool) if left is None else left
    steps = [measured(whole(x.shape[1]), x, y, left)]
    while True:
        box = steps[-1].box
        inside = np.flatnonzero(box.holds(x) & left)
        found = best_peel(box, x[inside], y[inside], unordered, LEAST_MASS * len(x))
        if found is None:
            return steps
        steps.append(measured(found, x, y, left))


def best_peel(box: Box, x: Array, y: Array, unordered: Sequence[int], least: float) -> Box | None:
    """Return the box after the most useful peel; None if none helps. Of equals, the one with fewer limits."""
    mean, best = y.mean() if len(y) else np.nan, None
    for candidate, kept in peels(box, x, unordered):
        count = int(kept.sum())
        if count < max(least, 1):
            continue
        gain = (float(y[kept].mean()) - mean) / (len(y) - count)
        rank = (gain, -len(candidate.factors))
        if gain > 0 and (best is None or rank > best[0]):
            best = (rank, candidate)
    return None if best is None else best[1]


def peels(box: Box, x: Array, unordered: Sequence[int]) -> Iterator[tuple[Box, Array]]:
    """Yield every box that one peel leads to, with the points of this one that it keeps."""
    for factor in range(x.shape[1]):
        column = x[:, factor]
        if factor in unordered:
            for gone in np.unique(column):
                yield (
                    box.leaving(factor, box.without.get(factor, frozenset()) | {float(gone)}),
                    column != gone,
                )
            continue
        for sign in (1.0, -1.0):
            limit = peel_limit(sign * column)
            if limit is not None:
                where = {"low": limit} if sign > 0 else {"high": -limit}
                yield box.limited(factor, **where), sign * column >= limit


def some_of(points: int) -> int:
    """Return how many points are taken at a time, at least one."""
    return max(-(-points // ONE_IN), 1)


def peel_limit(column: Array) -> float | None:
    """Return the lower limit that takes 5 % of the points off, or all those of the lowest level; None if all go."""
    taken = some_of(len(column))
    if len(column) <= taken:
        return None
    edge = np.partition(column, taken)[taken]
    if not (column < edge).any():
        above = column[column > edge]
        if not len(above):
            return None
        edge = above.min()
    return float((edge + column[column < edge].max()) / 2)


def pasted(step: Step, x: Array, y: Array, unordered: Sequence[int] = (), left: Array | None = None) -> Step:
    """Widen a box again wherever that does not lower the mean, 5 % of its points at a time (Friedman & Fisher 1999)."""
    left = np.ones(len(x), dtype=bool) if left is None else left
    while True:
        tried = [measured(box, x, y, left) for box in pastes(step.box, x, unordered, left)]
        better = [each for each in tried if each.density >= step.density and each.mass > step.mass]
        if not better:
            return step
        step = max(better, key=lambda each: (each.density, each.mass))


def pastes(box: Box, x: Array, unordered: Sequence[int], left: Array) -> Iterator[Box]:
    """Yield every box that one paste leads to."""
    taken = some_of(int((box.holds(x) & left).sum()))
    for factor in box.factors:
        if factor in unordered:
            for back in sorted(box.without[factor]):
                yield box.leaving(factor, box.without[factor] - {back})
            continue
        open_to = np.sort(x[box.holds(x, but=factor) & left, factor])
        for name, outside in (
            ("low", open_to[open_to < box.low[factor]][::-1]),
            ("high", open_to[open_to > box.high[factor]]),
        ):
            if len(outside):
                edge = outside[min(taken, len(outside)) - 1]
                beyond = outside[outside < edge] if name == "low" else outside[outside > edge]
                end = -np.inf if name == "low" else np.inf
                yield box.limited(factor, **{name: float((edge + beyond[0]) / 2) if len(beyond) else end})


def quasi_p(box: Box, x: Array, y: Array, left: Array | None = None) -> dict[int, float]:
    """Return, for each factor that a box limits, how easily chance would do as well as its limits do.

    The chance that so many of the points in the box hold if they were drawn from the box without the limits of
    this factor (one-sided binomial test; Bryant & Lempert 2010). It is no p-value of a test that was planned.
    """
    from scipy import stats

    left = np.ones(len(x), dtype=bool) if left is None else left
    inside = box.holds(x) & left
    found = {}
    for factor in box.factors:
        around = box.holds(x, but=factor) & left
        test = stats.binomtest(int(y[inside].sum()), int(inside.sum()), float(y[around].mean()), alternative="greater")
        found[factor] = float(test.pvalue)
    return found


def boxes(x: Array, y: Array, unordered: Sequence[int], most: int, paste: bool) -> list[tuple[list[Step], Step]]:
    """Return up to `most` boxes, each with its trajectory; every next one is sought among the points left.

    Of a trajectory the box with the best balance of coverage and density is taken, the smallest of equals. No box
    is returned that is not denser than what is left as a whole.
    """
    left, found = np.ones(len(x), dtype=bool), []
    for _ in range(most):
        if not (y[left] > 0).any():
            break
        steps = trajectory(x, y, unordered, left)
        taken = max(enumerate(steps), key=lambda each: (each[1].balance, each[0]))[1]
        taken = pasted(taken, x, y, unordered, left) if paste else taken
        if not taken.box.factors:
            break
        found.append((steps, taken))
        left = left & ~taken.box.holds(x)
    return found
