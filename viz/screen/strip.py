"""A fact's axis: where its range, the runs and the guesses lie on it, in percent of its width."""

import math
from collections.abc import Mapping
from typing import Any

from sim.hindsight.facts import Fact
from sim.hindsight.numbers import LATER
from sim.numerals import number

LEFT, RIGHT = 4.0, 96.0  # percent: a mark at the end of the axis is still whole
ROOM = 82.0  # the right end where something lies beyond the axis, at BEYOND: a date that does not come
BEYOND = 95.0
NEAR_ZERO = 0.6  # where the lowest is less than this share of the highest, the axis begins at zero
STEPS = 3.0  # between marks, about
NICE = (1.0, 2.0, 5.0, 10.0)
TINY = 1e-9  # of a step: what arithmetic leaves


def strip(fact: Fact, values: Mapping[str, float]) -> dict[str, Any]:
    """Return the places of named values beside those of the fact, and marks with labels; NaN has no place."""
    known = {"low": fact.low, "best": fact.best, "high": fact.high, **values}
    known = {name: value for name, value in known.items() if not math.isnan(value)}
    low, high, step = scale([each for each in known.values() if math.isfinite(each)], fact.tolerance)
    endless = any(math.isinf(each) for each in known.values())
    right = ROOM if endless else RIGHT

    def place(value: float) -> float:
        return BEYOND if math.isinf(value) else round(LEFT + (value - low) / (high - low) * (right - LEFT), 2)

    marks = [low + at * step for at in range(round((high - low) / step) + 1)]
    labels = [{"x": place(each), "label": tick(each, step)} for each in marks]
    if endless:
        labels.append({"x": BEYOND, "label": LATER})
    return {"ticks": labels, **{name: place(value) for name, value in known.items()}}


def scale(values: list[float], least: float) -> tuple[float, float, float]:
    """Return both ends of an axis over some values and the step of its marks; it spans at least `least`."""
    low, high = min(values), max(values)
    if 0 < low < NEAR_ZERO * high:
        low = 0.0
    elif NEAR_ZERO * low < high < 0:
        high = 0.0
    high = max(high, low + least)
    step = nice((high - low) / STEPS)
    return math.floor(low / step + TINY) * step, math.ceil(high / step - TINY) * step, step


def nice(rough: float) -> float:
    """Return a round number not below another."""
    size = 10 ** math.floor(math.log10(rough))
    return next(each * size for each in NICE if each * size >= rough * (1 - TINY))


def tick(value: float, step: float) -> str:
    """Write a mark with as many decimals as its step needs."""
    decimals = max(0, math.ceil(-math.log10(step) - TINY))
    return number(value, decimals).replace(".0k", "k").replace(".00m", "m")
