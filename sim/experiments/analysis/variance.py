"""Variance-based sensitivity: first-order and total Sobol' indices, and how much of them is luck."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.compare import RESAMPLING_SEED, SAME_TO
from sim.experiments.analysis.groups import FEWEST_BLOCKS, Grouped, between_blocks, grouped, joined
from sim.table import Array

if TYPE_CHECKING:
    import pandas

RESAMPLES = 200  # of base rows; the half-widths are then good to some 5 %
LEAST_RESAMPLES = 2  # where only the index itself is wanted
FEWEST_GROUPS = 2


@dataclass(frozen=True)
class Lot:
    """Saltelli groups reduced to what indices need: the rows, and what luck leaves in means over replicates.

    `change` `(groups, factors + 1)` is the variance of the mean step from base row A to the row with one factor
    from B, and last to B itself; `shared` `(groups, factors)` the covariance of that step with B.
    """

    rows: Grouped
    change: Array
    shared: Array


def rows_of_group(factors: int, second_order: bool) -> int:
    """Return how many rows a group of a Saltelli design has: A, one or two a factor, B."""
    return 2 * factors + 2 if second_order else factors + 2


def reduced(values: Array, factors: int) -> Lot:
    """Reduce runs `(groups, rows, replicates)` of a Saltelli design, in its order of rows."""
    valid = np.asarray(np.isfinite(values).all(axis=1))
    used = valid.sum(axis=1)[:, None]
    filled = np.where(valid[:, None, :], values, 0.0)
    step = np.concatenate([filled[:, 1 : factors + 1], filled[:, -1:]], axis=1) - filled[:, :1]
    around, other = (centred(each, valid, used) for each in (step, filled[:, -1:]))
    degrees = np.where(used > 1, (used - 1) * used, np.nan)
    shared = (around[:, :factors] * other).sum(axis=2) / degrees
    return Lot(grouped(values), (around**2).sum(axis=2) / degrees, shared)


def centred(values: Array, valid: Array, used: Array) -> Array:
    """Return `(groups, rows, replicates)` around their means over replicates, 0 where a replicate is left out."""
    means = values.sum(axis=2) / np.maximum(used, 1)
    return np.where(valid[:, None, :], values - means[:, :, None], 0.0)


def joined_lots(lots: list[Lot]) -> Lot:
    """Return groups that were reduced one lot after another as one."""
    return Lot(
        joined([each.rows for each in lots]),
        np.concatenate([each.change for each in lots]),
        np.concatenate([each.shared for each in lots]),
    )


def indices(lot: Lot, names: tuple[str, ...], second_order: bool, level: float) -> "pandas.DataFrame":
    """Return one row a factor: S1 and ST with intervals, and what luck alone would make of each.

    Estimators of Saltelli et al. (2010) on means over replicates, by SALib. Half-widths join two independent
    errors: that of the design, by SALib's bootstrap over base rows, and that of luck, by Student's t between blocks of
    replicates, if there are at least five. Luck that turning a factor reshuffles raises ST, and S1 where that factor
    alone reshuffles it: `S1_noise` and `ST_noise` estimate by how much, and lower ends are lower by as much, so
    that an effect which is all luck has intervals that include 0. With common random numbers a factor that does nothing
    has exactly 0 everywhere. `attrs`: `blocks`; `noise_share`, the part of the variance of single runs that is luck,
    and `noise_left`, of that of means over points; `groups` used, `dropped`, `left_out`.
    """
    import pandas

    kept = lot.rows.complete
    means = lot.rows.means[kept]
    found = pandas.DataFrame({"factor": names})
    found.attrs.update(about(lot))
    columns = ("S1", "S1_low", "S1_high", "ST", "ST_low", "ST_high", "S1_noise", "ST_noise")
    if not varies(means):
        return found.assign(**dict.fromkeys(columns, np.nan))
    whole = analysed(means, len(names), second_order, level, RESAMPLES)
    luck = by_block(lot, len(names), second_order, level)
    variance = means[:, [0, -1]].var()
    noise = {
        "S1": np.maximum(np.nan_to_num(lot.shared[kept].mean(axis=0)), 0.0) / variance,
        "ST": np.nan_to_num(lot.change[kept, : len(names)].mean(axis=0)) / 2 / variance,
    }
    for name, below in noise.items():
        reach = np.hypot(whole[f"{name}_conf"], np.nan_to_num(luck[name]))
        found[name], found[f"{name}_low"], found[f"{name}_high"] = (
            whole[name],
            whole[name] - reach - below,
            whole[name] + reach,
        )
    return found.assign(S1_noise=noise["S1"], ST_noise=noise["ST"])


def interactions(lot: Lot, names: tuple[str, ...], level: float) -> "pandas.DataFrame":
    """Return one row a pair of factors: second-order indices (Saltelli 2002), intervals as in `indices`."""
    import pandas

    means = lot.rows.means[lot.rows.complete]
    ones, others = np.triu_indices(len(names), 1)
    found = pandas.DataFrame({"factor": [names[at] for at in ones], "other": [names[at] for at in others]})
    if not varies(means):
        return found.assign(S2=np.nan, S2_low=np.nan, S2_high=np.nan)
    whole = analysed(means, len(names), True, level, RESAMPLES)
    luck = np.nan_to_num(by_block(lot, len(names), True, level)["S2"])
    reach = np.hypot(whole["S2_conf"], luck)[ones, others]
    index = whole["S2"][ones, others]
    return found.assign(S2=index, S2_low=index - reach, S2_high=index + reach)


# ---------------------------------------------------------------- parts
def analysed(means: Array, factors: int, second_order: bool, level: float, resamples: int) -> dict[str, Array]:
    """Return SALib's indices and half-widths of `(groups, rows)` in the order of a Saltelli design."""
    from SALib.analyze import sobol

    problem: dict[str, Any] = {
        "num_vars": factors,
        "names": [str(at) for at in range(factors)],
        "bounds": [[0.0, 1.0]] * factors,
    }
    found = sobol.analyze(
        problem,
        np.ascontiguousarray(means).ravel(),
        calc_second_order=second_order,
        num_resamples=resamples,
        conf_level=level,
        seed=RESAMPLING_SEED,
    )
    return {str(name): np.asarray(each) for name, each in found.items()}


def by_block(lot: Lot, factors: int, second_order: bool, level: float) -> dict[str, Array]:
    """Return what luck adds to the half-width of every index: Student's t between blocks of replicates."""
    wanted = ("S1", "ST", "S2") if second_order else ("S1", "ST")
    shapes = {"S1": (factors,), "ST": (factors,), "S2": (factors, factors)}
    blocks = usable(lot.rows)
    if len(blocks) < FEWEST_BLOCKS:
        return {name: np.full(shapes[name], np.nan) for name in wanted}
    each = [analysed(means, factors, second_order, level, LEAST_RESAMPLES) for means in blocks]
    return {name: between_blocks(np.stack([found[name] for found in each]), level) for name in wanted}


def usable(rows: Grouped) -> list[Array]:
    """Return the means `(groups, rows)` of every block of replicates that has something to say."""
    blocks = [means[np.isfinite(means).all(axis=1)] for means in rows.blocks]
    return [means for means in blocks if varies(means)]


def varies(means: Array) -> bool:
    """Say whether there are groups enough, and anything to explain: sums in another order are no difference."""
    if len(means) < FEWEST_GROUPS:
        return False
    ends = means[:, [0, -1]]
    return bool(np.ptp(ends) > SAME_TO * max(float(np.abs(ends).max()), np.finfo(float).tiny))


def about(lot: Lot) -> dict[str, Any]:
    """Return what was used, and how much of the variance is luck: of single runs, and of means over replicates."""
    rows = lot.rows
    kept = rows.complete
    ends = rows.means[kept][:, [0, -1]]
    within = float(np.nanmean(rows.spread[kept][:, [0, -1]])) if np.isfinite(rows.spread[kept]).any() else float("nan")
    between = float(ends.var()) if kept.any() else float("nan")
    total = within + max(between - within / max(float(rows.used[kept].mean()), 1.0), 0.0) if kept.any() else 0.0
    steps = lot.change[kept, -1]
    left = float(np.nanmean(steps)) / 2 if np.isfinite(steps).any() else float("nan")
    blocks = len(usable(rows))
    return {
        "groups": int(kept.sum()),
        "dropped": rows.dropped,
        "left_out": rows.left_out,
        "blocks": blocks if blocks >= FEWEST_BLOCKS else 1,
        "noise_share": within / total if total > 0 else float("nan"),
        "noise_left": left / between if between > 0 else float("nan"),
    }
