"""C08: money paid to the regime reads as recognition."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, pay, pushes, put

NAME = "funds_count_as_recognition"
DECISION = "normalise"


def test_without_money_no_signal(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_the_signal_grows_with_the_share_paid(day0: World) -> None:
    pay(day0, 1.0)
    all_of_it = pushes(NAME, day0, DECISION)
    assert (all_of_it > 0).all()
    pay(day0, 0.5)
    assert np.allclose(pushes(NAME, day0, DECISION), all_of_it / 2)
    states = day0.states
    put(day0, states, "funding", (np.arange(len(states)) == np.flatnonzero(states.institution)[0]).astype(float))
    assert np.allclose(pushes(NAME, day0, DECISION), all_of_it / states.institution.sum())
