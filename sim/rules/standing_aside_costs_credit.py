"""C26 - a sponsor who looks on while a city falls next to his operation loses the rebels' trust."""

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

    blame: Number = parameter(
        0.6,
        low=0.0,
        high=1.2,
        unit="credit / salience",
        source="judgement; against it: Reuters, 15 Dec 2016, the operation went on and grew",
    )


@rule(claim="C26", phase="sense")
def standing_aside_costs_credit(world: World, parameters: Parameters) -> Iterator[Entry]:
    """The operation's credit falls with losses to the regime it stood aside from, and rises as much where it helped."""
    operating = world.states.beside_rebels  # also while its operation rests: it then stands aside all the more
    news = world.records.stepped_in - world.records.stood_aside
    seen = (news[:, OPPOSITION, REGIME] * operating).sum(axis=1, keepdims=True)
    yield Adjust("turkey_credibility", of=world.beliefs, by=parameters.blame * seen)
