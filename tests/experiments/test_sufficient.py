"""Of made-up conclusions the sets that carry them are found, none with a member that could go."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.sufficient import BudgetError, smallest_sets

SEVEN = tuple("abcdefg")


def search(carries, players=SEVEN, candidates=(), known=None, budget=10_000, rankings=None):
    """Search with a made-up rule, counting the sets tried."""
    counted = []

    def try_all(sets):
        if len(counted) + len(sets) > budget:
            raise BudgetError
        counted.extend(sets)
        return {each: carries(each) for each in sets}

    rankings = rankings or [players, players[::-1]]
    found = smallest_sets(players, rankings, [frozenset(each) for each in candidates], try_all, known or {})
    return found, counted


def sets(*words):
    return tuple(frozenset(word) for word in words)


def test_either_of_two_ways_to_carry_a_conclusion_is_found():
    found, _ = search(lambda claims: claims >= set("ab") or "f" in claims)
    assert found.irreducible == sets("f", "ab")
    assert found.proved


def test_a_conclusion_of_the_background_is_carried_by_nobody():
    found, tried = search(lambda claims: True)
    assert found.irreducible == (frozenset(),)
    assert found.proved
    assert tried == [frozenset()]


def test_a_conclusion_that_needs_all_is_carried_by_all_only():
    found, _ = search(lambda claims: len(claims) == len(SEVEN))
    assert found.irreducible == sets("abcdefg")


def test_a_pair_is_the_smallest_once_every_single_claim_was_tried():
    found, tried = search(lambda claims: claims >= set("cf"))
    assert found.irreducible == sets("cf")
    assert found.proved
    assert {frozenset(each) for each in SEVEN} <= set(tried)


def test_a_triple_is_only_the_smallest_found_while_pairs_are_untried():
    found, _ = search(lambda claims: len(claims) >= 3)
    assert len(found.irreducible[0]) == 3
    assert not found.proved


def test_a_bundle_that_carries_it_is_reduced_to_what_is_needed():
    needed = lambda claims: claims >= set("bd") or claims >= set("ef")  # noqa: E731
    found, _ = search(needed, candidates=["bcd"], rankings=[tuple("efabcdg")])
    assert found.irreducible == sets("bd", "ef")


def test_a_counter_claim_does_not_hide_what_carries_the_conclusion():
    everybody = frozenset(SEVEN)
    found, _ = search(lambda claims: claims == everybody or (claims >= set("ab") and "c" not in claims))
    assert sets("ab")[0] in found.irreducible


def test_what_is_known_is_not_tried_again():
    known = {frozenset(each): each == "c" for each in SEVEN} | {frozenset(): False}
    found, tried = search(lambda claims: "c" in claims, known=known)
    assert found.irreducible == sets("c")
    assert not set(known) & set(tried)


def test_a_search_that_runs_out_says_so_and_gives_a_set_that_carries_it():
    carries = lambda claims: claims >= set("abe")  # noqa: E731
    found, tried = search(carries, budget=4)
    assert found.stopped
    assert not found.proved
    assert found.irreducible == ()
    assert carries(found.unfinished)
    assert len(tried) <= 4


FIVE = tuple("abcde")
EVERY = [frozenset(each) for size in range(6) for each in combinations(FIVE, size)]


@given(st.sets(st.sampled_from(EVERY)), st.permutations(FIVE), st.permutations(FIVE))
def test_what_is_found_carries_the_conclusion_and_no_member_can_go(holding, first, second):
    holding = holding | {frozenset(FIVE)}
    found, _ = search(lambda claims: claims in holding, FIVE, ["ab", "cd"], rankings=[tuple(first), tuple(second)])
    assert found.irreducible
    assert not found.stopped
    for each in found.irreducible:
        assert each in holding
        assert not any(each - {member} in holding for member in each)
    if found.proved:
        assert len(found.irreducible[0]) == min(map(len, holding))


@given(st.sets(st.sampled_from(EVERY), min_size=1), st.permutations(FIVE))
def test_where_more_claims_never_hurt_no_subset_of_what_is_found_carries_it(minimal, order):
    found, _ = search(lambda claims: any(claims >= each for each in minimal), FIVE, rankings=[tuple(order)])
    for each in found.irreducible:
        assert not any(smaller < each for smaller in EVERY if any(smaller >= one for one in minimal))


@pytest.mark.parametrize("most", range(1, 12))
def test_no_budget_is_overdrawn(most):
    _, tried = search(lambda claims: claims >= set("ag"), budget=most)
    assert len(tried) <= most
