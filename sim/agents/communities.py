"""The people of Syria by origin and place, one for one: who flees, where to, who goes home, who is killed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim import kernels
from sim.decision import decision
from sim.entries import Become, Deed, Move, Post
from sim.ledger import added_hazard
from sim.parameter import Number, parameter
from sim.table import Array, Table, state, stock

if TYPE_CHECKING:
    from sim.chance import Chance
    from sim.ledger import Influences
    from sim.world import World

PER_THOUSAND = 1000.0


class Communities(Table):
    """People by origin (rows) and site (places of Syria, then host countries)."""

    kind = "communities"
    people = stock("persons", "people by origin and the site where they live", ("communities", "sites"))
    people_dead = state("persons", "residents and refugees killed so far, by origin")
    people_enlisted = state("persons", "gone to an armed group so far, by origin")

    @property
    def natives(self) -> Array:
        """People who live where they come from, `(runs, places)`."""
        here = np.arange(len(self))
        return np.asarray(self.people[:, here, here])

    @property
    def at_sites(self) -> Array:
        """People at every site, hosts included, `(runs, sites)`."""
        return self.recall("at_sites", ("people",), lambda: kernels.by_column(self.people))

    @property
    def residents(self) -> Array:
        """People who live in each place of Syria, the displaced included, `(runs, places)`."""
        return np.asarray(self.people[:, :, : len(self)].sum(axis=1))

    @property
    def displaced(self) -> Array:
        """Displaced people inside Syria, `(runs, 1)`."""
        return np.asarray((self.residents.sum(axis=1) - self.natives.sum(axis=1))[:, None])

    @property
    def abroad(self) -> Array:
        """People abroad, `(runs, 1)`."""
        return np.asarray(self.people[:, :, len(self) :].sum(axis=(1, 2))[:, None])


def residents_who(world: "World", decision: str, p: Array, chance: "Chance") -> Array:
    """Return how many act with the chance of where they live, `(runs, places)`, as `(runs, origins, sites)`."""
    communities = world.communities
    where = np.flatnonzero((p > 0).any(axis=0))
    acting = np.zeros_like(communities.people)
    slots = (world.places.slots, world.site_slots[where])
    acting[:, :, where] = chance.count(decision, communities.people[:, :, where], p[:, None, where], slots)
    return acting


@dataclass(frozen=True)
class Flee:
    """When people leave a place."""

    rate: Number = parameter(
        0.0138,
        low=0.005,
        high=0.03,
        unit="1 / week",
        source="Moore & Shellman 2004: violence is the main push",
    )
    scale: Number = parameter(
        0.5,
        low=0.1,
        high=2.0,
        unit="deaths / 1,000 people / week",
        source="judgement; Melander & Oberg 2007: scope over intensity, hence saturating",
    )
    leak: Number = parameter(
        0.15, low=0.05, high=0.5, unit="share", source="judgement: how many can slip out of a siege"
    )
    distance: Number = parameter(
        80.0,
        low=40.0,
        high=200.0,
        unit="km",
        source="judgement; Suleimenova, Bell & Groen 2017: distance decides destinations",
    )
    lines: Number = parameter(0.1, low=0.02, high=0.4, unit="weight of a way across a front", source="judgement")
    abroad: Number = parameter(
        3.09,
        low=0.5,
        high=8.0,
        unit="weight of a host against a place",
        source="judgement, calibrated on the growth of refugee stocks in 2016",
    )


@decision(
    phase="people",
    axes=("places",),
    scale="log-hazard, rate, log weight",
    parts=("hazard", "rate", "crossing"),
    parameters=Flee,
)
def flee(world: "World", parameters: Flee, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """People leave where people are killed; to neighbouring places and, where borders let them, abroad."""
    places, communities = world.places, world.communities
    residents = world.residents
    violence = PER_THOUSAND * places.deaths / np.maximum(residents, 1)
    besieged = places.besieged()
    null = parameters.rate * (1 - np.exp(-violence / parameters.scale)) * np.where(besieged, parameters.leak, 1.0)
    hazard, rate = influences.of("hazard"), influences.of("rate")
    p = 1 - np.exp(-(null * np.exp(hazard.total) + np.maximum(rate.total, 0.0)))
    weights = ways_out(world, parameters, violence, influences.of("crossing").total)
    change, left, come = chance.stream(
        "flee",
        communities.people,
        p[:, None, :],
        weights,
        world.people_cells,
        places.roads.ways,
        world.site_slots,
    )
    yield Move("people", communities, change)
    yield Become("fled", world.country, left.sum(axis=1, keepdims=True).astype(float))
    yield Become("fled_abroad", world.country, come[:, len(places) :].sum(axis=1, keepdims=True).astype(float))
    p_null = 1 - np.exp(-null)
    yield Post("people who fled", left[:, : len(places)], p, p_null, added_hazard(null, hazard, rate))


def ways_out(world: "World", parameters: Flee, violence: Array, crossing: Array) -> Array:
    """Return the weight of each way out of each place, `(runs, places, k)`; near, safe and on one's own side first."""
    places, roads = world.places, world.places.roads
    near = np.exp(-roads.km[None] / parameters.distance[:, :, None])
    welcome = parameters.abroad * world.hosts.openness
    across = np.broadcast_to(parameters.lines * np.exp(crossing), violence.shape)
    return kernels.ways_out(near, np.exp(-violence), places.control, across, welcome, roads.ways)


@dataclass(frozen=True)
class TakeTheBuses:
    """Who leaves with an evacuation that is on offer."""

    take_up: Number = parameter(
        0.03,
        low=0.01,
        high=0.4,
        unit="share",
        source="judgement; before the offer half of 275,000 said they would leave if they could (OCHA, Oct 2016)",
    )


@decision(phase="people", axes=("places",), scale="logit", parameters=TakeTheBuses)
def take_the_buses(
    world: "World", parameters: TakeTheBuses, influences: "Influences", chance: "Chance"
) -> Iterator[Deed]:
    """While an evacuation is on offer, people decide whether to leave with it, up to its capacity."""
    places, communities = world.places, world.communities
    if not (places.offer_weeks > 0).any():
        return
    on_offer = (places.offer_weeks > 0) & (places.berths > 0)
    null = np.broadcast_to(parameters.take_up, on_offer.shape)
    logit = np.log(null / (1 - null)) + influences.total
    p = np.where(on_offer, 1 / (1 + np.exp(-logit)), 0.0)
    willing = residents_who(world, "take_the_buses", p, chance)
    leave = seated(willing[:, :, : len(places)], places.berths)
    change = np.zeros_like(willing)
    change[:, :, : len(places)] = -leave
    for run, place in zip(*np.nonzero(on_offer), strict=True):
        change[run, :, places.offer_to[run, place]] += leave[run, :, place]
    yield Move("people", communities, change)
    left = leave.sum(axis=1)
    yield Become("berths", places, np.maximum(places.berths - left, 0))
    yield Become("offer_weeks", places, np.maximum(places.offer_weeks - 1, 0))
    yield Become("evacuated", world.country, world.country.evacuated + left.sum(axis=1, keepdims=True))
    yield Post("people evacuated", left, p, np.where(on_offer, null, 0.0), influences)


def seated(willing: Array, berths: Array) -> Array:
    """Return who gets a seat, `(runs, origins, places)`: all while there is room, else pro rata, whole persons."""
    total = willing.sum(axis=1)
    room = np.minimum(total, berths)
    exact = willing * (room / np.maximum(total, 1))[:, None, :]
    floor = np.floor(exact + 1e-9).astype(np.int64)
    missing = room - floor.sum(axis=1)
    rank = np.argsort(np.argsort(-(exact - floor), axis=1, kind="stable"), axis=1, kind="stable")
    return np.asarray(floor + (rank < missing[:, None, :]))


@dataclass(frozen=True)
class GoHome:
    """When people go home."""

    slow_displaced: Number = parameter(
        0.000828,
        low=0.0002,
        high=0.002,
        unit="1 / week",
        source="judgement: displaced inside Syria, home unsafe",
    )
    fast_displaced: Number = parameter(
        0.00414, low=0.001, high=0.01, unit="1 / week", source="judgement: displaced inside Syria, home safe"
    )
    slow_refugees: Number = parameter(
        0.0000394,
        low=0.00001,
        high=0.0003,
        unit="1 / week",
        source="tens of thousands a year of some five million; calibrated on 2016",
    )
    fast_refugees: Number = parameter(
        0.000197, low=0.00005, high=0.003, unit="1 / week", source="judgement: five times the slow rate"
    )
    threshold: Number = parameter(
        0.65, low=0.5, high=0.8, unit="0..1", source="Alrababa'h et al. 2023: a threshold of safety at home"
    )
    danger: Number = parameter(
        0.05,
        low=0.02,
        high=0.2,
        unit="deaths / 1,000 people / week",
        source="judgement: violence at which safety has fallen to a third",
    )


@decision(phase="people", axes=("places",), scale="log-hazard", parts=("displaced", "refugees"), parameters=GoHome)
def go_home(world: "World", parameters: GoHome, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """People go home slowly while home is unsafe, faster above a threshold of safety; nobody enters a siege."""
    places, communities = world.places, world.communities
    safe = safety(world, parameters) >= parameters.threshold
    displaced, refugees = influences.of("displaced"), influences.of("refugees")
    null_inside, null_abroad = (
        np.asarray(np.where(safe, fast, slow))
        for fast, slow in (
            (parameters.fast_displaced, parameters.slow_displaced),
            (parameters.fast_refugees, parameters.slow_refugees),
        )
    )
    open_home = ~places.besieged()
    inside = np.where(open_home, 1 - np.exp(-null_inside * np.exp(displaced.total)), 0.0)
    abroad = np.where(open_home, 1 - np.exp(-null_abroad * np.exp(refugees.total)), 0.0)
    p = np.stack([inside, abroad], axis=2)
    change, came = chance.homeward("go_home", communities.people, p, world.people_cells, world.abroad)
    yield Move("people", communities, change)
    yield Become("returned", world.country, came[:, :, 0].sum(axis=1, keepdims=True).astype(float))
    yield Become("returned_abroad", world.country, came[:, :, 1].sum(axis=1, keepdims=True).astype(float))
    null = np.where(open_home, 1 - np.exp(-null_abroad), 0.0)
    yield Post("refugees who returned", came[:, :, 1], abroad, null, refugees)


def safety(world: "World", parameters: GoHome) -> Array:
    """Return how safe home looks, 0..1, `(runs, places)`: rule, discounted by the week's deaths per head."""
    residents = np.maximum(world.residents, 1)
    violence = PER_THOUSAND * world.places.deaths / residents
    return np.asarray(world.places.governance * np.exp(-violence / parameters.danger))
