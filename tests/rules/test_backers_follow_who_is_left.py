"""C15: backers who stay pay whoever is left."""

import numpy as np

from sim.entries import Adjust
from sim.table import Array
from sim.world import World
from tests.shocks import assume, decide, pushes, ready, resize, what_is_asked

NAME = "backers_follow_who_is_left"
DECISION = "choose_clients"


def creed(world: World) -> Array:
    """Return the mean ideology of the rebels whom foreign money reaches, weighted by money, `(runs,)`."""
    paid = world.states.support * world.groups.armed_opposition
    return (paid * world.groups.ideology).sum(axis=1) / paid.sum(axis=1)


def test_it_sets_a_pace_and_nothing_else(day0: World) -> None:
    assert not any(isinstance(each, Adjust) for each in what_is_asked(NAME, day0))
    assert np.array_equal(pushes(NAME, day0, DECISION, "pace"), np.broadcast_to(day0.settings[NAME].pace, (2, 1)))
    assert (pushes(NAME, day0, DECISION, "appeal") == 0).all()


def test_while_clients_keep_their_size_no_money_moves_whoever_else_grows() -> None:
    model = ready()
    world = model.world
    before, harder = world.states.allocation.copy(), creed(world)
    resize(world, ~world.groups.mainstream, 4)
    decide(model, DECISION, NAME)
    assert np.allclose(world.states.allocation, before)
    assert np.allclose(creed(world), harder)


def test_when_milder_groups_shrink_the_money_goes_to_harder_ones() -> None:
    model = ready(20)
    world = model.world
    before = creed(world)
    resize(world, world.groups.ideology < 0.5, 0.3)
    decide(model, DECISION, NAME)
    assert (creed(world) > before).all()


def test_when_harder_groups_shrink_the_money_goes_to_milder_ones() -> None:
    model = ready(20)
    world = model.world
    before = creed(world)
    resize(world, world.groups.ideology > 0.5, 0.3)
    decide(model, DECISION, NAME)
    assert (creed(world) < before).all()


def test_without_a_pace_the_split_of_day_0_stands() -> None:
    model = ready()
    world = model.world
    before = world.states.allocation.copy()
    resize(world, world.groups.mainstream, 0.3)
    assume(world, NAME, pace=0.0)
    decide(model, DECISION, NAME)
    assert np.array_equal(world.states.allocation, before)
