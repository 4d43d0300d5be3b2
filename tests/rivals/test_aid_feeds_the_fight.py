"""E10: rebuilding money in contested areas feeds the violence."""

import numpy as np

from sim.places import REGIME
from sim.world import World
from tests.shocks import asks_nothing, pay, pushes, put

NAME = "aid_feeds_the_fight"


def govern(world: World, share: float) -> None:
    put(world, world.places, "governance", share)


def test_without_money_or_where_rule_reaches_half_nothing_is_fed(day0: World) -> None:
    govern(day0, 0.1)
    assert asks_nothing(NAME, day0)
    pay(day0, 1.0)
    govern(day0, 0.5)
    assert asks_nothing(NAME, day0)


def test_the_thinner_the_rule_the_more_it_feeds_up_to_all_the_spoils(day0: World) -> None:
    pay(day0, 1.0)
    ours, asked = day0.places.held_by(REGIME), []
    for share in (0.4, 0.2, 0.0):
        govern(day0, share)
        asked.append(pushes(NAME, day0, "lash_out")[ours])
    assert (asked[0] < asked[1]).all()
    assert (asked[1] < asked[2]).all()
    assert np.allclose(asked[2], day0.settings[NAME].spoils)


def test_places_that_the_regime_does_not_hold_see_none_of_it(day0: World) -> None:
    pay(day0, 1.0)
    govern(day0, 0.1)
    asked = pushes(NAME, day0, "lash_out")
    assert (asked[~day0.places.held_by(REGIME)] == 0).all()
