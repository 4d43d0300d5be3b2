"""C37 - losing a city that matters while patrons stand by feels like having been sold out."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Adjust, Entry
from sim.parameter import Number, parameter
from sim.places import OPPOSITION, REGIME
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    hurt: Number = parameter(0.5, low=0.0, high=1.0, unit="betrayal / salience", source="judgement")


@rule(claim="C37", phase="sense")
def unaided_loss_feels_like_betrayal(world: World, parameters: Parameters) -> Iterator[Entry]:
    """Betrayal rises with salient losses left unaided and falls with gains that were aided."""
    yield Adjust(
        "betrayal",
        of=world.beliefs,
        by=parameters.hurt * world.records.let_down(OPPOSITION, REGIME),
    )
