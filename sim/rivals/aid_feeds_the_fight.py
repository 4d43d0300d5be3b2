"""E10 - rebuilding money in contested areas is diverted or attacked, and feeds the violence."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.places import REGIME
from sim.rule import rule
from sim.world import World

HALF = 0.5  # rule that reaches half of a place counts as rule (design: g of one half)


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the rival."""

    spoils: Number = parameter(
        1.0,
        low=0.0,
        high=2.0,
        unit="log-hazard / share released",
        source="judgement; Zurcher 2017: aid in contested zones raises violence",
    )


@rule(claim="E10", phase="rule")
def aid_feeds_the_fight(world: World, parameters: Parameters) -> Iterator[Entry]:
    """Where rule reaches less than half, deaths outside battle rise with the share of money released."""
    places = world.places
    contested = np.maximum(HALF - places.governance, 0.0) / HALF * places.held_by(REGIME)
    yield Influence("lash_out", on=places, by=parameters.spoils * world.states.funds_released * contested)
