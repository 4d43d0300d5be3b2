"""Which sets of claims carry a conclusion: smallest ones, prime implicants, cuts."""

import numpy as np

from sim.table import Array

OFF, ON, FREE = 0, 1, 2  # what a prime implicant asks of a claim


def cube(holds: Array) -> Array:
    """Return `holds` `(2^players,)` as one axis a player, the first player first, off before on."""
    players = len(holds).bit_length() - 1
    return np.asarray(holds, dtype=bool).reshape((2,) * players).transpose(range(players)[::-1])


def drops(holds: Array, fails: Array | None = None) -> tuple[int, int]:
    """Return how often switching one more claim on breaks the conclusion, and in how many steps it could.

    None: the conclusion is monotone, and whatever contains a sufficient set is sufficient. With `fails`, where it
    surely fails, only steps from one to the other count: not surely to hold may only be luck.
    """
    sets, gone = cube(holds), ~cube(holds) if fails is None else cube(fails)
    broken = sum(int((sets.take(OFF, axis) & gone.take(ON, axis)).sum()) for axis in range(sets.ndim))
    return broken, sets.ndim * sets.size // 2


def smallest(holds: Array) -> list[int]:
    """Return the numbers of the sets that hold while none of their subsets does, small ones first.

    Each is looked at with all other claims off.
    """
    sets = cube(holds)
    below = sets.copy()  # whether the set or some subset of it holds
    for axis in range(sets.ndim):
        on = below.take(ON, axis) | below.take(OFF, axis)
        below = np.stack([below.take(OFF, axis), on], axis)
    minimal = sets.copy()
    for axis in range(sets.ndim):
        on = minimal.take(ON, axis) & ~below.take(OFF, axis)
        minimal = np.stack([minimal.take(OFF, axis), on], axis)
    return by_size(np.flatnonzero(minimal.transpose(range(sets.ndim)[::-1]).ravel()))


def cuts(holds: Array) -> list[int]:
    """Return the smallest sets without which the conclusion fails, all other claims on, small ones first."""
    return smallest(~np.asarray(holds, dtype=bool)[::-1])


def prime_implicants(holds: Array) -> list[tuple[int, ...]]:
    """Return what is enough for the conclusion whatever the claims left free are: on, off or free a player.

    No condition can be dropped from any of them (Quine 1952; Ragin 1987 for their use on cases).
    """
    sets = cube(holds)
    for axis in range(sets.ndim):
        off, on = sets.take(OFF, axis), sets.take(ON, axis)
        sets = np.stack([off, on, off & on], axis)
    prime = sets.copy()
    for axis in range(sets.ndim):
        freed = np.stack([sets.take(FREE, axis), sets.take(FREE, axis), np.zeros_like(sets.take(FREE, axis))], axis)
        prime &= ~freed
    found = [tuple(int(each) for each in row) for row in np.argwhere(prime)]
    return sorted(found, key=lambda asked: (sum(each != FREE for each in asked), asked))


def covered(asked: tuple[int, ...]) -> Array:
    """Return the numbers of the sets that an implicant covers."""
    sets = np.arange(2 ** len(asked))
    fits = np.ones(len(sets), dtype=bool)
    for player, each in enumerate(asked):
        if each != FREE:
            fits &= ((sets >> player) & 1) == each
    return np.flatnonzero(fits)


def by_size(sets: Array) -> list[int]:
    """Return sets sorted by how many claims are on, then by number."""
    return sorted((int(each) for each in sets), key=lambda each: (each.bit_count(), each))
