"""How intervals shrink as replicates are added, and how many more would do."""

from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from sim.experiments.analysis.intervals import matched, student, wilson
from sim.table import Array

if TYPE_CHECKING:
    import pandas

FEWEST, DOUBLINGS = 4, 2  # replicates in the first row; rows a doubling of replicates


def sizes_up_to(replicates: int) -> list[int]:
    """Return the numbers of replicates to look at, evenly spaced on a logarithmic scale, all of them the last."""
    found, size = [], float(FEWEST)
    while round(size) < replicates:
        found.append(round(size))
        size *= 2 ** (1 / DOUBLINGS)
    return [*found, replicates]


def half_widths(values: Array, sizes: list[int], yes_no: bool, paired: bool, level: float) -> tuple[Array, Array]:
    """Return half-widths and means from the first so many replicates, `(points, sizes)` each.

    `values` is `(points, replicates)`; those without a value (NaN) are left out. Student's t for numbers, Wilson's
    interval for shares, matched proportions for differences of yes/no outcomes.
    """
    valid: Array = np.isfinite(values)
    count = np.maximum(valid.sum(axis=1), 1)
    middle = np.where(valid, values, 0.0).sum(axis=1) / count
    if yes_no:
        middle = np.zeros_like(middle)  # counts are exact
    around = np.where(valid, values - middle[:, None], 0.0)
    last = np.array(sizes) - 1
    runs = valid.cumsum(axis=1)[:, last].astype(float)
    total, squares = around.cumsum(axis=1)[:, last], (around**2).cumsum(axis=1)[:, last]
    some = np.where(runs > 0, runs, np.nan)
    if yes_no and paired:
        reach = np.where(runs > 1, matched(runs, total, squares, level)[1], np.nan)
    elif yes_no:
        low, high = wilson(runs, total / some, level)
        reach = (high - low) / 2
    else:
        spread = np.sqrt(np.maximum(squares - total**2 / some, 0.0) / np.where(runs > 1, runs - 1, np.nan))
        reach = student(runs, spread, level)
    return np.asarray(reach), middle[:, None] + total / some


def table(reach: Array, means: Array, sizes: list[int]) -> "pandas.DataFrame":
    """Return one row a number of replicates: `half_width`, the median over points, the widest, and the mean."""
    import pandas

    known = np.asarray(np.isfinite(reach).any(axis=0))
    rows = [
        {
            "replicates": size,
            "half_width": float(np.nanmedian(reach[:, at])) if known[at] else np.nan,
            "half_width_widest": float(np.nanmax(reach[:, at])) if known[at] else np.nan,
            "mean": float(np.nanmean(means[:, at])) if np.isfinite(means[:, at]).any() else np.nan,
        }
        for at, size in enumerate(sizes)
    ]
    return pandas.DataFrame(rows)


def replicates_for(half_width: float, now: float, replicates: int) -> int:
    """Return how many replicates a wished half-width takes, from the one there is now: it shrinks with the root."""
    return max(replicates, ceil(replicates * (now / half_width) ** 2))
