"""C05: a mainstream opposition in the field slows the ruler's acceptance."""

from itertools import pairwise

from sim.world import World
from tests.shocks import asks_nothing, pushes, resize

NAME = "the_mainstream_slows_recognition"
DECISION = "normalise"


def test_without_mainstream_fighters_nobody_waits_for_them(day0: World) -> None:
    resize(day0, day0.groups.mainstream, 0)
    assert asks_nothing(NAME, day0)


def test_the_more_they_are_the_slower_but_never_beyond_the_weight(day0: World) -> None:
    weight = day0.settings[NAME].weight
    asked = [pushes(NAME, day0, DECISION)]
    for _ in range(3):
        resize(day0, day0.groups.mainstream, 3)
        asked.append(pushes(NAME, day0, DECISION))
    for fewer, more in pairwise(asked):
        assert (more < fewer).all()
    assert (asked[1] - asked[0] < asked[3] - asked[2]).all()
    assert (asked[-1] > -weight).all()


def test_the_hard_line_keeps_nobody_from_making_his_peace(day0: World) -> None:
    before = pushes(NAME, day0, DECISION)
    resize(day0, ~day0.groups.mainstream, 5)
    assert (pushes(NAME, day0, DECISION) == before).all()
