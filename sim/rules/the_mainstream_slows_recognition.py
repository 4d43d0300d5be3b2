"""C05 - while a mainstream opposition is in the field, governments are slower to accept the ruler."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    weight: Number = parameter(0.8, low=0.0, high=1.6, unit="log-hazard", source="judgement")
    half: Number = parameter(
        15000.0, low=5000.0, high=40000.0, unit="fighters", source="judgement: at this size half of the effect"
    )


@rule(claim="C05", phase="states", reads_levels=True)
def the_mainstream_slows_recognition(world: World, parameters: Parameters) -> Iterator[Entry]:
    """The hazard of restoring ties falls with the mainstream's fighters, less and less as they grow many."""
    fighters = world.groups.mainstream_fighters
    yield Influence("normalise", by=-parameters.weight * fighters / (fighters + parameters.half))
