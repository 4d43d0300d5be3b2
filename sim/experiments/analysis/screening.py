"""Morris screening of a sweep: how far each factor moves an outcome, and whether always in the same way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.compare import CONFIDENCE, percentiles, resampled_means
from sim.experiments.analysis.elementary import effects, steps
from sim.experiments.analysis.fits import rows_of
from sim.experiments.analysis.groups import FEWEST_BLOCKS, Grouped, between_blocks, grouped, joined
from sim.experiments.analysis.quantities import Quantity
from sim.experiments.analysis.reading import groups_in
from sim.experiments.analysis.records import described
from sim.experiments.analysis.study import Study, Tally
from sim.table import Array

if TYPE_CHECKING:
    import pandas

    from sim.experiments.sweep.folder.manifest import FactorRecord

MEAN_OF_HALF_NORMAL = np.sqrt(2 / np.pi)  # of the size of a draw with standard deviation 1
METHOD = "bootstrap over trajectories"
WITH_LUCK = f"{METHOD}, joined with Student's t between blocks of replicates"


@dataclass(frozen=True)
class Lot:
    """Trajectories reduced: `luck` `(trajectories, factors)` is the variance of an effect's mean over replicates."""

    rows: Grouped
    luck: Array
    at: Array
    size: Array


def reduced(values: Array, positions: Array) -> Lot:
    """Reduce runs `(trajectories, factors + 1, replicates)` at positions `(trajectories, factors + 1, factors)`."""
    at, size = steps(positions)
    valid = np.asarray(np.isfinite(values).all(axis=1))
    used = valid.sum(axis=1)
    each = np.where(valid[:, None, :], effects(np.where(valid[:, None, :], values, 0.0), at, size), 0.0)
    mean = each.sum(axis=2) / np.maximum(used, 1)[:, None]
    around = np.where(valid[:, None, :], each - mean[:, :, None], 0.0)
    spread = (around**2).sum(axis=2) / np.where(used > 1, used - 1, np.nan)[:, None]
    return Lot(grouped(values), spread / np.maximum(used, 1)[:, None], at, size)


def screened(lot: Lot, names: Sequence[str], level: float = CONFIDENCE) -> "pandas.DataFrame":
    """Return one row a factor: mu, mu_star with its interval, sigma, noise; in units of the outcome a whole range.

    Effects are those of means over replicates. mu is their mean, mu_star that of their sizes (Campolongo et al. 2007),
    sigma their standard deviation. The interval joins two errors: that of the few trajectories, by bootstrap, and
    that of luck, by Student's t between blocks of replicates, if there are at least five. `noise` is the mu_star that
    luck alone would make of a factor whose effects are 0 on average; the lower end allows for it. With common random
    numbers a factor that does nothing has exactly 0 everywhere.
    """
    import pandas

    kept = lot.rows.complete
    each = effects(lot.rows.means[kept], lot.at[kept], lot.size[kept])
    blocks = np.stack([mean_size(effects(some[kept], lot.at[kept], lot.size[kept])) for some in lot.rows.blocks])
    luck = np.nan_to_num(between_blocks(blocks, level))
    found = []
    for factor, name in enumerate(names):
        ours = each[:, factor][np.isfinite(each[:, factor])]
        sizes = np.abs(ours)
        noise = (
            float(np.nan_to_num(np.sqrt(lot.luck[kept, factor])).mean()) * MEAN_OF_HALF_NORMAL if len(ours) else np.nan
        )
        mean = sizes.mean() if len(ours) else np.nan
        low, high = percentiles(resampled_means(sizes), level) if len(ours) > 1 else (np.nan, np.nan)
        found.append(
            {
                "factor": name,
                "mu": ours.mean() if len(ours) else np.nan,
                "mu_star": mean,
                "mu_star_low": max(mean - np.hypot(mean - low, luck[factor]) - noise, 0.0),
                "mu_star_high": mean + np.hypot(high - mean, luck[factor]),
                "sigma": ours.std(ddof=1) if len(ours) > 1 else np.nan,
                "noise": noise,
            }
        )
    return pandas.DataFrame(found)


def mean_size(each: Array) -> Array:
    """Return the mean size of effects by factor; NaN where there is none."""
    known = np.asarray(np.isfinite(each))
    return np.where(known, np.abs(each), 0.0).sum(axis=0) / np.where(known.any(axis=0), known.sum(axis=0), np.nan)


def positions_of(factors: "Sequence[FactorRecord]", values: Array) -> Array:
    """Return where values `(points, factors)` lie in their ranges, 0 to 1; levels without a scale count as steps.

    A switch that is turned has moved over its whole range, however far the sampler's share moved.
    """
    found = np.empty(values.shape)
    for at, factor in enumerate(factors):
        levels = factor.levels
        if factor.labels:
            found[:, at] = np.searchsorted(np.sort(levels), values[:, at]) / max(len(levels) - 1, 1)
        else:
            low, high = (min(levels), max(levels)) if levels else (factor.low, factor.high)
            found[:, at] = (values[:, at] - low) / ((high - low) or 1.0)
    return found


def morris(study: Study, quantity: Quantity, level: float = CONFIDENCE) -> "pandas.DataFrame":
    """Return the Morris table of a sweep drawn by `morris` (see `screened`), the largest mu_star first.

    `attrs`: `trajectories` used and `dropped`, `left_out` (replicates of trajectories in which some run has no value)
    and `blocks` of replicates. ExperimentError if the sweep was drawn by another sampler.
    """
    points, _ = rows_of(study, "morris", "morris")
    rows, tally = len(study.names) + 1, Tally()
    place = positions_of(study.manifest.factors, study.values)
    lots = [
        reduced(values, place[some]) for some, values in groups_in(study, quantity, points.reshape(-1, rows), tally)
    ]
    lot = Lot(
        joined([each.rows for each in lots]),
        *(np.concatenate([getattr(each, word) for each in lots]) for word in ("luck", "at", "size")),
    )
    found = screened(lot, study.names, level).sort_values("mu_star", ascending=False, kind="stable", ignore_index=True)
    blocks = len(lot.rows.blocks)
    return described(
        found,
        study,
        quantity,
        tally,
        level,
        WITH_LUCK if blocks >= FEWEST_BLOCKS else METHOD,
        trajectories=int(lot.rows.complete.sum()),
        dropped=lot.rows.dropped,
        left_out=lot.rows.left_out,
        blocks=blocks,
    )
