"""E03 - where jihadists weigh more among the rebels, backers stop for fear of whom their aid reaches."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the rival."""

    alarm: Number = parameter(
        2.0,
        low=0.0,
        high=6.0,
        unit="log-hazard / share of fighters",
        source="judgement; Reuters, 21 Feb 2017: one programme frozen after jihadist attacks",
    )


@rule(claim="E03", phase="states")
def jihadist_weight_scares_sponsors(world: World, parameters: Parameters) -> Iterator[Entry]:
    """A backer is likelier to leave the more the share of groups that never sign has grown since day 0."""
    groups = world.groups
    grown = groups.non_negotiable_share - groups.arrays["non_negotiable_day0"]
    yield Influence("cut_or_renew", by=parameters.alarm * grown)
