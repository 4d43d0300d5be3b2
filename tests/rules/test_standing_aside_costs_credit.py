"""C26: who looks on while a city falls next to his operation loses credit."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, operate, raises, witness

NAME = "standing_aside_costs_credit"
LEVEL = "turkey_credibility"


def test_what_happens_out_of_reach_costs_nothing(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def next_week(world: World) -> World:
    """Turn the page, so that what was seen is no news any more."""
    world.open_week()
    world.open_phase()
    return world


def test_standing_aside_costs_what_helping_earns(day0: World) -> None:
    witness(day0, "turkey", salience=1.0, helped=0.0)
    lost = raises(NAME, day0, LEVEL)
    witness(next_week(day0), "turkey", salience=1.0, helped=1.0)
    won = raises(NAME, day0, LEVEL)
    assert (lost < 0).all()
    assert (won > 0).all()
    assert np.allclose(lost + won, 0)


def test_a_place_few_watch_costs_less(day0: World) -> None:
    witness(day0, "turkey", salience=0.3, helped=0.0)
    little = raises(NAME, day0, LEVEL)
    witness(next_week(day0), "turkey", salience=1.0, helped=0.0)
    assert (little > raises(NAME, day0, LEVEL)).all()


def test_who_runs_no_operation_has_no_such_credit_to_lose(day0: World) -> None:
    witness(day0, "qatar", salience=1.0, helped=0.0)
    assert asks_nothing(NAME, day0)
    witness(day0, "turkey", salience=1.0, helped=0.0)
    assert not asks_nothing(NAME, day0)


def test_an_operation_that_rests_stands_aside_too(day0: World) -> None:
    operate(day0, 0.0)
    witness(day0, "turkey", salience=1.0, helped=0.0)
    assert (raises(NAME, day0, LEVEL) < 0).all()


def test_losses_to_others_than_the_regime_are_not_its_matter(day0: World) -> None:
    witness(day0, "turkey", salience=1.0, helped=0.0, foe="islamic_state")
    assert asks_nothing(NAME, day0)
