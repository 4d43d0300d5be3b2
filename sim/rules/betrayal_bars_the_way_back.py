"""C38 - whoever feels let down from abroad shuns groups that lean on that help."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    aversion: Number = parameter(
        1.5,
        low=0.0,
        high=2.5,
        unit="utility / betrayal",
        source="judgement; contra Mironova, Mrie & Whitt 2014",
    )


@rule(claim="C38", phase="groups")
def betrayal_bars_the_way_back(world: World, parameters: Parameters) -> Iterator[Entry]:
    """The utility of joining a group falls with betrayal times the group's western attachment."""
    groups = world.groups
    leaning = groups.western * groups.armed_opposition
    yield Influence("choose_group", on=groups, by=-parameters.aversion * world.beliefs.betrayal * leaning)
