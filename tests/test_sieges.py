"""A siege can only cut off what hangs on one road."""

from sim.places import OPPOSITION
from tests.shocks import background, hand_over

PLACE = "aleppo_east"


def test_the_enclave_hangs_on_one_road_and_nobody_else_does() -> None:
    places = background(0).places
    hangs = places.hangs_on_lifeline()
    assert hangs[:, places.row(PLACE)].all()
    assert hangs.sum() == len(hangs)


def test_in_the_hands_of_those_around_it_the_city_hangs_on_no_single_road() -> None:
    world = background(0)
    assert (world.places.control[:, world.places.row(PLACE)] == OPPOSITION).all()
    hand_over(world, PLACE, "regime")
    assert not world.places.hangs_on_lifeline().any()
