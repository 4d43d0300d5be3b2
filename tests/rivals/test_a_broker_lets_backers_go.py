"""E05: through a broker's deals backers find a way out."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, believe, pushes

NAME = "a_broker_lets_backers_go"


def test_with_the_standing_of_day_0_nobody_leaves_sooner(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_a_rise_loosens_what_a_fall_ties_and_in_proportion(day0: World) -> None:
    rest, asked = day0.beliefs.moscow[0, 0], {}
    for step in (-0.2, 0.2, 0.4):
        believe(day0, moscow=rest + step)
        asked[step] = pushes(NAME, day0, "cut_or_renew")
    assert (asked[0.2] > 0).all()
    assert np.allclose(asked[-0.2], -asked[0.2])
    assert np.allclose(asked[0.4], 2 * asked[0.2])
