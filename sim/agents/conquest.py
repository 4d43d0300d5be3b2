"""What changes hands, who gets away, who garrisons it, and where troops are sent next."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim import kernels
from sim.agents.news import record_loss
from sim.agents.offensives import holding
from sim.decision import decision
from sim.entries import Become, Deed, Flow, Move, Post
from sim.parameter import Number, parameter
from sim.places import SIDES
from sim.table import Array, raised

if TYPE_CHECKING:
    from sim.chance import Chance
    from sim.ledger import Influences
    from sim.world import World


@dataclass(frozen=True)
class Capture:
    """Changes of control by force."""

    rate: Number = parameter(0.06, low=0.03, high=0.12, unit="1 / week", source="judgement")
    defence: Number = parameter(2.0, low=1.5, high=3.0, unit="times", source="judgement, below the 3:1 rule of thumb")
    besieged_defence: Number = parameter(
        1.2, low=1.0, high=2.0, unit="times", source="judgement: no supplies, no rotation"
    )
    steepness: Number = parameter(
        1.5,
        low=1.0,
        high=2.0,
        unit="exponent",
        source="Tullock 1980; Hwang 2012: ratio and difference forms are limiting cases",
    )
    escape: Number = parameter(0.6, low=0.3, high=0.9, unit="share", source="judgement")
    killed: Number = parameter(
        0.15,
        low=0.05,
        high=0.4,
        unit="share of those trapped",
        source="judgement; the others surrender or are reconciled",
    )
    quit: Number = parameter(
        0.25,
        low=0.1,
        high=0.5,
        unit="share of those who escape",
        source="judgement; Mironova, Mrie & Whitt 2014",
    )
    occupying: Number = parameter(
        0.3, low=0.1, high=0.5, unit="share of neighbours' mobile fighters", source="judgement"
    )
    governance: Number = parameter(
        0.3, low=0.1, high=0.5, unit="share", source="judgement: rule starts low after a capture"
    )


@decision(phase="war", axes=("places",), scale="log-hazard", parameters=Capture)
def capture(world: "World", parameters: Capture, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """An attacked place falls the sooner the stronger the attack; then the beaten get away, give up or die."""
    places = world.places
    attack = world.settings["choose_targets"].committed[:, :, None] * world.within_reach() * places.offensives
    strongest = attack.argmax(axis=1)
    cover = np.where(places.besieged(), parameters.besieged_defence, parameters.defence)
    force = attack.max(axis=1)
    null = parameters.rate * kernels.contest(force, cover * world.defenders(), parameters.steepness)
    able = force > 0
    p = np.where(able, 1 - np.exp(-null * np.exp(influences.total)), 0.0)
    falls = chance.happens("capture", p, places.slots)
    yield Post("places captured", falls.astype(float), p, np.where(able, 1 - np.exp(-null), 0.0), influences)
    yield from world.change_hands(falls, strongest, chance)


@dataclass(frozen=True)
class Redeploy:
    """Troops go where they are needed."""

    rate: Number = parameter(0.03, low=0.0, high=0.1, unit="share of mobile fighters / week", source="judgement")
    pull: Number = parameter(
        1.0, low=0.0, high=2.0, unit="exponent", source="judgement: weight of the odds against a place"
    )


@decision(phase="war", axes=("groups",), scale="log-hazard", parameters=Redeploy)
def redeploy(world: "World", parameters: Redeploy, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """Mobile fighters drift from quiet places to neighbouring ones of their side that face more foes."""
    places, groups = world.places, world.groups
    threat = world.pressure_on_holder() / np.maximum(world.defenders(), 100.0)
    need = raised(0.05 + threat, parameters.pull)
    roads = places.roads.neighbours
    weights = kernels.friendly_neighbours(need, places.control, places.cut_off | (places.truce > 0), roads)
    best = kernels.largest(weights)
    urge = best / np.maximum(best + need, 1e-9)
    drift = 1 - np.exp(-parameters.rate * groups.mobile * np.exp(influences.total))
    p = urge[:, None, :] * holding(places)
    change, _, _ = chance.stream(
        "redeploy",
        groups.fighters,
        p,
        weights,
        world.group_cells,
        roads,
        places.slots,
        rows=groups.side_of,
        scale=drift,
    )
    yield Move("fighters", groups, change)


def fall_of(
    world: "World", falls: Array, to: Array, chance: "Chance", escape: Array, forced: dict[str, Array]
) -> Iterator[Deed]:
    """Let places change hands: `falls` `(runs, places)`, `to` the new side; `escape` the share who get away."""
    if not falls.any():
        return
    places, groups = world.places, world.groups
    of, country = world.settings["capture"], world.country
    record_loss(world, falls, to, forced)
    losing = falls[:, None, :] * holding(places)
    some = falls.any(axis=1)
    refuge = np.full(losing.shape, -1)
    refuge[some] = kernels.nearest_held(np.where(falls, to, places.control)[some], places.roads.order, len(SIDES))
    killed, gone, arrived, change = chance.rout(
        "capture",
        groups.fighters,
        world.group_cells,
        groups.side_of,
        losing,
        escape,
        of.quit,
        of.killed,
        refuge,
    )
    yield Flow("fighters", groups, killed, into="dead")
    yield Flow("fighters", groups, gone, into="left")
    yield Move("fighters", groups, change)
    yield Become("dislodged", groups, groups.dislodged + arrived)
    yield Become("deaths_in_falls", places, places.deaths_in_falls + kernels.by_column(killed))
    yield Become("taken_from", places, places.control.copy(), where=falls)
    yield Become("control", places, to, where=falls)
    yield from occupy(world, falls, to, chance)
    yield Become("governance", places, np.broadcast_to(of.governance, falls.shape), where=falls)
    yield Become("weeks_held", places, np.array(0), where=falls)
    yield Become("contested", places, np.array(True), where=falls)
    yield Become("cut_off", places, np.array(False), where=falls)
    yield Become("changes_of_control", country, country.changes_of_control + falls.sum(axis=1, keepdims=True))


def occupy(world: "World", falls: Array, to: Array, chance: "Chance") -> Iterator[Deed]:
    """Let the new holder's mobile fighters in neighbouring places garrison what fell."""
    places, groups = world.places, world.groups
    roads = places.roads.neighbours
    weights = kernels.fallen_neighbours(falls, to, places.control, roads)
    share = world.settings["capture"].occupying * groups.mobile
    p = weights.any(axis=2)[:, None, :] * holding(places).astype(float)
    change, _, _ = chance.stream(
        "occupy",
        groups.fighters,
        p,
        weights,
        world.group_cells,
        roads,
        places.slots,
        rows=groups.side_of,
        scale=share,
    )
    yield Move("fighters", groups, change)
