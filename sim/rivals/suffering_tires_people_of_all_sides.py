"""E02 - people who live under fire turn away from every armed side, their own included."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World

PER_THOUSAND = 1000.0


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the rival."""

    weariness: Number = parameter(
        0.5,
        low=0.0,
        high=2.0,
        unit="log-hazard",
        source="judgement; Fabbe, Hazlett & Sinmazdemir 2024: the bombed back no armed side",
    )
    scale: Number = parameter(
        0.5,
        low=0.1,
        high=2.0,
        unit="deaths / 1,000 people / week",
        source="judgement: saturates as flight does, so that a small place cannot fall silent for good",
    )


@rule(claim="E02", phase="groups", reads_levels=True)
def suffering_tires_people_of_all_sides(world: World, parameters: Parameters) -> Iterator[Entry]:
    """Fewer residents take up arms, for whoever rules, where more of them died last week."""
    places = world.places
    violence = PER_THOUSAND * places.deaths / np.maximum(world.communities.residents, 1)
    felt = 1 - np.exp(-violence / parameters.scale)
    yield Influence("enlist", on=places, by=-parameters.weariness * felt)
