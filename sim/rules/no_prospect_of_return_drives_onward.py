"""C47 - refugees who see no prospect of return move on from their first hosts."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    farewell: Number = parameter(
        1.5,
        low=0.0,
        high=3.0,
        unit="log-hazard / belief",
        source="judgement; Schon 2019: hopes of return shape when people move",
    )


@rule(claim="C47", phase="people")
def no_prospect_of_return_drives_onward(world: World, parameters: Parameters) -> Iterator[Entry]:
    """The hazard of moving on from the neighbouring countries rises with the belief that the ruler stays."""
    yield Influence("move_onward", by=parameters.farewell * world.beliefs.irremovable_since_day0)
