"""E04: a broker keeps offensives between regime and rebels from being launched."""

import numpy as np

from sim.agents.offensives import between_regime_and_rebels
from sim.catalogue import decisions
from sim.model import Model
from sim.rule import rules
from sim.table import Array
from sim.world import World
from tests.shocks import asks_nothing, believe, pushes
from tests.worlds import spec, untouched

NAME, RUNS = "a_broker_brings_truces", 100


def launched(moscow: float) -> tuple[Array, Array]:
    """Return the offensives of a first week, and which of the possible ones are between regime and rebels."""
    model = untouched(Model([spec("reference", at, "null") for at in range(RUNS)]))
    world, rule, decision = model.world, rules()[NAME], decisions()["choose_targets"]
    believe(world, moscow=moscow)
    asked = [(NAME, np.ones((1, 1)), each) for each in rule.ask(world, model.settings[NAME])]
    model.ledger.ask(asked, world.influences)
    of, influences = model.settings["choose_targets"], world.influences["choose_targets"]
    model.ledger.settle(decision.act(world, of, influences, model.chance))
    return world.places.offensives.copy(), between_regime_and_rebels(world)


def test_a_broker_of_the_same_standing_changes_nothing(world: World) -> None:
    assert asks_nothing(NAME, world)


def test_the_higher_a_broker_has_risen_the_more_is_called_off(day0: World) -> None:
    believe(day0, moscow=0.6)
    some = pushes(NAME, day0, "choose_targets", "suspend")
    assert (some > 0).all()
    believe(day0, moscow=0.9)
    assert (pushes(NAME, day0, "choose_targets", "suspend") > some).all()
    assert (pushes(NAME, day0, "choose_targets", "appeal") == 0).all()


def test_a_fallen_broker_calls_nothing_off_and_on(world: World) -> None:
    believe(world, moscow=0.0)
    assert asks_nothing(NAME, world)


def test_only_offensives_between_the_two_are_called_off_and_none_is_sent_elsewhere() -> None:
    (before, between), (after, _) = launched(moscow=0.3), launched(moscow=1.0)
    assert (before & between).any()
    assert (before & ~between).any()
    assert np.array_equal(before & ~between, after & ~between)
    assert not (after & ~before).any()
    # each is called off with a chance of 1 - exp(-4.0 * 0.7) = 94 %: half is more than twenty standard errors away
    assert (after & between).sum() < (before & between).sum() / 2
