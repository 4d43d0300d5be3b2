"""How amounts of facts are written: with as many decimals as their range needs, dates that never come as `later`."""

import math
from collections.abc import Mapping
from typing import Any

from sim.hindsight.facts import Fact
from sim.numerals import NOTHING, number

LATER = "later"
COARSE = 2.0  # steps of a last digit that a tolerance should span
BARE = ("ratio", "fraction", "number")  # units that need no word


def is_date(fact: Fact) -> bool:
    """Whether a fact is a time, so that more of it is later."""
    return fact.unit.startswith("days")


def digits(fact: Fact) -> int:
    """Return how many decimals tell values apart: those of the range, and enough for its width; a count has none."""
    if fact.low == fact.high:
        return 0
    written = max(len(f"{each:g}".partition(".")[2]) for each in (fact.low, fact.high))
    return max(written, math.ceil(-math.log10(fact.tolerance / COARSE)), 0)


def amount(value: float, fact: Fact) -> str:
    """Write a value of a fact; a date that does not come within the window is `later`."""
    if math.isinf(value):
        return LATER
    return number(value, digits(fact)) if value else "0"


def span(low: float, high: float, fact: Fact) -> str:
    """Write a range of values of a fact."""
    if low == high:
        return amount(low, fact)
    both = [amount(each, fact) for each in (low, high)]
    return (" to " if low < 0 or LATER in both else NOTHING).join(both)


def with_unit(value: float, fact: Fact) -> str:
    """Write a value with its unit; a ratio or fraction needs none, a date names its origin."""
    text = amount(value, fact)
    if fact.unit in BARE:
        return text
    if fact.unit.startswith("%"):
        return f"{text} {fact.unit}"
    return f"{text} than the window" if text == LATER else f"{text} {fact.unit}"


def change(row: Mapping[str, Any], name: str, places: int, times: float = 1.0) -> str:
    """Write a change with its interval."""
    middle, low, high = (times * float(row[f"{name}_{each}"]) for each in ("change", "low", "high"))
    if not (middle or low or high):
        return "0"
    inner = NOTHING if math.isnan(low) else f"{number(low, places, True)} to {number(high, places, True)}"
    return f"{number(middle, places, True)} [{inner}]"
