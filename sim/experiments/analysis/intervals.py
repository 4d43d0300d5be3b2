"""Intervals of many means at once: Student's t for numbers, Wilson's for shares."""

import numpy as np

from sim.outcomes import Measure
from sim.table import Array

STUDENT, WILSON, MATCHED = "Student's t", "Wilson", "matched proportions (Agresti & Min 2005)"
BOOTSTRAP = "bootstrap over pairs"


def of_means(runs: Array, mean: Array, spread: Array, outcome: Measure, level: float) -> tuple[Array, Array]:
    """Return the intervals of means, `(points,)` each, within what is possible; NaN for fewer than two runs.

    As `sim.compare.mean_interval`, for many points at once. `spread` is the standard deviation of the runs.
    """
    if outcome.yes_no:
        return wilson(runs, mean, level)
    least, most = outcome.possible
    reach = student(runs, spread, level)
    return np.maximum(mean - reach, least), np.minimum(mean + reach, most)


def student(runs: Array, spread: Array, level: float) -> Array:
    """Return the half-widths of Student's t intervals of means; NaN for fewer than two runs."""
    from scipy import stats

    runs = np.asarray(runs, dtype=float)
    enough = np.where(runs > 1, runs, np.nan)
    return np.asarray(stats.t.ppf((1 + level) / 2, enough - 1) * spread / np.sqrt(enough))


def wilson(runs: Array, share: Array, level: float) -> tuple[Array, Array]:
    """Return Wilson's (1927) intervals of shares; NaN for fewer than two runs."""
    from scipy import stats

    runs = np.asarray(runs, dtype=float)
    enough = np.where(runs > 1, runs, np.nan)
    z = stats.norm.ppf((1 + level) / 2)
    middle = (share + z**2 / (2 * enough)) / (1 + z**2 / enough)
    reach = z / (1 + z**2 / enough) * np.sqrt(share * (1 - share) / enough + z**2 / (4 * enough**2))
    # all runs or none: the formula's end is 0 or 1 but for rounding
    return np.where(share == 0, 0 * enough, middle - reach), np.where(share == 1, 1 + 0 * enough, middle + reach)


def matched(pairs: Array, total: Array, squares: Array, level: float) -> tuple[Array, Array]:
    """Return middles and half-widths of mean differences of paired yes/no outcomes (Agresti & Min 2005).

    As `sim.compare.matched_proportions` for many points at once; `total` and `squares` are the sums of the
    differences and of their squares, half a pair is added to each kind.
    """
    from scipy import stats

    pairs = np.asarray(pairs, dtype=float) + 2
    spread = np.sqrt(np.asarray(squares) + 1 - np.asarray(total) ** 2 / pairs)
    return np.asarray(total) / pairs, stats.norm.ppf((1 + level) / 2) * spread / pairs
