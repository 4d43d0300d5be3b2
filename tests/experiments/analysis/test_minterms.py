"""Sets that carry a conclusion: known answers, and a slow search that finds the same."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.analysis.minterms import FREE, OFF, ON, covered, cuts, drops, prime_implicants, smallest

TABLES = st.integers(1, 4).flatmap(lambda k: st.lists(st.booleans(), min_size=2**k, max_size=2**k))


def holds_where(players, rule):
    return np.array([rule({at for at in range(players) if each >> at & 1}) for each in range(2**players)])


def number(*players):
    return sum(1 << each for each in players)


TWO_WAYS = holds_where(4, lambda on: {0, 1} <= on or {0, 2} <= on)
COUNTERED = holds_where(3, lambda on: 0 in on and 2 not in on)


def test_two_ways_to_a_conclusion_are_both_found_and_nothing_larger():
    assert smallest(TWO_WAYS) == [number(0, 1), number(0, 2)]
    assert drops(TWO_WAYS) == (0, 4 * 2**3)
    assert prime_implicants(TWO_WAYS) == [(ON, ON, FREE, FREE), (ON, FREE, ON, FREE)]


def test_cuts_are_what_every_way_needs():
    assert cuts(TWO_WAYS) == [number(0), number(1, 2)]


def test_a_claim_that_breaks_the_conclusion_is_asked_to_be_off():
    assert drops(COUNTERED) == (2, 12)
    assert smallest(COUNTERED) == [number(0)]
    assert prime_implicants(COUNTERED) == [(ON, FREE, OFF)]


def test_a_conclusion_of_the_background_needs_nothing_and_one_of_nowhere_has_no_set():
    assert smallest(np.ones(8, dtype=bool)) == [0]
    assert prime_implicants(np.ones(8, dtype=bool)) == [(FREE, FREE, FREE)]
    assert cuts(np.ones(8, dtype=bool)) == []
    assert smallest(np.zeros(8, dtype=bool)) == prime_implicants(np.zeros(8, dtype=bool)) == []
    assert cuts(np.zeros(8, dtype=bool)) == [0]


@given(TABLES)
def test_a_slow_search_finds_the_same(table):
    holds = np.array(table)
    players = len(table).bit_length() - 1
    sets = range(2**players)
    minimal = [n for n in sets if holds[n] and not any(holds[m] for m in sets if m != n and m & n == m)]
    assert sorted(smallest(holds)) == minimal
    asked = [each for each in product((OFF, ON, FREE), repeat=players) if holds[covered(each)].all()]
    looser = {(one, other) for one in asked for other in asked if one != other and wider(other, one)}
    assert sorted(prime_implicants(holds)) == sorted(
        each for each in asked if not any(one == each for one, _ in looser)
    )
    steps = [(n, n | 1 << at) for n in sets for at in range(players) if not n >> at & 1]
    assert drops(holds) == (sum(holds[n] and not holds[m] for n, m in steps), len(steps))


def wider(one, other):
    """Whether one asks nothing that the other does not."""
    return all(a in (FREE, b) for a, b in zip(one, other, strict=True))
