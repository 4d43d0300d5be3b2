"""Who moved what: a decided flow is split among the rules that influenced it, the rest is background."""

from collections.abc import Iterator

import numpy as np

from sim import kernels
from sim.entries import Post, PostChoice
from sim.table import Array

TINY = 1e-12
# Gauss-Legendre nodes and weights on 0..1: exact along the path for polynomials up to the fifth degree
NODES = tuple(
    zip((np.polynomial.legendre.leggauss(3)[0] + 1) / 2, np.polynomial.legendre.leggauss(3)[1] / 2, strict=True)
)


def attribute(post: Post) -> Iterator[tuple[str, Array]]:
    """Split a decided flow among rules and `background`.

    For a function of a sum, the Aumann-Shapley value along the straight line from no influence
    to all is proportional to the influences (Aumann & Shapley 1974; Sundararajan et al. 2017).
    """
    moved = post.amount * np.where(post.p > 0, (post.p - post.p_null) / np.where(post.p > 0, post.p, 1.0), 0.0)
    total = post.influences.total
    safe = np.where(np.abs(total) > TINY, total, 1.0)
    shared: Array = np.zeros(1)
    for rule, part in post.influences.parts.items():
        share = np.where(np.abs(total) > TINY, part / safe, 0.0)
        amount = moved * share.reshape(share.shape[0], *share.shape[1:])
        shared = shared + amount
        yield rule, amount
    yield "background", post.amount - shared


def attribute_choice(post: PostChoice) -> Iterator[tuple[str, Array]]:
    """Split the choices that count among rules and `background`, `(runs, places)` each.

    The chance of a counted option is a function of all utilities; along the straight line from no influence to all,
    a rule's share is the integral of its marginal effect (Aumann & Shapley 1974), here by quadrature. Loyalty to
    one's own group is left out: it damps all alike.
    """
    counted, taste = post.counted[:, :, None].astype(float), post.taste[:, :, None]
    total, asked = post.influences.total, post.influences.parts
    anywhere = (np.zeros(post.size.shape[1], np.int64), np.full(post.size.shape[::2], -1))
    sides, where = anywhere if post.sides is None else post.sides
    runs = post.size.shape[0]

    def sums(part: float) -> Array:
        weight = np.exp(taste + part * total)
        vectors = [weight, weight * counted]
        for by in asked.values():
            vectors += [weight * by, weight * by * counted]
        shape = np.broadcast_shapes(*(each.shape for each in vectors))
        stacked = np.stack([np.broadcast_to(each, (runs, *shape[1:])) for each in vectors], axis=1)
        return kernels.option_sums(post.size, stacked, sides, where)

    moved = dict.fromkeys(asked, np.zeros((runs, post.size.shape[2])))
    for node, width in NODES:
        of = sums(node)
        everybody = np.maximum(of[:, 0], TINY)
        chance = of[:, 1] / everybody
        for at, rule in enumerate(asked):
            moved[rule] = moved[rule] + width * (of[:, 3 + 2 * at] - chance * of[:, 2 + 2 * at]) / everybody
    of = sums(1.0)
    share = of[:, 1] / np.maximum(of[:, 0], TINY)
    amount = (post.chosen * counted).sum(axis=1)
    per_chance = np.where(share > TINY, amount / np.where(share > TINY, share, 1.0), 0.0)
    explained: Array = np.zeros(1)
    for rule, by in moved.items():
        explained = explained + by * per_chance
        yield rule, by * per_chance
    yield "background", amount - explained
