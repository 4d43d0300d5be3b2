"""C20 - beaten fighters who want to go on tend to end up with whoever is strong and disciplined nearby."""

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

    discipline: Number = parameter(
        0.6,
        low=0.0,
        high=1.0,
        unit="utility / cohesion",
        source="judgement (R20); Walter 2017, contested by Abrahms et al. 2018",
    )
    strength: Number = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="utility / log size",
        source="judgement; Christia 2012: fighters join power, not creed",
    )


@rule(claim="C20", phase="groups")
def the_strong_absorb_the_dislodged(world: World, parameters: Parameters) -> Iterator[Entry]:
    """For the dislodged alone, the utility of a group rises with its cohesion and its size."""
    groups = world.groups
    size = np.log(np.maximum(groups.size, 1) / 1000)
    appeal = parameters.discipline * groups.cohesion + parameters.strength * size
    yield Influence("choose_group", on=groups, by=appeal, part="dislodged")
