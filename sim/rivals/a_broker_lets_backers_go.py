"""E05 - through a broker's deals backers of the rebels find a way out."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the rival."""

    way_out: Number = parameter(
        1.0,
        low=0.0,
        high=3.0,
        unit="log-hazard / standing",
        source="judgement: a consequence of C02 that the essay leaves open",
    )


@rule(claim="E05", phase="states")
def a_broker_lets_backers_go(world: World, parameters: Parameters) -> Iterator[Entry]:
    """A backer is likelier to leave the more Moscow's standing has risen since day 0, less likely if it has fallen."""
    yield Influence("cut_or_renew", by=parameters.way_out * world.beliefs.moscow_since_day0)
