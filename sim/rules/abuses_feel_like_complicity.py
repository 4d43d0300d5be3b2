"""C40 - abuses after the fall that nobody stops are laid at the West's door too."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Adjust, Entry
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World

PER_THOUSAND = 1000.0


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    blame: Number = parameter(
        0.25,
        low=0.0,
        high=0.5,
        unit="betrayal / 1,000 deaths",
        source="judgement; Lyall, Blair & Imai 2013: harm by the other side lowers support for it only",
    )


@rule(claim="C40", phase="sense")
def abuses_feel_like_complicity(world: World, parameters: Parameters) -> Iterator[Entry]:
    """Betrayal rises with last week's reprisal deaths."""
    deaths = world.country.reprisal_deaths / PER_THOUSAND
    yield Adjust("betrayal", of=world.beliefs, by=parameters.blame * deaths)
