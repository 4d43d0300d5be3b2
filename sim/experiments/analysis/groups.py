"""Design points that are analysed together: what their runs come to on the luck they share."""

from dataclasses import dataclass

import numpy as np

from sim.table import Array

FEWEST_BLOCKS, MOST_BLOCKS = 5, 10  # a spread between fewer blocks tells little; more make each one noisy


@dataclass(frozen=True)
class Grouped:
    """What groups of rows come to; NaN where a group has no replicate in which all of its rows have a value.

    `means` `(groups, rows)` are over all those replicates, `blocks` `(blocks, groups, rows)` over those of each
    block of replicates; `spread` `(groups, rows)` is the variance of single runs; `used` `(groups,)` counts the
    replicates and `asked` is how many there could be.
    """

    means: Array
    blocks: Array
    spread: Array
    used: Array
    asked: int

    @property
    def complete(self) -> Array:
        """Which groups have a value in every row, `(groups,)`."""
        return np.asarray(self.used > 0)

    @property
    def dropped(self) -> int:
        """How many groups have none."""
        return int((~self.complete).sum())

    @property
    def left_out(self) -> int:
        """How many replicates of groups were left out because some run of the group has no value."""
        return int(self.asked * len(self.used) - self.used.sum())


def blocks_of(replicates: int) -> list[Array]:
    """Return the numbers of the replicates in disjoint blocks, five to ten; one block if there are too few."""
    blocks = min(replicates, MOST_BLOCKS) if replicates >= FEWEST_BLOCKS else 1
    return np.array_split(np.arange(replicates), blocks)


def grouped(values: Array) -> Grouped:
    """Reduce `(groups, rows, replicates)`, NaN where there is no value, to what each group comes to.

    A run without a value takes the same replicate of its whole group with it: rows of a group are only ever held
    against each other on the same luck.
    """
    valid = np.asarray(np.isfinite(values).all(axis=1))
    filled = np.where(valid[:, None, :], values, 0.0)
    used = valid.sum(axis=1)
    means = mean_of(filled, used)
    around = np.where(valid[:, None, :], values - means[:, :, None], 0.0)
    spread = np.where(used > 1, (around**2).sum(axis=2).T / np.maximum(used - 1, 1), np.nan).T
    blocks = [
        mean_of(np.ascontiguousarray(filled[:, :, some]), valid[:, some].sum(axis=1))
        for some in blocks_of(values.shape[2])
    ]
    return Grouped(means, np.stack(blocks), spread, used, values.shape[2])


def mean_of(filled: Array, used: Array) -> Array:
    """Return means over replicates; NaN where none is used."""
    return np.asarray((filled.sum(axis=2).T / np.where(used > 0, used, np.nan)).T)


def joined(parts: list[Grouped]) -> Grouped:
    """Return groups that were reduced one lot after another as one."""
    return Grouped(
        np.concatenate([each.means for each in parts]),
        np.concatenate([each.blocks for each in parts], axis=1),
        np.concatenate([each.spread for each in parts]),
        np.concatenate([each.used for each in parts]),
        parts[0].asked,
    )


def between_blocks(estimates: Array, level: float) -> Array:
    """Return the half-width of a mean over blocks by Student's t; `estimates` is `(blocks, ...)`.

    NaN for a single block: replicates are then too few to tell what luck does.
    """
    from scipy import stats

    blocks = len(estimates)
    if blocks < FEWEST_BLOCKS:
        return np.full(estimates.shape[1:], np.nan)
    return np.asarray(stats.t.ppf((1 + level) / 2, blocks - 1) * estimates.std(axis=0, ddof=1) / np.sqrt(blocks))
