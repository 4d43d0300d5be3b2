"""C19: losses left unaided make the hard line look right."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, believe, lose, pushes, raises, win

NAME = "unaided_loss_vindicates_the_hard_line"


def test_a_week_without_news_teaches_nothing(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_losses_without_help_teach_and_gains_with_help_unteach_alike(day0: World) -> None:
    lose(day0, "opposition", salience=1.0, help_given=0.0)
    lesson = raises(NAME, day0, "vindication")
    assert (lesson > 0).all()
    win(day0, "opposition", salience=1.0, help_given=1.0)
    assert np.allclose(raises(NAME, day0, "vindication"), 0)


def test_a_loss_that_was_fully_aided_or_of_others_teaches_nothing(day0: World) -> None:
    lose(day0, "opposition", salience=1.0, help_given=1.0)
    lose(day0, "regime", salience=1.0, help_given=0.0)
    assert (raises(NAME, day0, "vindication") == 0).all()


def test_the_pull_grows_with_ideology_and_turns_with_the_sign(day0: World) -> None:
    believe(day0, vindication=0.5)
    pull = pushes(NAME, day0, "choose_group")
    order = np.argsort(day0.groups.ideology[0])
    assert (np.diff(pull[0, order]) >= 0).all()
    believe(day0, vindication=-0.5)
    assert np.allclose(pushes(NAME, day0, "choose_group"), -pull)
