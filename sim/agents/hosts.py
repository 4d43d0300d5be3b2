"""Host societies: countries that took in Syrians, how open they are, how tense, who moves on from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.groups import WEEKS_PER_YEAR
from sim.decision import decision
from sim.entries import Become, Deed, Move, Post
from sim.parameter import Number, parameter
from sim.table import Array, Table, fact, level, state

if TYPE_CHECKING:
    from sim.chance import Chance
    from sim.ledger import Influences
    from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """How host societies calm down."""

    tension_half_life: Number = parameter(69.0, low=26.0, high=150.0, unit="weeks", source="judgement (1 % a week)")


class Hosts(Table):
    """Host countries; `region` is structural, one entry a row."""

    kind = "hosts"
    Parameters = Parameters
    population = fact("persons", "people of the host country")
    openness = state("0..1", "weight of its border for those who want in")
    departures = fact("share / year", "share of its Syrians who moved on to Europe in late 2016")
    passage = state("times late 2016", "how far the way to Europe is open, as departures against those of late 2016")
    tension = level("0..1", "tension between hosts and refugees", low=0, high=1)

    region: tuple[str, ...]

    def fading(self) -> Iterator[tuple[str, Array, Array]]:
        """Yield tension, which relaxes to its day-0 level."""
        yield "tension", self.settings.tension_half_life, self.arrays["tension_day0"]

    @property
    def neighbours(self) -> Array:
        """Which hosts are neighbours of Syria, Egypt with them, `(hosts,)`."""
        return np.array([each == "neighbour" for each in self.region])

    @property
    def in_europe(self) -> Array:
        """Which hosts are European, `(hosts,)`."""
        return np.array([each == "europe" for each in self.region])


@dataclass(frozen=True)
class MoveOnward:
    """Onward movement to Europe."""

    level: Number = parameter(
        1.08, low=0.3, high=3.0, unit="times late 2016", source="seeds/figures/hosts.csv: departures"
    )


@decision(phase="people", axes=("hosts",), scale="log-hazard", parameters=MoveOnward)
def move_onward(world: "World", parameters: MoveOnward, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """Refugees leave their first hosts for Europe, to where others went before."""
    hosts, communities = world.hosts, world.communities
    number = len(world.places)
    null = np.where(hosts.in_europe, 0.0, parameters.level * hosts.passage * hosts.departures / WEEKS_PER_YEAR)
    p = 1 - np.exp(-null * np.exp(influences.total))
    everywhere = np.zeros((world.runs, 1, world.sites))
    everywhere[:, 0, number:] = p
    rows = np.flatnonzero(hosts.in_europe)
    weights = np.zeros((world.runs, world.sites, len(rows)))
    weights[:, number:] = world.at_sites[:, None, number + rows]
    targets = np.tile(number + rows, (world.sites, 1))
    change, left, _ = chance.stream(
        "move_onward", communities.people, everywhere, weights, world.people_cells, targets, world.site_slots
    )
    yield Move("people", communities, change)
    left = left[:, number:]
    yield Become("moved_onward", world.country, left.sum(axis=1, keepdims=True).astype(float))
    yield Post("refugees who moved onward", left, p, 1 - np.exp(-null), influences)
