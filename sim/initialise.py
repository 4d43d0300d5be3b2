"""Seeds become the world of day 0: Monday 28 November 2016."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.agents.beliefs import Beliefs
from sim.agents.communities import Communities
from sim.agents.country import Country
from sim.agents.electorates import Electorates
from sim.agents.groups import Groups
from sim.agents.hosts import Hosts
from sim.agents.states import States
from sim.chance import Chance
from sim.errors import DataError
from sim.geography import build_roads, distances, lifelines, where_is
from sim.parameter import Number, parameter
from sim.places import OPPOSITION, REGIME, SIDES, Places
from sim.seeds import Seeds
from sim.table import Array, raised
from sim.world import World

LONG_AGO = 520  # weeks: longer than any fear of a recent capture lasts
LEAST_VIOLENCE = 1e-6  # of 0..1: no place was spared so far that nobody at all left it
ORIGINS_INSIDE, ORIGINS_ABROAD = 6, 10  # origins kept per place and per host, so that cells stay few


@dataclass(frozen=True)
class Origins:
    """Where the displaced and the refugees came from: a gravity prior."""

    near: Number = parameter(
        120.0, low=60.0, high=300.0, unit="km", source="judgement: displaced people stay near home"
    )
    far: Number = parameter(
        350.0, low=150.0, high=800.0, unit="km", source="judgement: refugees went to the nearest border"
    )
    violence: Number = parameter(
        1.0, low=0.0, high=2.0, unit="exponent", source="judgement: harder hit places sent more people"
    )


class Figures:
    """The figures of a batch: each value `(1,)`, or `(runs,)` where runs differ."""

    def __init__(self, seeds: Seeds, chosen: Mapping[str, Array]) -> None:
        self.seeds, self.chosen = seeds, chosen

    def value(self, name: str) -> Array:
        """Return one figure by its full name."""
        if name in self.chosen:
            return self.chosen[name].reshape(-1)
        return np.array([self.seeds.figures[name].parameter.default])

    def column(self, kind: str, column: str) -> Array:
        """Return a figure of every row of a kind, `(1 or runs, rows)`."""
        each = [self.value(f"{kind}.{row}.{column}") for row in self.seeds.ids(kind)]
        return np.stack(np.broadcast_arrays(*each), axis=1)

    def matrix(self, kind: str, first: str, second: str) -> Array:
        """Return the shares of a link table, `(1 or runs, rows, columns)`, each row of it summing to 1 or 0."""
        rows, columns = self.seeds.ids(first), self.seeds.ids(second)
        zero = np.zeros(1)
        known = self.seeds.figures
        each = [[self.value(f"{kind}.{a}.{b}") if f"{kind}.{a}.{b}" in known else zero for b in columns] for a in rows]
        flat = np.broadcast_arrays(*[value for line in each for value in line])
        shares = np.stack(flat, axis=1).reshape(-1, len(rows), len(columns))
        return np.asarray(shares / np.maximum(shares.sum(axis=2, keepdims=True), 1e-12))


def whole(shares: Array, totals: Array) -> Array:
    """Split whole `totals` `(...)` by `shares` `(..., n)`, by largest remainder, ties to the earlier."""
    exact = shares * totals[..., None]
    floor = np.floor(exact + 1e-9).astype(np.int64)
    missing = np.rint(totals).astype(np.int64) - floor.sum(axis=-1)
    rank = np.argsort(np.argsort(-(exact - floor), axis=-1, kind="stable"), axis=-1, kind="stable")
    return np.asarray(floor + (rank < missing[..., None]))


def people_of_day0(seeds: Seeds, figures: Figures, origins: Origins) -> Array:
    """Return people by origin and site, `(1 or runs, places, sites)`, whole persons, every figure kept exactly."""
    population, displaced = (np.rint(figures.column("places", name)) for name in ("population", "displaced"))
    displaced = np.minimum(displaced, population)  # both are figures of their own, and a sweep draws them apart
    hit = figures.column("places", "prewar_population") * raised(
        np.maximum(figures.column("places", "violence_so_far"), LEAST_VIOLENCE), origins.violence
    )
    here, there = where_is(seeds, "places"), where_is(seeds, "hosts")
    near = np.exp(-distances(*here, *here)[None] / np.asarray(origins.near)[..., None])
    far = np.exp(-distances(*here, *there)[None] / np.asarray(origins.far)[..., None])
    number = len(seeds.ids("places"))
    inside = keep_largest(hit[:, :, None] * near * (1 - np.eye(number)), ORIGINS_INSIDE)
    abroad = keep_largest(hit[:, :, None] * far, ORIGINS_ABROAD)
    refugees = np.rint(figures.column("hosts", "refugees"))
    come, gone = spread(inside, displaced), spread(abroad, refugees)
    runs = max(len(come), len(gone), len(population))
    people = np.zeros((runs, number, number + gone.shape[2]), dtype=np.int64)
    people[:, :, :number], people[:, :, number:] = come, gone
    people[:, np.arange(number), np.arange(number)] = (population - displaced).astype(np.int64)
    return people


def spread(shares: Array, totals: Array) -> Array:
    """Spread whole totals `(1 or runs, sites)` over origins by shares `(1 or runs, origins, sites)`."""
    runs = max(len(shares), len(totals))
    by_site = np.broadcast_to(shares.transpose(0, 2, 1), (runs, shares.shape[2], shares.shape[1]))
    return whole(by_site, np.broadcast_to(totals, (runs, totals.shape[1]))).transpose(0, 2, 1)


def keep_largest(weights: Array, kept: int) -> Array:
    """Return shares over axis 1 (origins), all but the largest few set to nothing, `(runs, origins, sites)`."""
    rank = np.argsort(np.argsort(-weights, axis=1, kind="stable"), axis=1, kind="stable")
    weights = np.where(rank < kept, weights, 0.0)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def initialise(seeds: Seeds, runs: int, chosen: Mapping[str, Array], settings: dict[str, Any], chance: Chance) -> World:
    """Build the world of day 0 for a batch; `chosen` holds figures that differ from their best value."""
    figures = Figures(seeds, chosen)
    slots = {kind: [int(row["slot"]) for row in seeds.rows[kind]] for kind in seeds.rows}
    places = Places(seeds.ids("places"), slots["places"], runs, build_roads(seeds))
    groups = Groups(seeds.ids("groups"), slots["groups"], runs)
    states = States(seeds.ids("states"), slots["states"], runs)
    hosts = Hosts(seeds.ids("hosts"), slots["hosts"], runs)
    electorates = Electorates(seeds.ids("electorates"), slots["electorates"], runs)
    communities = Communities(places.ids, slots["places"], runs)
    beliefs, country = Beliefs(("shared",), [1], runs), Country(("syria",), [1], runs)
    for table in (places, groups, hosts, electorates, beliefs):
        table.settings = settings[table.kind]
    lay_places(places, seeds, figures)
    lay_groups(groups, seeds, figures, chance)
    lay_states(states, groups, seeds, figures)
    lay_abroad(hosts, electorates, seeds, figures)
    communities.put("people", people_of_day0(seeds, figures, settings["origins"]))
    for account in ("people_dead", "people_enlisted"):
        communities.put(account, np.zeros((1, len(places)), dtype=np.int64))
    lay_beliefs(beliefs)
    for name in Country.columns:
        country.put(name, np.zeros((1, 1)), bool if name == "settled" else float)
    country.put("willingness", settings["offer_talks"].willingness)
    country.put("regime_air", np.ones((1, 1)))
    groups.put("means_day0", np.maximum(groups_means(groups, states), 1.0))
    world = World(runs, places, groups, states, communities, hosts, electorates, beliefs, country, settings)
    country.put("under_never_signing_day0", world.share_under_never_signing)
    world.open_phase()
    return world


def lay_places(places: Places, seeds: Seeds, figures: Figures) -> None:
    """Lay down the map."""
    zero = np.zeros((1, len(places)))
    control = np.array([[SIDES.index(row["controller"]) for row in seeds.rows["places"]]])
    for name in ("salience", "area"):
        places.put(name, figures.column("places", name))
    rule = [getattr(places.settings, f"governance_{side}") for side in SIDES]
    places.put("control", control)
    places.put("governance", np.choose(control, [np.broadcast_to(each, (len(each), len(places))) for each in rule]))
    places.put("lifeline", lifelines(seeds)[None])
    places.put("cut_off", places.lifeline >= 0)
    for name in ("protected", "truce", "berths", "offer_weeks", "offer_to"):
        places.put(name, zero, np.int64)
    places.put("taken_from", zero - 1, np.int64)
    places.put("weeks_held", zero + LONG_AGO, np.int64)
    places.put("contested", zero, bool)
    places.put("offensives", np.zeros((1, len(SIDES), len(places)), dtype=bool))
    for name in ("deaths", "deaths_in_falls", "civilian_hazard"):
        places.put(name, zero)
    places.remember_day0()


def lay_groups(groups: Groups, seeds: Seeds, figures: Figures, chance: Chance) -> None:
    """Lay down the armed groups where they stand."""
    rows = seeds.rows["groups"]
    states = seeds.ids("states")
    groups.side_of = np.array([SIDES.index(row["side"]) for row in rows])
    groups.foreign = np.array([row["foreign"] == "yes" for row in rows])
    groups.sent_by = np.array([states.index(row["sent_by"]) if row["sent_by"] else -1 for row in rows])
    groups.faces = tuple(row["face"] for row in rows)
    for name in ("ideology", "western", "cohesion", "mobile"):
        groups.put(name, figures.column("groups", name))
    for name, column in (("signs", "negotiates"), ("vetted", "vetted"), ("mainstream", "mainstream")):
        groups.put(name, chance.uniform(f"day 0 {name}", groups.slots) < figures.column("groups", column))
    strength = np.rint(figures.column("groups", "fighters"))
    presence = figures.matrix("presence", "groups", "places")
    if (presence.sum(axis=2) < 0.5).any():
        raise DataError(
            f"figures/presence.csv: {groups.ids[int(np.argwhere(presence.sum(axis=2) < 0.5)[0][1])]} is nowhere"
        )
    lead = np.broadcast_shapes(strength.shape, presence.shape[:2])
    groups.put(
        "fighters",
        whole(np.broadcast_to(presence, (*lead, presence.shape[2])), np.broadcast_to(strength, lead)),
    )
    groups.put("stationed_day0", groups.fighters.astype(float))
    groups.put("size_day0", groups.size)
    groups.put("wanted", groups.size)
    for account in ("dead", "left", "enlisted", "sent"):
        groups.put(f"fighters_{account}", np.zeros((1, len(groups)), dtype=np.int64))
    groups.put("dislodged", np.zeros_like(groups.fighters))
    for name in ("prestige", "came_over"):
        groups.put(name, np.zeros((1, len(groups))))
    groups.put("regime_force_day0", groups.force(REGIME))
    groups.put("log_force_ratio_day0", np.log(groups.force(REGIME) / groups.force(OPPOSITION)))
    groups.put("non_negotiable_day0", groups.non_negotiable_share)


def lay_states(states: States, groups: Groups, seeds: Seeds, figures: Figures) -> None:
    """Lay down states, institutions and the matrix of who pays whom."""
    rows = seeds.rows["states"]
    states.third_state = np.array([row["third_state"] == "yes" for row in rows])
    states.institution = np.array([row["institution"] == "yes" for row in rows])
    states.vets = np.array([row["vets"] == "yes" for row in rows])
    states.european = np.array([row["region"] == "europe" for row in rows])
    for name in ("client_ideology", "leaning", "obligation"):
        states.put(name, figures.column("states", name))
    money = figures.column("states", "war_support")[:, :, None] * figures.matrix("sponsorship", "states", "groups")
    states.put("allocation", money)
    states.put("allocation_day0", money)
    states.put("split_day0", money / np.maximum(money.sum(axis=2, keepdims=True), 1e-12))
    states.put("backing", states.allocation.sum(axis=2) > 0)
    rebels = (states.allocation * groups.of_side(OPPOSITION)).sum(axis=2)
    states.put("backed_rebels_day0", rebels > 0)
    states.put("normalised", np.zeros((1, len(states)), dtype=bool))
    states.put("funding", np.zeros((1, len(states))))
    for name in ("withheld", "repudiated"):
        states.put(name, np.zeros((1, len(states)), dtype=bool))
    senders = groups.sent_by[groups.of_side(OPPOSITION) & (groups.sent_by >= 0)]
    states.beside_rebels = np.isin(np.arange(len(states)), senders)
    states.put("operation", states.beside_rebels[None].astype(float))


def groups_means(groups: Groups, states: States) -> Array:
    """Set local revenue to its share of what groups had on day 0, and return means a fighter then."""
    support = states.support * 1e6
    share = groups.settings.local_revenue
    paid = (support.sum(axis=1) / groups.size.sum(axis=1))[:, None]
    groups.put("local_means", np.broadcast_to(paid * share / (1 - share), (groups.runs, len(groups))))
    return groups.means(support)


def lay_abroad(hosts: Hosts, electorates: Electorates, seeds: Seeds, figures: Figures) -> None:
    """Lay down host societies and electorates."""
    hosts.region = tuple(row["region"] for row in seeds.rows["hosts"])
    for name in ("population", "openness", "departures", "tension"):
        hosts.put(name, figures.column("hosts", name))
    hosts.put("tension_day0", hosts.tension)
    hosts.put("passage", np.ones((1, len(hosts))))
    electorates.host = np.array([seeds.ids("hosts").index(row["host"]) for row in seeds.rows["electorates"]])
    for name in ("population", "arrivals_share", "kremlin_friendly", "populist_share"):
        electorates.put(name, figures.column("electorates", name))
    electorates.put("populist_share_day0", electorates.populist_share)


def lay_beliefs(beliefs: Beliefs) -> None:
    """Lay down what was believed: irremovability is a toss-up by construction, so that only change moves it."""
    of = beliefs.settings
    beliefs.put("irremovability", np.full((1, 1), 0.5))
    beliefs.put("irremovability_day0", np.full((1, 1), 0.5))
    beliefs.put("betrayal", np.zeros((1, 1)))
    beliefs.put("vindication", of.vindication_day0)
    beliefs.put("turkey_credibility", of.turkey_credibility)
    beliefs.put("moscow", of.moscow_standing)
    beliefs.put("fear", of.fear)
    beliefs.put("crimes", of.crimes)
    beliefs.put("invasion", np.zeros((1, 1)))
