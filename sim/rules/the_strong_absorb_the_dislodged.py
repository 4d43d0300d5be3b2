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
        source="judgement; Walter 2017, contested by Abrahms et al. 2018",
    )


@rule(claim="C20", phase="groups")
def the_strong_absorb_the_dislodged(world: World, parameters: Parameters) -> Iterator[Entry]:
    """To beaten fighters who have just come in, the utility of a group rises with its cohesion.

    That they prefer strong groups is already in how anyone chooses: by the size of groups where they are.
    """
    groups = world.groups
    some = np.asarray(groups.dislodged.any(axis=(1, 2)))[:, None]
    cohesive = groups.cohesion * groups.armed_opposition
    yield Influence("choose_group", on=groups, by=parameters.discipline * cohesive * some, part="dislodged")
