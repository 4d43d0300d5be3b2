"""C29 - fear of the regime's prisons keeps people under bombardment in a besieged place."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.places import REGIME
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    dread: Number = parameter(
        1.5,
        low=0.0,
        high=3.0,
        unit="log-hazard / fear",
        source="judgement; OCHA, Oct 2016: half of 275,000 would leave if they could",
    )


@rule(claim="C29", phase="people", reads_levels=True)
def fear_of_prison_holds_people_in(world: World, parameters: Parameters) -> Iterator[Entry]:
    """Flight out of a place that the regime besieges is rarer the more its prisons are feared."""
    places = world.places
    besieged = places.besieged_by(REGIME)
    yield Influence("flee", on=places, by=-parameters.dread * world.beliefs.fear * besieged, part="hazard")
