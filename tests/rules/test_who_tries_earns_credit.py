"""C28: whoever tries to relieve a city earns credit."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, raises, try_relief

NAME = "who_tries_earns_credit"


def test_no_attempt_no_credit(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_who_tries_gains_what_those_in_reach_who_stay_away_lose(world: World) -> None:
    try_relief(world, "levant_front", ("jfs",), success=False)
    credit = raises(NAME, world, "prestige")
    groups = world.groups
    assert (credit[:, groups.row("levant_front")] > 0).all()
    assert (credit[:, groups.row("jfs")] < 0).all()
    assert (credit[:, groups.row("southern_front")] == 0).all()
    assert np.allclose(credit.sum(axis=1), 0)


def test_success_never_earns_less_than_failure(day0: World, world: World) -> None:
    try_relief(day0, "levant_front", ("jfs",), success=True)
    try_relief(world, "levant_front", ("jfs",), success=False)
    at = world.groups.row("levant_front")
    assert (raises(NAME, day0, "prestige")[:, at] >= raises(NAME, world, "prestige")[:, at]).all()


def test_credit_knows_no_creed(day0: World, world: World) -> None:
    try_relief(day0, "levant_front", ("jfs",), success=True)
    try_relief(world, "jfs", ("levant_front",), success=True)
    mainstream = raises(NAME, day0, "prestige")[:, day0.groups.row("levant_front")]
    hard_line = raises(NAME, world, "prestige")[:, world.groups.row("jfs")]
    assert np.allclose(mainstream, hard_line)
