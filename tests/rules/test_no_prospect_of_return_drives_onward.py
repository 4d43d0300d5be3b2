"""C47: without a prospect of return, refugees move on."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, believe, pushes

NAME = "no_prospect_of_return_drives_onward"


def test_unmoved_belief_moves_nobody(world: World) -> None:
    assert asks_nothing(NAME, world)


def test_permanence_and_hope_push_opposite_ways_alike(world: World) -> None:
    believe(world, irremovability=0.8)
    lasting = pushes(NAME, world, "move_onward")
    assert (lasting > 0).all()
    believe(world, irremovability=0.2)
    assert np.allclose(pushes(NAME, world, "move_onward"), -lasting)


def test_certainty_of_either_kind_still_leaves_a_choice(world: World) -> None:
    for belief in (0.0, 1.0):
        believe(world, irremovability=belief)
        assert np.isfinite(pushes(NAME, world, "move_onward")).all()
