"""C20: beaten fighters end up with the strong and disciplined."""

import numpy as np

from sim.world import World
from tests.shocks import pushes, put

NAME = "the_strong_absorb_the_dislodged"


def test_only_the_dislodged_are_addressed(world: World) -> None:
    for part in (None, "recruits", "switchers"):
        assert (pushes(NAME, world, "choose_group", part) == 0).all()
    assert (pushes(NAME, world, "choose_group", "dislodged") != 0).any()


def test_discipline_and_size_attract_whatever_the_creed(world: World) -> None:
    groups = world.groups
    put(world, groups, "cohesion", 0.5)
    appeal = pushes(NAME, world, "choose_group", "dislodged")
    assert (np.diff(appeal[0, np.argsort(groups.size[0])]) >= 0).all()
    put(world, groups, "ideology", 1 - groups.ideology)
    assert np.array_equal(appeal, pushes(NAME, world, "choose_group", "dislodged"))
    put(world, groups, "cohesion", 0.9)
    assert (pushes(NAME, world, "choose_group", "dislodged") > appeal).all()


def test_a_group_without_fighters_has_finite_appeal(world: World) -> None:
    put(world, world.groups, "fighters", 0)
    assert np.isfinite(pushes(NAME, world, "choose_group", "dislodged")).all()
