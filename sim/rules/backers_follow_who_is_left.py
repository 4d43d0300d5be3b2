"""C15 - backers who stay pay whoever is left, and who is left is harder in creed."""

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

    pace: Number = parameter(
        0.05, low=0.0, high=0.15, unit="1 / week", source="judgement: half of it within a quarter of a year"
    )


@rule(claim="C15", phase="states", reads_levels=True)
def backers_follow_who_is_left(world: World, parameters: Parameters) -> Iterator[Entry]:
    """Backers move the money of clients that shrank to groups chosen anew, at a weekly pace; the choice is theirs."""
    yield Influence("choose_clients", by=np.broadcast_to(parameters.pace, (world.runs, 1)), part="pace")
