"""C19 - when a city that matters falls and nobody comes, those who said so all along look right."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Adjust, Entry, Influence
from sim.parameter import Number, parameter
from sim.places import OPPOSITION, REGIME
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    lesson: Number = parameter(0.5, low=0.0, high=1.0, unit="vindication / salience", source="judgement")
    pull: Number = parameter(
        1.2,
        low=0.0,
        high=2.0,
        unit="utility / vindication / ideology",
        source="judgement; contra Mironova, Mrie & Whitt 2014: choice is mostly instrumental",
    )


@rule(claim="C19", phase="sense")
def unaided_loss_vindicates_the_hard_line(world: World, parameters: Parameters) -> Iterator[Entry]:
    """Vindication follows losses left unaided and gains that were aided; it draws fighters to the hard line."""
    groups = world.groups
    yield Adjust(
        "vindication",
        of=world.beliefs,
        by=parameters.lesson * world.records.let_down(OPPOSITION, REGIME),
    )
    yield Influence(
        "choose_group",
        on=groups,
        by=parameters.pull * world.beliefs.vindication * groups.ideology * groups.armed_opposition,
    )
