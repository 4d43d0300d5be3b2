"""C38: who feels let down shuns groups that lean on the West."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, believe, pushes, put

NAME = "betrayal_bars_the_way_back"


def test_without_betrayal_every_group_is_as_welcome_as_before(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_the_more_western_the_group_the_more_it_is_shunned(day0: World) -> None:
    believe(day0, betrayal=0.5)
    push = pushes(NAME, day0, "choose_group")
    western, rebels = day0.groups.western, day0.groups.armed_opposition
    assert (push[western == 0] == 0).all()
    assert (push[(western > 0) & rebels] < 0).all()
    assert (np.diff(push[0, rebels][np.argsort(western[0, rebels])]) <= 0).all()


def test_groups_among_which_no_rebel_chooses_are_left_alone(day0: World) -> None:
    put(day0, day0.groups, "western", 1.0)
    believe(day0, betrayal=0.5)
    push, rebels = pushes(NAME, day0, "choose_group"), day0.groups.armed_opposition
    assert (push[:, rebels] < 0).all()
    assert (push[:, ~rebels] == 0).all()


def test_help_that_came_draws_people_back_alike(day0: World) -> None:
    believe(day0, betrayal=0.5)
    shunned = pushes(NAME, day0, "choose_group")
    believe(day0, betrayal=-0.5)
    assert np.allclose(pushes(NAME, day0, "choose_group"), -shunned)
