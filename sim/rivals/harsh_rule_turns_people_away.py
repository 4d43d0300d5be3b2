"""E07 - where jihadists rule, recruits turn away from them."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the rival."""

    backlash: Number = parameter(
        3.0,
        low=0.0,
        high=8.0,
        unit="utility / share of people under rebels",
        source="judgement; Abrahms, Leader Maynard & Thaler 2018: extremism dries up support",
    )


@rule(claim="E07", phase="groups")
def harsh_rule_turns_people_away(world: World, parameters: Parameters) -> Iterator[Entry]:
    """Groups that never sign are chosen less the more people they have come to rule since day 0."""
    groups = world.groups
    grown = world.share_under_never_signing - world.country.arrays["under_never_signing_day0"]
    never = ~groups.signs & groups.armed_opposition
    yield Influence("choose_group", on=groups, by=-parameters.backlash * grown * never)
