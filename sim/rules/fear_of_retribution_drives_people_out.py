"""C30 - once the regime is back, fear of being punished as a collaborator drives people out."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.places import REGIME
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    dread: Number = parameter(
        1.6,
        low=0.0,
        high=2.2,
        unit="log-hazard / fear",
        source="judgement; OCHA, Jan 2017: 36,000 evacuated, 90,500 registered in the city",
    )
    base: Number = parameter(
        0.002,
        low=0.0,
        high=0.03,
        unit="1 / week",
        source="judgement: about 10 % in twelve weeks at full fear, the evacuated not counted",
    )
    shunning: Number = parameter(
        3.0,
        low=0.0,
        high=6.0,
        unit="log weight / fear",
        source="judgement: who fears the new ruler does not flee to his side of the front",
    )


@rule(claim="C30", phase="people", reads_levels=True)
def fear_of_retribution_drives_people_out(world: World, parameters: Parameters) -> Iterator[Entry]:
    """For twelve weeks after the regime takes a place people flee more, and take up any offer to leave."""
    places = world.places
    taken = places.recently_taken_by(REGIME)
    fear = parameters.dread * world.beliefs.fear
    yield Influence("flee", on=places, by=fear * taken, part="hazard")
    yield Influence("flee", on=places, by=parameters.base * np.exp(fear) * taken, part="rate")
    yield Influence("flee", on=places, by=parameters.shunning * world.beliefs.fear * taken, part="crossing")
    yield Influence("take_the_buses", on=places, by=fear * taken)
