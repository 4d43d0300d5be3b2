"""What a design varies: switches, strengths, settings, dates and choices, each with its range and unit."""

from dataclasses import dataclass

import numpy as np

from sim.table import Array

# A switch turns a claim or a bundle off (0) or leaves it as it is held (1); a strength is a claim's own, 0 to 2;
# a setting is a parameter of a rule, decision or table, or an initial figure; a week dates an event; a choice takes
# one of several named alternatives, each a set of changes, and its value is the position of the alternative.
KINDS = SWITCH, STRENGTH, SETTING, WEEK, CHOICE = ("switch", "strength", "setting", "week", "choice")


@dataclass(frozen=True)
class Factor:
    """One thing a design varies.

    A factor with `levels` takes these values only, else any value from `low` to `high`. `labels` say how levels are
    called, where they have names. `held` is the value it has where a design does not vary it.
    """

    name: str
    kind: str
    title: str
    unit: str
    source: str
    low: float
    high: float
    held: float
    levels: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """Say which values it may take, and their unit."""
        if self.levels:
            return ", ".join(str(self.word(each)) if self.labels else f"{each:g}" for each in self.levels)
        return f"{self.low:g} to {self.high:g} {self.unit}{', whole' if self.kind == WEEK else ''}"

    def allows(self, value: float) -> bool:
        """Whether it may take a value."""
        if self.levels:
            return value in self.levels
        return self.low <= value <= self.high and (self.kind != WEEK or value == int(value))

    def at(self, shares: Array) -> Array:
        """Return the values at shares of the range, 0 to 1; levels and whole weeks have equal slices each."""
        if self.levels:
            return np.asarray(self.levels)[slices(shares, len(self.levels))]
        if self.kind == WEEK:
            return self.low + slices(shares, int(self.high - self.low) + 1)
        return self.low + (self.high - self.low) * np.asarray(shares)

    def share(self, values: Array) -> Array:
        """Return where values stand in the range, so that `at` gives them back; a level stands mid-slice."""
        if self.levels:
            return (np.searchsorted(self.levels, values) + 0.5) / len(self.levels)
        if self.kind == WEEK:
            return (np.asarray(values) - self.low + 0.5) / (self.high - self.low + 1)
        return (np.asarray(values) - self.low) / (self.high - self.low)

    def spread(self, levels: int) -> Array:
        """Return all levels, or so many values from end to end of a range; dates are whole and each is there once."""
        if self.levels:
            return np.asarray(self.levels)
        values = np.linspace(self.low, self.high, levels)
        return np.unique(np.rint(values)) if self.kind == WEEK else values

    def word(self, value: float) -> str | float:
        """Return how a value is shown: the label of its level, else the number."""
        return self.labels[self.levels.index(value)] if self.labels else value


def slices(shares: Array, count: int) -> Array:
    """Return in which of so many equal slices of the unit interval shares lie, 0 to count - 1."""
    return np.minimum((np.asarray(shares) * count).astype(int), count - 1)
