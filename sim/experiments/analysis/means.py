"""What runs come to at every point: means with intervals, and the middle 90 % of runs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.compare import CONFIDENCE
from sim.experiments.analysis.intervals import MATCHED, STUDENT, WILSON, matched, of_means, student
from sim.experiments.analysis.quantities import Quantity
from sim.experiments.analysis.records import described
from sim.experiments.analysis.study import Study, Tally
from sim.table import Array

if TYPE_CHECKING:
    import pandas

TAILS = (0.05, 0.95)


def ci(
    study: Study, quantities: Sequence[Quantity], points: Array | None = None, level: float = CONFIDENCE
) -> "pandas.DataFrame":
    """Return one row a point and quantity: mean with its interval, and the 5th and 95th percentile of runs.

    Columns: point, label, factors, scenario, runs (with a value), failed, mean, low, high, p5, p95. Intervals:
    Wilson (1927) for yes/no outcomes, matched proportions (Agresti & Min 2005) for their differences, else Student's t.
    """
    import pandas

    tally, found = Tally(), []
    for quantity in quantities:
        for block in study.blocks(quantity, study.lots(points), tally):
            rows = study.points.iloc[block.points].reset_index(drop=True)
            rows["scenario"] = quantity.of
            columns = described_runs(block.values, quantity, level)
            rows = rows.assign(runs=columns.pop("runs"), failed=block.failed.sum(axis=1), **columns)
            found.append(rows)
    table = pandas.concat(found, ignore_index=True).sort_values("point", kind="stable", ignore_index=True)
    return described(table, study, quantities[0], tally, level, method_of(quantities[0]))


def described_runs(values: Array, quantity: Quantity, level: float) -> dict[str, Array]:
    """Return runs, mean, interval and percentiles of `(points, replicates)`; NaN where no run has a value."""
    valid = ~np.isnan(values)
    runs = valid.sum(axis=1)
    some = np.where(runs > 0, runs, np.nan)
    mean = np.where(valid, values, 0.0).sum(axis=1) / some
    around = np.where(valid, values - mean[:, None], 0.0)
    spread = np.sqrt((around**2).sum(axis=1) / np.where(runs > 1, runs - 1, np.nan))
    low, high = interval(values, runs, mean, spread, quantity, level)
    ordered = np.sort(values, axis=1)  # NaN come last
    tails = {f"p{round(100 * share)}": quantile(ordered, runs, share) for share in TAILS}
    return {"runs": runs, "mean": mean, "low": low, "high": high, **tails}


def interval(
    values: Array, runs: Array, mean: Array, spread: Array, quantity: Quantity, level: float
) -> tuple[Array, Array]:
    """Return the intervals of means of a quantity, by point."""
    if not quantity.paired:
        return of_means(runs, mean, spread, quantity.outcome, level)
    if quantity.outcome.yes_no:
        known = np.nan_to_num(values)
        middle, reach = matched(runs, known.sum(axis=1), (known**2).sum(axis=1), level)
        reach = np.where(runs > 1, reach, np.nan)
        return np.maximum(middle - reach, -1.0), np.minimum(middle + reach, 1.0)
    reach = student(runs, spread, level)
    return mean - reach, mean + reach


def quantile(ordered: Array, runs: Array, share: float) -> Array:
    """Return a percentile of the first `runs` values of every row, interpolated as `numpy.percentile` does."""
    at = np.maximum(runs - 1, 0) * share
    below = np.floor(at).astype(int)
    above = np.minimum(below + 1, np.maximum(runs - 1, 0))
    rows = np.arange(len(ordered))
    low, high = ordered[rows, below], ordered[rows, above]
    return np.asarray(low + (high - low) * (at - below))


def method_of(quantity: Quantity) -> str:
    """Return how the interval of a mean is found."""
    if quantity.outcome.yes_no:
        return MATCHED if quantity.paired else WILSON
    return STUDENT
