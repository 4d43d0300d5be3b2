"""What the charts draw, as JSON: medians and bands of both worlds, their difference, and how it was before."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sim.table import Array
from viz.screen.bands import Bands, bands, difference
from viz.screen.measures import MEASURES
from viz.screen.results import Results
from viz.screen.worlds import GHOST
from viz.titles import difference_unit

SIDES = ("a", "b")
EXACT = 5  # significant figures: more than a pixel shows, and half the bytes
FINER = 2  # decimals beyond those that are written beside a chart
LINES = {"m": "median", "l5": "low50", "h5": "high50", "l9": "low90", "h9": "high90"}


def charts(results: Mapping[str, Results], differences: bool) -> list[dict[str, Any]]:
    """Return one chart a measure; empty charts until there are results of both worlds."""
    return [chart(name, results, differences) for name in MEASURES]


def chart(name: str, results: Mapping[str, Results], differences: bool) -> dict[str, Any]:
    """Return what one chart draws."""
    of = MEASURES[name]
    return {
        "name": name,
        "group": of.group,
        "title": of.title,
        "unit": of.unit,
        "differenceUnit": f"{difference_unit(of.unit)}, A minus B",
        "digits": of.digits,
        "about": of.about,
        "share": of.yes_no,
        "first": of.first_week,
        "outcome": of.outcomes[-1] if of.outcomes else "",
        **dict(lines(name, results, differences)),
    }


def lines(name: str, results: Mapping[str, Results], differences: bool) -> Iterator[tuple[str, Any]]:
    """Yield the lines of a chart by part."""
    if not all(side in results for side in SIDES):
        return
    digits = MEASURES[name].digits
    for side in SIDES:
        yield side, five(bands(results[side], name), digits)
        ghost = results.get(GHOST + side)
        if ghost is not None:
            yield GHOST + side, rounded(bands(ghost, name).median, digits)
    if differences:
        yield "d", five(difference(results["a"], results["b"], name), digits)


def five(of: Bands, digits: int) -> dict[str, list[float]]:
    """Return the median and the ends of both bands."""
    return {short: rounded(getattr(of, name), digits) for short, name in LINES.items()}


def rounded(values: Array, digits: int) -> list[float]:
    """Return numbers `(weeks,)` as short as a chart needs them, whole ones without a point."""
    size = np.floor(np.log10(np.where(values == 0, 1.0, np.abs(values))))  # 2 of 123.4
    places = np.minimum(EXACT - 1 - size, digits + FINER)
    power = 10.0 ** np.abs(places)  # exact, so that a quotient is the number nearest to its decimals
    finer, coarser = np.round(values * power) / power, np.round(values / power) * power
    found = np.where(places >= 0, finer, coarser).tolist()
    return [int(value) if value == int(value) else value for value in found]


def charts_text(head: Mapping[str, Any], results: Mapping[str, Results], differences: bool) -> str:
    """Return all charts with what is said above them."""
    return json.dumps({**head, "difference": differences, "charts": charts(results, differences)})
