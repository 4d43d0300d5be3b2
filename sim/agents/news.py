"""What everybody saw: who lost, who tried, who helped and who stood aside, forced or not."""

from typing import TYPE_CHECKING

import numpy as np

from sim.places import HOSTILE
from sim.table import Array

if TYPE_CHECKING:
    from sim.world import World


def record_loss(world: "World", falls: Array, to: Array, forced: dict[str, Array]) -> None:
    """Enter changes of control for those who judge them next week."""
    runs, where = np.nonzero(falls)
    salience = world.places.salience[runs, where]
    loser, winner = world.places.control[runs, where], to[runs, where]
    helped, could, help_given = help_to(world, runs, where, loser, forced.get("help"))
    world.recording.lose(runs, loser, winner, salience, help_given)
    world.recording.witness(runs, loser, winner, salience, helped, could)
    _, _, help_won = help_to(world, runs, where, winner, forced.get("help"))
    world.recording.gain(runs, winner, loser, salience, help_won)


def record_relief(world: "World", tried: Array, success: Array, forced: dict[str, Array] | None = None) -> None:
    """Enter relief attempts, forced or not: who made them, who could have, who helped."""
    forced = forced or {}
    runs, where = np.nonzero(tried)
    salience = world.places.salience[runs, where]
    side, worked = world.places.control[runs, where], success[runs, where].astype(float)
    reach = in_reach(world, runs, where, side, inside=False)
    effort = forced.get("effort", reach * (0.25 + world.groups.mobile[runs]))
    world.recording.attempt(runs, salience, shares(np.broadcast_to(effort, reach.shape)), shares(reach), worked)
    helped, could, help_given = help_to(world, runs, where, side, forced.get("help"))
    besieger = besieger_of(world, runs, where)
    nobody = np.zeros_like(could)  # who only watches an attempt is not blamed: blame is for the loss it did not avert
    world.recording.witness(runs, side, besieger, salience, helped, nobody)
    world.recording.gain(runs, side, besieger, salience * worked, help_given)


def besieger_of(world: "World", runs: Array, where: Array) -> Array:
    """Return the side that presses hardest on each place, `(events,)`."""
    foes = np.where(HOSTILE.T[world.places.control[runs, where]], world.within_reach()[runs, :, where], -1.0)
    return np.asarray(foes.argmax(axis=1))


def in_reach(world: "World", runs: Array, where: Array, side: Array, inside: bool) -> Array:
    """Return fighters of a side's groups near each event, `(events, groups)`; inside the place too if asked."""
    held = world.places.control[runs] == side[:, None]
    around = world.near[where] & held
    around[np.arange(len(where)), where] = inside
    theirs = world.groups.side_of[None, :] == side[:, None]
    return np.where(theirs, (world.groups.fighters[runs] * around[:, None, :]).sum(axis=2), 0).astype(float)


def help_to(world: "World", runs: Array, where: Array, side: Array, forced: Array | None) -> tuple[Array, Array, Array]:
    """Return help by state, who could have helped `(events, states)`, and outside help in 0..1 `(events,)`.

    Help is troops of a state among those in reach, and, at a discount, money that still flows to them. What a
    scenario says of a state's help counts for the side that this state backs.
    """
    states, groups = world.states, world.groups
    force = in_reach(world, runs, where, side, inside=True)
    total = np.maximum(force.sum(axis=1, keepdims=True), 1.0)
    sent = groups.sent_by[None, :] == np.arange(len(states))[:, None]
    troops = np.minimum(2 * (force[:, None, :] * sent[None]).sum(axis=2) / total, 1.0)
    present = (force > 0)[:, None, :]
    promised = (world.states.arrays["allocation_day0"][runs] * present).sum(axis=2)
    paid = (states.allocation[runs] * present).sum(axis=2) * states.backing[runs]
    ratio = np.where(promised > 0, np.minimum(paid / np.maximum(promised, 1e-9), 1.0), 0.0)
    money = np.broadcast_to(world.settings["relieve"].money_counts, (world.runs, 1))[runs]
    could = (promised > 0) | (troops > 0)
    if forced is not None:
        theirs = (groups.side_of[None, :] == side[:, None])[:, None, :]
        backs = (world.states.arrays["allocation_day0"][runs] * theirs).sum(axis=2) > 0
        helped = np.where(backs, forced, 0.0)
        return helped, could, helped.max(axis=1)
    weight = promised / np.maximum(promised.sum(axis=1, keepdims=True), 1e-9)
    given = np.minimum(troops.sum(axis=1) + (money * ratio * weight).sum(axis=1), 1.0)
    return np.maximum(troops, money * ratio), could, given


def shares(amounts: Array) -> Array:
    """Return each row's shares; a row of zeros stays zero."""
    return np.asarray(amounts / np.maximum(amounts.sum(axis=1, keepdims=True), 1e-12))
