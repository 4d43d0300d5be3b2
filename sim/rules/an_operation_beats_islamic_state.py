"""C22 - Turkey's operation, with rebels as its infantry, costs Islamic State men and ground."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.places import ISLAMIC_STATE
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    push: Number = parameter(
        1.0, low=0.0, high=3.0, unit="1 / week / effort", source="judgement: attacked in most weeks"
    )
    storm: Number = parameter(
        0.12,
        low=0.0,
        high=0.3,
        unit="1 / week / effort, times the odds",
        source="judgement; al-Bab fell twelve weeks after day 0 (AFP, Feb 2017)",
    )


@rule(claim="C22", phase="war", reads_levels=True)
def an_operation_beats_islamic_state(world: World, parameters: Parameters) -> Iterator[Entry]:
    """The operation adds attacks on what Islamic State holds next to it, and takes it in time."""
    reach = world.beside_operation * world.places.held_by(ISLAMIC_STATE)
    yield Influence("choose_targets", on=world.places, by=parameters.push * reach, part="push")
    yield Influence("push_with_sponsor", on=world.places, by=parameters.storm * reach)
