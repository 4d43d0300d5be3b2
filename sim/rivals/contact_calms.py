"""E06 - people who live beside refugees calm down sooner and leave the parties hostile to them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.entries import Adjust, Entry
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the rival."""

    calm: Number = parameter(
        0.1,
        low=0.0,
        high=0.5,
        unit="1 / week / share of population",
        source="judgement (E06: calms twice as fast); Ghosn, Braithwaite & Chu 2019, survey in Lebanon",
    )
    votes: Number = parameter(
        0.2,
        low=0.0,
        high=1.0,
        unit="1 / week / share of population",
        source="judgement; Steinmayr 2021: hosting lowered the vote; contra Dustmann et al. 2019",
    )


@rule(claim="E06", phase="abroad")
def contact_calms(world: World, parameters: Parameters) -> Iterator[Entry]:
    """What tension and the populist share gained since day 0 fades faster where more refugees live."""
    hosts, voters = world.hosts, world.electorates
    refugees = world.communities.at_sites[:, len(world.places) :]
    tenser = np.maximum(hosts.tension - hosts.arrays["tension_day0"], 0.0)
    beside_hosts = np.minimum(refugees / hosts.population, 1.0)
    yield Adjust("tension", of=hosts, by=-parameters.calm * beside_hosts * tenser)
    angrier = np.maximum(voters.populist_share - voters.arrays["populist_share_day0"], 0.0)
    beside_voters = np.minimum(refugees[:, voters.host] * voters.arrivals_share / voters.population, 1.0)
    yield Adjust("populist_share", of=voters, by=-parameters.votes * beside_voters * angrier)
