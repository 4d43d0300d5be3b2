"""C37: a loss while patrons stand by feels like betrayal."""

import numpy as np
import pytest

from sim.world import World
from tests.shocks import asks_nothing, lose, raises, win

NAME = "unaided_loss_feels_like_betrayal"


def test_a_week_without_news_hurts_nobody(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_the_more_help_came_the_less_a_loss_hurts(day0: World, world: World) -> None:
    lose(day0, "opposition", to="regime", salience=1.0, help_given=0.0)
    world.records = world.blank_records()
    lose(world, "opposition", to="regime", salience=1.0, help_given=0.5)
    assert (raises(NAME, day0, "betrayal") > raises(NAME, world, "betrayal")).all()
    assert (raises(NAME, world, "betrayal") > 0).all()


def test_a_rescue_heals_what_an_equal_loss_did(day0: World) -> None:
    lose(day0, "opposition", to="regime", salience=0.7, help_given=0.0)
    assert (raises(NAME, day0, "betrayal") > 0).all()
    win(day0, "opposition", against="regime", salience=0.7, help_given=1.0)
    assert np.allclose(raises(NAME, day0, "betrayal"), 0)


def test_a_success_without_help_heals_nothing_and_others_losses_do_not_hurt(day0: World) -> None:
    win(day0, "opposition", against="regime", salience=1.0, help_given=0.0)
    lose(day0, "regime", to="opposition", salience=1.0, help_given=0.0)
    assert (raises(NAME, day0, "betrayal") == 0).all()


@pytest.mark.parametrize("foe", ["islamic_state", "sdf"])
def test_what_is_lost_to_or_won_from_other_foes_says_nothing_of_friends(day0: World, foe: str) -> None:
    lose(day0, "opposition", to=foe, salience=1.0, help_given=0.0)
    assert (raises(NAME, day0, "betrayal") == 0).all()
    lose(day0, "opposition", to="regime", salience=1.0, help_given=0.0)
    hurt = raises(NAME, day0, "betrayal")
    win(day0, "opposition", against=foe, salience=1.0, help_given=1.0)
    assert np.array_equal(raises(NAME, day0, "betrayal"), hurt)
