"""C02: victories won with Russian help make Moscow the address to turn to."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, believe, decide, hand_over, pushes, ready

NAME = "victory_raises_moscow"
DECISION = "judge_moscow"


def test_with_the_map_and_the_belief_of_day_0_moscow_stands_where_it_stood(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_a_city_won_raises_and_a_city_lost_lowers_its_standing(day0: World) -> None:
    hand_over(day0, "aleppo_east", "regime")
    assert (pushes(NAME, day0, DECISION) > 0).all()
    hand_over(day0, "aleppo_east", "opposition")
    hand_over(day0, "aleppo_west", "opposition")
    assert (pushes(NAME, day0, DECISION) < 0).all()


def test_a_surer_client_counts_as_much_as_a_shakier_one(day0: World) -> None:
    believe(day0, irremovability=0.75)
    surer = pushes(NAME, day0, DECISION)
    believe(day0, irremovability=0.25)
    assert (surer > 0).all()
    assert np.allclose(pushes(NAME, day0, DECISION), -surer)


def test_the_standing_rises_by_and_by() -> None:
    model = ready()
    world = model.world
    believe(world, irremovability=1.0)
    before, pace = world.beliefs.moscow.copy(), world.settings[DECISION].pace
    decide(model, DECISION, NAME)
    assert (world.beliefs.moscow > before).all()
    assert (world.beliefs.moscow <= before + pace * (1 - before)).all()
