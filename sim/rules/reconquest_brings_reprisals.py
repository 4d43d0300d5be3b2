"""C41 - once the regime is back in a place that was held against it, abuses follow."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.places import OPPOSITION, REGIME
from sim.rule import rule
from sim.world import World

AT_PEOPLE = 200_000.0


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    killings: Number = parameter(
        10.0,
        low=0.0,
        high=40.0,
        unit="deaths / week at 200,000 people",
        source="judgement; United Nations, Dec 2016: 82 killings reported in four districts, hundreds missing",
    )
    lasting: Number = parameter(
        12.0, low=4.0, high=52.0, unit="weeks", source="judgement: falls to a third in this time"
    )


@rule(claim="C41", phase="rule")
def reconquest_brings_reprisals(world: World, parameters: Parameters) -> Iterator[Entry]:
    """Residents of retaken places are killed at a rate that fades over weeks and grows less than their number."""
    places = world.places
    retaken = places.held_by(REGIME) & (places.taken_from == OPPOSITION)
    residents = np.maximum(world.residents, 1)
    fading = np.exp(-places.weeks_held / parameters.lasting)
    deaths = parameters.killings * fading * np.sqrt(residents / AT_PEOPLE)
    yield Influence("reprise", on=places, by=deaths / residents * retaken)
