"""Shapley effects of claims on a contrast: what each adds, averaged over the orders in which they could be added."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.chance import Chance
from sim.claims import load_claims
from sim.compare import CONFIDENCE
from sim.experiments.game import Ask, Coalition
from sim.table import Array

if TYPE_CHECKING:
    import pandas

Values = Callable[[Sequence[Ask]], list[Array]]
Order = tuple[str, ...]
FEWEST_ORDERS = 2  # a standard error needs two


def orders(players: Sequence[str], pairs: int, random_seed: int) -> list[Order]:
    """Return one random order of the players for each pair, from the same chance as everything else.

    Each claim keeps its own luck: leaving out one leaves the others in the order they had.
    """
    known = {claim: slot for slot, claim in enumerate(load_claims())}
    slots = np.array([known[each] for each in players], dtype=np.uint64)
    luck = Chance(random_seed, np.arange(pairs, dtype=np.uint64)).uniform("order of claims", slots)
    return [tuple(players[at] for at in row) for row in np.argsort(luck, axis=1, kind="stable")]


def chain(order: Order) -> list[Coalition]:
    """Return the sets that arise as players are added one by one, from nobody to all."""
    return [frozenset(order[:size]) for size in range(len(order) + 1)]


def asks_of(order: Order, replicate: int) -> list[Ask]:
    """Return what an order and its reverse need to know, on one replicate."""
    sets = dict.fromkeys([*chain(order), *chain(order[::-1])])
    return [(each, (replicate,)) for each in sets]


def shapley(players: Sequence[str], drawn: Sequence[Order], values: Values) -> "pandas.DataFrame":
    """Return the Shapley effect of every player, in the order given, with its standard error and 95 % interval.

    Estimated from random orders (Castro, Gomez & Tejada 2009), each taken together with its reverse (antithetic:
    Mitchell et al. 2022), each pair on a replicate of its own; the error is that of the mean over pairs, so that
    luck shared within a replicate is not counted twice. Effects sum to v(all) - v(none) on the replicates used,
    whatever the sample. Pairs in which some set has no value (NaN) are left out; `attrs` says how many were
    `used`, and gives `all`, `none`, the means of v over those.
    """
    import pandas
    from scipy import stats

    needed = [asks_of(order, replicate) for replicate, order in enumerate(drawn)]
    answers = iter(values([ask for asks in needed for ask in asks]))
    kept, ends = [], []
    for order, asks in zip(drawn, needed, strict=True):
        worth = {claims: float(next(answers)[0]) for claims, _ in asks}
        if np.isfinite(list(worth.values())).all():
            kept.append(added(players, order, worth))
            ends.append((worth[frozenset(players)], worth[frozenset()]))
    each = np.array(kept).reshape(len(kept), len(players))
    error: Array = np.full(len(players), np.nan)
    if len(kept) >= FEWEST_ORDERS:
        error = each.std(axis=0, ddof=1) / np.sqrt(len(kept))
    effect = each.mean(axis=0) if kept else np.full(len(players), np.nan)
    reach = error * stats.t.ppf((1 + CONFIDENCE) / 2, max(len(kept) - 1, 1))
    found = pandas.DataFrame({"claim": players, "effect": effect, "se": error})
    found["low"], found["high"] = effect - reach, effect + reach
    whole, nothing = np.array(ends).mean(axis=0) if ends else (np.nan, np.nan)
    found.attrs = {"used": len(kept), "asked": len(drawn), "all": float(whole), "none": float(nothing)}
    return found


def added(players: Sequence[str], order: Order, worth: dict[Coalition, float]) -> list[float]:
    """Return what each player adds when it comes, mean over an order and its reverse."""
    total = dict.fromkeys(players, 0.0)
    for one in (order, order[::-1]):
        sets = chain(one)
        for player, before, after in zip(one, sets, sets[1:], strict=False):
            total[player] += (worth[after] - worth[before]) / 2
    return [total[each] for each in players]
