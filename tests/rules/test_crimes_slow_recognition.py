"""C03: crimes slow the return to normal relations."""

from sim.world import World
from tests.shocks import asks_nothing, assume, believe, pushes

NAME = "crimes_slow_recognition"
DECISION = "normalise"


def test_a_clean_record_slows_nobody(day0: World) -> None:
    believe(day0, crimes=0.0)
    assert asks_nothing(NAME, day0)


def test_the_heavier_the_record_the_slower_and_never_the_faster(day0: World) -> None:
    asked = []
    for record in (0.3, 0.7, 1.0):
        believe(day0, crimes=record)
        asked.append(pushes(NAME, day0, DECISION))
    light, heavy, full = asked
    assert (light < 0).all()
    assert (heavy < light).all()
    assert (full < heavy).all()


def test_where_interests_are_all_that_counts_crimes_count_for_nothing(day0: World) -> None:
    before = pushes(NAME, day0, DECISION)
    assume(day0, NAME, discount=0.6)
    assert (pushes(NAME, day0, DECISION) > before).all()
    assume(day0, NAME, discount=1.0)
    assert asks_nothing(NAME, day0)
