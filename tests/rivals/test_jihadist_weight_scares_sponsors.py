"""E03: where jihadists weigh more, backers stop."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, pushes, put

NAME = "jihadist_weight_scares_sponsors"


def grow(world: World, never_signing: bool) -> None:
    groups = world.groups
    chosen = groups.armed_opposition & (groups.signs != never_signing)
    put(world, groups, "fighters", groups.fighters * np.where(chosen, 2, 1)[:, :, None])


def test_with_the_shares_of_day_0_backers_are_calm(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_a_larger_share_drives_out_and_a_smaller_one_keeps(day0: World, world: World) -> None:
    grow(day0, never_signing=True)
    assert (pushes(NAME, day0, "cut_or_renew") > 0).all()
    grow(world, never_signing=False)
    assert (pushes(NAME, world, "cut_or_renew") < 0).all()


def test_the_share_counts_not_the_number(day0: World) -> None:
    put(day0, day0.groups, "fighters", 3 * day0.groups.fighters)
    assert np.allclose(pushes(NAME, day0, "cut_or_renew"), 0)
