"""A state's own operation beside the rebels: where it stands, whom it pays, who joins, what it takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim import kernels
from sim.agents.communities import residents_who
from sim.decision import decision
from sim.entries import Deed, Flow, Post
from sim.parameter import Number, parameter
from sim.places import ISLAMIC_STATE, OPPOSITION
from sim.table import Array

if TYPE_CHECKING:
    from sim.chance import Chance
    from sim.ledger import Influences
    from sim.world import World


@dataclass(frozen=True)
class EnlistWithSponsor:
    """What counts as an operation's ground, and whom it sponsors."""

    foothold: Number = parameter(
        100.0, low=10.0, high=500.0, unit="soldiers", source="judgement: fewer are advisers, not an operation"
    )
    client: Number = parameter(
        0.02,
        low=0.0,
        high=0.1,
        unit="share of the state's war support",
        source="judgement: a logit choice leaves a trace of money with everybody, and a trace makes no client",
    )


def ground(world: "World") -> Array:
    """Return the effort of the operation where its own soldiers stand, `(runs, places)`, times day 0, 0 elsewhere."""
    groups, states = world.groups, world.states
    rows = np.flatnonzero(groups.of_side(OPPOSITION) & (groups.sent_by >= 0))
    effort = states.operation[:, groups.sent_by[rows]]
    there = groups.fighters[:, rows] >= world.settings["enlist_with_sponsor"].foothold[:, :, None]
    held = world.places.held_by(OPPOSITION)
    return np.asarray(np.where(there, effort[:, :, None], 0.0).max(axis=1, initial=0.0) * held)


def sponsored(world: "World") -> Array:
    """Return the rebel groups that are clients of a state with an operation of its own, `(runs, groups)`."""
    states = world.states
    pays = (states.operation > 0) & states.backing
    least = world.settings["enlist_with_sponsor"].client[:, :, None] * states.allocation.sum(axis=2, keepdims=True)
    paid = ((states.allocation > 0) & (states.allocation >= least) & pays[:, :, None]).any(axis=1)
    return np.asarray(paid & world.groups.armed_opposition)


@decision(phase="groups", axes=("places",), scale="rate", parameters=EnlistWithSponsor)
def enlist_with_sponsor(
    world: "World", parameters: EnlistWithSponsor, influences: "Influences", chance: "Chance"
) -> Iterator[Deed]:
    """Residents of the operation's ground join groups that its state pays; nobody does so in the null."""
    groups, communities = world.groups, world.communities
    rate = np.maximum(influences.total, 0.0)
    if not rate.any():
        return
    paid = world.sponsored
    someone = (groups.fighters * paid[:, :, None]).sum(axis=1) > 0
    p = np.where((world.operation_ground > 0) & someone, 1 - np.exp(-rate), 0.0)
    willing = residents_who(world, "enlist_with_sponsor", p, chance)
    recruits = willing.sum(axis=1)[:, : len(world.places)]
    yield Flow("people", communities, willing, into="enlisted")
    slots = (np.zeros(1, np.uint64), world.places.slots, groups.slots)
    appeal = paid[:, :, None].astype(float)
    joined = chance.choose("enlist_with_sponsor", recruits[:, None, :], groups.fighters, appeal, slots)
    yield Flow("fighters", groups, joined, out_of="enlisted")
    yield Post("recruits with a sponsor", recruits, p, np.zeros_like(p), influences)


@decision(phase="war", axes=("places",), scale="rate")
def push_with_sponsor(world: "World", parameters: None, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """Places of Islamic State beside the operation fall to it, the sooner the stronger it is; none does in the null."""
    places = world.places
    rate = np.maximum(influences.total, 0.0)
    if not rate.any():
        return
    of = world.settings["capture"]
    force = world.settings["choose_targets"].committed * world.within_reach()[:, OPPOSITION]
    odds = kernels.contest(force, of.defence * world.defenders(), of.steepness)
    able = places.held_by(ISLAMIC_STATE) & (world.beside_operation > 0) & (places.truce <= 0)
    p = np.where(able, 1 - np.exp(-rate * odds), 0.0)
    falls = chance.happens("push_with_sponsor", p, places.slots)
    yield Post("places taken with a sponsor", falls.astype(float), p, np.zeros_like(p), influences)
    yield from world.change_hands(falls, np.full_like(places.control, OPPOSITION), chance)
