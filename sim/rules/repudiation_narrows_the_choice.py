"""C17 - a formal American break lifts the veto on harder groups and feels like betrayal."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Adjust, Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    lift: Number = parameter(
        1.0,
        low=0.0,
        high=1.0,
        unit="share of the veto of `choose_clients`",
        source="judgement: without Washington nobody vets",
    )
    spill: Number = parameter(
        0.25, low=0.0, high=0.5, unit="betrayal", source="judgement; inferred, the essay names the narrowing only"
    )


@rule(claim="C17", phase="sense")
def repudiation_narrows_the_choice(world: World, parameters: Parameters) -> Iterator[Entry]:
    """After a break vetting counts no longer; the week's break raises betrayal, an equal commitment lowers it."""
    states, groups = world.states, world.groups
    lift = parameters.lift * world.settings["choose_clients"].veto
    freed = lift * states.veto_lifted * ~groups.vetted * groups.armed_opposition
    yield Influence("choose_clients", on=groups, by=freed, part="appeal")
    pledged = (world.records.pledges * states.vets).sum(axis=1, keepdims=True)
    yield Adjust("betrayal", of=world.beliefs, by=-parameters.spill * pledged)
