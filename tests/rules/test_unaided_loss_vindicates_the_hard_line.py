"""C19: losses left unaided make the hard line look right."""

import numpy as np
import pytest

from sim.world import World
from tests.shocks import asks_nothing, believe, lose, pushes, raises, win

NAME = "unaided_loss_vindicates_the_hard_line"


def test_a_week_without_news_teaches_nothing(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_losses_without_help_teach_and_gains_with_help_unteach_alike(day0: World) -> None:
    lose(day0, "opposition", to="regime", salience=1.0, help_given=0.0)
    lesson = raises(NAME, day0, "vindication")
    assert (lesson > 0).all()
    win(day0, "opposition", against="regime", salience=1.0, help_given=1.0)
    assert np.allclose(raises(NAME, day0, "vindication"), 0)


def test_a_loss_that_was_fully_aided_or_of_others_teaches_nothing(day0: World) -> None:
    lose(day0, "opposition", to="regime", salience=1.0, help_given=1.0)
    lose(day0, "regime", to="opposition", salience=1.0, help_given=0.0)
    assert (raises(NAME, day0, "vindication") == 0).all()


@pytest.mark.parametrize("foe", ["islamic_state", "sdf"])
def test_what_is_lost_to_or_won_from_other_foes_teaches_nothing(day0: World, foe: str) -> None:
    lose(day0, "opposition", to=foe, salience=1.0, help_given=0.0)
    assert (raises(NAME, day0, "vindication") == 0).all()
    lose(day0, "opposition", to="regime", salience=1.0, help_given=0.0)
    lesson = raises(NAME, day0, "vindication")
    win(day0, "opposition", against=foe, salience=1.0, help_given=1.0)
    assert np.array_equal(raises(NAME, day0, "vindication"), lesson)


def test_the_pull_grows_with_ideology_and_turns_with_the_sign(day0: World) -> None:
    believe(day0, vindication=0.5)
    pull = pushes(NAME, day0, "choose_group")
    groups, rebels = day0.groups, day0.groups.armed_opposition
    order = np.argsort(groups.ideology[0, rebels])
    assert (np.diff(pull[0, rebels][order]) >= 0).all()
    assert (pull[:, rebels].max(axis=1) > pull[:, rebels].min(axis=1)).all()
    assert (pull[:, ~rebels] == 0).all()
    believe(day0, vindication=-0.5)
    assert np.allclose(pushes(NAME, day0, "choose_group"), -pull)
