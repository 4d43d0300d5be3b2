"""C13 - what happens on the ground tells everybody whether the ruler can still be removed."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    map_weight: Number = parameter(6.0, low=0.0, high=10.0, unit="logit / share of salience", source="judgement")
    force_weight: Number = parameter(1.0, low=0.0, high=2.0, unit="logit / log force ratio", source="judgement")
    invasion_weight: Number = parameter(
        0.6,
        low=0.0,
        high=0.9,
        unit="share of the belief",
        source="judgement; the claim's own exception",
    )


@rule(claim="C13", phase="sense")
def gains_make_the_ruler_look_irremovable(world: World, parameters: Parameters) -> Iterator[Entry]:
    """The logit of the belief follows the map and the balance of forces; an invasion undoes it while it lasts."""
    asked = parameters.map_weight * world.places.regime_gains
    asked = asked + parameters.force_weight * world.groups.force_ratio_since_day0
    believed = expit(asked)
    shaken = believed * (1 - parameters.invasion_weight * world.beliefs.invasion)
    yield Influence("judge_removability", by=np.where(world.beliefs.invasion > 0, logit(shaken), asked))
