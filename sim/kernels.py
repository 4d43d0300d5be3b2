"""Compiled counting: keyed uniforms, exact counts, choices, and sums along roads."""

import numpy as np
from numba import njit

from sim.table import Array

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
S27, S30, S31, S11 = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(11)
TO_UNIT = 2.0**-53
LARGE_MEAN = 40.0  # above it the count is read off a corrected normal quantile, not summed


@njit(cache=True, nogil=True, inline="always")
def mix(key, word):
    """Fold one 64-bit word into a key (the finaliser of SplitMix64; Steele, Lea & Flood 2014)."""
    z = (key ^ word) * GOLDEN + GOLDEN
    z = (z ^ (z >> S30)) * MIX_1
    z = (z ^ (z >> S27)) * MIX_2
    return z ^ (z >> S31)


@njit(cache=True, nogil=True, inline="always")
def unit(key):
    """Return the open-interval uniform of a key."""
    return (np.float64(key >> S11) + 0.5) * TO_UNIT


@njit(cache=True, nogil=True)
def normal_quantile(u):
    """Return the standard normal quantile (Wichura 1988, AS 241, PPND7: seven figures)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
        return q * top / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0)
    r = u if q < 0 else 1.0 - u
    r = np.sqrt(-np.log(r))
    if r <= 5.0:
        r -= 1.6
        top = ((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777
        value = top / ((0.12021132975 * r + 0.73700164250) * r + 1.0)
    else:
        r -= 5.0
        top = ((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150
        value = top / ((0.012258202635 * r + 0.24197894225) * r + 1.0)
    return -value if q < 0 else value


@njit(cache=True, nogil=True)
def binomial_quantile(u, n, p):
    """Return the number of n who act with chance p, at the uniform u.

    Exact inversion while n p is at most LARGE_MEAN; above, the Cornish-Fisher expansion to the
    second order (Cornish & Fisher 1938), whose error in probability the tests show.
    """
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        return n - binomial_quantile(1.0 - u, n, 1.0 - p)
    mean = n * p
    if mean <= LARGE_MEAN:
        chance = np.exp(n * np.log1p(-p))
        odds = p / (1.0 - p)
        total, k = chance, 0
        while u > total and k < n:
            k += 1
            chance *= odds * (n - k + 1) / k
            total += chance
            if chance < 1e-18 and k > mean:
                break
        return k
    sd = np.sqrt(mean * (1.0 - p))
    z = normal_quantile(u)
    skew = (1.0 - 2.0 * p) / sd
    kurtosis = (1.0 - 6.0 * p * (1.0 - p)) / (sd * sd)
    x = z + skew * (z * z - 1.0) / 6.0 + kurtosis * (z * z * z - 3.0 * z) / 24.0
    x -= skew * skew * (2.0 * z * z * z - 5.0 * z) / 36.0
    k = int(np.floor(mean + sd * x + 0.5))
    return min(max(k, 0), n)


@njit(cache=True, nogil=True)
def uniforms(keys, slots):
    """Return one uniform per run and slot, `(runs, slots)`."""
    out = np.empty((keys.size, slots.size))
    for r in range(keys.size):
        for i in range(slots.size):
            out[r, i] = unit(mix(keys[r], slots[i]))
    return out


@njit(cache=True, nogil=True)
def counts(keys, slots_a, slots_b, n, p, rows):
    """Return how many of each cell act: `(runs, a, b)`; the chance of cell a, b is `p[run, rows[a], b]`."""
    out = np.zeros(n.shape, dtype=np.int64)
    for r in range(n.shape[0]):
        for a in range(n.shape[1]):
            key = mix(keys[r], slots_a[a])
            for b in range(n.shape[2]):
                if n[r, a, b] > 0:
                    chance = p[r, rows[a], b]
                    if chance > 0.0:
                        out[r, a, b] = binomial_quantile(unit(mix(key, slots_b[b])), n[r, a, b], chance)
    return out


@njit(cache=True, nogil=True)
def disperse(keys, slots_a, slots_b, n, weights, targets, target_slots, width):
    """Send the n of each cell to the targets of b, one multinomial a cell; return arrivals `(runs, a, width)`.

    `weights` is `(runs, b, k)` and `targets` `(b, k)`, -1 for none; where no weight is positive nobody moves
    and they arrive nowhere, so callers mask such cells. Draws are keyed by the target's own slot.
    """
    arrivals = np.zeros((n.shape[0], n.shape[1], width), dtype=np.int64)
    for r in range(n.shape[0]):
        for b in range(n.shape[2]):
            total = 0.0
            for k in range(targets.shape[1]):
                if targets[b, k] >= 0:
                    total += weights[r, b, k]
            if total <= 0.0:
                continue
            for a in range(n.shape[1]):
                left = n[r, a, b]
                if left <= 0:
                    continue
                key = mix(mix(keys[r], slots_a[a]), slots_b[b])
                rest = total
                last = -1
                for k in range(targets.shape[1]):
                    if targets[b, k] < 0 or weights[r, b, k] <= 0.0:
                        continue
                    share = weights[r, b, k] / rest
                    rest -= weights[r, b, k]
                    last = k
                    go = binomial_quantile(unit(mix(key, target_slots[targets[b, k]])), left, share)
                    arrivals[r, a, targets[b, k]] += go
                    left -= go
                    if left == 0:
                        break
                if left > 0:
                    arrivals[r, a, targets[b, last]] += left
    return arrivals


@njit(cache=True, nogil=True)
def choose(keys, slots_a, slots_b, slots_k, n, size, appeal, own, loyalty):
    """Let the n of each cell choose one of k options; return who chose what, `(runs, k, b)`.

    Option k at b weighs `size[run, k, b] * appeal[run, k, b or 0]`; option `own[a]` (or -1 for none) counts
    `loyalty[run]` times as much for row a. Where no option has weight, choosers keep their own, else the first.
    """
    out = np.zeros((n.shape[0], size.shape[1], n.shape[2]), dtype=np.int64)
    weights = np.empty(size.shape[1])
    for r in range(n.shape[0]):
        for b in range(n.shape[2]):
            for a in range(n.shape[1]):
                left = n[r, a, b]
                if left <= 0:
                    continue
                rest = 0.0
                for k in range(size.shape[1]):
                    weights[k] = size[r, k, b] * appeal[r, k, min(b, appeal.shape[2] - 1)]
                    if k == own[a]:
                        weights[k] *= loyalty[r]
                    rest += weights[k]
                key = mix(mix(keys[r], slots_a[a]), slots_b[b])
                last = max(own[a], 0)
                for k in range(size.shape[1]):
                    if weights[k] <= 0.0 or left == 0:
                        continue
                    share = min(weights[k] / rest, 1.0) if rest > 0.0 else 1.0
                    rest -= weights[k]
                    last = k
                    go = binomial_quantile(unit(mix(key, slots_k[k])), left, share)
                    out[r, k, b] += go
                    left -= go
                out[r, last, b] += left
    return out


@njit(cache=True, nogil=True)
def side_sums(amounts, side_of, sides):
    """Return `(runs, sides, places)`: the rows of each side added up, in row order."""
    out = np.zeros((amounts.shape[0], sides, amounts.shape[2]))
    for r in range(amounts.shape[0]):
        for g in range(amounts.shape[1]):
            for p in range(amounts.shape[2]):
                out[r, side_of[g], p] += amounts[r, g, p]
    return out


@njit(cache=True, nogil=True)
def along_roads(amounts, control, neighbours):
    """Return `(runs, sides, places)`: what each side has in the neighbouring places that it holds."""
    out = np.zeros(amounts.shape)
    for r in range(amounts.shape[0]):
        for p in range(neighbours.shape[0]):
            for k in range(neighbours.shape[1]):
                j = neighbours[p, k]
                if j < 0:
                    break
                side = control[r, j]
                out[r, side, p] += amounts[r, side, j]
    return out


@njit(cache=True, nogil=True)
def spread_to_sources(at_targets, control, neighbours):
    """Return `(runs, sides, places)`: for each held place, the sum of its side's values at its neighbours."""
    out = np.zeros(at_targets.shape)
    for r in range(at_targets.shape[0]):
        for j in range(neighbours.shape[0]):
            side = control[r, j]
            for k in range(neighbours.shape[1]):
                p = neighbours[j, k]
                if p < 0:
                    break
                out[r, side, j] += at_targets[r, side, p]
    return out


@njit(cache=True, nogil=True)
def nearest_held(control, order, sides):
    """Return `(runs, sides, places)`: the nearest other place each side holds, -1 for none; order is `(places, k)`."""
    out = np.full((control.shape[0], sides, control.shape[1]), -1, dtype=np.int64)
    for r in range(control.shape[0]):
        for p in range(control.shape[1]):
            found = 0
            for k in range(order.shape[1]):
                j = order[p, k]
                side = control[r, j]
                if out[r, side, p] < 0:
                    out[r, side, p] = j
                    found += 1
                    if found == sides:
                        break
    return out


@njit(cache=True, nogil=True)
def relocate(movers, side_of, towards):
    """Return arrivals `(runs, groups, places)` of movers who all go where `towards[run, side, place]` points."""
    out = np.zeros(movers.shape, dtype=np.int64)
    for r in range(movers.shape[0]):
        for g in range(movers.shape[1]):
            for p in range(movers.shape[2]):
                if movers[r, g, p] > 0:
                    out[r, g, towards[r, side_of[g], p]] += movers[r, g, p]
    return out


def numpy_mix(key: Array, word: Array) -> Array:
    """Twin of `mix` in NumPy: equal integers."""
    with np.errstate(over="ignore"):
        z = (key ^ word) * GOLDEN + GOLDEN
        z = (z ^ (z >> S30)) * MIX_1
        z = (z ^ (z >> S27)) * MIX_2
        return np.asarray(z ^ (z >> S31))


def numpy_uniforms(keys: Array, slots: Array) -> Array:
    """Twin of `uniforms` in NumPy."""
    mixed = numpy_mix(keys[:, None], slots[None, :])
    return ((mixed >> S11).astype(np.float64) + 0.5) * TO_UNIT
