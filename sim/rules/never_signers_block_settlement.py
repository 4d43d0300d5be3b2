"""C43 - the more of the rebellion belongs to groups nobody can bargain with, the rarer a settlement."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    veto: Number = parameter(
        4.0,
        low=0.0,
        high=6.0,
        unit="log-hazard / share of fighters",
        source="judgement; Cunningham 2006: more veto players, longer wars",
    )


@rule(claim="C43", phase="talks", reads_levels=True)
def never_signers_block_settlement(world: World, parameters: Parameters) -> Iterator[Entry]:
    """The hazard of a settlement falls with the share of rebels in groups that never sign."""
    yield Influence("settle", by=-parameters.veto * world.groups.non_negotiable_share)
