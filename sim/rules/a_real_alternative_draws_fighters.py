"""C24 - a mainstream force that holds ground draws fighters away from al-Qaeda's group."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World

MOST = 2.0  # times: neither a larger force nor a larger effort draws without end


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    draw: Number = parameter(1.0, low=0.0, high=2.0, unit="utility / credit", source="judgement")
    full: Number = parameter(
        12000.0, low=5000.0, high=25000.0, unit="fighters", source="judgement: strength at which it counts in full"
    )


@rule(claim="C24", phase="groups", reads_levels=True)
def a_real_alternative_draws_fighters(world: World, parameters: Parameters) -> Iterator[Entry]:
    """The utility of groups the operation pays rises with their strength on its ground and with its credit.

    It rises wherever they stand beside others: the men that an alternative could draw are not yet on its ground.
    """
    weight = np.minimum(world.operation_force / parameters.full, MOST) * world.beliefs.turkey_credibility
    effort = world.operation_ground.max(axis=1, keepdims=True).clip(0.0, MOST)
    yield Influence("choose_group", on=world.groups, by=parameters.draw * weight * effort * world.sponsored)
