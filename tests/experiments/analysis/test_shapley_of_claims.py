"""Shapley effects from all sets of claims: games with a known answer, sums, errors over replicates."""

from itertools import permutations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.analysis.added import effects, summary, weights

GLOVES = np.array([0, 0, 0, 0, 0, 1, 1, 1.0])  # player 2 has a right glove, players 0 and 1 a left one each
VOTES = (4, 2, 1, 1)  # 5 of them are needed: the first player decides unless it comes first


def game(value, players):
    """Return the values of all sets, `(2^players, 1)`, from a function of who is in."""
    return np.array(
        [[value([at for at in range(players) if each >> at & 1])] for each in range(2**players)], dtype=float
    )


def by_orders(values):
    """Return Shapley effects the slow way: over every order in which players could be added."""
    players = len(values).bit_length() - 1
    found = np.zeros(players)
    orders = list(permutations(range(players)))
    for order in orders:
        there = 0
        for player in order:
            found[player] += values[there | 1 << player, 0] - values[there, 0]
            there |= 1 << player
    return found / len(orders)


def test_the_glove_game_has_its_known_effects():
    assert effects(GLOVES[:, None])[:, 0] == pytest.approx([1 / 6, 1 / 6, 4 / 6])


def test_a_weighted_vote_has_its_known_power():
    values = game(lambda some: sum(VOTES[each] for each in some) >= 5, 4)
    assert effects(values)[:, 0] == pytest.approx([9 / 12, 1 / 12, 1 / 12, 1 / 12])


def test_effects_of_a_sum_are_its_parts():
    slopes = np.array([3.0, -1.0, 0.0, 0.5, 2.0])
    found = effects(game(lambda some: 7 + slopes[some].sum(), 5))[:, 0]
    assert found == pytest.approx(slopes)
    assert found[2] == 0


@given(st.lists(st.floats(-1e3, 1e3), min_size=16, max_size=16))
def test_effects_are_the_mean_over_all_orders_and_sum_to_what_all_make(values):
    table = np.array(values)[:, None]
    found = effects(table)[:, 0]
    assert found == pytest.approx(by_orders(table), abs=1e-9)
    assert found.sum() == pytest.approx(values[-1] - values[0], abs=1e-9)


def test_weights_over_all_sets_that_can_be_joined_sum_to_one():
    assert sum(weights(6)[size] * comb(5, size) for size in range(6)) == pytest.approx(1)


def test_errors_are_over_replicates_and_not_over_sets():
    # every set of a replicate has the same luck: what a claim adds does not vary at all
    luck = np.random.default_rng(1).normal(size=(1, 30))
    sure = summary(("a", "b", "c"), effects(GLOVES[:, None] + luck), 0.95)
    assert sure.se.to_numpy() == pytest.approx(np.zeros(3), abs=1e-12)
    # the first claim's effect varies between replicates: its error is that of a mean of 30
    on = (np.arange(8) & 1)[:, None]
    unsure = summary(("a", "b", "c"), effects(GLOVES[:, None] + on * luck), 0.95)
    assert unsure.se.to_numpy() == pytest.approx([luck.std(ddof=1) / np.sqrt(30), 0, 0], abs=1e-12)
    assert unsure.effect[0] == pytest.approx(1 / 6 + luck.mean())
    assert (unsure.high - unsure.low)[0] == pytest.approx(2 * 2.0452 * unsure.se[0], rel=1e-3)


def test_a_replicate_without_a_value_in_some_set_is_left_out():
    values = np.repeat(GLOVES[:, None], 5, axis=1)
    values[3, 1] = np.nan
    found = effects(values)
    assert np.isnan(found[:, 1]).all()
    assert summary(("a", "b", "c"), found, 0.95).effect.to_numpy() == pytest.approx([1 / 6, 1 / 6, 4 / 6])
