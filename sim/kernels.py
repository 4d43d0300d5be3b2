"""Compiled counting: keyed uniforms, exact counts, choices, and sums along roads.

Everything that is compiled lives in this one file, long as it is: Numba's cache does not notice changes in other
files. The draws have twins in NumPy at the end, which give equal integers and say the same in fewer words.
"""

import numpy as np
from numba import njit

from sim.table import Array

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
S27, S30, S31, S12 = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(12)
TO_UNIT = 2.0**-52  # 52 bits and a half: never 0 and never 1
ONE = np.uint64(1)
INVERSE = 1.0 / np.arange(1, 257)  # a product is cheaper than a division where counts are summed
LARGE_MEAN = 8.0  # above it the count is read off a corrected normal quantile, not summed


@njit(cache=True, nogil=True, inline="always")
def mix(key, word):
    """Fold one 64-bit word into a key: number `word` of the SplitMix64 stream of `key` (Steele, Lea & Flood 2014)."""
    z = key + (word + ONE) * GOLDEN
    z = (z ^ (z >> S30)) * MIX_1
    z = (z ^ (z >> S27)) * MIX_2
    return z ^ (z >> S31)


@njit(cache=True, nogil=True, inline="always")
def unit(key):
    """Return the open-interval uniform of a key."""
    return (np.float64(key >> S12) + 0.5) * TO_UNIT


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
def small_count(u, n, p, log_stay):
    """Return the binomial quantile at u by inversion, for small n p; `log_stay` is log(1 - p)."""
    if u <= 1.0 - n * p:  # Bernoulli's inequality: nobody acts, and no exponential is needed to know it
        return 0
    chance = np.exp(n * log_stay)
    odds = p / (1.0 - p)
    total, k = chance, 0
    while u > total and k < n:
        chance *= odds * (n - k) * INVERSE[min(k, 255)]
        total += chance
        k += 1
        if chance < 1e-18 and k > n * p:
            break
    return k


@njit(cache=True, nogil=True)
def large_count(u, n, p):
    """Return the binomial quantile at u from a normal quantile, corrected for shape and lattice.

    Cornish & Fisher (1938) to the third order, with Sheppard's correction of the lattice in variance
    and fourth cumulant (Kolassa 2006, ch. 3); the error in probability is below 1e-4 and shown by a test.
    """
    q = 1.0 - p
    spread = n * p * q
    variance = spread - 1.0 / 12.0
    sd = np.sqrt(variance)
    skew = spread * (1.0 - 2.0 * p) / (variance * sd)
    excess = (spread * (1.0 - 6.0 * p * q) + 1.0 / 120.0) / (variance * variance)
    fifth = spread * (1.0 - 2.0 * p) * (1.0 - 12.0 * p * q) / (variance * variance * sd)
    z = normal_quantile(u)
    w = z * z
    x = z + skew * (w - 1.0) / 6.0 + z * (excess * (w - 3.0) / 24.0 - skew * skew * (2.0 * w - 5.0) / 36.0)
    x += fifth * (w * w - 6.0 * w + 3.0) / 120.0 - skew * excess * (w * w - 5.0 * w + 2.0) / 24.0
    x += skew * skew * skew * (12.0 * w * w - 53.0 * w + 17.0) / 324.0
    k = int(np.floor(n * p + sd * x + 0.5))
    return min(max(k, 0), n)


@njit(cache=True, nogil=True)
def binomial_quantile(u, n, p):
    """Return how many of n act, each with chance p, at the uniform u: exact up to LARGE_MEAN, then corrected."""
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        return n - binomial_quantile(1.0 - u, n, 1.0 - p)
    if n * p <= LARGE_MEAN:
        return small_count(u, n, p, np.log1p(-p))
    return large_count(u, n, p)


@njit(cache=True, nogil=True)
def run_keys(runs, decision, week, sub):
    """Return one key a run for a decision, a week and a sub-draw, `(runs,)`."""
    out = np.empty(runs.size, dtype=np.uint64)
    for r in range(runs.size):
        out[r] = mix(mix(mix(runs[r], np.uint64(decision)), np.uint64(week)), np.uint64(sub))
    return out


@njit(cache=True, nogil=True)
def uniforms(keys, slots):
    """Return one uniform per run and slot, `(runs, slots)`."""
    out = np.empty((keys.size, slots.size))
    for r in range(keys.size):
        for i in range(slots.size):
            out[r, i] = unit(mix(keys[r], slots[i]))
    return out


@njit(cache=True, nogil=True, inline="always")
def quick_count(u, n, p, log_stays, j):
    """Return the binomial quantile, with log(1 - p) remembered in `log_stays[j]` (1.0 while unknown)."""
    if n * p > LARGE_MEAN or p > 0.5:
        return binomial_quantile(u, n, p)
    if u <= 1.0 - n * p:
        return 0
    if log_stays[j] > 0.0:
        log_stays[j] = np.log1p(-p)
    return small_count(u, n, p, log_stays[j])


@njit(cache=True, nogil=True)
def counts(keys, slots_a, slots_b, n, p, rows, columns, scale):
    """Return how many of each cell `(runs, a, b)` act, with chance `p[run, rows[a], columns[b]] scale[run, a]`."""
    out = np.zeros(n.shape, dtype=np.int64)
    log_stays = np.empty(p.shape[2])
    active = np.empty(p.shape[1], dtype=np.bool_)
    for r in range(n.shape[0]):
        last_row, last_scale = -1, 1.0
        for i in range(p.shape[1]):
            active[i] = False
            for j in range(p.shape[2]):
                if p[r, i, j] > 0.0:
                    active[i] = True
                    break
        for a in range(n.shape[1]):
            i, times = rows[a], scale[r % scale.shape[0], a]
            if times <= 0.0 or not active[i]:
                continue
            if i != last_row or times != last_scale:
                last_row, last_scale = i, times
                log_stays[:] = 1.0
            key = mix(keys[r], slots_a[a])
            for b in range(n.shape[2]):
                j = columns[b]
                chance = p[r, i, j] * times
                if chance > 0.0 and n[r, a, b] > 0:
                    out[r, a, b] = quick_count(unit(mix(key, slots_b[b])), n[r, a, b], chance, log_stays, j)
    return out


@njit(cache=True, nogil=True)
def stream(keys, then, slots_a, slots_b, n, p, rows, scale, weights, targets, target_slots):
    """Let some of each cell leave and go to the targets of b by weight, one binomial and one multinomial a cell.

    The chance of leaving cell a, b is `p[run, rows[a], b] scale[run, a]`; nobody leaves b where no target of
    `targets[b]` (-1 for none) has a weight. Return the net change `(runs, a, targets)`, who left each b
    `(runs, b)` and who arrived at each target `(runs, targets)`.
    """
    runs, width = n.shape[0], target_slots.size
    change = np.zeros((runs, n.shape[1], width), dtype=np.int64)
    left, come = np.zeros((runs, p.shape[2]), dtype=np.int64), np.zeros((runs, width), dtype=np.int64)
    ways = targets.shape[1]
    share, log_share, log_stay = np.empty(ways), np.empty(ways), np.empty(1)
    for r in range(runs):
        for b in range(p.shape[2]):
            active = False
            for i in range(p.shape[1]):
                active = active or p[r, i, b] > 0.0
            if not active:
                continue
            rest, last = 0.0, -1
            for k in range(ways):
                share[k], log_share[k] = 0.0, 1.0
                if targets[b, k] >= 0 and weights[r, b, k] > 0.0:
                    rest += weights[r, b, k]
                    last = k
            if last < 0:
                continue
            for k in range(last):
                if targets[b, k] >= 0 and weights[r, b, k] > 0.0:
                    share[k] = min(weights[r, b, k] / rest, 1.0) if rest > 0.0 else 1.0
                    rest -= weights[r, b, k]
            share[last] = 1.0
            last_chance = -1.0
            for a in range(n.shape[1]):
                if n[r, a, b] <= 0:
                    continue
                chance = p[r, rows[a], b] * scale[r % scale.shape[0], a]
                if chance <= 0.0:
                    continue
                if chance != last_chance:
                    last_chance, log_stay[0] = chance, 1.0
                go = quick_count(unit(mix(mix(keys[r], slots_a[a]), slots_b[b])), n[r, a, b], chance, log_stay, 0)
                if go == 0:
                    continue
                change[r, a, b] -= go
                left[r, b] += go
                key = mix(mix(then[r], slots_a[a]), slots_b[b])
                for k in range(last + 1):
                    if share[k] <= 0.0:
                        continue
                    to = targets[b, k]
                    there = go
                    if k < last:
                        there = quick_count(unit(mix(key, target_slots[to])), go, share[k], log_share, k)
                    change[r, a, to] += there
                    come[r, to] += there
                    go -= there
                    if go == 0:
                        break
    return change, left, come


@njit(cache=True, nogil=True)
def homeward(keys, slots_a, slots_b, n, p, columns):
    """Let some of each cell `(runs, a, b)`, b other than a, go to cell a, a, with chance `p[run, a, columns[b]]`.

    Return the net change, and how many came home by a and column, `(runs, a, columns)`.
    """
    change = np.zeros(n.shape, dtype=np.int64)
    came = np.zeros(p.shape, dtype=np.int64)
    log_stays = np.empty(p.shape[2])
    for r in range(n.shape[0]):
        for a in range(n.shape[1]):
            log_stays[:] = 1.0
            key = mix(keys[r], slots_a[a])
            for b in range(n.shape[2]):
                j = columns[b]
                if n[r, a, b] > 0 and a != b and p[r, a, j] > 0.0:
                    go = quick_count(unit(mix(key, slots_b[b])), n[r, a, b], p[r, a, j], log_stays, j)
                    change[r, a, b] -= go
                    change[r, a, a] += go
                    came[r, a, j] += go
    return change, came


@njit(cache=True, nogil=True)
def choose(keys, slots_a, slots_b, slots_k, n, size, appeal, own, loyalty, sides, where):
    """Let the n of each cell choose one of k options; return who chose what, `(runs, k, b)`.

    Option k at b weighs `size[run, k, b] * appeal[run, k, b or 0]`, if its side is that of the place, `where[run, b]`
    (-1 for any); `own[a]` (or -1) counts `loyalty[run]` times as much for row a. Where nothing has weight, choosers
    keep their own, else take the first.
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
                    weights[k] = 0.0
                    if where[r, b] < 0 or sides[k] == where[r, b]:
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
def option_sums(size, vectors, sides, where):
    """Return `(runs, vectors, places)`: vectors `(runs, vectors, options, places or 1)` summed over options by size.

    An option counts where its side is that of the place, `where[run, place]` (-1 for any), as in `choose`.
    """
    out = np.zeros((size.shape[0], vectors.shape[1], size.shape[2]))
    for r in range(size.shape[0]):
        for k in range(size.shape[1]):
            for b in range(size.shape[2]):
                if size[r, k, b] > 0 and (where[r, b] < 0 or sides[k] == where[r, b]):
                    at = min(b, vectors.shape[3] - 1)
                    for v in range(vectors.shape[1]):
                        out[r, v, b] += size[r, k, b] * vectors[r, v, k, at]
    return out


@njit(cache=True, nogil=True)
def side_sums(amounts, side_of, sides, weights):
    """Return `(runs, sides, places)`: the rows of each side, each times its weight `(1 or runs, rows)`, added up."""
    out = np.zeros((amounts.shape[0], sides, amounts.shape[2]))
    for r in range(amounts.shape[0]):
        for g in range(amounts.shape[1]):
            weight = weights[r % weights.shape[0], g]
            if weight != 0.0:
                for p in range(amounts.shape[2]):
                    out[r, side_of[g], p] += weight * amounts[r, g, p]
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
def rout(keys, slots_g, slots_p, fighters, side_of, losing, escape, quit_share, killed_share, refuge):
    """Scatter the fighters of lost places: return killed, gone, arrived and net change, `(runs, groups, places)`.

    `losing` and `refuge` (-1 for none) are `(runs, sides, places)`; `escape` is `(runs, places)`, the shares
    `(runs,)`. `keys` holds one array of keys for each of the three draws: who escapes, who quits, who dies.
    """
    killed, gone = np.zeros(fighters.shape, dtype=np.int64), np.zeros(fighters.shape, dtype=np.int64)
    arrived, change = np.zeros(fighters.shape, dtype=np.int64), np.zeros(fighters.shape, dtype=np.int64)
    for r in range(fighters.shape[0]):
        for p in range(fighters.shape[2]):
            lost = False
            for side in range(losing.shape[1]):
                lost = lost or losing[r, side, p]
            if not lost:
                continue
            for g in range(fighters.shape[1]):
                side = side_of[g]
                beaten = fighters[r, g, p]
                if beaten <= 0 or not losing[r, side, p]:
                    continue
                away, to = 0, refuge[r, side, p]
                if to >= 0:
                    u = unit(mix(mix(keys[0, r], slots_g[g]), slots_p[p]))
                    away = binomial_quantile(u, beaten, escape[r, p])
                u = unit(mix(mix(keys[1, r], slots_g[g]), slots_p[p]))
                quitters = binomial_quantile(u, away, quit_share[r])
                u = unit(mix(mix(keys[2, r], slots_g[g]), slots_p[p]))
                dead = binomial_quantile(u, beaten - away, killed_share[r])
                killed[r, g, p] += dead
                gone[r, g, p] += beaten - away - dead + quitters
                if away > quitters:
                    arrived[r, g, to] += away - quitters
                    change[r, g, to] += away - quitters
                    change[r, g, p] -= away - quitters
    return killed, gone, arrived, change


@njit(cache=True, nogil=True)
def at_holder(amounts, control):
    """Return `(runs, places)`: what the side in control has at each place, of amounts by side."""
    out = np.empty(control.shape)
    for r in range(control.shape[0]):
        for p in range(control.shape[1]):
            out[r, p] = amounts[r, control[r, p], p]
    return out


@njit(cache=True, nogil=True)
def foes_of_holder(amounts, control, hostile):
    """Return `(runs, places)`: what the foes of the side in control have, of amounts by side."""
    out = np.zeros(control.shape)
    for r in range(control.shape[0]):
        for side in range(amounts.shape[1]):
            for p in range(control.shape[1]):
                if hostile[side, control[r, p]]:
                    out[r, p] += amounts[r, side, p]
    return out


@njit(cache=True, nogil=True)
def contest(ours, theirs, steepness):
    """Return the ratio contest success function, the chance that we prevail (Tullock 1980; Hirshleifer 1989).

    All `(runs, places)`, but the steepness `(1 or runs, 1)`; nobody prevails where nobody fights.
    """
    out = np.zeros(ours.shape)
    for r in range(ours.shape[0]):
        power = steepness[r % steepness.shape[0], 0]
        for p in range(ours.shape[1]):
            if ours[r, p] > 0.0:
                out[r, p] = 1.0 / (1.0 + (theirs[r, p] / ours[r, p]) ** power)
    return out


@njit(cache=True, nogil=True)
def friendly_neighbours(worth, control, cut_off, neighbours):
    """Return `(runs, places, k)`: the worth of each neighbour in the same hands on a road that is open, else 0."""
    out = np.zeros((control.shape[0], *neighbours.shape))
    for r in range(control.shape[0]):
        for p in range(neighbours.shape[0]):
            for k in range(neighbours.shape[1]):
                j = neighbours[p, k]
                if j >= 0 and control[r, j] == control[r, p] and not cut_off[r, p] and not cut_off[r, j]:
                    out[r, p, k] = worth[r, j]
    return out


@njit(cache=True, nogil=True)
def fallen_neighbours(falls, to, control, neighbours):
    """Return `(runs, places, k)`: 1 where the neighbour just fell to the side that holds the place, else 0."""
    out = np.zeros((control.shape[0], *neighbours.shape))
    for r in range(control.shape[0]):
        for p in range(neighbours.shape[0]):
            for k in range(neighbours.shape[1]):
                j = neighbours[p, k]
                if j >= 0 and falls[r, j] and not falls[r, p] and to[r, j] == control[r, p]:
                    out[r, p, k] = 1.0
    return out


@njit(cache=True, nogil=True)
def ways_out(near, safe, control, across, welcome, ways):
    """Return the weight of each way out of each place, `(runs, places, k)`.

    To a place: nearness `(1 or runs, places, k)` times its safety `(runs, places)`, times what `across` `(runs,
    places)` says for where they start if another side holds it. To a host, which follows the places in `ways`:
    its welcome `(runs, hosts)`.
    """
    number = control.shape[1]
    out = np.zeros((control.shape[0], *ways.shape))
    for r in range(control.shape[0]):
        row = r % near.shape[0]
        for p in range(ways.shape[0]):
            for k in range(ways.shape[1]):
                j = ways[p, k]
                if j >= number:
                    out[r, p, k] = welcome[r, j - number]
                elif j >= 0:
                    same = control[r, j] == control[r, p]
                    out[r, p, k] = near[row, p, k] * safe[r, j] * (1.0 if same else across[r, p])
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
def move_cells(held, change):
    """Carry out a move on a stock `(runs, a, b)` in place; return the first run that loses or owes people, or -1."""
    bad = -1
    for r in range(held.shape[0]):
        balance, least = 0, 0
        for a in range(held.shape[1]):
            for b in range(held.shape[2]):
                balance += change[r, a, b]
                held[r, a, b] += change[r, a, b]
                least = min(least, held[r, a, b])
        if bad < 0 and (balance != 0 or least < 0):
            bad = r
    return bad


@njit(cache=True, nogil=True)
def flow_cells(held, amount, book, sign):
    """Carry out a flow between a stock `(runs, a, b)` and its account `(runs, a)`; return the first run that owes.

    It returns -1 if none does.
    """
    bad = -1
    for r in range(held.shape[0]):
        least = 0
        for a in range(held.shape[1]):
            total = 0
            for b in range(held.shape[2]):
                total += amount[r, a, b]
                held[r, a, b] += sign * amount[r, a, b]
                least = min(least, held[r, a, b])
            book[r, a] -= sign * total
        if bad < 0 and least < 0:
            bad = r
    return bad


@njit(cache=True, nogil=True)
def relocate(movers, side_of, towards):
    """Return the arrivals `(runs, groups, places)` of movers who all go where `towards[run, side, place]` points."""
    out = np.zeros(movers.shape, dtype=np.int64)
    for r in range(movers.shape[0]):
        for g in range(movers.shape[1]):
            for p in range(movers.shape[2]):
                if movers[r, g, p] > 0:
                    out[r, g, towards[r, side_of[g], p]] += movers[r, g, p]
    return out


def numpy_mix(key: Array, word: Array | np.uint64) -> Array:
    """Twin of `mix`: equal integers."""
    with np.errstate(over="ignore"):
        z = key + (word + ONE) * GOLDEN
        z = (z ^ (z >> S30)) * MIX_1
        z = (z ^ (z >> S27)) * MIX_2
        return np.asarray(z ^ (z >> S31))


def numpy_unit(key: Array) -> Array:
    """Twin of `unit`."""
    return np.asarray(((key >> S12).astype(np.float64) + 0.5) * TO_UNIT)


def numpy_uniforms(keys: Array, slots: Array) -> Array:
    """Twin of `uniforms`."""
    return numpy_unit(numpy_mix(keys[:, None], slots[None, :]))


def numpy_normal_quantile(u: Array) -> Array:
    """Twin of `normal_quantile`."""
    q = u - 0.5
    r = 0.180625 - q * q
    top = ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
    middle = q * top / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0)
    r = np.sqrt(-np.log(np.where(q < 0, u, 1.0 - u)))
    near, far = r - 1.6, r - 5.0
    top = ((0.17023821103 * near + 1.3067284816) * near + 2.7568153900) * near + 1.4234372777
    tail = top / ((0.12021132975 * near + 0.73700164250) * near + 1.0)
    top = ((0.017337203997 * far + 0.42868294337) * far + 3.0812263860) * far + 6.6579051150
    tail = np.where(r <= 5.0, tail, top / ((0.012258202635 * far + 0.24197894225) * far + 1.0))
    return np.where(np.abs(q) <= 0.425, middle, np.where(q < 0, -tail, tail))


def numpy_binomial_quantile(u: Array, n: Array, p: Array) -> Array:
    """Twin of `binomial_quantile`, for arrays of one shape."""
    u, n, p = np.broadcast_arrays(np.asarray(u, float), np.asarray(n, np.int64), np.asarray(p, float))
    turned = p > 0.5
    inner = np.where(p >= 1.0, 0.0, np.where(turned, 1.0 - p, p)).clip(0.0, 0.5)
    at = np.where(turned, 1.0 - u, u)
    count = np.where(n * inner <= LARGE_MEAN, numpy_small_count(at, n, inner), numpy_large_count(at, n, inner))
    count = np.where(turned, n - count, count)
    return np.where((n <= 0) | (p <= 0.0), 0, np.where(p >= 1.0, np.maximum(n, 0), count))


def numpy_small_count(u: Array, n: Array, p: Array) -> Array:
    """Twin of `small_count`; where n p is large the answer is not used, and not looked for."""
    looking = (n * p <= LARGE_MEAN) & (u > 1.0 - n * p)
    chance = np.exp(np.where(looking, n * np.log1p(-p), 0.0))
    odds, total, count = p / (1.0 - p), chance.copy(), np.zeros(n.shape, dtype=np.int64)
    for k in range(int(n.max(initial=0))):
        looking = looking & (u > total) & (k < n)
        if not looking.any():
            break
        chance = np.where(looking, chance * (odds * (n - k) * INVERSE[min(k, 255)]), chance)
        total = np.where(looking, total + chance, total)
        count = count + looking
        looking = looking & ~((chance < 1e-18) & (k + 1 > n * p))
    return count


def numpy_large_count(u: Array, n: Array, p: Array) -> Array:
    """Twin of `large_count`; where n p is small the answer is not used."""
    q = 1.0 - p
    spread = np.where(n * p > LARGE_MEAN, n * p * q, LARGE_MEAN)
    variance = spread - 1.0 / 12.0
    sd = np.sqrt(variance)
    skew = spread * (1.0 - 2.0 * p) / (variance * sd)
    excess = (spread * (1.0 - 6.0 * p * q) + 1.0 / 120.0) / (variance * variance)
    fifth = spread * (1.0 - 2.0 * p) * (1.0 - 12.0 * p * q) / (variance * variance * sd)
    z = numpy_normal_quantile(u)
    w = z * z
    x = z + skew * (w - 1.0) / 6.0 + z * (excess * (w - 3.0) / 24.0 - skew * skew * (2.0 * w - 5.0) / 36.0)
    x = x + (fifth * (w * w - 6.0 * w + 3.0) / 120.0 - skew * excess * (w * w - 5.0 * w + 2.0) / 24.0)
    x = x + skew * skew * skew * (12.0 * w * w - 53.0 * w + 17.0) / 324.0
    return np.minimum(np.maximum(np.floor(n * p + sd * x + 0.5).astype(np.int64), 0), n)


def numpy_counts(
    keys: Array, slots_a: Array, slots_b: Array, n: Array, p: Array, rows: Array, columns: Array, scale: Array
) -> Array:
    """Twin of `counts`."""
    cell = numpy_mix(numpy_mix(keys[:, None], slots_a[None, :])[:, :, None], slots_b)
    chance = p[:, rows][:, :, columns] * scale[:, :, None]
    return numpy_binomial_quantile(numpy_unit(cell), n, chance)


def numpy_homeward(
    keys: Array, slots_a: Array, slots_b: Array, n: Array, p: Array, columns: Array
) -> tuple[Array, Array]:
    """Twin of `homeward`."""
    here = np.arange(n.shape[1])
    away = n.copy()
    away[:, here, here] = 0
    go = numpy_counts(keys, slots_a, slots_b, away, p, here, columns, np.ones((1, n.shape[1])))
    change = -go
    change[:, here, here] += go.sum(axis=2)
    came = np.stack([go[:, :, columns == j].sum(axis=2) for j in range(p.shape[2])], axis=2)
    return change, came


def numpy_stream(
    keys: Array,
    then: Array,
    slots_a: Array,
    slots_b: Array,
    n: Array,
    p: Array,
    rows: Array,
    scale: Array,
    weights: Array,
    targets: Array,
    target_slots: Array,
) -> tuple[Array, Array, Array]:
    """Twin of `stream`: a chain of binomials over the targets, for all runs and cells at once."""
    width = p.shape[2]
    weights = np.where(targets >= 0, weights.clip(0.0), 0.0)
    open_b = np.asarray((weights > 0).any(axis=2))
    n, slots_b, p = n[:, :, :width], slots_b[:width], p * open_b[:, None, :]
    leave = numpy_counts(keys, slots_a, slots_b, n, p, rows, np.arange(width), scale)
    change = np.zeros((*n.shape[:2], target_slots.size), dtype=np.int64)
    change[:, :, :width] -= leave
    come = np.zeros((n.shape[0], target_slots.size), dtype=np.int64)
    cell = numpy_mix(numpy_mix(then[:, None], slots_a[None, :])[:, :, None], slots_b)
    rest, left = np.zeros(open_b.shape), leave.copy()
    for k in range(targets.shape[1]):
        rest = rest + weights[:, :, k]
    last = np.where(weights > 0, np.arange(targets.shape[1]), -1).max(axis=2)
    for k in range(targets.shape[1]):
        now = weights[:, :, k]
        share = np.where(now > 0, np.minimum(now / np.where(rest > 0, rest, now + (now <= 0)), 1.0), 0.0)
        share = np.where(last == k, 1.0, share)
        rest = rest - now
        u = numpy_unit(numpy_mix(cell, target_slots[np.maximum(targets[:, k], 0)][None, None, :]))
        there = np.where(left > 0, numpy_binomial_quantile(u, left, np.broadcast_to(share[:, None, :], left.shape)), 0)
        left = left - there
        for b in np.flatnonzero(targets[:, k] >= 0):
            change[:, :, targets[b, k]] += there[:, :, b]
            come[:, targets[b, k]] += there[:, :, b].sum(axis=1)
    return change, leave.sum(axis=1), come


def numpy_choose(
    keys: Array,
    slots_a: Array,
    slots_b: Array,
    slots_k: Array,
    n: Array,
    size: Array,
    appeal: Array,
    own: Array,
    loyalty: Array,
    sides: Array,
    where: Array,
) -> Array:
    """Twin of `choose`: a chain of binomials over the options, for all runs and cells at once."""
    weights = np.where((where < 0)[:, None, :] | (sides[None, :, None] == where[:, None, :]), size * appeal, 0.0)
    each = np.repeat(weights[:, None], n.shape[1], axis=1)
    for a in np.flatnonzero(own >= 0):
        each[:, a, own[a]] *= loyalty[:, None]
    cell = numpy_mix(numpy_mix(keys[:, None], slots_a[None, :])[:, :, None], slots_b)
    out = np.zeros((n.shape[0], size.shape[1], n.shape[2]), dtype=np.int64)
    rest, left = np.zeros(n.shape), n.clip(0)
    for k in range(size.shape[1]):
        rest = rest + each[:, :, k]
    last = np.broadcast_to(np.maximum(own, 0)[None, :, None], n.shape)
    for k in range(size.shape[1]):
        weight = each[:, :, k]
        active = (weight > 0.0) & (left > 0)
        share = np.where(rest > 0.0, np.minimum(weight / np.where(rest > 0.0, rest, 1.0), 1.0), 1.0)
        u = numpy_unit(numpy_mix(cell, slots_k[k]))
        go = np.where(active, numpy_binomial_quantile(u, left, share), 0)
        rest, left, last = np.where(active, rest - weight, rest), left - go, np.where(active, k, last)
        out[:, k] += go.sum(axis=1)
    runs, _, places = np.indices(n.shape)
    np.add.at(out, (runs, last, places), left)
    return out


def numpy_rout(
    keys: Array,
    slots_g: Array,
    slots_p: Array,
    fighters: Array,
    side_of: Array,
    losing: Array,
    escape: Array,
    quit_share: Array,
    killed_share: Array,
    refuge: Array,
) -> tuple[Array, Array, Array, Array]:
    """Twin of `rout`."""
    beaten = np.where(losing[:, side_of], fighters, 0).clip(0)
    to = refuge[:, side_of]
    u = [numpy_unit(numpy_mix(numpy_mix(each[:, None], slots_g[None, :])[:, :, None], slots_p)) for each in keys]
    away = np.where(to >= 0, numpy_binomial_quantile(u[0], beaten, escape[:, None, :]), 0)
    quitters = numpy_binomial_quantile(u[1], away, quit_share[:, None, None])
    killed = numpy_binomial_quantile(u[2], beaten - away, killed_share[:, None, None])
    arrived = np.zeros_like(fighters)
    runs, groups, _ = np.indices(fighters.shape)
    np.add.at(arrived, (runs, groups, np.maximum(to, 0)), away - quitters)
    return killed, beaten - away - killed + quitters, arrived, arrived - (away - quitters)
