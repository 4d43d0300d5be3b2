"""C20: beaten fighters end up with the strong and disciplined."""

import numpy as np

from sim.catalogue import decisions
from sim.model import Model
from sim.rule import rules
from sim.table import Array
from sim.world import World
from tests.shocks import asks_nothing, pushes, put
from tests.worlds import spec, untouched

NAME = "the_strong_absorb_the_dislodged"
PLACE, WHO = "idlib_north", "ahrar"


def beaten_come(world: World, how_many: int = 100, runs: slice = slice(None)) -> None:
    """Let fighters of one group have come beaten to one place, in some runs."""
    groups = world.groups
    beaten = np.zeros_like(groups.dislodged)
    beaten[runs, groups.row(WHO), world.places.row(PLACE)] = how_many
    put(world, groups, "dislodged", beaten)


def appeal(world: World) -> Array:
    return pushes(NAME, world, "choose_group", "dislodged")


def chosen(with_rule: bool) -> Array:
    """Return where fighters stand after a first choice of groups, beaten ones at one place."""
    model = untouched(Model([spec("reference", at, "null") for at in range(50)]))
    world, rule, decision = model.world, rules()[NAME], decisions()["choose_group"]
    beaten_come(world, int(world.groups.fighters[0, world.groups.row(WHO), world.places.row(PLACE)]))
    if with_rule:
        asked = [(NAME, np.ones((1, 1)), each) for each in rule.ask(world, model.settings[NAME])]
        model.ledger.ask(asked, world.influences)
    of, influences = model.settings["choose_group"], world.influences["choose_group"]
    model.ledger.settle(decision.act(world, of, influences, model.chance))
    return world.groups.fighters.copy()


def test_where_nobody_was_beaten_it_is_silent(day0: World) -> None:
    assert asks_nothing(NAME, day0)
    beaten_come(day0, runs=slice(1))
    assert (appeal(day0)[0] > 0).any()
    assert (appeal(day0)[1:] == 0).all()


def test_only_the_dislodged_are_addressed_and_only_groups_they_may_join(world: World) -> None:
    beaten_come(world)
    for part in (None, "recruits", "switchers"):
        assert (pushes(NAME, world, "choose_group", part) == 0).all()
    rebels = world.groups.armed_opposition
    assert (appeal(world)[:, rebels] > 0).all()
    assert (appeal(world)[:, ~rebels] == 0).all()


def test_discipline_attracts_whatever_the_creed_and_the_size(world: World) -> None:
    beaten_come(world)
    groups, rebels = world.groups, world.groups.armed_opposition
    before = appeal(world)
    assert (np.diff(before[0, rebels][np.argsort(groups.cohesion[0, rebels])]) >= 0).all()
    put(world, groups, "ideology", 1 - groups.ideology)
    put(world, groups, "fighters", groups.fighters[:, ::-1])
    assert np.array_equal(appeal(world), before)
    put(world, groups, "cohesion", 0.5)
    alike = appeal(world)[:, rebels]
    assert (alike == alike[:, :1]).all()
    put(world, groups, "cohesion", 0.9)
    assert (appeal(world)[:, rebels] > alike).all()


def test_how_many_came_makes_nobody_more_appealing(world: World) -> None:
    beaten_come(world, 10)
    few = appeal(world)
    beaten_come(world, 10_000)
    assert np.array_equal(appeal(world), few)


def test_only_where_the_beaten_came_do_fighters_choose_otherwise() -> None:
    with_rule, without = chosen(with_rule=True), chosen(with_rule=False)
    model = Model([spec("reference", 0, "null")])
    at = model.world.places.row(PLACE)
    elsewhere = np.arange(len(model.world.places)) != at
    assert not np.array_equal(with_rule[:, :, at], without[:, :, at])
    assert np.array_equal(with_rule[:, :, elsewhere], without[:, :, elsewhere])
