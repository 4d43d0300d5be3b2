"""What runs amount to, and how two sets of paired runs differ: means, intervals, plain words."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import ExperimentError
from sim.outcomes import OUTCOMES, Measure
from sim.table import Array

if TYPE_CHECKING:
    import pandas

RESAMPLES = 5000
RESAMPLING_SEED = 20161128  # the interval of the same runs is the same every time
BOOTSTRAP = {"n_resamples": RESAMPLES, "method": "percentile", "rng": RESAMPLING_SEED}
MANY_PAIRS, DRAWN_AT_ONCE = 1000, 300_000  # so that no number of pairs takes more than some 100 MB
CONFIDENCE = 0.95
EQUIVALENCE = 0.90  # two one-sided tests at 5 % are one 90 % interval (Schuirmann 1987)
AGREEING = 0.65  # share of pairs that must differ in the direction of the mean
FEWEST_PAIRS, FEW_PAIRS = 3, 20  # for a word; for an interval by bootstrap that is not known to be too narrow
SAME_TO = 1e-9  # of the value: sums of the same numbers in another order are the same

HIGHER, LOWER = "clearly higher", "clearly lower"
SAME, OPEN = "no practical difference", "undecided"
NOWHERE, TOO_FEW = "in no run", "too few runs to judge"
Intervals = dict[float, tuple[float, float]]


def summarise(runs: "pandas.DataFrame", outcomes: Mapping[str, Measure] = OUTCOMES) -> "pandas.DataFrame":
    """Return one row an outcome: mean, 5th to 95th percentile of runs, 95 % interval of the mean.

    `runs` has one row a run and one column an outcome; runs without a value (NaN) are left out and counted.
    Intervals: Student's t for numbers, Wilson (1927) for yes/no outcomes.
    """
    import pandas

    rows = {}
    for name in runs:
        values = runs[name].dropna().to_numpy(dtype=float)
        low, high = mean_interval(values, outcomes[str(name)])
        spread = np.percentile(values, [5, 95]) if len(values) else (np.nan, np.nan)
        rows[name] = {
            "unit": outcomes[str(name)].unit,
            "runs": len(values),
            "mean": values.mean() if len(values) else np.nan,
            "p5": spread[0],
            "p95": spread[1],
            "low": low,
            "high": high,
        }
    return pandas.DataFrame.from_dict(rows, orient="index").rename_axis("outcome")


def mean_interval(values: Array, outcome: Measure) -> tuple[float, float]:
    """Return the 95 % interval of a mean, within what is possible; NaN for fewer than two runs."""
    from scipy import stats

    if len(values) < 2:
        return (np.nan, np.nan)
    if outcome.yes_no:
        found = stats.binomtest(int(values.sum()), len(values)).proportion_ci(CONFIDENCE, method="wilson")
        return (float(found.low), float(found.high))
    reach = stats.t.ppf((1 + CONFIDENCE) / 2, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    least, most = outcome.possible
    return (max(float(values.mean() - reach), least), min(float(values.mean() + reach), most))


def compare(
    one: "pandas.DataFrame", other: "pandas.DataFrame", outcomes: Mapping[str, Measure] = OUTCOMES
) -> "pandas.DataFrame":
    """Return one row an outcome: how `one` differs from `other`, run by run with the same luck.

    Both have one row a replicate, indexed by scenario and replicate. Columns: `mean_a`, `mean_b` over the
    pairs; `difference` (a minus b) with its 95 % interval `low`, `high` over pairs (see `intervals`);
    `standardised`, the mean difference over the standard deviation of the
    differences (d_z, Lakens 2013); `same_sign`, the share of pairs with the sign of the mean difference,
    among those that differ; `sesoi`; and `word` (see `judge`). Raises ExperimentError if runs do not pair.
    """
    import pandas

    first, second = by_replicate(one), by_replicate(other)
    if list(first.index) != list(second.index):
        raise ExperimentError(
            "these runs do not pair: a comparison needs the same replicates of both, "
            f"here {describe(first)} and {describe(second)}"
        )
    rows = {
        str(name): contrast(outcomes[str(name)], first[name].to_numpy(), second[name].to_numpy())
        for name in first
        if name in second
    }
    return pandas.DataFrame.from_dict(rows, orient="index").rename_axis("outcome")


def unchanging(*runs: "pandas.DataFrame", outcomes: Mapping[str, Measure] = OUTCOMES) -> list[str]:
    """Return the outcomes with one and the same value in every run of all `runs`.

    Yes/no outcomes are never among them: that all runs agree is a finding, with an interval of its own.
    Nor is anything among fewer than three runs, where it could still move.
    """
    import pandas

    if min(map(len, runs)) < FEWEST_PAIRS:
        return []
    found = pandas.concat([each[list(runs[0])] for each in runs])
    same = [str(name) for name in found if np.allclose(found[name], found[name].iloc[0], SAME_TO, 0)]
    return [name for name in same if not outcomes[name].yes_no]


def by_replicate(runs: "pandas.DataFrame") -> "pandas.DataFrame":
    """Return one row a replicate, in order; ExperimentError if a replicate is there twice."""
    numbers = runs.index.get_level_values("replicate")
    if numbers.has_duplicates:
        raise ExperimentError("these runs do not pair: a replicate is there more than once")
    return runs.set_axis(numbers, axis="index").sort_index()


def describe(runs: "pandas.DataFrame") -> str:
    """Say which replicates there are."""
    return f"{len(runs)} ({runs.index.min()} to {runs.index.max()})" if len(runs) else "none"


def contrast(outcome: Measure, one: Array, other: Array, confidence: float = CONFIDENCE) -> dict[str, object]:
    """Return how `one` differs from `other` in one outcome, `(pairs,)` each: the columns of `compare`.

    Pairs in which one run has no value (NaN) are left out and counted. The word never hangs on `confidence`.
    """
    valued = ~np.isnan(one), ~np.isnan(other)
    both = valued[0] & valued[1]
    a, b = np.asarray(one, dtype=float)[both], np.asarray(other, dtype=float)[both]
    difference = a - b
    found: dict[str, object] = {
        "unit": outcome.unit,
        "pairs": len(difference),
        "mean_a": a.mean() if len(a) else np.nan,
        "mean_b": b.mean() if len(b) else np.nan,
        "difference": difference.mean() if len(a) else np.nan,
    }
    if len(difference) < FEWEST_PAIRS:
        nothing = dict.fromkeys(("low", "high", "standardised", "same_sign"), np.nan)
        word = TOO_FEW if valued[0].any() or valued[1].any() else NOWHERE
        return found | nothing | {"sesoi": outcome.sesoi, "word": word}
    bounds = intervals(difference, outcome.yes_no, (CONFIDENCE, EQUIVALENCE, confidence))
    return found | {
        "low": bounds[confidence][0],
        "high": bounds[confidence][1],
        "standardised": standardised(difference),
        "same_sign": same_sign(difference),
        "sesoi": outcome.sesoi,
        "word": judge(difference, bounds, outcome.sesoi),
    }


def intervals(
    difference: Array, yes_no: bool = False, levels: tuple[float, ...] = (CONFIDENCE, EQUIVALENCE)
) -> Intervals:
    """Return the intervals of a mean paired difference, by level: 95 % and 90 % if no others are asked.

    Numbers: percentile bootstrap over pairs (Efron & Tibshirani 1993). Yes/no outcomes, whose differences
    are -1, 0 or 1: the adjusted interval for matched proportions (Agresti & Min 2005), since resampling
    pairs that all agree would claim certainty.
    """
    if yes_no:
        return {level: matched_proportions(difference, level) for level in dict.fromkeys(levels)}
    means = resampled_means(difference)
    return {level: percentiles(means, level) for level in dict.fromkeys(levels)}


def matched_proportions(difference: Array, confidence: float) -> tuple[float, float]:
    """Return the interval of a difference of matched proportions, half a pair added to each kind.

    Differences of two such differences, from -2 to 2, are treated alike.
    """
    from scipy import stats

    total, squares, pairs = difference.sum(), (difference**2).sum() + 1, len(difference) + 2
    middle = total / pairs
    reach = stats.norm.ppf((1 + confidence) / 2) * np.sqrt(squares - total**2 / pairs) / pairs
    most = max(1.0, float(np.abs(difference).max()))
    return (max(float(middle - reach), -most), min(float(middle + reach), most))


def resampled_means(difference: Array) -> Array:
    """Return bootstrap means of paired differences; the same differences give the same means."""
    from scipy import stats

    if np.ptp(difference) == 0:
        return np.full(RESAMPLES, difference[0])
    if len(difference) > MANY_PAIRS:
        batch = max(1, DRAWN_AT_ONCE // len(difference))
        return np.asarray(stats.bootstrap((difference,), np.mean, **BOOTSTRAP, batch=batch).bootstrap_distribution)
    return np.einsum("ij,j->i", drawn(len(difference)), difference) / len(difference)


@lru_cache(maxsize=4)  # the stages of the screen, and one more; 8 MB for 200 pairs, and in proportion
def drawn(pairs: int) -> Array:
    """Return how often each pair is drawn in each resample of scipy.stats.bootstrap, `(RESAMPLES, pairs)`.

    The draws depend on the number of pairs alone, so that hundreds of outcomes need them only once.
    """
    from scipy import stats

    counts: list[Array] = []

    def count(sample: Array, axis: int) -> Array:
        cells = sample + pairs * np.arange(len(sample))[:, None]
        counts.append(np.bincount(cells.ravel(), minlength=cells.size).reshape(cells.shape).astype(np.float64))
        return np.asarray(sample.mean(axis=axis))

    stats.bootstrap((np.arange(pairs),), count, **BOOTSTRAP, batch=1000)
    return np.concatenate(counts)


def percentiles(means: Array, confidence: float) -> tuple[float, float]:
    """Return the percentile interval of bootstrap means."""
    tail = 50 * (1 - confidence)
    low, high = np.percentile(means, [tail, 100 - tail])
    return (float(low), float(high))


def standardised(difference: Array) -> float:
    """Return d_z, the mean difference in standard deviations of the differences; NaN if they do not vary."""
    spread = difference.std(ddof=1)
    return float(difference.mean() / spread) if spread > 0 else float("nan")


def same_sign(difference: Array) -> float:
    """Return the share of pairs that differ in the direction of the mean; NaN if no pair differs."""
    differing = difference[difference != 0]
    if not len(differing):
        return float("nan")
    return float((np.sign(differing) == np.sign(difference.mean())).mean())


def judge(difference: Array, bounds: Intervals, sesoi: float) -> str:
    """Say in words how paired runs differ, by the smallest effect of interest.

    Clearly higher or lower: the 95 % interval excludes 0, the mean difference is at least `sesoi`, and at
    least 65 % of the pairs that differ agree. No practical difference: the 90 % interval lies inside
    `sesoi` on both sides (two one-sided tests; Schuirmann 1987, Lakens 2017). Otherwise undecided.
    """
    low, high = bounds[CONFIDENCE]
    mean = float(difference.mean())
    if (low > 0 or high < 0) and abs(mean) >= sesoi and same_sign(difference) >= AGREEING:
        return HIGHER if mean > 0 else LOWER
    low, high = bounds[EQUIVALENCE]
    return SAME if -sesoi < low and high < sesoi else OPEN
