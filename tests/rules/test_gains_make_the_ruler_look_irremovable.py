"""C13: the map tells whether the ruler can be removed."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, believe, hand_over, pushes

NAME = "gains_make_the_ruler_look_irremovable"
DECISION = "judge_removability"


def test_nothing_changed_nothing_is_believed_anew(day0: World) -> None:
    assert np.allclose(pushes(NAME, day0, DECISION), 0)


def test_gains_raise_and_equal_losses_lower_the_belief_alike(day0: World) -> None:
    hand_over(day0, "aleppo_east", "regime")
    won = pushes(NAME, day0, DECISION)
    hand_over(day0, "aleppo_east", "opposition")
    hand_over(day0, "aleppo_west", "opposition")
    lost = pushes(NAME, day0, DECISION)
    assert (won > 0).all()
    assert np.allclose(won, -lost)


def test_an_invasion_never_raises_the_belief(world: World) -> None:
    for place, side in (("aleppo_east", "regime"), ("damascus", "opposition")):
        believe(world, invasion=0.0)
        hand_over(world, place, side)
        before = pushes(NAME, world, DECISION)
        believe(world, invasion=1.0)
        assert (pushes(NAME, world, DECISION) < before).all()


def test_who_holds_the_ground_counts_not_who_took_it_last(day0: World) -> None:
    hand_over(day0, "aleppo_west", "regime", weeks_ago=0)
    assert asks_nothing(NAME, day0)
