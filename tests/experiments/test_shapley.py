"""Shapley effects of made-up games are the known ones, and sum to what all players are worth together."""

from itertools import permutations

import numpy as np
import pytest

from sim.experiments.shapley import asks_of, orders, shapley

THREE = ("C01", "C13", "C14")


def played(worth):
    """Return the values of a made-up game: worth of a set on a replicate."""
    return lambda asks: [np.array([float(worth(claims, each)) for each in some]) for claims, some in asks]


def effects(players, worth, drawn):
    found = shapley(players, drawn, played(worth))
    return dict(zip(found["claim"], found["effect"], strict=True)), found


def test_in_an_additive_game_each_gets_what_it_brings_with_no_error():
    brings = {"C01": 3.0, "C13": -1.0, "C14": 0.5}
    worth = lambda claims, _: 10 + sum(brings[each] for each in claims)  # noqa: E731
    got, found = effects(THREE, worth, orders(THREE, 4, 1))
    assert got == pytest.approx(brings)
    assert found["se"].to_numpy() == pytest.approx(0)
    assert (found["low"].to_numpy(), found["high"].to_numpy()) == (pytest.approx(found["effect"]),) * 2


def test_an_interaction_of_two_is_split_in_halves():
    worth = lambda claims, _: 2 * ("C01" in claims) + 4 * ({"C13", "C01"} <= claims)  # noqa: E731
    got, _ = effects(THREE, worth, orders(THREE, 2, 1))
    assert got == pytest.approx({"C01": 4.0, "C13": 2.0, "C14": 0.0})


def test_in_the_glove_game_the_scarce_glove_gets_two_thirds():
    worth = lambda claims, _: "C01" in claims and len(claims) > 1  # noqa: E731
    got, _ = effects(THREE, worth, list(permutations(THREE)))
    assert got == pytest.approx({"C01": 2 / 3, "C13": 1 / 6, "C14": 1 / 6})
    sampled = shapley(THREE, orders(THREE, 200, 1), played(worth))
    inside = (sampled["low"] <= [2 / 3, 1 / 6, 1 / 6]) & (sampled["high"] >= [2 / 3, 1 / 6, 1 / 6])
    assert inside.all()
    assert (sampled["high"] - sampled["low"]).max() < 0.1


def test_who_never_matters_gets_exactly_nothing_however_noisy_the_rest():
    luck = np.random.default_rng(1).normal(size=50)
    worth = lambda claims, each: luck[each] * (1 + ("C01" in claims)) * (1 + ("C13" in claims))  # noqa: E731
    _, found = effects(THREE, worth, orders(THREE, 50, 1))
    assert found.iloc[2][["effect", "se", "low", "high"]].tolist() == [0, 0, 0, 0]


def test_effects_sum_to_all_minus_none_on_the_replicates_used():
    players = ("C01", "C13", "C14", "C19", "C20", "E01", "E02")
    rng = np.random.default_rng(7)
    table = {}
    worth = lambda claims, each: table.setdefault((claims, each), rng.normal())  # noqa: E731
    _, found = effects(players, worth, orders(players, 12, 3))
    everybody = np.mean([table[frozenset(players), each] for each in range(12)])
    nobody = np.mean([table[frozenset(), each] for each in range(12)])
    assert (found.attrs["all"], found.attrs["none"]) == (pytest.approx(everybody), pytest.approx(nobody))
    assert found["effect"].sum() == pytest.approx(everybody - nobody)


def test_the_error_is_that_of_replicates_not_of_orders():
    luck = np.random.default_rng(2).normal(size=40)
    worth = lambda claims, each: luck[each] * ("C01" in claims)  # noqa: E731
    found = shapley(THREE, orders(THREE, 40, 1), played(worth))
    assert found["se"].iloc[0] == pytest.approx(luck.std(ddof=1) / np.sqrt(40))


def test_pairs_in_which_an_outcome_has_no_value_are_left_out_and_counted():
    worth = lambda claims, each: np.nan if each == 1 and claims == {"C01"} else len(claims)  # noqa: E731
    found = shapley(THREE, [THREE] * 3, played(worth))
    assert (found.attrs["used"], found.attrs["asked"]) == (2, 3)
    assert found["effect"].tolist() == [1, 1, 1]
    assert shapley(THREE, [THREE], played(lambda *_: np.nan))["effect"].isna().all()


def test_a_pair_asks_each_set_once_on_its_own_replicate():
    asks = asks_of(("C01", "C13", "C14"), 5)
    assert len(asks) == len({claims for claims, _ in asks}) == 2 * 3
    assert {some for _, some in asks} == {(5,)}


def test_leaving_out_a_claim_leaves_the_others_in_their_order():
    whole = orders(("C01", "C13", "C14", "C19"), 10, 1)
    fewer = orders(("C01", "C14", "C19"), 10, 1)
    assert [tuple(each for each in order if each != "C13") for order in whole] == fewer
    assert orders(THREE, 10, 1) != orders(THREE, 10, 2)
    assert orders(THREE, 20, 1)[:10] == orders(THREE, 10, 1)
