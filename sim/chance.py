"""A uniform for every (random seed, replicate, decision, week, slots, sub-draw), and its shapes."""

from functools import cache
from hashlib import blake2b

import numpy as np

from sim import kernels
from sim.table import Array

ONE_SLOT = np.zeros(1, dtype=np.uint64)


@cache
def decision_word(decision: str) -> np.uint64:
    """Return the permanent 64-bit word of a decision: a hash of its name, so that none is handed out."""
    return np.uint64(int.from_bytes(blake2b(decision.encode(), digest_size=8).digest(), "little"))


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
        of_decision = kernels.numpy_mix(self.runs, decision_word(decision))
        return kernels.numpy_mix(kernels.numpy_mix(of_decision, np.uint64(self.week)), np.uint64(sub))

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
        sub: int = 0,
    ) -> Array:
        """Return how many of the `n` of each cell `(runs, a, b)` act, each with chance `p[:, rows[a], b]`.

        `p` is `(runs, rows, b)`; without `rows`, all rows of `a` share the first row of `p`.
        """
        rows = np.zeros(n.shape[1], dtype=np.int64) if rows is None else rows
        p = np.ascontiguousarray(np.broadcast_to(p, (n.shape[0], p.shape[1], n.shape[2])))
        return kernels.counts(self.keys(decision, sub), *slots, n, p, rows)

    def disperse(
        self,
        decision: str,
        movers: Array,
        weights: Array,
        slots: tuple[Array, Array],
        targets: Array,
        target_slots: Array,
        sub: int = 0,
    ) -> Array:
        """Send the movers of each cell `(runs, a, b)` to `targets[b]` by weight; return arrivals `(runs, a, sites)`."""
        return kernels.disperse(
            self.keys(decision, sub), *slots, movers, weights, targets, target_slots, target_slots.size
        )

    def choose(
        self,
        decision: str,
        choosers: Array,
        size: Array,
        appeal: Array,
        slots: tuple[Array, Array, Array],
        own: Array,
        loyalty: Array,
    ) -> Array:
        """Let choosers `(runs, a, b)` choose an option k by `size * appeal`; return `(runs, k, b)`."""
        return kernels.choose(self.keys(decision), *slots, choosers, size, appeal, own, loyalty)
