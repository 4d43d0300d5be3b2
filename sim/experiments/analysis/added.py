"""Shapley effects of claims on an outcome, exactly, from runs of every set of claims."""

from math import factorial
from typing import TYPE_CHECKING

import numpy as np

from sim.experiments.analysis.intervals import student
from sim.table import Array

if TYPE_CHECKING:
    import pandas


def weights(players: int) -> Array:
    """Return how much a set of each size counts in the effect of one that joins it, `(players,)`: Shapley (1953).

    That is in how many of all orders of the players just that set comes before the one.
    """
    return np.array([factorial(s) * factorial(players - s - 1) / factorial(players) for s in range(players)])


def effects(values: Array) -> Array:
    """Return effects `(players, replicates)` from the values of all sets, `(2^players, replicates)`.

    Set number n has player j on if bit j of n is 1. The effect is what a player adds to the sets it can join,
    averaged over all orders in which players could be added. A replicate in which some set has no value (NaN) has
    no effects either. They sum to v(all) - v(none); a player that changes nothing has exactly 0.
    """
    players = len(values).bit_length() - 1
    sets, of_size = np.arange(len(values)), weights(players)
    found = np.empty((players, values.shape[1]))
    for player in range(players):
        without = sets[(sets >> player) & 1 == 0]
        counts = of_size[np.bitwise_count(without)]
        found[player] = np.einsum("s,sr->r", counts, values[without | (1 << player)] - values[without])
    return found


def summary(names: tuple[str, ...], found: Array, level: float) -> "pandas.DataFrame":
    """Return one row a factor: the effect, its standard error and interval over replicates.

    `found` is `(players, replicates)`. One draw of luck is shared by all sets of claims, so that the replicate,
    not the run, is what is repeated.
    """
    import pandas

    used = found[:, np.isfinite(found).all(axis=0)]
    replicates = used.shape[1]
    nothing: Array = np.full(len(names), np.nan)
    effect = used.mean(axis=1) if replicates else nothing
    spread = used.std(axis=1, ddof=1) if replicates > 1 else nothing
    reach = student(np.full(len(names), replicates), spread, level)
    error = spread / np.sqrt(max(replicates, 1))
    return pandas.DataFrame(
        {"factor": names, "effect": effect, "se": error, "low": effect - reach, "high": effect + reach}
    )
