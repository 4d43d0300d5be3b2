"""C44 - a ruler who is winning on the ground sees less reason to negotiate, a losing one more."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    pride: Number = parameter(
        3.0,
        low=0.0,
        high=6.0,
        unit="logit / share of salience",
        source="judgement; Clayton 2013: governments talk when rebels gain",
    )


@rule(claim="C44", phase="talks")
def victory_spoils_talks(world: World, parameters: Parameters) -> Iterator[Entry]:
    """The logit of willingness falls with the regime's gains on the map since day 0."""
    yield Influence("offer_talks", by=-parameters.pride * world.places.regime_gains)
