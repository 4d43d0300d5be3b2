"""C14 - a cause that looks hopeless makes its backers cut their losses."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    despair: Number = parameter(
        4.0,
        low=0.0,
        high=9.0,
        unit="log-hazard / belief",
        source="judgement; Karlen 2017: few robust predictors of why support ends",
    )
    hope: Number = parameter(
        0.02,
        low=0.0,
        high=0.1,
        unit="1 / week / belief",
        source="judgement: re-entry keeps the claim symmetric",
    )


@rule(claim="C14", phase="states")
def hopeless_cause_cuts_losses(world: World, parameters: Parameters) -> Iterator[Entry]:
    """A backer is likelier to leave the more irremovable the ruler looks, likelier to come back the less he does."""
    belief = world.beliefs.irremovable_since_day0
    yield Influence("cut_or_renew", by=parameters.despair * belief)
    yield Influence("reenter", by=parameters.hope * np.maximum(-belief, 0.0))
