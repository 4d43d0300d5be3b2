"""C22: an operation beside the rebels costs Islamic State men and ground."""

import numpy as np

from sim.places import ISLAMIC_STATE
from sim.world import World
from tests.shocks import asks_nothing, hand_over, operate, pushes

NAME = "an_operation_beats_islamic_state"
PUSH = ("choose_targets", "push")


def test_without_an_operation_nothing_happens(day0: World) -> None:
    operate(day0, 0.0)
    assert asks_nothing(NAME, day0)


def test_only_islamic_state_next_to_the_operation_is_pushed(day0: World) -> None:
    pushed = pushes(NAME, day0, *PUSH) > 0
    theirs = day0.places.held_by(ISLAMIC_STATE) & (day0.beside_operation > 0)
    assert pushed.any()
    assert np.array_equal(pushed, theirs)
    hand_over(day0, "al_bab", "sdf")
    assert asks_nothing(NAME, day0)


def test_more_effort_pushes_harder(day0: World) -> None:
    at, one = day0.places.row("al_bab"), pushes(NAME, day0, *PUSH)
    operate(day0, 2.0)
    assert (pushes(NAME, day0, *PUSH)[:, at] > one[:, at]).all()


def test_it_helps_no_other_side_to_what_it_attacks(day0: World) -> None:
    stormed = pushes(NAME, day0, "push_with_sponsor")
    theirs = day0.places.held_by(ISLAMIC_STATE) & (day0.beside_operation > 0)
    assert np.array_equal(stormed > 0, theirs)
    assert (pushes(NAME, day0, "capture") == 0).all()
