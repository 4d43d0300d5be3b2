"""C33 - more refugees, and refugees who stay, strain relations in the neighbouring countries."""

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

    arrivals: Number = parameter(
        0.009,
        low=0.0,
        high=0.018,
        unit="tension / week per refugee more in 1,000 hosts",
        source="judgement; contra Alrababa'h et al. 2021: no effect of exposure",
    )
    staying: Number = parameter(
        0.005,
        low=0.0,
        high=0.01,
        unit="tension / week / share / belief",
        source="judgement; UNDP and ARK 2017: worse since 2014, 12 % very negative",
    )


@rule(claim="C33", phase="abroad")
def arrivals_and_permanence_strain_hosts(world: World, parameters: Parameters) -> Iterator[Entry]:
    """Tension moves with the week's change in refugees per head, and with their share once they look like staying."""
    hosts = world.hosts
    more = PER_THOUSAND * world.come_abroad / hosts.population
    share = world.syrians_abroad / hosts.population
    strain = parameters.arrivals * more + parameters.staying * share * world.beliefs.irremovable_since_day0
    yield Adjust("tension", of=hosts, by=strain * hosts.neighbours)
