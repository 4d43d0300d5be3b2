"""E01 - fighters who lose hope go home instead of joining another group."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the rival."""

    resignation: Number = parameter(
        3.0,
        low=0.0,
        high=6.0,
        unit="log-hazard / belief",
        source="judgement; Mironova, Mrie & Whitt 2014: half of some 50 who had left saw no victory",
    )
    rout: Number = parameter(
        3.0,
        low=0.0,
        high=5.0,
        unit="log-hazard",
        source="judgement: of those beaten this week; contra Walter 2017: discipline holds men",
    )


@rule(claim="E01", phase="groups")
def hopelessness_sends_fighters_home(world: World, parameters: Parameters) -> Iterator[Entry]:
    """Rebels quit the war oftener the more irremovable the ruler looks, and right after they were beaten."""
    groups = world.groups
    beaten = groups.dislodged.sum(axis=2) / np.maximum(groups.size, 1)
    lost_hope = parameters.resignation * world.beliefs.irremovable_since_day0
    routed = np.log1p(np.minimum(beaten, 1.0) * np.expm1(parameters.rout))
    yield Influence("quit_war", on=groups, by=(lost_hope + routed) * groups.armed_opposition)
