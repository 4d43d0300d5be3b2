"""Events of policy: what states, institutions and host countries decide, as a scenario says."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import Field

from sim.entries import Become, Deed, Flow
from sim.events.event import Event, Share, Times, row_of
from sim.table import Array

if TYPE_CHECKING:
    from sim.chance import Chance
    from sim.world import World

TINY = 1e-9  # a share of whole fighters that is whole stays whole


def change_support(world: "World", state: str, times: float, mask: Array) -> Iterator[Deed]:
    """Let a state give `times` its war support of day 0 to whom it gave then; 0 ends it."""
    states, row = world.states, row_of(world.states, state, mask)
    day0 = states.arrays["allocation_day0"]
    yield Become("allocation", states, times * day0, where=row[:, :, None])
    yield Become("backing", states, np.array(times > 0), where=row & (day0.sum(axis=2) > 0))


class Support(Event):
    """A state changes its war support: 0 ends it, 1 restores the day-0 level, 2 doubles that."""

    kind: Literal["support"]
    state: str
    times: Times

    def words(self) -> dict[str, tuple[str, ...]]:
        return {"sponsors": (self.state,)}

    def act(self, world: "World", mask: Array, chance: "Chance") -> Iterator[Deed]:
        yield from change_support(world, self.state, self.times, mask)


class Invasion(Event):
    """An outside invasion or no-fly zone makes the ruler's removal thinkable, by `weight` in 0..1; 0 ends it."""

    kind: Literal["invasion"]
    weight: Share

    def act(self, world: "World", mask: Array, chance: "Chance") -> Iterator[Deed]:
        yield Become("invasion", world.beliefs, np.array(self.weight), where=mask[:, None])


class Border(Event):
    """A host country opens or closes its border: the new openness, 0..1."""

    kind: Literal["border"]
    host: str
    openness: Share

    def words(self) -> dict[str, tuple[str, ...]]:
        return {"hosts": (self.host,)}

    def act(self, world: "World", mask: Array, chance: "Chance") -> Iterator[Deed]:
        yield Become("openness", world.hosts, np.array(self.openness), where=row_of(world.hosts, self.host, mask))


class Passage(Event):
    """The way from a host country to Europe opens or closes: `times` the departures of late 2016."""

    kind: Literal["passage"]
    host: str
    times: Times

    def words(self) -> dict[str, tuple[str, ...]]:
        return {"first_hosts": (self.host,)}

    def act(self, world: "World", mask: Array, chance: "Chance") -> Iterator[Deed]:
        yield Become("passage", world.hosts, np.array(self.times), where=row_of(world.hosts, self.host, mask))


class Declaration(Event):
    """A state formally breaks with the rebellion, or commits itself to it: in words, and in `times` its money."""

    kind: Literal["declaration"]
    state: str
    stance: Literal["repudiates", "commits"]
    times: Times

    def words(self) -> dict[str, tuple[str, ...]]:
        return {"states": (self.state,)}

    def act(self, world: "World", mask: Array, chance: "Chance") -> Iterator[Deed]:
        breaks = self.stance == "repudiates"
        row = row_of(world.states, self.state, mask)
        world.recording.pledge(row, -1.0 if breaks else 1.0)
        yield Become("repudiated", world.states, np.array(breaks), where=row)
        yield from change_support(world, self.state, self.times, mask)


class Funds(Event):
    """Institutions pay reconstruction money to the ruler's government, or rule it out for good."""

    kind: Literal["funds"]
    institutions: tuple[str, ...] = Field(min_length=1)
    decision: Literal["release", "withhold"]

    def words(self) -> dict[str, tuple[str, ...]]:
        return {"institutions": self.institutions}

    def act(self, world: "World", mask: Array, chance: "Chance") -> Iterator[Deed]:
        states = world.states
        where = mask[:, None] & np.isin(states.ids, self.institutions)
        pays = self.decision == "release"
        yield Become("funding", states, np.array(1.0 if pays else 0.0), where=where)
        yield Become("withheld", states, np.array(not pays), where=where)


class Operation(Event):
    """A state changes the effort of its operation beside the rebels: 0 ends it, 1 is that of day 0, 2 doubles it."""

    kind: Literal["operation"]
    state: str
    times: Annotated[float, Field(ge=0, le=3)]

    def words(self) -> dict[str, tuple[str, ...]]:
        return {"operators": (self.state,)}

    def act(self, world: "World", mask: Array, chance: "Chance") -> Iterator[Deed]:
        yield Become("operation", world.states, np.array(self.times), where=row_of(world.states, self.state, mask))


class Forces(Event):
    """A state keeps up `times` the forces of day 0 in Syria: more are sent by and by, those too many leave at once."""

    kind: Literal["forces"]
    state: str
    times: Times

    def words(self) -> dict[str, tuple[str, ...]]:
        return {"senders": (self.state,)}

    def act(self, world: "World", mask: Array, chance: "Chance") -> Iterator[Deed]:
        groups = world.groups
        theirs = mask[:, None] & (groups.sent_by == world.states.row(self.state))
        wanted = np.rint(self.times * groups.arrays["size_day0"]).astype(np.int64)
        kept = np.minimum(wanted / np.maximum(groups.size, 1), 1.0)
        staying = np.floor(groups.fighters * kept[:, :, None] + TINY).astype(np.int64)
        yield Become("wanted", groups, wanted, where=theirs)
        yield Flow("fighters", groups, np.where(theirs[:, :, None], groups.fighters - staying, 0), into="left")


class Air(Event):
    """Air power on the regime's side changes: 0 is none, 1 that of day 0."""

    kind: Literal["air"]
    power: Annotated[float, Field(ge=0, le=2)]

    def act(self, world: "World", mask: Array, chance: "Chance") -> Iterator[Deed]:
        yield Become("regime_air", world.country, np.array(self.power), where=mask[:, None])
