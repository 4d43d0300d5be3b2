"""How places are ruled after they change hands, and who dies where nobody rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim import kernels
from sim.agents.communities import residents_who
from sim.decision import decision
from sim.entries import Become, Deed, Flow, Post
from sim.parameter import Number, parameter

PER_THOUSAND = 1000.0

if TYPE_CHECKING:
    from sim.chance import Chance
    from sim.ledger import Influences
    from sim.world import World


@dataclass(frozen=True)
class Govern:
    """How rule takes hold after a place has changed hands."""

    growth: Number = parameter(0.04, low=0.02, high=0.08, unit="share of the gap / week", source="judgement")
    cap: Number = parameter(0.97, low=0.9, high=0.99, unit="share", source="judgement: in the null conquest pacifies")


@decision(
    phase="rule",
    axes=("places",),
    scale="log growth, logit of the cap",
    parts=("growth", "cap"),
    parameters=Govern,
)
def govern(world: "World", parameters: Govern, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """The controller's rule grows towards its cap, and shrinks towards it where the cap has come down."""
    places = world.places
    growth = parameters.growth * np.exp(influences.of("growth").total)
    logit = np.log(parameters.cap / (1 - parameters.cap)) + influences.of("cap").total
    cap = 1 / (1 + np.exp(-logit))
    yield Become("governance", places, places.governance + growth * (cap - places.governance))
    capped = np.broadcast_to(cap, places.governance.shape)
    yield Post("cap on rule, in places", capped, capped, parameters.cap, influences.of("cap"))
    yield Become("weeks_held", places, places.weeks_held + 1)
    yield Become("protected", places, np.maximum(places.protected - 1, 0))
    yield Become("truce", places, np.maximum(places.truce - 1, 0))


@dataclass(frozen=True)
class Reprise:
    """What reprisals leave behind."""

    outrage: Number = parameter(0.1, low=0.0, high=0.5, unit="record of crimes / 1,000 deaths", source="judgement")


@dataclass(frozen=True)
class LashOut:
    """Deaths outside battle where rule is thin."""

    residual: Number = parameter(
        5.0, low=1.0, high=12.0, unit="deaths / week at 100,000 people without rule", source="judgement"
    )


@decision(phase="rule", axes=("places",), scale="log-hazard", parameters=LashOut)
def lash_out(world: "World", parameters: LashOut, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """Civilians die of the week's battles, and of bombs, murders and feuds where nobody rules; the dead are counted."""
    places, communities = world.places, world.communities
    residents = np.maximum(world.residents, 1)
    thin = parameters.residual * np.sqrt(residents / 1e5) * (1 - places.governance) / residents
    null = places.civilian_hazard + thin
    hazard = places.civilian_hazard + thin * np.exp(influences.total)
    p = 1 - np.exp(-hazard)
    dead = residents_who(world, "lash_out", p, chance)
    here = kernels.by_column(dead)[:, : len(places)]
    yield Flow("people", communities, dead, into="dead")
    fallen = places.deaths_in_falls
    yield Become("deaths", places, places.deaths + fallen + here)
    yield Become("combat_deaths", world.country, world.country.combat_deaths + fallen.sum(axis=1, keepdims=True))
    yield Become("deaths_in_falls", places, np.zeros_like(fallen))
    yield Become("civilian_deaths", world.country, here.sum(axis=1, keepdims=True).astype(float))
    yield Post("civilian deaths", here, p, 1 - np.exp(-null), influences)


@decision(phase="rule", axes=("places",), scale="rate", parameters=Reprise)
def reprise(world: "World", parameters: Reprise, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """Those who hold a place kill residents in revenge; nobody does so in the null. The dead are counted apart."""
    places, communities = world.places, world.communities
    rate = np.maximum(influences.total, 0.0)
    dead = np.zeros((world.runs, len(places)), dtype=np.int64)
    if rate.any():
        p = np.broadcast_to(1 - np.exp(-rate), dead.shape)
        killed = residents_who(world, "reprise", p, chance)
        dead = killed.sum(axis=1)[:, : len(places)]
        yield Flow("people", communities, killed, into="dead")
        yield Become("deaths", places, places.deaths + dead)
        yield Post("reprisal deaths", dead, p, np.zeros_like(p), influences)
    total = dead.sum(axis=1, keepdims=True).astype(float)
    yield Become("reprisal_deaths", world.country, total)
    yield Become("crimes", world.beliefs, world.beliefs.crimes + parameters.outrage * total / PER_THOUSAND)
