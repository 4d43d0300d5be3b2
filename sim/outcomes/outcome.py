"""What an outcome is: one number a run, with its unit, its weeks and the size that matters."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sim.measures import LONG, SHORT, Read
from sim.table import Array

if TYPE_CHECKING:
    import xarray

    Results = xarray.Dataset

EMERGENT = "emergent"  # what many decisions and rules bring about together
CHECK = "manipulation check"  # what one rule moves by itself: it shows that the machinery works, and no more
SPANS = (("short", SHORT), ("long", LONG))
BOUNDS = {
    "0 to 1": (0.0, 1.0),
    "share of runs": (0.0, 1.0),
    "0 to 100": (0.0, 100.0),
    "−1 to 1": (-1.0, 1.0),
    "% of day 0": (0.0, math.inf),
}


class Measure(Protocol):
    """What must be known of an outcome to judge it; a record of it will do where the outcome itself is elsewhere."""

    @property
    def unit(self) -> str:
        """What it is counted in."""

    @property
    def sesoi(self) -> float:
        """The smallest difference of interest, in the same unit."""

    @property
    def yes_no(self) -> bool:
        """Whether it is 1 or 0 per run."""

    @property
    def possible(self) -> tuple[float, float]:
        """The lowest and highest value there can be."""


def possible(unit: str) -> tuple[float, float]:
    """Return the lowest and highest value in a unit; what is neither share nor index is counted from 0."""
    if unit in BOUNDS:
        return BOUNDS[unit]
    return (0.0, 100.0) if unit.startswith("%") else (0.0, math.inf)


@dataclass(frozen=True)
class Outcome:
    """One number per run; `sesoi` is the smallest difference of interest, in the same unit.

    `weeks` is the first and last week it needs, the last None for the end of the run. A `yes_no` outcome
    is 1 or 0 per run, and its mean a share of runs. A run may have no value (NaN), such as the week of a fall
    that never came. The `role` says whether it may be evidence for a forecast (emergent) or only shows that
    a rule does what it says (manipulation check).
    """

    name: str
    group: str
    title: str
    unit: str
    sesoi: float
    digits: int
    about: str
    compute: Callable[["Results"], Array]
    weeks: tuple[int, int | None] = (1, None)
    yes_no: bool = False
    role: str = EMERGENT

    @property
    def last_week(self) -> int:
        """The week a run must reach."""
        return self.weeks[1] or self.weeks[0]

    @property
    def possible(self) -> tuple[float, float]:
        """The lowest and highest value there can be."""
        return possible(self.unit)

    @property
    def is_date(self) -> bool:
        """Whether it says when something happened, so that more means later."""
        return self.unit == "week"

    def covered(self, results: "Results") -> bool:
        """Whether the runs are long enough for this outcome."""
        return int(results.week[-1]) >= self.last_week


def weeks(window: tuple[int, int]) -> str:
    """Say a window in words."""
    return f"weeks {window[0]}–{window[1]}"


def windowed(
    name: str,
    group: str,
    title: str,
    unit: str,
    sesoi: float,
    digits: int,
    about: str,
    read: Callable[[tuple[int, int]], Read],
    role: str = EMERGENT,
) -> tuple[Outcome, ...]:
    """Return an outcome in its short and its long form; `read` takes the window."""
    return tuple(
        Outcome(
            f"{name}_{span}",
            group,
            f"{title}, {weeks(window)}",
            unit,
            sesoi,
            digits,
            f"{about}; mean of {weeks(window)}",
            read(window),
            window,
            role=role,
        )
        for span, window in SPANS
    )
