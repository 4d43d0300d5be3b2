"""E07: where jihadists rule, recruits turn away from them."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, pushes, resize

NAME = "harsh_rule_turns_people_away"


def rule_more(world: World, times: float) -> None:
    """Let groups that never sign lead in more, or in fewer, places of the rebels."""
    resize(world, ~world.groups.signs & world.groups.armed_opposition, times)


def test_while_they_rule_as_many_as_on_day_0_nobody_turns_away(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_the_more_they_rule_the_less_they_draw_and_nobody_else_is_touched(day0: World) -> None:
    rule_more(day0, 50)
    groups = day0.groups
    asked = np.broadcast_to(pushes(NAME, day0, "choose_group"), groups.signs.shape)
    never = ~groups.signs & groups.armed_opposition
    assert (asked[never] < 0).all()
    assert (asked[~never] == 0).all()
    assert (asked >= -day0.settings[NAME].backlash).all()


def test_where_they_rule_fewer_than_on_day_0_they_win_people_back(day0: World) -> None:
    ruled = day0.country.arrays["under_never_signing_day0"][:, 0] > 0
    assert ruled.any()
    rule_more(day0, 0)
    never = ~day0.groups.signs & day0.groups.armed_opposition
    asked = np.broadcast_to(pushes(NAME, day0, "choose_group"), never.shape)
    assert (asked[ruled][never[ruled]] > 0).all()
    assert (asked[~ruled] == 0).all()
