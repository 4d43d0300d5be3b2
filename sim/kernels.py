"""Compiled counting: keyed uniforms, exact counts, choices, and sums along roads.

Everything that is compiled lives in this one file, long as it is: Numba's cache does not notice changes in other
files. The draws have twins in NumPy at the end, which give equal integers and say the same in fewer words.
"""

import numpy as np
from numba import njit

from sim.table import Array

# As NumPy, no kernel asks before it divides whether it divides by zero; loops with such a question are not vectorised.
compiled = njit(cache=True, nogil=True, error_model="numpy")
inlined = njit(cache=True, nogil=True, error_model="numpy", inline="always")

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
S27, S30, S31, S12 = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(12)
TO_UNIT = 2.0**-52  # 52 bits and a half: never 0 and never 1
ONE = np.uint64(1)
INVERSE = 1.0 / np.arange(1, 257)  # a product is cheaper than a division where counts are summed
CENTRAL = 0.425  # so far from the median one fraction gives the normal quantile
LARGE_MEAN = 8.0  # above it the count is read off a corrected normal quantile, not summed

# A list of draws is an array of these rows: uniforms, numbers and chances; answers; and what they are worked out with.
ROWS = 9
U, N, P, ANSWER, COUNT, Z, LARGE_U, LARGE_N, LARGE_P = range(ROWS)
LANES = 16  # draws with small means that are summed in step, in one row: counts so far, then by LANES
LUCK, OF, MEAN, ODDS, CHANCE, TOTAL, END = (LANES * at for at in range(1, 8))
MEMORY, TO_WORD, TO_SLOT = 1024, 2.0**62, np.uint64(54)  # chances whose logarithm is remembered, by ten bits of a hash


@inlined
def mix(key, word):
    """Fold one 64-bit word into a key: number `word` of the SplitMix64 stream of `key` (Steele, Lea & Flood 2014)."""
    z = key + (word + ONE) * GOLDEN
    z = (z ^ (z >> S30)) * MIX_1
    z = (z ^ (z >> S27)) * MIX_2
    return z ^ (z >> S31)


@inlined
def unit(key):
    """Return the open-interval uniform of a key."""
    return (np.float64(key >> S12) + 0.5) * TO_UNIT


@inlined
def central_quantile(u):
    """Return the standard normal quantile within CENTRAL of the median (Wichura 1988, AS 241, PPND7: seven figures)."""
    q = u - 0.5
    r = 0.180625 - q * q
    top = ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
    return q * top / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0)


@compiled
def normal_quantile(u):
    """Return the standard normal quantile (Wichura 1988, as above)."""
    q = u - 0.5
    if abs(q) <= CENTRAL:
        return central_quantile(u)
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


@compiled
def small_count(u, n, p):
    """Return the binomial quantile at u by inversion, for small n p."""
    if u <= 1.0 - n * p:  # Bernoulli's inequality: nobody acts, and no exponential is needed to know it
        return 0
    chance = np.exp(n * np.log1p(-p))
    odds = p / (1.0 - p)
    total, k = chance, 0
    while u > total and k < n:
        chance *= odds * (n - k) * INVERSE[min(k, 255)]
        total += chance
        k += 1
        if chance < 1e-18 and k > n * p:
            break
    return k


@inlined
def large_count(z, n, p):
    """Return the binomial quantile, a whole float, from a normal quantile z corrected for shape and lattice.

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
    w = z * z
    x = z + skew * (w - 1.0) / 6.0 + z * (excess * (w - 3.0) / 24.0 - skew * skew * (2.0 * w - 5.0) / 36.0)
    x += fifth * (w * w - 6.0 * w + 3.0) / 120.0 - skew * excess * (w * w - 5.0 * w + 2.0) / 24.0
    x += skew * skew * skew * (12.0 * w * w - 53.0 * w + 17.0) / 324.0
    return min(max(np.floor(n * p + sd * x + 0.5), 0.0), n)


@compiled
def binomial_quantile(u, n, p):
    """Return how many of n act, each with chance p, at the uniform u: exact up to LARGE_MEAN, then corrected."""
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        return n - binomial_quantile(1.0 - u, n, 1.0 - p)
    if n * p <= LARGE_MEAN:
        return small_count(u, n, p)
    return int(large_count(normal_quantile(u), float(n), p))


@compiled
def run_keys(runs, decision, week, sub):
    """Return one key a run for a decision, a week and a sub-draw, `(runs,)`."""
    out = np.empty(runs.size, dtype=np.uint64)
    for r in range(runs.size):
        out[r] = mix(mix(mix(runs[r], np.uint64(decision)), np.uint64(week)), np.uint64(sub))
    return out


@compiled
def uniforms(keys, slots):
    """Return one uniform per run and slot, `(runs, slots)`."""
    out = np.empty((keys.size, slots.size))
    for r in range(keys.size):
        for i in range(slots.size):
            out[r, i] = unit(mix(keys[r], slots[i]))
    return out


@compiled
def room(most):
    """Return room for a list of at most so many draws: its rows, which are small or large, and logarithms known."""
    return np.empty((ROWS, max(most + 1, END))), np.empty((2, most + 1), dtype=np.int64), np.full((2, MEMORY), -1.0)


@inlined
def ask(asked, number, u, n, p):
    """Put a draw on a list, unless nobody acts by Bernoulli's inequality; return how long the list is."""
    asked[U, number], asked[N, number], asked[P, number] = u, n, p
    return number + (u > 1.0 - n * p or p > 0.5)


@compiled
def quantiles(asked, which, known, number):
    """Answer a list of draws as `binomial_quantile` would one by one; in step, for which there are vector instructions.

    Uniforms and chances are turned where the chance is above a half.
    """
    few = many = 0
    for i in range(number):
        u, n, p = asked[U, i], asked[N, i], asked[P, i]
        turned = p > 0.5
        u, p = (1.0 - u, 1.0 - p) if turned else (u, p)
        asked[U, i], asked[P, i], asked[ANSWER, i] = u, p, n if turned else 0.0
        mean = n * p
        which[0, few], which[1, many] = i, i
        few += mean <= LARGE_MEAN and u > 1.0 - mean  # else nobody acts, as in `small_count`
        many += mean > LARGE_MEAN
    if few > 0:
        small_counts(asked, which, known, few)
        for i in range(few):
            asked[ANSWER, which[0, i]] = abs(asked[ANSWER, which[0, i]] - asked[COUNT, i])
    if many > 0:
        large_counts(asked, which, many)
        for i in range(many):
            asked[ANSWER, which[1, i]] = abs(asked[ANSWER, which[1, i]] - asked[COUNT, i])


@compiled
def small_counts(asked, which, known, number):
    """Put the `small_count` of the draws of `which[0]` into row COUNT, LANES at a time; log(1 - p) is remembered."""
    for i in range(number):
        n, p = asked[N, which[0, i]], asked[P, which[0, i]]
        slot = (np.uint64(p * TO_WORD) * GOLDEN) >> TO_SLOT
        if known[0, slot] != p:
            known[0, slot], known[1, slot] = p, np.log1p(-p)
        asked[Z, i] = np.exp(n * known[1, slot])
    lanes = asked[LARGE_U]  # this row is free
    for start in range(0, number, LANES):
        width = min(LANES, number - start)
        for i in range(LANES):
            at = start + min(i, width - 1)
            u, n, p, chance = asked[U, which[0, at]], asked[N, which[0, at]], asked[P, which[0, at]], asked[Z, at]
            lanes[i], lanes[LUCK + i], lanes[OF + i], lanes[MEAN + i] = 0.0, u, n, n * p
            lanes[ODDS + i], lanes[CHANCE + i], lanes[TOTAL + i] = p / (1.0 - p), chance, chance
        alive, k = 1, 0
        while alive > 0:
            alive, inverse = 0, INVERSE[min(k, 255)]
            for i in range(LANES):
                more = lanes[LUCK + i] > lanes[TOTAL + i] and k < lanes[OF + i]
                chance = lanes[CHANCE + i] * (lanes[ODDS + i] * (lanes[OF + i] - k) * inverse)
                lanes[i] += 1.0 if more else 0.0
                lanes[CHANCE + i] = chance
                lanes[TOTAL + i] += chance
                lanes[LUCK + i] = 0.0 if chance < 1e-18 and k + 1 > lanes[MEAN + i] else lanes[LUCK + i]
                alive += more
            k += 1
        for i in range(width):
            asked[COUNT, start + i] = lanes[i]


@compiled
def large_counts(asked, which, number):
    """Put the `large_count` of the draws of `which[1]` into row COUNT."""
    for i in range(number):
        at = which[1, i]
        asked[LARGE_U, i], asked[LARGE_N, i], asked[LARGE_P, i] = asked[U, at], asked[N, at], asked[P, at]
    for i in range(number):
        asked[Z, i] = central_quantile(asked[LARGE_U, i])
    for i in range(number):
        if abs(asked[LARGE_U, i] - 0.5) > CENTRAL:
            asked[Z, i] = normal_quantile(asked[LARGE_U, i])
    for i in range(number):
        asked[COUNT, i] = large_count(asked[Z, i], asked[LARGE_N, i], asked[LARGE_P, i])


@compiled
def counts(keys, slots_a, slots_b, n, p, rows, columns, scale):
    """Return how many of each cell `(runs, a, b)` act, with chance `p[run, rows[a], columns[b]] scale[run, a]`."""
    out = np.zeros(n.shape, dtype=np.int64)
    cells = np.empty((2, n.shape[1] * n.shape[2] + 1), dtype=np.int64)
    asked, which, known = room(cells.shape[1])
    for r in range(n.shape[0]):
        m = 0
        for a in range(n.shape[1]):
            i, times, key = rows[a], scale[r % scale.shape[0], a], mix(keys[r], slots_a[a])
            if times <= 0.0:
                continue
            for b in range(n.shape[2]):
                chance = p[r, i, columns[b]] * times
                if n[r, a, b] > 0 and chance > 0.0:
                    cells[0, m], cells[1, m] = a, b
                    m = ask(asked, m, unit(mix(key, slots_b[b])), n[r, a, b], chance)
        quantiles(asked, which, known, m)
        for i in range(m):
            out[r, cells[0, i], cells[1, i]] = asked[ANSWER, i]
    return out


@compiled
def stream(keys, then, slots_a, slots_b, n, p, rows, scale, weights, targets, target_slots):
    """Let some of each cell leave and go to the targets of b by weight, one binomial and one multinomial a cell.

    The chance of leaving cell a, b is `p[run, rows[a], b] scale[run, a]`; nobody leaves b where no target of
    `targets[b]` (-1 for none) has a weight. Return the net change `(runs, a, targets)`, who left each b
    `(runs, b)` and who arrived at each target `(runs, targets)`.
    """
    runs, sources, width, ways = n.shape[0], p.shape[2], target_slots.size, targets.shape[1]
    change = np.zeros((runs, n.shape[1], width), dtype=np.int64)
    left, come = np.zeros((runs, sources), dtype=np.int64), np.zeros((runs, width), dtype=np.int64)
    cells = np.empty((2, n.shape[1] * sources + 1), dtype=np.int64)
    luck = np.empty(cells.shape[1], dtype=np.uint64)
    asked, which, known = room(luck.size)
    open_b, way = np.empty(sources, dtype=np.int64), np.empty((sources, ways), dtype=np.int64)
    share = np.empty((sources, ways))
    for r in range(runs):
        opened = 0
        for b in range(sources):
            some = False
            for i in range(p.shape[1]):
                some = some or p[r, i, b] > 0.0
            if some and list_ways(weights, targets, r, b, way, share):
                open_b[opened] = b
                opened += 1
        m = 0
        for a in range(n.shape[1]):
            times, key = scale[r % scale.shape[0], a], mix(keys[r], slots_a[a])
            for at in range(opened):
                b = open_b[at]
                chance = p[r, rows[a], b] * times
                if n[r, a, b] > 0 and chance > 0.0:
                    cells[0, m], cells[1, m] = a, b
                    m = ask(asked, m, unit(mix(key, slots_b[b])), n[r, a, b], chance)
        quantiles(asked, which, known, m)
        movers = 0
        for i in range(m):
            a, b = cells[0, i], cells[1, i]
            change[r, a, b] -= np.int64(asked[ANSWER, i])
            left[r, b] += np.int64(asked[ANSWER, i])
            cells[0, movers], cells[1, movers], asked[N, movers] = a, b, asked[ANSWER, i]
            luck[movers] = mix(mix(then[r], slots_a[a]), slots_b[b])
            movers += asked[ANSWER, i] > 0.0
        k = 0
        while movers > 0:
            for i in range(movers):
                b = cells[1, i]
                asked[U, i], asked[P, i] = unit(mix(luck[i], target_slots[way[b, k]])), share[b, k]
            quantiles(asked, which, known, movers)
            m, movers = movers, 0
            for i in range(m):
                a, b = cells[0, i], cells[1, i]
                to = way[b, k]
                change[r, a, to] += np.int64(asked[ANSWER, i])
                come[r, to] += np.int64(asked[ANSWER, i])
                cells[0, movers], cells[1, movers], luck[movers] = a, b, luck[i]
                asked[N, movers] = asked[N, i] - asked[ANSWER, i]
                movers += asked[N, movers] > 0.0
            k += 1
    return change, left, come


@compiled
def list_ways(weights, targets, r, b, way, share):
    """List the targets of b that have a weight, and the share each takes of those left for it; say if there are any."""
    rest, last = 0.0, -1
    for k in range(targets.shape[1]):
        if targets[b, k] >= 0 and weights[r, b, k] > 0.0:
            last += 1
            rest += weights[r, b, k]
            way[b, last], share[b, last] = targets[b, k], weights[r, b, k]
    for k in range(last):
        weight = share[b, k]
        share[b, k] = min(weight / rest, 1.0) if rest > 0.0 else 1.0
        rest -= weight
    if last >= 0:
        share[b, last] = 1.0
    return last >= 0


@compiled
def homeward(keys, slots_a, slots_b, n, p, columns):
    """Let some of each cell `(runs, a, b)`, b other than a, go to cell a, a, with chance `p[run, a, columns[b]]`.

    Return the net change, and how many came home by a and column, `(runs, a, columns)`.
    """
    change = np.zeros(n.shape, dtype=np.int64)
    came = np.zeros(p.shape, dtype=np.int64)
    cells = np.empty((2, n.shape[1] * n.shape[2] + 1), dtype=np.int64)
    asked, which, known = room(cells.shape[1])
    for r in range(n.shape[0]):
        m = 0
        for a in range(n.shape[1]):
            key = mix(keys[r], slots_a[a])
            for b in range(n.shape[2]):
                chance = p[r, a, columns[b]]
                if n[r, a, b] > 0 and chance > 0.0 and a != b:
                    cells[0, m], cells[1, m] = a, b
                    m = ask(asked, m, unit(mix(key, slots_b[b])), n[r, a, b], chance)
        quantiles(asked, which, known, m)
        for i in range(m):
            a, b, go = cells[0, i], cells[1, i], np.int64(asked[ANSWER, i])
            change[r, a, b] -= go
            change[r, a, a] += go
            came[r, a, columns[b]] += go
    return change, came


@compiled
def by_row(cells):
    """Return `(runs, a)`: whole numbers of cells `(runs, a, b)` summed over b; NumPy takes several times as long."""
    out = np.zeros(cells.shape[:2], dtype=np.int64)
    for r in range(cells.shape[0]):
        for a in range(cells.shape[1]):
            for b in range(cells.shape[2]):
                out[r, a] += cells[r, a, b]
    return out


@compiled
def by_column(cells):
    """Return `(runs, b)`: whole numbers of cells `(runs, a, b)` summed over a."""
    out = np.zeros((cells.shape[0], cells.shape[2]), dtype=np.int64)
    for r in range(cells.shape[0]):
        for a in range(cells.shape[1]):
            for b in range(cells.shape[2]):
                out[r, b] += cells[r, a, b]
    return out


@compiled
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


@compiled
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


@compiled
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


@compiled
def from_others(arrivals, choosers, bond):
    """Return `(runs, rows)`: of those who chose a row, how many are taken to come from another one.

    As many as others are among the choosers `(runs, rows, places)` there, a row's own counting `bond` `(1 or runs,)`
    times.
    """
    runs, rows, places = arrivals.shape
    out = np.zeros((runs, rows))
    there = np.zeros(places)
    for r in range(runs):
        there[:] = 0.0
        for g in range(rows):
            for p in range(places):
                there[p] += choosers[r, g, p]
        for g in range(rows):
            for p in range(places):
                if arrivals[r, g, p] > 0:
                    others = there[p] - choosers[r, g, p]
                    if others > 0:
                        own = bond[r % bond.shape[0]] * choosers[r, g, p]
                        out[r, g] += arrivals[r, g, p] * others / (others + own)
    return out


@compiled
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


@compiled
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


@compiled
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


@compiled
def at_holder(amounts, control):
    """Return `(runs, places)`: what the side in control has at each place, of amounts by side."""
    out = np.empty(control.shape)
    for r in range(control.shape[0]):
        for p in range(control.shape[1]):
            out[r, p] = amounts[r, control[r, p], p]
    return out


@compiled
def foes_of_holder(amounts, control, hostile):
    """Return `(runs, places)`: what the foes of the side in control have, of amounts by side."""
    out = np.zeros(control.shape)
    for r in range(control.shape[0]):
        for side in range(amounts.shape[1]):
            for p in range(control.shape[1]):
                if hostile[side, control[r, p]]:
                    out[r, p] += amounts[r, side, p]
    return out


@compiled
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


@compiled
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


@compiled
def largest(weights):
    """Return the largest of the last axis, `(runs, places)`, of weights `(runs, places, k)` that are not negative."""
    out = np.zeros(weights.shape[:2])
    for r in range(weights.shape[0]):
        for p in range(weights.shape[1]):
            for k in range(weights.shape[2]):
                out[r, p] = max(out[r, p], weights[r, p, k])
    return out


@compiled
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


@compiled
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


@compiled
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


@compiled
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


@compiled
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


@compiled
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
