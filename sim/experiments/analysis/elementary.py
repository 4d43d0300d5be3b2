"""Elementary effects: what one factor's step does, from many starting points (Morris 1991)."""

import numpy as np

from sim.table import Array


def steps(positions: Array) -> tuple[Array, Array]:
    """Return at which step each factor moves and how far, `(trajectories, factors)` each.

    `positions` `(trajectories, factors + 1, factors)` are shares of each factor's range; in every trajectory each
    factor moves once. A factor that did not move after all, since its levels are few, has a step of 0.
    """
    moved = np.diff(positions, axis=1)
    at = np.abs(moved).argmax(axis=1)
    return at, np.take_along_axis(moved, at[:, None, :], axis=1)[:, 0, :]


def effects(values: Array, at: Array, size: Array) -> Array:
    """Return elementary effects in units of the outcome a whole range, `(trajectories, factors, ...)`.

    `values` is `(trajectories, factors + 1, ...)`. NaN where a factor did not move.
    """
    change = np.diff(values, axis=1)
    extra = (1,) * (values.ndim - 2)
    chosen = np.take_along_axis(change, at.reshape(at.shape + extra), axis=1)
    moved = np.where(size == 0, np.nan, size).reshape(size.shape + extra)
    return np.asarray(chosen / moved)
