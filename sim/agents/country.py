"""The war as a whole, one row: the ruler's will to talk, a settlement, and what each week amounted to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from sim.decision import decision
from sim.entries import Become, Deed, Post
from sim.parameter import Number, parameter
from sim.table import Table, state

if TYPE_CHECKING:
    from sim.chance import Chance
    from sim.ledger import Influences
    from sim.world import World


class Country(Table):
    """One row; the measures are those of the week just run, unless they say `so far`."""

    kind = "country"
    willingness = state("0..1", "the ruler's willingness to negotiate, W")
    settled = state("yes/no", "a settlement has been signed")
    combat_deaths = state("deaths / week", "fighters killed")
    civilian_deaths = state("deaths / week", "civilians killed")
    reprisal_deaths = state("deaths / week", "people killed in reprisals, counted apart")
    regime_air = state("times day 0", "air power on the regime's side, Russia's above all")
    offensives_run = state("number", "offensives of all sides")
    changes_of_control = state("number so far", "places that changed hands")
    fled = state("persons / week", "people who left a place in fear of war or reprisal")
    fled_abroad = state("persons / week", "of those, people who crossed a border")
    returned = state("persons / week", "displaced people who went home")
    returned_abroad = state("persons / week", "refugees who went home from abroad")
    moved_onward = state("persons / week", "refugees who moved on to Europe")
    evacuated = state("persons so far", "people who left with an evacuation")


@dataclass(frozen=True)
class OfferTalks:
    """Willingness to negotiate."""

    willingness: Number = parameter(
        0.15,
        low=0.05,
        high=0.3,
        unit="0..1",
        source="judgement; C46: little reason to negotiate already",
    )


@decision(phase="talks", scale="logit", parameters=OfferTalks)
def offer_talks(world: "World", parameters: OfferTalks, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """The ruler is as willing to negotiate as he was, unless rules move him."""
    null = parameters.willingness
    willing = np.broadcast_to(expit(logit(null) + influences.total), (world.runs, 1))
    yield Become("willingness", world.country, willing)
    yield Post("the ruler's will to negotiate", willing, willing, null, influences)


@dataclass(frozen=True)
class Settle:
    """How often talks end in a settlement."""

    rate: Number = parameter(
        0.0015,
        low=0.0005,
        high=0.004,
        unit="1 / week",
        source="judgement: about 20 % in three years; Cunningham 2006 on veto players",
    )


@decision(phase="talks", scale="log-hazard", parameters=Settle)
def settle(world: "World", parameters: Settle, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """A settlement is signed the sooner the more willing the ruler; groups that never sign stay outside it."""
    country = world.country
    base = world.settings["offer_talks"].willingness
    able = ~country.settled
    null = parameters.rate * country.willingness / base
    p = np.where(able, 1 - np.exp(-null * np.exp(influences.total)), 0.0)
    signed = chance.happens("settle", p)
    yield Become("settled", country, np.array(True), where=signed)
    yield Post("settlements", signed.astype(float), p, np.where(able, 1 - np.exp(-null), 0.0), influences)
