"""Where: towns and regions of Syria, the roads between them, who holds them and how well they are ruled."""

from dataclasses import dataclass

import numpy as np

from sim.parameter import Number, parameter
from sim.table import Array, Table, fact, level, state

SIDES = ("regime", "opposition", "islamic_state", "sdf")
REGIME, OPPOSITION, ISLAMIC_STATE, SDF = range(len(SIDES))
FEARFUL_WEEKS = 12  # how long reprisals are feared after a capture (design R30)
# Who attacks whom in the null model. The regime and the SDF left each other alone in late 2016,
# as did the SDF and the rebels outside the border strip; Islamic State fought everybody.
HOSTILE = np.array([[0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 1], [0, 0, 1, 0]], dtype=bool)


@dataclass(frozen=True)
class Parameters:
    """Of the map on day 0."""

    governance_regime: Number = parameter(
        0.8, low=0.6, high=0.95, unit="share", source="judgement: places held throughout the war"
    )
    governance_opposition: Number = parameter(
        0.5, low=0.3, high=0.7, unit="share", source="judgement: rival courts and councils"
    )
    governance_islamic_state: Number = parameter(
        0.6, low=0.4, high=0.8, unit="share", source="judgement: a police state under attack"
    )
    governance_sdf: Number = parameter(
        0.7, low=0.5, high=0.85, unit="share", source="judgement: one administration, mostly quiet"
    )


@dataclass(frozen=True)
class Roads:
    """The road net as arrays: neighbours by land, and the ways people can go, hosts included.

    `neighbours` `(places, k)`, -1 for none; `order` `(places, places - 1)` the other places, nearest first;
    `ways` `(places, k)` sites (places, then hosts), -1 for none, and their `km`; `borders` `(sides, places)` where a
    road leads to a host country through which a side is supplied.
    """

    neighbours: Array
    order: Array
    ways: Array
    km: Array
    borders: Array


class Places(Table):
    """The map of the war; one controlling side a place, whose strongest group there leads it."""

    kind = "places"
    Parameters = Parameters
    salience = fact("0..1", "how much the war's parties and publics watch the place")
    area = fact("km2", "area that counts with the place")
    lifeline = fact("place", "where the one narrow road leads by which its defenders were supplied, -1 for none")
    control = state("side", "the side that controls the place, as an index into SIDES")
    taken_from = state("side", "the side that last lost the place, -1 if it never changed hands in the run")
    cut_off = state("yes/no", "the narrow supply line is cut")
    protected = state("weeks", "weeks for which nobody can close the supply line again")
    weeks_held = state("weeks", "weeks since the place last changed hands")
    contested = state("yes/no", "attacked or taken at some time in the run")
    governance = level("share", "how far the controller's rule reaches, g", low=0, high=1)
    offensives = state("yes/no", "who attacks the place this week", ("sides", "places"))
    deaths = state("deaths / week", "conflict deaths of the last week, all parties")
    deaths_in_falls = state("deaths / week", "of the week so far, fighters killed as places changed hands")
    civilian_hazard = state("1 / week", "chance of a resident to be killed by this week's fighting")
    truce = state("weeks", "weeks for which a local deal bars any attack on the place")
    berths = state("persons", "seats left in an evacuation on offer")
    offer_to = state("place", "the place to which the evacuation leads")
    offer_weeks = state("weeks", "weeks for which the evacuation is still on offer")

    def __init__(self, ids: tuple[str, ...], slots: list[int], runs: int, roads: Roads) -> None:
        super().__init__(ids, slots, runs)
        self.roads = roads

    def held_by(self, side: int) -> Array:
        """Return where a side is in control, `(runs, places)`."""
        return np.equal(self.control, side)

    def watched_share(self, side: int) -> Array:
        """Return the side's share of places weighted by salience, `(runs, 1)`; V_R for the regime."""
        held = np.where(self.held_by(side), self.salience, 0.0).sum(axis=1, keepdims=True)
        return np.asarray(held / self.salience.sum(axis=1, keepdims=True))

    @property
    def regime_gains(self) -> Array:
        """Change of the regime's salience-weighted share of the map since day 0, `(runs, 1)`."""
        return self.watched_share(REGIME) - self.arrays["watched_day0"]

    def supply_road(self) -> Array:
        """Return where a road leads to a neighbour that does not fight the holder, or to a border that supplies him.

        `(runs, places)`. What passes through hands that leave each other alone gets through: Afrin was not besieged.
        """
        roads, here = self.roads.neighbours, self.control
        foe = HOSTILE[here[:, roads], here[:, :, None]]
        by_land = (~foe & (roads >= 0)).any(axis=2)
        return np.asarray(by_land | self.roads.borders[here, np.arange(len(self))])

    def besieged(self) -> Array:
        """Return where no supply line is open: cut off, or foes on every road out, `(runs, places)`."""
        return self.recall("besieged", ("control", "cut_off"), lambda: self.cut_off | ~self.supply_road())

    def hangs_on_lifeline(self) -> Array:
        """Return where the narrow road is the only one to a friendly place, `(runs, places)`.

        In other hands a place may have other roads: then nobody can cut it off by closing that one.
        """
        there = np.take_along_axis(self.control, np.maximum(self.lifeline, 0), axis=1)
        return np.asarray((self.lifeline >= 0) & (there == self.control))

    def next_to(self, side: int) -> Array:
        """Return where a neighbouring place is held by a side, `(runs, places)`."""
        roads = self.roads.neighbours
        return np.asarray(((self.control[:, roads] == side) & (roads >= 0)).any(axis=2))

    def besieged_by(self, side: int) -> Array:
        """Return besieged places that others hold next to places of a side, `(runs, places)`."""
        return self.besieged() & ~self.held_by(side) & self.next_to(side)

    def recently_taken_by(self, side: int) -> Array:
        """Return places a side took from the rebels in the weeks in which reprisals are feared, `(runs, places)`."""
        recent = (self.weeks_held < FEARFUL_WEEKS) & (self.taken_from == OPPOSITION)
        return np.asarray(self.held_by(side) & recent)

    def remember_day0(self) -> None:
        """Keep what rules compare with."""
        self.put("control_day0", self.control)
        self.put("watched_day0", self.watched_share(REGIME))
