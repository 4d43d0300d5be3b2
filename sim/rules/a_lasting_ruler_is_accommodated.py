"""C12 - as the ruler looks permanent, some governments look for terms with him."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    realism: Number = parameter(4.0, low=0.0, high=7.0, unit="log-hazard / belief", source="judgement")


@rule(claim="C12", phase="states")
def a_lasting_ruler_is_accommodated(world: World, parameters: Parameters) -> Iterator[Entry]:
    """The hazard of restoring ties rises with the belief that the ruler stays; how near each was differs (leaning)."""
    yield Influence("normalise", by=parameters.realism * world.beliefs.irremovable_since_day0)
