"""E09: where Moscow's friends gain, European governments give way."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, pushes, put

NAME = "friends_of_moscow_sway_europe"
DECISIONS = ("normalise", "cut_or_renew")


def gain(world: World, points: float) -> None:
    """Let the parties in question have gained points of vote everywhere since day 0."""
    voters = world.electorates
    put(world, voters, "populist_share", voters.arrays["populist_share_day0"] + points)


def test_with_the_vote_of_day_0_nothing_moves(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_europe_alone_is_swayed(day0: World) -> None:
    gain(day0, 3.0)
    for decision in DECISIONS:
        asked = pushes(NAME, day0, decision)
        assert (asked[:, day0.states.european] > 0).all()
        assert (asked[:, ~day0.states.european] == 0).all()


def test_losses_at_the_polls_sway_it_back_as_far(day0: World) -> None:
    gain(day0, 3.0)
    forth = [pushes(NAME, day0, each) for each in DECISIONS]
    gain(day0, -3.0)
    for there, each in zip(forth, DECISIONS, strict=True):
        assert np.allclose(pushes(NAME, day0, each), -there)


def test_votes_for_parties_that_are_no_friends_of_moscow_count_for_nothing(day0: World) -> None:
    gain(day0, 3.0)
    put(day0, day0.electorates, "kremlin_friendly", 0.0)
    assert asks_nothing(NAME, day0)
