"""C06: the regime works to have rebuilding money paid to itself."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, assume, believe, pushes, put

NAME = "the_regime_seeks_funds"
DECISION = "release_funds"


def test_on_day_0_the_effort_is_the_campaign_that_had_begun(day0: World) -> None:
    assert np.allclose(pushes(NAME, day0, DECISION), day0.settings[NAME].effort)


def test_without_effort_no_money_however_sure_the_ruler(day0: World) -> None:
    assume(day0, NAME, effort=0.0)
    believe(day0, irremovability=1.0)
    assert asks_nothing(NAME, day0)


def test_a_surer_ruler_is_paid_sooner_and_a_shakier_one_later_by_the_same_factor(day0: World) -> None:
    plain = pushes(NAME, day0, DECISION)
    believe(day0, irremovability=0.75)
    surer = pushes(NAME, day0, DECISION)
    believe(day0, irremovability=0.25)
    shakier = pushes(NAME, day0, DECISION)
    assert (surer > plain).all()
    assert (shakier > 0).all()
    assert np.allclose(surer / plain, plain / shakier)


def test_the_company_of_other_governments_helps(day0: World) -> None:
    before = pushes(NAME, day0, DECISION)
    put(day0, day0.states, "normalised", day0.states.third_state)
    assert (pushes(NAME, day0, DECISION) > before).all()
