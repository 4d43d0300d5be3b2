"""C03 - the more a ruler has done to his people, the slower others are to deal with him again."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    weight: Number = parameter(0.8, low=0.0, high=1.6, unit="log-hazard / record", source="judgement")
    discount: Number = parameter(0.3, low=0.0, high=1.0, unit="share", source="judgement; C11: interests before norms")


@rule(claim="C03", phase="states", reads_levels=True)
def crimes_slow_recognition(world: World, parameters: Parameters) -> Iterator[Entry]:
    """The hazard of restoring ties falls with the record of crimes, discounted where interests rule (C11)."""
    seen = (1 - parameters.discount) * world.beliefs.crimes
    yield Influence("normalise", by=-parameters.weight * seen)
