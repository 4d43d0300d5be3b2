"""C43: the more rebels nobody can bargain with, the rarer a settlement."""

import numpy as np

from sim.places import OPPOSITION
from sim.world import World
from tests.shocks import asks_nothing, pushes, put, resize

NAME = "never_signers_block_settlement"
DECISION = "settle"


def test_where_everybody_would_sign_nothing_is_blocked(day0: World) -> None:
    put(day0, day0.groups, "signs", True)
    assert asks_nothing(NAME, day0)


def test_the_larger_their_share_the_rarer_down_to_the_veto(day0: World) -> None:
    before = pushes(NAME, day0, DECISION)
    resize(day0, ~day0.groups.signs, 3)
    more = pushes(NAME, day0, DECISION)
    assert (before < 0).all()
    assert (more < before).all()
    put(day0, day0.groups, "signs", False)
    assert np.allclose(pushes(NAME, day0, DECISION), -day0.settings[NAME].veto)


def test_the_share_counts_not_the_number(day0: World) -> None:
    before = pushes(NAME, day0, DECISION)
    resize(day0, np.ones(len(day0.groups), dtype=bool), 3)
    assert np.allclose(pushes(NAME, day0, DECISION), before)


def test_islamic_state_and_the_regime_are_not_the_rebels_hard_line(day0: World) -> None:
    before = pushes(NAME, day0, DECISION)
    resize(day0, ~day0.groups.of_side(OPPOSITION), 5)
    assert np.array_equal(pushes(NAME, day0, DECISION), before)
