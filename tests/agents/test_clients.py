"""Whom backers pay: `choose_clients`."""

import numpy as np
import pytest

from sim.entries import Influence
from sim.model import Model
from sim.table import Array
from sim.world import World
from tests.shocks import decide, put, ready, resize

DECISION = "choose_clients"


def at_pace(model: Model, pace: float | Array = 0.5) -> Influence:
    """Return the wish that money moves at a weekly pace, one for all runs or one each."""
    by = np.broadcast_to(np.reshape(pace, (-1, 1)), (model.world.runs, 1)).astype(float)
    return Influence(DECISION, by=by, part="pace")


def milder(world: World) -> Array:
    return np.asarray(world.groups.ideology < 0.5)


def test_in_the_null_the_split_of_day_0_stands_whoever_shrinks() -> None:
    model = ready()
    before = model.world.states.allocation.copy()
    resize(model.world, milder(model.world), 0.1)
    decide(model, DECISION)
    assert np.array_equal(model.world.states.allocation, before)


@pytest.mark.parametrize("times", [0.0, 0.3, 5.0])
def test_what_each_backer_pays_in_all_stays_the_same(times: float) -> None:
    model = ready(10)
    world = model.world
    before = world.states.allocation.sum(axis=2)
    resize(world, milder(world), times)
    for _ in range(3):
        decide(model, DECISION, at_pace(model))
    assert np.allclose(world.states.allocation.sum(axis=2), before)
    assert world.states.allocation.min() >= 0


def test_money_leaves_those_who_shrank_and_nobody_else() -> None:
    model = ready()
    world = model.world
    before = world.states.allocation.copy()
    resize(world, np.arange(len(world.groups)) == world.groups.row("fsa_north"), 0.5)
    decide(model, DECISION, at_pace(model))
    change = world.states.allocation - before
    lost, paid = change.min(axis=(0, 1)) < -1e-9, before[:, world.states.row("usa")] > 0
    assert np.array_equal(np.flatnonzero(lost), [world.groups.row("fsa_north")])
    assert (change[:, world.states.row("usa")][paid].sum() < 1e-9).all()


def test_backers_of_other_sides_keep_their_clients() -> None:
    model = ready()
    world = model.world
    before = world.states.allocation.copy()
    resize(world, np.ones(len(world.groups), dtype=bool), 0.3)
    decide(model, DECISION, at_pace(model))
    others = ~world.states.backs_rebels
    assert before[others].any()
    assert np.array_equal(world.states.allocation[others], before[others])


def test_forces_of_states_and_other_sides_are_no_clients_to_choose() -> None:
    model = ready()
    world = model.world
    before = world.states.allocation.copy()
    resize(world, milder(world), 0.2)
    decide(model, DECISION, at_pace(model))
    gained = (world.states.allocation > before + 1e-9).any(axis=(0, 1))
    assert gained.any()
    assert not gained[~world.groups.armed_opposition].any()


def test_a_group_too_small_to_matter_is_not_chosen() -> None:
    model = ready()
    world = model.world
    at = world.groups.row("southern_front")
    resize(world, milder(world), 0.2)
    resize(world, np.arange(len(world.groups)) == at, 0.02)
    before = world.states.allocation.copy()
    assert (world.groups.size[:, at] < world.settings[DECISION].smallest[0]).all()
    decide(model, DECISION, at_pace(model))
    assert (world.states.allocation[:, :, at] <= before[:, :, at] + 1e-9).all()


def test_where_no_group_of_size_is_left_money_stays_where_it_is() -> None:
    model = ready()
    world = model.world
    before = world.states.allocation.copy()
    resize(world, world.groups.armed_opposition, 0.0)
    decide(model, DECISION, at_pace(model))
    assert np.allclose(world.states.allocation, before)


def test_vetting_bars_and_without_it_harder_groups_get_more() -> None:
    paid = {}
    for appeal in (0.0, 2.0):
        model = ready(10)
        world = model.world
        resize(world, milder(world), 0.3)
        barred = ~world.groups.vetted & world.groups.armed_opposition
        freed = Influence(DECISION, on=world.groups, by=appeal * barred, part="appeal")
        decide(model, DECISION, at_pace(model), freed)
        paid[appeal] = (world.states.allocation.sum(axis=1) * barred).sum(axis=1)
    assert (paid[2.0] > paid[0.0]).all()


def test_a_run_without_a_pace_beside_one_with_it_keeps_its_split() -> None:
    model = ready()
    world = model.world
    before = world.states.allocation.copy()
    resize(world, milder(world), 0.3)
    decide(model, DECISION, at_pace(model, np.array([0.0, 0.5])))
    assert world.states.allocation[0].tobytes() == before[0].tobytes()
    assert not np.array_equal(world.states.allocation[1], before[1])


def test_money_that_ended_is_not_moved_back_into_being() -> None:
    model = ready()
    world = model.world
    at = world.states.row("usa")
    put(world, world.states, "allocation", np.where(np.arange(len(world.states))[:, None] == at, 0, 1))
    resize(world, milder(world), 0.3)
    decide(model, DECISION, at_pace(model))
    assert (world.states.allocation[:, at] == 0).all()
