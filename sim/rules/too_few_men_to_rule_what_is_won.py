"""C45 - the regime has too few men to govern fully whatever it wins back."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.places import REGIME
from sim.rule import rule
from sim.world import World

PER_THOUSAND = 1000.0
LEAST = 0.05  # of what is enough: below that a place is as good as empty of men, and the logarithm has no end


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    hostility: Number = parameter(
        3.0,
        low=0.0,
        high=4.5,
        unit="logit of the cap",
        source="judgement: with enough men some six tenths of full rule",
    )
    thinness: Number = parameter(1.5, low=0.0, high=3.0, unit="logit of the cap / log density", source="judgement")
    enough: Number = parameter(
        20.0,
        low=10.0,
        high=30.0,
        unit="men / 1,000 people",
        source="Quinlivan 1995; contra Friedman 2011: no clean threshold",
    )


@rule(claim="C45", phase="rule")
def too_few_men_to_rule_what_is_won(world: World, parameters: Parameters) -> Iterator[Entry]:
    """In places it took since day 0 the cap on its rule is lower, the more so the fewer men it has there per head."""
    places = world.places
    won = places.held_by(REGIME) & (places.arrays["control_day0"] != REGIME)
    men = PER_THOUSAND * world.men_of(REGIME) / np.maximum(world.residents, 1)
    short = np.log(np.clip(men / parameters.enough, LEAST, 1.0))
    yield Influence("govern", on=places, by=(parameters.thinness * short - parameters.hostility) * won, part="cap")
