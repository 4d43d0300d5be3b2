"""C34 - more arrivals, with no prospect of their going home, feed far-right parties in Europe."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Adjust, Entry
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World

PERCENT = 100.0


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    votes: Number = parameter(
        0.5,
        low=-0.5,
        high=2.0,
        unit="points of vote / % of population",
        source="judgement; Dustmann et al. 2019: 1.2 to 2.0; Steinmayr 2021: -4; Cools et al. 2021: about 0",
    )
    salience: Number = parameter(
        1.0, low=1.0, high=25.0, unit="times", source="judgement: what one would need to believe for a visible effect"
    )
    staying: Number = parameter(
        0.005,
        low=0.0,
        high=0.01,
        unit="1 / week / belief",
        source="judgement, as for tension: those who look like staying count again",
    )


@rule(claim="C34", phase="abroad")
def arrivals_feed_the_far_right(world: World, parameters: Parameters) -> Iterator[Entry]:
    """The vote moves with the week's change in Syrians per head, and with their share once they look like staying."""
    voters = world.electorates
    of_population = PERCENT * voters.arrivals_share / voters.population
    arrived = world.come_abroad[:, voters.host] * of_population
    there = world.syrians_abroad[:, voters.host] * of_population
    noticed = arrived + parameters.staying * there * world.beliefs.irremovable_since_day0
    yield Adjust("populist_share", of=voters, by=parameters.votes * parameters.salience * noticed)
