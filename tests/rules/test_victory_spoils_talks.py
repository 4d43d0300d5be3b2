"""C44: a winning ruler sees less reason to negotiate."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, believe, hand_over, pushes

NAME = "victory_spoils_talks"


def test_a_still_map_leaves_his_willingness_alone(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_winning_hardens_and_losing_softens_alike(day0: World) -> None:
    hand_over(day0, "aleppo_east", "regime")
    winning = pushes(NAME, day0, "offer_talks")
    assert (winning < 0).all()
    hand_over(day0, "aleppo_east", "opposition")
    hand_over(day0, "aleppo_west", "opposition")
    assert np.allclose(pushes(NAME, day0, "offer_talks"), -winning)


def test_beliefs_do_not_count_a_second_time(day0: World) -> None:
    believe(day0, irremovability=0.9)
    assert asks_nothing(NAME, day0)
