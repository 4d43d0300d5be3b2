"""Killings after a place has changed hands: `reprise`."""

import numpy as np

from sim.entries import Influence
from sim.model import Model
from tests.shocks import believe, decide, put, ready
from tests.worlds import people_of

DECISION, CITY = "reprise", "aleppo_east"


def in_city(model: Model, rate: float) -> Influence:
    places = model.world.places
    here = (np.arange(len(places)) == places.row(CITY)).astype(float)
    return Influence(DECISION, on=places, by=np.broadcast_to(rate * here, (model.world.runs, len(places))))


def test_in_the_null_nobody_is_killed_in_revenge_and_last_weeks_count_is_cleared() -> None:
    model = ready()
    world = model.world
    put(world, world.country, "reprisal_deaths", 50.0)
    people, crimes = people_of(world), world.beliefs.crimes.copy()
    dead = world.communities.people_dead.copy()
    decide(model, DECISION)
    assert (world.country.reprisal_deaths == 0).all()
    assert np.array_equal(world.communities.people_dead, dead)
    assert np.array_equal(people_of(world), people)
    assert np.array_equal(world.beliefs.crimes, crimes)


def test_the_dead_are_residents_counted_apart_and_among_all_deaths() -> None:
    model = ready(5)
    world = model.world
    at, before = world.places.row(CITY), world.places.deaths.copy()
    people, civilian = people_of(world), world.country.civilian_deaths.copy()
    dead = world.communities.people_dead.sum(axis=1)
    decide(model, DECISION, in_city(model, 0.001))
    killed = world.communities.people_dead.sum(axis=1) - dead
    assert (killed > 0).all()
    assert np.array_equal(world.country.reprisal_deaths[:, 0], killed)
    assert np.array_equal(world.country.civilian_deaths, civilian)
    assert np.array_equal(world.places.deaths[:, at] - before[:, at], killed)
    assert np.array_equal(people_of(world), people)


def test_the_record_of_crimes_grows_with_the_dead_and_ends_at_one() -> None:
    model = ready(5)
    world = model.world
    before, outrage = world.beliefs.crimes.copy(), world.settings[DECISION].outrage
    decide(model, DECISION, in_city(model, 0.001))
    assert np.allclose(world.beliefs.crimes, before + outrage * world.country.reprisal_deaths / 1000)
    believe(world, crimes=1.0)
    decide(model, DECISION, in_city(model, 0.5))
    assert (world.beliefs.crimes == 1).all()


def test_a_negative_wish_brings_nobody_back() -> None:
    model = ready()
    dead = model.world.communities.people_dead.copy()
    decide(model, DECISION, in_city(model, -1.0))
    assert np.array_equal(model.world.communities.people_dead, dead)


def test_a_run_without_reprisals_beside_one_with_them_is_as_it_was() -> None:
    plain, model = ready(), ready()
    decide(plain, DECISION)
    asked = in_city(model, 0.01)
    decide(model, DECISION, Influence(DECISION, on=asked.on, by=asked.by * np.array([[0.0], [1.0]])))
    for name in ("people", "people_dead"):
        assert model.world.communities.arrays[name][0].tobytes() == plain.world.communities.arrays[name][0].tobytes()
    assert model.world.country.reprisal_deaths[1, 0] > 0
