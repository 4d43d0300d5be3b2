"""Sieges of places that hang on one road: attempts to open it, and closing it again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim import kernels
from sim.agents.news import record_relief
from sim.decision import decision
from sim.entries import Become, Deed, Post
from sim.parameter import Number, parameter

if TYPE_CHECKING:
    from sim.chance import Chance
    from sim.ledger import Influences
    from sim.world import World


@dataclass(frozen=True)
class Relieve:
    """Attempts to open a cut supply line."""

    attempts: Number = parameter(
        0.08,
        low=0.03,
        high=0.2,
        unit="1 / week",
        source="two attempts at Aleppo from July to November 2016 (Stratfor, 11 Nov 2016)",
    )
    steepness: Number = parameter(
        1.5,
        low=1.0,
        high=2.0,
        unit="exponent",
        source="ratio contest success: Tullock 1980, Hirshleifer 1989",
    )
    money_counts: Number = parameter(
        0.2,
        low=0.0,
        high=0.5,
        unit="help / full help",
        source="judgement: weight of money against troops as outside help",
    )


@decision(phase="war", axes=("places",), scale="log-hazard", parameters=Relieve)
def relieve(world: "World", parameters: Relieve, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """Those next to a cut-off place of their own side try to open the road; whoever is in reach takes part or not."""
    places = world.places
    own_reach = kernels.at_holder(world.within_reach(own_places=True), places.control)
    able = places.cut_off & (own_reach > 0)
    p_null = np.where(able, 1 - np.exp(-parameters.attempts), 0.0)
    p = np.where(able, 1 - np.exp(-parameters.attempts * np.exp(influences.total)), 0.0)
    tried = chance.happens("relieve", p, places.slots)
    yield Post("relief attempts", tried.astype(float), p, p_null, influences)
    if not tried.any():
        return
    committed = world.settings["choose_targets"].committed
    against = world.settings["capture"].defence * committed * world.pressure_on_holder()
    win = kernels.contest(committed * own_reach, against, parameters.steepness)
    success = tried & chance.happens("relieve", win, places.slots, sub=1)
    yield Become("cut_off", places, np.array(False), where=success)
    record_relief(world, tried, success)


@dataclass(frozen=True)
class TightenSiege:
    """Closing a narrow supply line again."""

    rate: Number = parameter(
        0.25,
        low=0.1,
        high=0.6,
        unit="1 / week",
        source="the road into east Aleppo stayed open for 29 days in 2016 (AFP, 4 Sep 2016)",
    )


@decision(phase="war", axes=("places",), scale="log-hazard", parameters=TightenSiege)
def tighten_siege(
    world: "World", parameters: TightenSiege, influences: "Influences", chance: "Chance"
) -> Iterator[Deed]:
    """Foes around a place with one narrow road close it again, the likelier the stronger they are."""
    places = world.places
    besiegers = world.pressure_on_holder()
    share = kernels.contest(besiegers, world.defenders(), world.settings["relieve"].steepness)
    able = places.hangs_on_lifeline() & ~places.cut_off & (places.protected <= 0) & (besiegers > 0)
    null = parameters.rate * share
    p = np.where(able, 1 - np.exp(-null * np.exp(influences.total)), 0.0)
    closed = chance.happens("tighten_siege", p, places.slots)
    yield Become("cut_off", places, np.array(True), where=closed)
    yield Post("sieges closed", closed.astype(float), p, np.where(able, 1 - np.exp(-null), 0.0), influences)
