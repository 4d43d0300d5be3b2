"""C41: once the regime is back, abuses follow."""

import numpy as np

from sim.table import Array
from sim.world import World
from tests.shocks import asks_nothing, decide, hand_over, pushes, put, ready

NAME = "reconquest_brings_reprisals"
DECISION = "reprise"
CITY = "aleppo_east"


def deaths(world: World) -> Array:
    """Return the deaths a week that the rule expects at each place, `(runs, places)`."""
    return pushes(NAME, world, DECISION) * world.residents


def test_where_nothing_was_retaken_nobody_is_killed_in_revenge(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_only_the_regime_back_among_rebels_takes_revenge(day0: World) -> None:
    hand_over(day0, "aleppo_west", "opposition")
    hand_over(day0, "al_bab", "regime")
    hand_over(day0, "afrin", "regime")
    assert asks_nothing(NAME, day0)
    hand_over(day0, CITY, "regime")
    at, expected = day0.places.row(CITY), deaths(day0)
    assert (expected[:, at] > 0).all()
    assert (expected.sum(axis=1) == expected[:, at]).all()


def test_it_fades_over_the_weeks(day0: World) -> None:
    at, found = day0.places.row(CITY), []
    for weeks in (0, 12, 52):
        hand_over(day0, CITY, "regime", weeks_ago=weeks)
        found.append(deaths(day0)[:, at])
    assert (found[0] > found[1]).all()
    assert (found[1] > found[2]).all()
    assert (found[2] < found[0] / 10).all()


def test_four_times_the_people_have_twice_the_dead(day0: World) -> None:
    at = day0.places.row(CITY)
    hand_over(day0, CITY, "regime")
    before = deaths(day0)[:, at]
    put(day0, day0.communities, "people", 4 * day0.communities.people)
    assert np.allclose(deaths(day0)[:, at], 2 * before)


def test_an_empty_place_has_nobody_to_kill(day0: World) -> None:
    hand_over(day0, CITY, "regime")
    put(day0, day0.communities, "people", 0 * day0.communities.people)
    assert np.isfinite(pushes(NAME, day0, DECISION)).all()
    assert (deaths(day0) == 0).all()


def test_the_dead_are_counted_apart_from_those_of_the_fighting() -> None:
    model = ready(20)
    world = model.world
    hand_over(world, CITY, "regime")
    others = world.country.civilian_deaths.copy()
    decide(model, DECISION, NAME)
    assert (world.country.reprisal_deaths > 0).any()
    assert np.array_equal(world.country.civilian_deaths, others)
