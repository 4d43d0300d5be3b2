"""E04: a broker turns offensives away from the fronts between regime and rebels."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, believe, pushes

NAME = "a_broker_brings_truces"


def test_a_broker_of_the_same_standing_changes_nothing(world: World) -> None:
    assert asks_nothing(NAME, world)


def test_a_risen_broker_spares_fronts_between_the_two_and_no_others(day0: World) -> None:
    believe(day0, moscow=0.6)
    asked, places = pushes(NAME, day0, "choose_targets"), day0.places
    assert (asked[:, places.row("north_hama")] < 0).all()
    assert (asked[:, places.row("hama")] < 0).all()
    assert (asked[:, places.row("raqqa_city")] == 0).all()
    assert (asked[:, places.row("kobani")] == 0).all()


def test_a_fallen_broker_does_the_opposite(world: World) -> None:
    believe(world, moscow=0.6)
    risen = pushes(NAME, world, "choose_targets")
    believe(world, moscow=0.0)
    assert np.allclose(pushes(NAME, world, "choose_targets"), -risen)
