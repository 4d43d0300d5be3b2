"""E08: ground that is won ties troops."""

import numpy as np

from sim.places import REGIME
from sim.world import World
from tests.shocks import asks_nothing, hand_over, pushes

NAME = "captured_ground_ties_troops"


def test_an_army_that_took_nothing_is_free(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_captured_people_weaken_the_regime_alone(day0: World) -> None:
    hand_over(day0, "aleppo_east", "regime")
    asked, ours = pushes(NAME, day0, "fight"), day0.groups.of_side(REGIME)
    assert (asked[:, ours] < 0).all()
    assert (asked[:, ~ours] == 0).all()


def test_the_more_people_the_more_troops_but_never_the_last_man(day0: World) -> None:
    hand_over(day0, "aleppo_east", "regime")
    some = pushes(NAME, day0, "fight")
    for place in day0.places.ids:
        hand_over(day0, place, "regime")
    most = pushes(NAME, day0, "fight")
    assert (most <= some).all()
    assert np.isfinite(most).all()


def test_a_place_lost_again_frees_them(day0: World) -> None:
    hand_over(day0, "aleppo_east", "regime")
    hand_over(day0, "aleppo_east", "opposition")
    assert asks_nothing(NAME, day0)
