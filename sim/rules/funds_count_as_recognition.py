"""C08 - money paid to the regime tells everybody that its ruler has been accepted."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    signal: Number = parameter(1.0, low=0.0, high=2.0, unit="log-hazard / share released", source="judgement")


@rule(claim="C08", phase="states")
def funds_count_as_recognition(world: World, parameters: Parameters) -> Iterator[Entry]:
    """The hazard of restoring ties rises with the share of reconstruction money released."""
    yield Influence("normalise", by=parameters.signal * world.states.funds_released)
