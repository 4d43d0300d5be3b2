"""C23 - Turkish backing can make a mainstream force grow."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    pull: Number = parameter(
        0.0005,
        low=0.0,
        high=0.0015,
        unit="1 / week / credit / effort",
        source="judgement: some 1,000 men at first, some 3,000 soon after (press, autumn 2016)",
    )
    most: Number = parameter(
        25000.0, low=10000.0, high=40000.0, unit="fighters", source="judgement: what one sponsor can pay and lead"
    )


@rule(claim="C23", phase="groups", reads_levels=True)
def a_sponsors_operation_recruits(world: World, parameters: Parameters) -> Iterator[Entry]:
    """Residents of the operation's ground join the groups it pays, the more so the more it is trusted, up to a size."""
    room = np.maximum(1 - world.operation_force / parameters.most, 0.0)
    trusted = world.beliefs.turkey_credibility * world.operation_ground
    yield Influence("enlist_with_sponsor", on=world.places, by=parameters.pull * trusted * room)
