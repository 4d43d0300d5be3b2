"""Events on the ground: a place falls, is relieved, is evacuated, is spared by a deal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import Field

from sim import kernels
from sim.agents.news import record_relief
from sim.entries import Become, Deed, Move
from sim.events.event import Event, Share, Weeks, row_of
from sim.places import SIDES
from sim.table import Array

if TYPE_CHECKING:
    from sim.chance import Chance
    from sim.world import World


def help_by_state(world: "World", given: dict[str, float] | None) -> dict[str, Array]:
    """Return the outside help a scenario states, `(states,)`; nothing if it leaves that to the world."""
    if given is None:
        return {}
    helped = np.zeros(len(world.states))
    for state, share in given.items():
        helped[world.states.row(state)] = share
    return {"help": helped}


class Control(Event):
    """A place changes hands. `escape` is the share of its defenders who get away; `help` what states did."""

    kind: Literal["control"]
    place: str
    to: Literal["regime", "opposition", "islamic_state", "sdf"]
    escape: Share | None = None
    help: dict[str, Share] | None = None

    def words(self) -> dict[str, tuple[str, ...]]:
        return {"places": (self.place,), "states": tuple(self.help or ())}

    def act(self, world: "World", mask: Array, chance: "Chance") -> Iterator[Deed]:
        to = np.full_like(world.places.control, SIDES.index(self.to))
        falls = row_of(world.places, self.place, mask) & (world.places.control != to)
        escape = None if self.escape is None else np.full((1, 1), self.escape)
        yield from world.change_hands(falls, to, chance, escape, help_by_state(world, self.help))


class Relief(Event):
    """A besieged place is relieved, or the attempt fails. `effort` says which groups tried, as shares."""

    kind: Literal["relief"]
    place: str
    success: bool = True
    effort: dict[str, Share] | None = None
    help: dict[str, Share] | None = None
    hold: Weeks = 0

    def words(self) -> dict[str, tuple[str, ...]]:
        return {"places": (self.place,), "states": tuple(self.help or ()), "groups": tuple(self.effort or ())}

    def act(self, world: "World", mask: Array, chance: "Chance") -> Iterator[Deed]:
        tried = row_of(world.places, self.place, mask) & world.places.besieged()
        forced = help_by_state(world, self.help)
        if self.effort is not None:
            forced["effort"] = np.zeros(len(world.groups))
            for group, share in self.effort.items():
                forced["effort"][world.groups.row(group)] = share
        record_relief(world, tried, tried & self.success, forced)
        if self.success:
            yield Become("cut_off", world.places, np.array(False), where=tried)
            yield Become("protected", world.places, np.array(self.hold), where=tried)


class Evacuation(Event):
    """People of a place are offered a way out, up to a number of seats and for some weeks; they decide."""

    kind: Literal["evacuation"]
    place: str
    towards: str
    capacity: Annotated[int, Field(ge=0, le=1_000_000)]
    weeks: Annotated[int, Field(ge=1, le=52)] = 2

    def words(self) -> dict[str, tuple[str, ...]]:
        return {"places": (self.place, self.towards)}

    def act(self, world: "World", mask: Array, chance: "Chance") -> Iterator[Deed]:
        where, places = row_of(world.places, self.place, mask), world.places
        yield Become("berths", places, np.array(self.capacity), where=where)
        yield Become("offer_weeks", places, np.array(self.weeks), where=where)
        yield Become("offer_to", places, np.array(places.row(self.towards)), where=where)


class Truce(Event):
    """A local deal for a place, if `held_by` still holds it: no attack for some weeks, and nobody moves troops in.

    Groups that never sign may have to leave; supplies may come in.
    """

    kind: Literal["truce"]
    place: str
    weeks: Weeks = 26
    held_by: Literal["regime", "opposition", "islamic_state", "sdf"] | None = None
    never_signing_leave: bool = False
    supplies: bool = True

    def words(self) -> dict[str, tuple[str, ...]]:
        return {"places": (self.place,)}

    def act(self, world: "World", mask: Array, chance: "Chance") -> Iterator[Deed]:
        places, groups = world.places, world.groups
        where = row_of(world.places, self.place, mask)
        if self.held_by is not None:
            where &= places.held_by(SIDES.index(self.held_by))
        yield Become("truce", places, np.array(self.weeks), where=where)
        if self.supplies:
            yield Become("cut_off", places, np.array(False), where=where)
            yield Become("protected", places, np.array(self.weeks), where=where)
        if self.never_signing_leave:
            refuge = kernels.nearest_held(places.control, places.roads.order, len(SIDES))
            safe = np.take_along_axis(refuge, groups.side_of[None, :, None].repeat(world.runs, 0), axis=1) >= 0
            leave = np.where(where[:, None, :] & ~groups.signs[:, :, None] & safe, groups.fighters, 0)
            yield Move("fighters", groups, kernels.relocate(leave, groups.side_of, refuge) - leave)
