"""E04 - as a broker whom both sides listen to, Moscow keeps offensives between them from being launched."""

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

    restraint: Number = parameter(
        4.0,
        low=0.0,
        high=10.0,
        unit="1 / week / standing",
        source="judgement; VDC, Jan 2017: deaths in the area of the truce fell from 700 to 408",
    )


@rule(claim="E04", phase="war")
def a_broker_brings_truces(world: World, parameters: Parameters) -> Iterator[Entry]:
    """The more Moscow's standing has risen, the more offensives between regime and rebels are called off."""
    risen = np.maximum(world.beliefs.moscow_since_day0, 0.0)
    yield Influence("choose_targets", by=parameters.restraint * risen, part="suspend")
