"""A state's own operation beside the rebels: its ground, its clients, who joins them, what they attack."""

import numpy as np

from sim.agents.operations import EnlistWithSponsor
from sim.entries import Influence
from sim.model import Model
from sim.places import ISLAMIC_STATE, OPPOSITION
from sim.table import Array
from sim.world import World
from tests.shocks import decide, hand_over, operate, put, ready, station
from tests.worlds import fighters_of, people_of

ENLIST, TARGETS, STORM = "enlist_with_sponsor", "choose_targets", "push_with_sponsor"
GROUND = "azaz_jarablus"

CLIENT, FOOTHOLD = EnlistWithSponsor.client, int(EnlistWithSponsor.foothold)


def everywhere(model: Model, decision: str, rate: float, part: str | None = None) -> Influence:
    """Return the wish for a rate at every place."""
    places = model.world.places
    return Influence(decision, on=places, by=np.full((model.world.runs, len(places)), rate), part=part)


def attacks(world: World) -> Array:
    return world.places.offensives.copy()


# ---------------------------------------------------------------- ground and clients
def test_its_ground_is_where_its_own_soldiers_stand_among_rebels() -> None:
    world = ready().world
    assert np.array_equal(np.flatnonzero(world.operation_ground[0]), [world.places.row(GROUND)])
    station(world, "turkish_army", "idlib_north", FOOTHOLD - 1)
    assert (world.operation_ground[:, world.places.row("idlib_north")] == 0).all()
    station(world, "turkish_army", "idlib_north", FOOTHOLD)
    assert (world.operation_ground[:, world.places.row("idlib_north")] > 0).all()
    hand_over(world, "idlib_north", "regime")
    assert (world.operation_ground[:, world.places.row("idlib_north")] == 0).all()


def test_an_operation_that_ended_has_no_ground_and_no_clients() -> None:
    world = ready().world
    operate(world, 0.0)
    assert not world.operation_ground.any()
    assert not world.sponsored.any()


def test_its_clients_are_rebels_whom_it_pays_a_fair_share() -> None:
    world = ready().world
    paid = world.states.allocation[:, world.states.row("turkey")]
    fair = (paid >= CLIENT * paid.sum(axis=1, keepdims=True)) & world.groups.armed_opposition
    assert np.array_equal(world.sponsored, fair)
    spent = world.states.allocation.copy()
    spent[:, world.states.row("turkey")] += 1e-3
    put(world, world.states, "allocation", spent)
    assert np.array_equal(world.sponsored, fair)


def test_who_stopped_paying_has_no_clients() -> None:
    world = ready().world
    put(world, world.states, "backing", np.arange(len(world.states)) != world.states.row("turkey"))
    assert not world.sponsored.any()


# ---------------------------------------------------------------- who joins
def test_in_the_null_nobody_joins() -> None:
    model = ready()
    before = model.world.groups.size.copy()
    decide(model, ENLIST)
    assert np.array_equal(model.world.groups.size, before)


def test_every_recruit_was_a_resident_and_nobody_is_lost() -> None:
    model = ready(5)
    world = model.world
    people, fighters, bore_arms = people_of(world), fighters_of(world), world.groups.size.sum(axis=1)
    decide(model, ENLIST, everywhere(model, ENLIST, 0.01))
    assert np.array_equal(people_of(world), people)
    assert np.array_equal(fighters_of(world), fighters)
    joined = world.groups.size.sum(axis=1) - bore_arms
    assert (joined > 0).all()
    assert np.array_equal(joined, world.communities.people_enlisted.sum(axis=1))


def test_only_clients_gain_and_only_on_the_operations_ground() -> None:
    model = ready(5)
    world = model.world
    before = world.groups.fighters.copy()
    decide(model, ENLIST, everywhere(model, ENLIST, 0.01))
    gained = world.groups.fighters - before
    assert gained.min() == 0
    assert not gained[~world.sponsored].any()
    assert not gained[:, :, np.arange(len(world.places)) != world.places.row(GROUND)].any()


def test_where_no_client_stands_nobody_joins() -> None:
    model = ready()
    world = model.world
    fighters = world.groups.fighters.copy()
    fighters[:, world.groups.armed_opposition, world.places.row(GROUND)] = 0
    put(world, world.groups, "fighters", fighters)
    decide(model, ENLIST, everywhere(model, ENLIST, 0.5))
    assert np.array_equal(world.groups.fighters, fighters)


def test_a_negative_wish_drives_nobody_away() -> None:
    model = ready()
    before = model.world.groups.fighters.copy()
    decide(model, ENLIST, everywhere(model, ENLIST, -0.5))
    assert np.array_equal(model.world.groups.fighters, before)


# ---------------------------------------------------------------- what they attack
def test_a_push_adds_attacks_of_rebels_on_islamic_state_beside_the_operation_alone() -> None:
    plain, pushed = ready(20), ready(20)
    decide(plain, TARGETS)
    decide(pushed, TARGETS, everywhere(pushed, TARGETS, 50.0, part="push"))
    world = pushed.world
    added = attacks(world) & ~attacks(plain.world)
    assert not (attacks(plain.world) & ~attacks(world)).any()
    assert added[:, OPPOSITION].any()
    where = world.places.held_by(ISLAMIC_STATE) & (world.beside_operation > 0)
    assert not added[:, OPPOSITION][~where].any()
    assert not np.delete(added, OPPOSITION, axis=1).any()


def test_a_push_is_not_turned_on_the_regime_beside_the_operation() -> None:
    plain, pushed = ready(20), ready(20)
    for model in (plain, pushed):
        hand_over(model.world, "al_bab", "regime")
    decide(plain, TARGETS)
    decide(pushed, TARGETS, everywhere(pushed, TARGETS, 50.0, part="push"))
    assert np.array_equal(attacks(pushed.world), attacks(plain.world))


def test_a_push_sends_nobody_who_is_too_weak_to_attack() -> None:
    model = ready()
    world = model.world
    station(world, "turkish_army", GROUND, FOOTHOLD)
    for group in np.array(world.groups.ids)[world.groups.armed_opposition]:
        station(world, str(group), GROUND, 0)
    decide(model, TARGETS, everywhere(model, TARGETS, 50.0, part="push"))
    assert not attacks(world)[:, OPPOSITION][world.places.held_by(ISLAMIC_STATE)].any()


def test_a_truce_holds_against_a_push() -> None:
    model = ready()
    world = model.world
    put(world, world.places, "truce", 5)
    decide(model, TARGETS, everywhere(model, TARGETS, 50.0, part="push"))
    assert not attacks(world).any()


# ---------------------------------------------------------------- what they take
def test_in_the_null_nothing_falls_to_the_operation() -> None:
    model = ready()
    before = model.world.places.control.copy()
    decide(model, STORM)
    decide(model, STORM, everywhere(model, STORM, -1.0))
    assert np.array_equal(model.world.places.control, before)


def test_what_falls_was_islamic_states_beside_the_operation_and_is_the_rebels() -> None:
    model = ready(20)
    world = model.world
    before, fighters = world.places.control.copy(), fighters_of(world)
    theirs = world.places.held_by(ISLAMIC_STATE) & (world.beside_operation > 0)
    decide(model, STORM, everywhere(model, STORM, 50.0))
    fell = world.places.control != before
    assert fell.any()
    assert not fell[~theirs].any()
    assert (world.places.control[fell] == OPPOSITION).all()
    assert np.array_equal(fighters_of(world), fighters)


def test_neither_a_truce_nor_an_empty_front_lets_anything_fall() -> None:
    model = ready(20)
    world = model.world
    before = world.places.control.copy()
    put(world, world.places, "truce", 5)
    decide(model, STORM, everywhere(model, STORM, 50.0))
    put(world, world.places, "truce", 0)
    operate(world, 0.0)
    decide(model, STORM, everywhere(model, STORM, 50.0))
    assert np.array_equal(world.places.control, before)


def test_the_stronger_the_rebels_beside_it_the_sooner_a_place_falls() -> None:
    taken = []
    for number in (0, 50_000):
        model = ready(60)
        station(model.world, "euphrates_shield", GROUND, number)
        decide(model, STORM, everywhere(model, STORM, 0.3))
        taken.append((model.world.places.held_by(OPPOSITION)[:, model.world.places.row("al_bab")]).sum())
    assert taken[0] < taken[1]
