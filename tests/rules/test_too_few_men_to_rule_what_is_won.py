"""C45: the regime has too few men to govern what it wins back."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, hand_over, pushes, station

NAME = "too_few_men_to_rule_what_is_won"
CITY = "aleppo_east"


def cap(world: World) -> np.ndarray:
    return pushes(NAME, world, "govern", "cap")[:, world.places.row(CITY)]


def test_what_the_regime_held_all_along_is_ruled_as_before(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_what_others_take_is_not_its_matter(day0: World) -> None:
    hand_over(day0, "aleppo_west", "opposition")
    hand_over(day0, "al_bab", "sdf")
    assert asks_nothing(NAME, day0)


def test_what_the_regime_lost_and_took_again_is_ruled_as_before(day0: World) -> None:
    hand_over(day0, "aleppo_west", "opposition")
    hand_over(day0, "aleppo_west", "regime")
    assert asks_nothing(NAME, day0)


def test_more_men_rule_better_until_there_are_enough(day0: World) -> None:
    hand_over(day0, CITY, "regime")
    enough = day0.settings[NAME].enough[0, 0]
    need = int(enough * day0.residents[0, day0.places.row(CITY)] / 1000) + 1
    found = []
    for number in (0, need // 2, need, 10 * need):
        station(day0, "saa", CITY, number)
        found.append(cap(day0))
    assert (found[0] < found[1]).all()
    assert (found[1] < found[2]).all()
    assert np.allclose(found[2], -day0.settings[NAME].hostility)
    assert np.array_equal(found[2], found[3])


def test_a_place_without_any_men_has_a_finite_cap(day0: World) -> None:
    hand_over(day0, CITY, "regime")
    station(day0, "saa", CITY, 0)
    assert np.isfinite(cap(day0)).all()


def test_allies_and_militias_count_as_men(day0: World) -> None:
    hand_over(day0, CITY, "regime")
    before = cap(day0)
    station(day0, "hezbollah", CITY, 2_000)
    assert (cap(day0) > before).all()
