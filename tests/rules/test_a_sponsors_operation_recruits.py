"""C23: an operation that is trusted makes the force it pays grow."""

from sim.world import World
from tests.shocks import asks_nothing, believe, operate, pushes, put, station

NAME = "a_sponsors_operation_recruits"
DECISION = "enlist_with_sponsor"


def test_without_trust_or_without_an_operation_nobody_comes(day0: World, world: World) -> None:
    believe(day0, turkey_credibility=0.0)
    assert asks_nothing(NAME, day0)
    operate(world, 0.0)
    assert asks_nothing(NAME, world)


def test_only_the_operations_ground_is_a_place_to_join(day0: World) -> None:
    asked = pushes(NAME, day0, DECISION)
    assert ((asked > 0) == (day0.operation_ground > 0)).all()
    assert (asked > 0).any()


def test_the_more_trust_the_more_come(day0: World) -> None:
    asked = []
    for credit in (0.3, 0.7):
        believe(day0, turkey_credibility=credit)
        asked.append(pushes(NAME, day0, DECISION).sum(axis=1))
    assert (asked[1] > asked[0]).all()


def test_it_slows_as_the_force_grows_and_stops_at_what_one_sponsor_can_lead(day0: World) -> None:
    most, before = day0.settings[NAME].most, pushes(NAME, day0, DECISION).sum(axis=1)
    station(day0, "euphrates_shield", "azaz_jarablus", int(most[0, 0] / 2))
    slower = pushes(NAME, day0, DECISION).sum(axis=1)
    assert (slower < before).all()
    assert (slower > 0).all()
    station(day0, "euphrates_shield", "azaz_jarablus", int(2 * most[0, 0]))
    assert asks_nothing(NAME, day0)


def test_an_operation_without_soldiers_of_its_own_has_no_ground(day0: World) -> None:
    put(day0, day0.groups, "fighters", day0.groups.fighters * (day0.groups.sent_by < 0)[None, :, None])
    assert asks_nothing(NAME, day0)
