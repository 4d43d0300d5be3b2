"""E02: people under fire turn away from every armed side."""

from sim.world import World
from tests.shocks import asks_nothing, pushes, put

NAME = "suffering_tires_people_of_all_sides"


def test_where_nobody_died_recruits_come_as_before(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_deaths_keep_recruits_away_whoever_rules(day0: World) -> None:
    put(day0, day0.places, "deaths", 100.0)
    asked = pushes(NAME, day0, "enlist")
    assert (asked < 0).all()
    put(day0, day0.places, "control", 0)
    assert (pushes(NAME, day0, "enlist") == asked).all()


def test_more_deaths_never_bring_more_recruits_and_the_push_is_bounded(day0: World) -> None:
    put(day0, day0.places, "deaths", 100.0)
    some = pushes(NAME, day0, "enlist")
    put(day0, day0.places, "deaths", 1e7)
    many = pushes(NAME, day0, "enlist")
    assert (many <= some).all()
    assert (many >= -day0.settings[NAME].weariness).all()
