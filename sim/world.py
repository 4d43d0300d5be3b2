"""The map and the cast of a batch of runs, and what several of them need to see of each other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim import kernels
from sim.agents import conquest, offensives, operations
from sim.agents.beliefs import Beliefs
from sim.agents.communities import Communities
from sim.agents.country import Country
from sim.agents.electorates import Electorates
from sim.agents.groups import Groups
from sim.agents.hosts import Hosts
from sim.agents.states import States
from sim.chance import ONE_SLOT, Chance
from sim.entries import Deed
from sim.ledger import Influences
from sim.places import HOSTILE, OPPOSITION, SIDES, Places
from sim.records import Records
from sim.table import Array, Table, raised

HOST_SLOTS_FROM = np.uint64(1000)  # hosts follow places on the axis of sites, in slots of their own


@dataclass
class World:
    """All tables of a batch; every state column has a leading axis of `runs`."""

    runs: int
    places: Places
    groups: Groups
    states: States
    communities: Communities
    hosts: Hosts
    electorates: Electorates
    beliefs: Beliefs
    country: Country
    settings: dict[str, Any]
    influences: dict[str, Influences] = field(default_factory=dict)
    seen: dict[str, Array] = field(default_factory=dict)
    week: int = 0

    def __post_init__(self) -> None:
        self.site_slots = np.concatenate([self.places.slots, self.hosts.slots + HOST_SLOTS_FROM])
        self.sites = len(self.places) + len(self.hosts)
        self.group_cells = (self.groups.slots, self.places.slots)
        self.place_cells = (ONE_SLOT, self.places.slots)
        self.people_cells = (self.places.slots, self.site_slots)
        self.abroad = np.repeat([0, 1], [len(self.places), len(self.hosts)])
        self.abroad_before = self.communities.at_sites[:, len(self.places) :].copy()
        self.records = self.blank_records()
        self.recording = self.blank_records()
        near = np.eye(len(self.places), dtype=bool)
        rows, ways = np.nonzero(self.places.roads.neighbours >= 0)
        near[rows, self.places.roads.neighbours[rows, ways]] = True
        self.near = near

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, in a fixed order."""
        return (
            self.places,
            self.groups,
            self.states,
            self.communities,
            self.hosts,
            self.electorates,
            self.beliefs,
            self.country,
        )

    def blank_records(self) -> Records:
        """Return an empty week of records."""
        return Records.blank(self.runs, len(self.groups), len(self.states))

    def open_week(self) -> None:
        """Turn the page: what was recorded becomes last week's news."""
        self.week += 1
        self.abroad_before = self.communities.at_sites[:, len(self.places) :].copy()
        self.records, self.recording = self.recording, self.blank_records()

    def open_phase(self) -> None:
        """Forget what was computed from an earlier state of the world."""
        self.seen.clear()

    @property
    def support(self) -> Array:
        """War support of each group, USD a year, `(runs, groups)`."""
        if "support" not in self.seen:
            self.seen["support"] = self.states.support * 1e6
        return self.seen["support"]

    @property
    def at_sites(self) -> Array:
        """People at every site, hosts included, `(runs, sites)`, as the phase began."""
        if "at_sites" not in self.seen:
            self.seen["at_sites"] = self.communities.at_sites
        return self.seen["at_sites"]

    @property
    def residents(self) -> Array:
        """People who live in each place of Syria, the displaced included, `(runs, places)`, as the phase began."""
        return self.at_sites[:, : len(self.places)]

    @property
    def come_abroad(self) -> Array:
        """Syrians in each host country more (or fewer) than when the week began, `(runs, hosts)`."""
        return np.asarray(self.at_sites[:, len(self.places) :] - self.abroad_before)

    @property
    def operation_ground(self) -> Array:
        """Effort of a state's own operation where its soldiers stand, `(runs, places)`, as the phase began."""
        if "operation_ground" not in self.seen:
            self.seen["operation_ground"] = operations.ground(self)
        return self.seen["operation_ground"]

    @property
    def beside_operation(self) -> Array:
        """Effort of the operation next door, `(runs, places)`: the most among the neighbours of a place."""
        roads = self.places.roads.neighbours
        beside = np.where(roads >= 0, self.operation_ground[:, roads], 0.0)
        return np.asarray(beside.max(axis=2, initial=0.0))

    @property
    def sponsored(self) -> Array:
        """Rebel groups that a state with an operation of its own pays, `(runs, groups)`, as the phase began."""
        if "sponsored" not in self.seen:
            self.seen["sponsored"] = operations.sponsored(self)
        return self.seen["sponsored"]

    @property
    def operation_force(self) -> Array:
        """Fighters of sponsored groups on the operation's ground, `(runs, 1)`."""
        there = self.groups.fighters * (self.operation_ground > 0)[:, None, :]
        return np.asarray((there.sum(axis=2) * self.sponsored).sum(axis=1, keepdims=True))

    @property
    def syrians_abroad(self) -> Array:
        """Syrians in each host country, `(runs, hosts)`, as the phase began."""
        return self.at_sites[:, len(self.places) :]

    def men_of(self, side: int) -> Array:
        """Fighters of a side at each place, `(runs, places)`."""
        return np.asarray(self.groups.fighters[:, self.groups.of_side(side)].sum(axis=1))

    @property
    def under_never_signing(self) -> Array:
        """Residents of opposition places whose strongest opposition group never signs, `(runs, 1)`."""
        if "under_never_signing" not in self.seen:
            rows = np.flatnonzero(self.groups.armed_opposition)
            leader = rows[self.groups.fighters[:, rows].argmax(axis=1)]
            never = ~np.take_along_axis(self.groups.signs, leader, axis=1)
            people = np.where(self.places.held_by(OPPOSITION) & never, self.residents, 0)
            self.seen["under_never_signing"] = people.sum(axis=1, keepdims=True)
        return self.seen["under_never_signing"]

    @property
    def share_under_never_signing(self) -> Array:
        """Of the residents of opposition places, the share led by a group that never signs, `(runs, 1)`."""
        under = np.where(self.places.held_by(OPPOSITION), self.residents, 0).sum(axis=1, keepdims=True)
        return np.asarray(self.under_never_signing / np.maximum(under, 1))

    @property
    def resources(self) -> Array:
        """Means per fighter of each group against day 0, `(runs, groups)`, as the phase began."""
        if "resources" not in self.seen:
            self.seen["resources"] = self.groups.resources(self.support)
        return self.seen["resources"]

    def strength(self) -> Array:
        """Fighting strength of each side at each place, `(runs, sides, places)`, as the phase began."""
        if "strength" not in self.seen:
            groups, of = self.groups, self.settings["fight"]
            asked = self.influences["fight"].total if "fight" in self.influences else np.zeros((1, 1))
            lift = offensives.air_support(self, of)[:, groups.side_of]
            each = lift * raised(self.resources, of.equipment) * np.exp(asked)
            self.seen["strength"] = kernels.side_sums(groups.fighters, groups.side_of, len(SIDES), each)
        return self.seen["strength"]

    def within_reach(self, own_places: bool = False) -> Array:
        """Strength each side has next to each place, `(runs, sides, places)`; inside it too where others hold it.

        With `own_places`, help that a side could bring to places it holds, from their neighbours.
        """
        if "around" not in self.seen:
            self.seen["around"] = kernels.along_roads(
                self.strength(), self.places.control, self.places.roads.neighbours
            )
        if own_places:
            return self.seen["around"]
        if "reach" not in self.seen:
            self.seen["reach"] = np.where(offensives.holding(self.places), 0.0, self.seen["around"] + self.strength())
        return self.seen["reach"]

    def defenders(self) -> Array:
        """Strength with which each place is held: its own, and help from neighbours by open roads, `(runs, places)`."""
        if "defenders" not in self.seen:
            own = kernels.at_holder(self.strength(), self.places.control)
            near = kernels.at_holder(self.within_reach(own_places=True), self.places.control)
            help_from = self.settings["choose_targets"].reinforced * np.where(self.places.cut_off, 0.0, near)
            self.seen["defenders"] = own + help_from
        return self.seen["defenders"]

    def pressure_on_holder(self) -> Array:
        """Strength of the holder's foes in reach of each place, `(runs, places)`."""
        return kernels.foes_of_holder(self.within_reach(), self.places.control, HOSTILE)

    @property
    def signatory_places(self) -> Array:
        """Where most opposition fighters, here or next to here, belong to groups that sign, `(runs, places)`."""
        if not self.country.settled.any():
            return np.zeros((self.runs, len(self.places)), dtype=bool)
        groups = self.groups
        all_weights = (np.ones((1, len(groups))), groups.signs.astype(float))
        everyone, signing = (
            kernels.side_sums(groups.fighters, groups.side_of, len(SIDES), weights) for weights in all_weights
        )
        around = [
            kernels.along_roads(each, self.places.control, self.places.roads.neighbours) for each in (everyone, signing)
        ]
        inside = self.places.held_by(OPPOSITION)
        total = np.where(inside, everyone[:, OPPOSITION], around[0][:, OPPOSITION])
        agreed = np.where(inside, signing[:, OPPOSITION], around[1][:, OPPOSITION])
        return np.asarray(2 * agreed > total)

    def change_hands(
        self,
        falls: Array,
        to: Array,
        chance: Chance,
        escape: Array | None = None,
        forced: dict[str, Array] | None = None,
    ) -> Iterator[Deed]:
        """Let places fall to another side, by force or because a scenario says so."""
        share = self.settings["capture"].escape if escape is None else escape
        yield from conquest.fall_of(self, falls, to, chance, np.broadcast_to(share, falls.shape), forced or {})
        self.open_phase()
