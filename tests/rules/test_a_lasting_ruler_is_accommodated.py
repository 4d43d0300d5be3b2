"""C12: as the ruler looks permanent, governments look for terms with him."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, believe, decide, pushes, put, ready

NAME = "a_lasting_ruler_is_accommodated"
DECISION = "normalise"


def test_the_belief_of_day_0_brings_nobody_nearer(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_a_surer_ruler_draws_as_much_as_a_shakier_one_repels(day0: World) -> None:
    believe(day0, irremovability=0.75)
    surer = pushes(NAME, day0, DECISION)
    believe(day0, irremovability=0.25)
    assert (surer > 0).all()
    assert np.allclose(pushes(NAME, day0, DECISION), -surer)


def test_some_and_not_all_come_round_and_only_third_states() -> None:
    model = ready(60)
    world = model.world
    believe(world, irremovability=1.0)
    put(world, world.states, "leaning", np.where(np.arange(len(world.states)) % 2, 1.0, -1.0))
    decide(model, DECISION, NAME)
    came = world.states.normalised
    assert came.any()
    assert not came[:, world.states.third_state].all()
    assert not came[:, ~world.states.third_state].any()
