"""C29: fear of prison keeps people in a besieged place."""

from sim.world import World
from tests.shocks import asks_nothing, believe, hand_over, pushes, put

NAME = "fear_of_prison_holds_people_in"


def test_people_stay_in_where_the_regime_besieges_them_and_only_there(day0: World) -> None:
    held = pushes(NAME, day0, "flee", "hazard")
    places = day0.places
    assert (held[:, places.row("aleppo_east")] < 0).all()
    assert (held[:, places.row("idlib_north")] == 0).all()
    assert (held[places.control == 0] == 0).all()


def test_an_opened_road_frees_them(world: World) -> None:
    put(world, world.places, "cut_off", False)
    assert (pushes(NAME, world, "flee", "hazard")[:, world.places.row("aleppo_east")] == 0).all()


def test_without_fear_or_after_the_fall_it_is_silent(world: World) -> None:
    at = world.places.row("aleppo_east")
    hand_over(world, "aleppo_east", "regime")
    assert (pushes(NAME, world, "flee", "hazard")[:, at] == 0).all()
    believe(world, fear=0.0)
    assert asks_nothing(NAME, world)
