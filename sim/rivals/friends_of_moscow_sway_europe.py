"""E09 - where parties friendly to Moscow gain, European governments accept the ruler and drop the rebels."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the rival."""

    sway: Number = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="log-hazard / point of vote",
        source="judgement: ours, it closes a loop that the essay leaves open",
    )


@rule(claim="E09", phase="states")
def friends_of_moscow_sway_europe(world: World, parameters: Parameters) -> Iterator[Entry]:
    """European states restore ties and stop support sooner as the pro-Kremlin vote rises since day 0."""
    gained = world.electorates.kremlin_gain
    pushed = parameters.sway * gained * world.states.european
    yield Influence("normalise", on=world.states, by=pushed)
    yield Influence("cut_or_renew", on=world.states, by=pushed)
