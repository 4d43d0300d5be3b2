"""C24: a mainstream force that holds ground draws fighters from others."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, believe, decide, operate, pushes, put, ready, station

NAME = "a_real_alternative_draws_fighters"
DECISION = "choose_group"


def pays(world: World, group: str, amount: float) -> None:
    """Let the operating states pay a group, beside whom they pay already."""
    spent = world.states.allocation.copy()
    spent[(world.states.operation > 0), world.groups.row(group)] = amount
    put(world, world.states, "allocation", spent)


def test_without_trust_or_without_an_operation_nobody_is_drawn(day0: World, world: World) -> None:
    believe(day0, turkey_credibility=0.0)
    assert asks_nothing(NAME, day0)
    operate(world, 0.0)
    assert asks_nothing(NAME, world)


def test_only_clients_of_the_operating_state_gain(day0: World) -> None:
    gains = np.broadcast_to(pushes(NAME, day0, DECISION) > 0, day0.sponsored.shape)
    assert np.array_equal(gains, day0.sponsored)
    assert gains.any()
    for group in ("jfs", "southern_front", "turkish_army"):
        assert not gains[:, day0.groups.row(group)].any()


def test_a_trace_of_money_makes_no_client_and_a_fair_share_does_whatever_the_creed(day0: World) -> None:
    at = day0.groups.row("jfs")
    pays(day0, "jfs", 1.0)
    assert (pushes(NAME, day0, DECISION)[:, at] == 0).all()
    pays(day0, "jfs", 100.0)
    assert (pushes(NAME, day0, DECISION)[:, at] > 0).all()


def test_the_larger_the_force_the_stronger_the_pull_but_not_without_end(day0: World) -> None:
    asked = []
    for number in (1_000, 10_000, 100_000, 200_000):
        station(day0, "euphrates_shield", "azaz_jarablus", number)
        asked.append(pushes(NAME, day0, DECISION).max())
    assert asked[0] < asked[1] < asked[2] == asked[3]


def test_al_qaedas_group_loses_men_to_it_where_both_stand() -> None:
    left = {}
    for with_rule in (False, True):
        model = ready(40)
        decide(model, DECISION, *([NAME] if with_rule else []))
        left[with_rule] = model.world.groups.size[:, model.world.groups.row("jfs")].sum()
    assert left[True] < left[False]
