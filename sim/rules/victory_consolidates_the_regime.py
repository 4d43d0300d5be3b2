"""C01 - holding more of the cities that matter makes the regime fight better, losing them worse."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.places import REGIME
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    eta: Number = parameter(0.3, low=0.0, high=1.0, unit="log effectiveness / share of salience", source="judgement")


@rule(claim="C01", phase="war")
def victory_consolidates_the_regime(world: World, parameters: Parameters) -> Iterator[Entry]:
    """The log effectiveness of the regime's groups moves with its share of the places people watch."""
    groups = world.groups
    yield Influence("fight", on=groups, by=parameters.eta * world.places.regime_gains * groups.of_side(REGIME))
