"""How runs spread from week to week: medians, and bands that hold half and nine in ten."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from sim.compare import matched_proportions
from sim.errors import ExperimentError, guess
from sim.table import Array
from viz.screen.measures import MEASURES, Measure
from viz.screen.reading import PERCENT
from viz.screen.results import Results

HALF, MOST = 0.5, 0.9
QUANTILES = (0.5, 0.25, 0.75, 0.05, 0.95)  # the median, then the ends of the bands


@dataclass(frozen=True)
class Bands:
    """A measure over the weeks: median of runs and the quantiles that hold 50 % and 90 % of them, each `(weeks,)`.

    `weeks` are 0 to the last, or 1 to the last where the measure counts what happened in a week. Of a yes/no
    measure the middle is the share of runs, in percent, and the bands are 50 % and 90 % intervals of that share:
    Wilson's (1927), for a difference those of Agresti and Min (2005). A difference is in the unit of the measure,
    of a share in percentage points.
    """

    name: str
    title: str
    unit: str
    weeks: Array
    median: Array
    low50: Array
    high50: Array
    low90: Array
    high90: Array
    replicates: int


def bands(results: Results, measure: str) -> Bands:
    """Return how the runs of one world spread; ExperimentError if there is no such measure."""
    of = measure_of(measure)
    runs = results.measures[measure]
    return banded(of, of.unit, runs, shares(runs) if of.yes_no else quantiles(runs))


def difference(results_a: Results, results_b: Results, measure: str) -> Bands:
    """Return how world A differs from world B, run by run with the same luck (A minus B).

    Runs are paired by replicate; those that only one world has are left out. ExperimentError if the worlds have
    no week or run in common, or if there is no such measure.
    """
    of = measure_of(measure)
    if results_a.weeks != results_b.weeks:
        raise ExperimentError(f"weeks: {results_a.weeks} and {results_b.weeks} do not pair")
    pairs = min(results_a.replicates, results_b.replicates)
    a, b = (each.measures[measure][:pairs].astype(float) for each in (results_a, results_b))
    unit = "points" if of.unit.startswith("%") else of.unit
    return banded(of, unit, a, share_differences(a - b) if of.yes_no else quantiles(a - b))


def measure_of(name: str) -> Measure:
    """Return a measure by name; ExperimentError with the nearest."""
    if name not in MEASURES:
        raise ExperimentError(f"measure '{name}': there is none{guess(name, MEASURES)}")
    return MEASURES[name]


def banded(of: Measure, unit: str, runs: Array, lines: Array) -> Bands:
    """Name the five lines of a chart, `(5, weeks)`: middle, then the ends of both bands."""
    weeks = np.arange(of.first_week, runs.shape[1])
    median, low50, high50, low90, high90 = lines[:, of.first_week :]
    return Bands(of.name, of.title, unit, weeks, median, low50, high50, low90, high90, len(runs))


def quantiles(runs: Array) -> Array:
    """Return the median and the ends of both bands, `(5, weeks)`."""
    return np.quantile(runs.astype(float), QUANTILES, axis=0)


def shares(runs: Array) -> Array:
    """Return the share of runs that say yes, in percent, with Wilson's intervals, `(5, weeks)`."""
    n, share = len(runs), runs.mean(axis=0, dtype=float)
    ends = []
    for level in (HALF, MOST):
        z = NormalDist().inv_cdf((1 + level) / 2)
        middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        reach = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        ends += [middle - reach, middle + reach]
    return PERCENT * np.stack([share, *ends])


def share_differences(pairs: Array) -> Array:
    """Return the difference of two shares of the same runs, in points, with intervals, `(5, weeks)`."""
    weeks, at = np.unique(pairs, axis=1, return_inverse=True)  # few differ
    lines = []
    for week in weeks.T:
        ends = [matched_proportions(week, level) for level in (HALF, MOST)]
        lines.append([week.mean(), *(end for each in ends for end in each)])
    return PERCENT * np.array(lines).T[:, at]
