"""C06 - because it wants to be accepted, the regime works to have rebuilding money paid to itself."""

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

    effort: Number = parameter(
        0.0015,
        low=0.0,
        high=0.01,
        unit="1 / week",
        source="judgement; C07: the campaign had begun with a conference in Damascus",
    )
    belief: Number = parameter(3.0, low=0.0, high=6.0, unit="log-rate / belief", source="judgement")
    company: Number = parameter(
        2.0,
        low=0.0,
        high=4.0,
        unit="log-rate / share of states",
        source="judgement; Finnemore & Sikkink 1998: norm cascades",
    )


@rule(claim="C06", phase="states", reads_levels=True)
def the_regime_seeks_funds(world: World, parameters: Parameters) -> Iterator[Entry]:
    """Institutions pay at a rate that rises as the ruler looks permanent and as governments restore ties."""
    swayed = (
        parameters.belief * world.beliefs.irremovable_since_day0 + parameters.company * world.states.share_normalised
    )
    yield Influence("release_funds", by=parameters.effort * np.exp(swayed))
