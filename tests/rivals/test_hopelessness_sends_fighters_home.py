"""E01: fighters without hope go home."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, believe, pushes, put

NAME = "hopelessness_sends_fighters_home"


def test_with_hope_unmoved_and_nobody_beaten_nobody_more_goes_home(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_rebels_quit_when_the_ruler_looks_lasting_and_stay_when_he_does_not(day0: World) -> None:
    rebels = day0.groups.armed_opposition
    believe(day0, irremovability=0.8)
    hopeless = pushes(NAME, day0, "quit_war")
    assert (hopeless[:, rebels] > 0).all()
    assert (hopeless[:, ~rebels] == 0).all()
    believe(day0, irremovability=0.2)
    assert np.allclose(pushes(NAME, day0, "quit_war"), -hopeless)


def test_the_beaten_quit_more_and_even_a_full_rout_is_bounded(day0: World) -> None:
    groups, at = day0.groups, day0.groups.row("levant_front")
    put(day0, groups, "dislodged", groups.fighters // 2)
    half = pushes(NAME, day0, "quit_war")[:, at]
    put(day0, groups, "dislodged", 2 * groups.fighters)
    whole = pushes(NAME, day0, "quit_war")[:, at]
    assert (half > 0).all()
    assert (whole > half).all()
    assert (whole <= day0.settings[NAME].rout[:, 0] + 1e-9).all()
