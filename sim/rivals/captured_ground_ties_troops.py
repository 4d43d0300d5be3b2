"""E08 - ground that is won must be garrisoned, which leaves the regime fewer troops for the next fight."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.places import REGIME
from sim.rule import rule
from sim.world import World

PEOPLE = 100_000.0
MOST_TIED = 0.9  # of the mobile troops: an army never ties down its last man


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the rival."""

    garrison: Number = parameter(
        2000.0,
        low=0.0,
        high=4000.0,
        unit="troops / 100,000 people",
        source="Quinlivan 1995: 20 per 1,000; contra Friedman 2011: no clean threshold",
    )


@rule(claim="E08", phase="war")
def captured_ground_ties_troops(world: World, parameters: Parameters) -> Iterator[Entry]:
    """Each of its groups fights as if the mobile men who now guard what it took since day 0 were missing."""
    places, groups = world.places, world.groups
    taken = places.held_by(REGIME) & (places.arrays["control_day0"] != REGIME)
    people = np.where(taken, world.communities.residents, 0).sum(axis=1, keepdims=True)
    ours = groups.of_side(REGIME)
    mobile = (groups.size * groups.mobile * ours).sum(axis=1, keepdims=True)
    tied = parameters.garrison * people / PEOPLE / np.maximum(mobile, 1.0)
    missing = np.minimum(tied, MOST_TIED) * groups.mobile
    yield Influence("fight", on=groups, by=np.log1p(-missing) * ours)
