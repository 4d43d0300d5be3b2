"""C32 - refugees stay abroad while the ruler looks permanent, and think of return when he does not."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    finality: Number = parameter(
        2.5,
        low=0.0,
        high=3.5,
        unit="log-hazard / belief",
        source="judgement; contra Alrababa'h et al. 2023: conditions at home dominate",
    )


@rule(claim="C32", phase="people")
def no_return_under_a_lasting_ruler(world: World, parameters: Parameters) -> Iterator[Entry]:
    """The hazard of return from abroad falls with the belief that the ruler stays."""
    yield Influence("go_home", by=-parameters.finality * world.beliefs.irremovable_since_day0, part="refugees")
