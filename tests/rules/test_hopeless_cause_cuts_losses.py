"""C14: a hopeless cause loses its backers."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, believe, pushes

NAME = "hopeless_cause_cuts_losses"


def test_unmoved_belief_moves_no_backer(world: World) -> None:
    assert asks_nothing(NAME, world)


def test_despair_drives_out_and_hope_brings_back(world: World) -> None:
    believe(world, irremovability=0.7)
    assert (pushes(NAME, world, "cut_or_renew") > 0).all()
    assert (pushes(NAME, world, "reenter") == 0).all()
    believe(world, irremovability=0.3)
    assert (pushes(NAME, world, "cut_or_renew") < 0).all()
    assert (pushes(NAME, world, "reenter") > 0).all()


def test_equal_news_of_both_kinds_weighs_the_same(world: World) -> None:
    believe(world, irremovability=0.7)
    despair = pushes(NAME, world, "cut_or_renew")
    believe(world, irremovability=0.3)
    assert np.allclose(despair, -pushes(NAME, world, "cut_or_renew"))
