"""How a factor's range or levels are written: {}, { low, high }, a list or { levels }."""

from dataclasses import dataclass
from typing import Any

from sim.errors import guess
from sim.experiments.sweep.file.lines import Lines

ENDS = ("low", "high")
LEVELS = "levels"
HOW = "write { low = ..., high = ... }, a list of levels, or {} for the whole range"


@dataclass(frozen=True)
class Range:
    """What is declared; dates are whole."""

    low: float
    high: float
    unit: str
    whole: bool = False

    def __str__(self) -> str:
        """Say what is allowed."""
        return f"{self.low:g} to {self.high:g} {self.unit}"


def looks_like_range(spec: dict[str, Any]) -> bool:
    """Whether a table means a range rather than more names."""
    return not spec or any(word in spec for word in (*ENDS, LEVELS))


def read_range(spec: Any, within: Range, lines: Lines, *path: str) -> tuple[float, float, tuple[float, ...]]:
    """Return low, high and levels (none for a range); ExperimentError says what is allowed."""
    if isinstance(spec, dict) and list(spec) == [LEVELS]:
        return read_range(spec[LEVELS], within, lines, *path, LEVELS)
    if isinstance(spec, list):
        levels = sorted(number(each, within, lines, *path) for each in spec)
        if len(set(levels)) < 2 or len(set(levels)) < len(levels):
            raise lines.refuse(f"{spec!r}: expected at least two levels, each once", *path)
        return levels[0], levels[-1], tuple(levels)
    if not isinstance(spec, dict):
        raise lines.refuse(
            f"{spec!r}: a factor varies; {HOW} (what is the same everywhere stands outside [vary])", *path
        )
    for word in spec:
        if word == LEVELS:
            raise lines.refuse("a factor has either levels or low and high", *path, word)
        if word not in ENDS:
            raise lines.refuse(f"unknown key{guess(word, (*ENDS, LEVELS))}", *path, word)
    low, high = (number(spec.get(end, getattr(within, end)), within, lines, *path, end) for end in ENDS)
    if low >= high:
        raise lines.refuse(f"low = {low:g} is not below high = {high:g}; allowed: {within}", *path)
    return low, high, ()


def number(value: Any, within: Range, lines: Lines, *path: str) -> float:
    """Return a number within what is declared."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise lines.refuse(f"{value!r} is not a number; allowed: {within}", *path)
    if not within.low <= value <= within.high:
        raise lines.refuse(f"{value:g} is outside {within}", *path)
    if within.whole and value != int(value):
        raise lines.refuse(f"{value:g} is not a whole number; allowed: {within}", *path)
    return float(value)
