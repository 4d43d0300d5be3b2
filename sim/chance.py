"""A uniform for every (random seed, replicate, decision, week, slots, sub-draw), and its shapes."""

from functools import cache
from hashlib import blake2b

import numpy as np

from sim import kernels
from sim.table import Array

ONE_SLOT = np.zeros(1, dtype=np.uint64)


@cache
def decision_word(decision: str) -> int:
    """Return the permanent 64-bit word of a decision: a hash of its name, so that none is handed out."""
    return int.from_bytes(blake2b(decision.encode(), digest_size=8).digest(), "little", signed=True)


class Chance:
    """The luck of a batch: pure functions of the key, so no draw can shift another.

    Two runs of one replicate share their luck wherever they ask the same question
    (common random numbers; Klein et al. 2024, arXiv 2409.02086).
    """

    def __init__(self, random_seed: int, replicates: Array) -> None:
        seed = np.full(len(replicates), random_seed, dtype=np.uint64)
        self.runs = kernels.numpy_mix(kernels.numpy_mix(seed, kernels.GOLDEN), replicates.astype(np.uint64))
        self.week = 0

    def keys(self, decision: str, sub: int = 0) -> Array:
        """Return one key a run for this decision, this week and this sub-draw, `(runs,)`."""
        return kernels.run_keys(self.runs, decision_word(decision), self.week, sub)

    def uniform(self, decision: str, slots: Array = ONE_SLOT, sub: int = 0) -> Array:
        """Return uniforms in the open unit interval, `(runs, slots)`."""
        return kernels.uniforms(self.keys(decision, sub), slots)

    def happens(self, decision: str, p: Array, slots: Array = ONE_SLOT, sub: int = 0) -> Array:
        """Say for every run and slot whether an event of chance `p`, `(runs, slots)`, happens."""
        return self.uniform(decision, slots, sub) < p

    def gumbel(self, decision: str, slots: Array, sub: int = 0) -> Array:
        """Return standard Gumbel noise: the best of utility plus noise is one logit choice (McFadden 1974)."""
        return -np.log(-np.log(self.uniform(decision, slots, sub)))

    def count(
        self,
        decision: str,
        n: Array,
        p: Array,
        slots: tuple[Array, Array],
        rows: Array | None = None,
        columns: Array | None = None,
        scale: Array | None = None,
        sub: int = 0,
    ) -> Array:
        """Return how many of the `n` of each cell `(runs, a, b)` act, with chance `p[:, rows[a], columns[b]]`.

        Left out, `rows` and `columns` are what the shape of `p` says: one for all, or one each.
        `scale` `(1 or runs, a)` multiplies the chance of a row.
        """
        p = np.ascontiguousarray(np.broadcast_to(p, (n.shape[0], *p.shape[1:])))
        rows = each_or_all(n.shape[1], p.shape[1]) if rows is None else rows
        columns = each_or_all(n.shape[2], p.shape[2]) if columns is None else columns
        scale = np.ones((1, n.shape[1])) if scale is None else np.ascontiguousarray(scale, dtype=float)
        n = np.ascontiguousarray(n, dtype=np.int64)
        return kernels.counts(self.keys(decision, sub), *slots, n, p, rows, columns, scale)

    def stream(
        self,
        decision: str,
        n: Array,
        p: Array,
        weights: Array,
        slots: tuple[Array, Array],
        targets: Array,
        target_slots: Array,
        rows: Array | None = None,
        scale: Array | None = None,
    ) -> tuple[Array, Array, Array]:
        """Let some of each cell `(runs, a, b)` leave with chance `p[:, rows[a], b]`, for `targets[b]` by weight.

        Return the net change `(runs, a, sites)`, who left `(runs, b)` and who arrived `(runs, sites)`.
        """
        rows = each_or_all(n.shape[1], p.shape[1]) if rows is None else rows
        scale = np.ones((1, n.shape[1])) if scale is None else np.ascontiguousarray(scale, dtype=float)
        keys, then = self.keys(decision), self.keys(decision, 1)
        p, weights = np.ascontiguousarray(p), np.ascontiguousarray(weights)
        return kernels.stream(keys, then, *slots, n, p, rows, scale, weights, targets, target_slots)

    def homeward(
        self, decision: str, n: Array, p: Array, slots: tuple[Array, Array], columns: Array
    ) -> tuple[Array, Array]:
        """Let some of each cell `(runs, a, b)` go home to a, with chance `p[:, a, columns[b]]`.

        Return the net change and who came home, `(runs, a, columns)`.
        """
        return kernels.homeward(self.keys(decision), *slots, n, np.ascontiguousarray(p), columns)

    def rout(
        self,
        decision: str,
        fighters: Array,
        slots: tuple[Array, Array],
        side_of: Array,
        losing: Array,
        escape: Array,
        quit_share: Array,
        killed_share: Array,
        refuge: Array,
    ) -> tuple[Array, Array, Array, Array]:
        """Scatter the fighters of lost places; return killed, gone, arrived and net change `(runs, groups, places)`."""
        runs = fighters.shape[0]
        keys = np.stack([self.keys(decision, sub) for sub in (1, 2, 3)])
        away = np.ascontiguousarray(np.broadcast_to(escape, (runs, fighters.shape[2])))
        quits, dies = (np.broadcast_to(each, (runs, 1))[:, 0].copy() for each in (quit_share, killed_share))
        return kernels.rout(keys, *slots, fighters, side_of, losing, away, quits, dies, refuge)

    def choose(
        self,
        decision: str,
        choosers: Array,
        size: Array,
        appeal: Array,
        slots: tuple[Array, Array, Array],
        own: Array | None = None,
        loyalty: Array | None = None,
        sides: tuple[Array, Array] | None = None,
    ) -> Array:
        """Let choosers `(runs, a, b)` choose an option k by `size * appeal`, `(runs, k, b)`; return `(runs, k, b)`.

        `own` `(a,)` is the option that counts `loyalty` `(runs,)` times as much; `sides` are those of the options
        `(k,)` and of the places `(runs, b)`, where only options of the place's side are open.
        """
        runs, rows, width = choosers.shape
        choosers, size = np.ascontiguousarray(choosers), np.ascontiguousarray(size)
        own = np.full(rows, -1) if own is None else own
        loyalty = np.ones(runs) if loyalty is None else np.ascontiguousarray(loyalty)
        of_option, of_place = (
            (np.zeros(size.shape[1], np.int64), np.full((runs, width), -1)) if sides is None else sides
        )
        return kernels.choose(self.keys(decision), *slots, choosers, size, appeal, own, loyalty, of_option, of_place)


@cache
def each_or_all(cells: int, chances: int) -> Array:
    """Return which chance belongs to each cell: its own where there is one each, else the only one."""
    return np.arange(cells) if chances == cells else np.zeros(cells, dtype=np.int64)
