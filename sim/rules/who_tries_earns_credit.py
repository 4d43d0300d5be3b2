"""C28 - whoever tries to relieve a city earns credit against those who stay away, success or not."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Adjust, Entry
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    credit: Number = parameter(
        0.8,
        low=0.0,
        high=1.5,
        unit="logit / salience",
        source="judgement; press of Aug 2016: the relief of Aleppo raised its leaders' standing",
    )
    for_success: Number = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="judgement: part of the credit that depends on success"
    )


@rule(claim="C28", phase="sense")
def who_tries_earns_credit(world: World, parameters: Parameters) -> Iterator[Entry]:
    """Prestige rises with a group's share of the effort above its share of the fighters in reach."""
    news = world.records
    earned = (1 - parameters.for_success) * news.tried + parameters.for_success * news.relieved
    yield Adjust("prestige", of=world.groups, by=parameters.credit * earned)
