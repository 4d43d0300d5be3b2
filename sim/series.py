"""What is recorded of every run, every week: quantities with unit, dimensions and how they are read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.places import OPPOSITION, SIDES
from sim.table import Array
from sim.world import World


@dataclass(frozen=True)
class Series:
    """One quantity recorded every week: dimensions after (run, week), unit, and how it is read."""

    name: str
    dims: tuple[str, ...]
    unit: str
    about: str
    read: Callable[[World], Array]
    dtype: Any = np.float32


def column(table: str, name: str, dims: tuple[str, ...], dtype: Any = np.float32) -> Series:
    """Record a column of a table as it stands, under its own unit and description."""
    kind = World.__annotations__[table]
    of = kind.columns[name]
    return Series(name, dims, of.unit, of.about, lambda world: getattr(world, table).arrays[name], dtype)


def measure(name: str) -> Series:
    """Record one of the war's weekly measures or beliefs, one number a run."""
    from sim.agents.beliefs import Beliefs
    from sim.agents.country import Country

    table, kind = ("country", Country) if name in Country.columns else ("beliefs", Beliefs)
    of = kind.columns[name]
    return Series(name, (), of.unit, of.about, lambda world: getattr(world, table).arrays[name][:, 0])


def people_under(side: int) -> Callable[[World], Array]:
    """Return a reader of the residents under a side, `(runs,)`."""
    return lambda world: np.where(world.places.held_by(side), world.residents, 0).sum(axis=1)


def area_under(side: int) -> Callable[[World], Array]:
    """Return a reader of the area a side holds, `(runs,)`."""
    return lambda world: np.where(world.places.held_by(side), world.places.area, 0).sum(axis=1)


def rebels(world: World) -> Array:
    """Fighters of groups among which rebels choose, `(runs, places)`."""
    return np.asarray(world.groups.fighters[:, world.groups.armed_opposition].sum(axis=1))


def effective_rule(world: World) -> Array:
    """Residents of places where the regime rules with g of at least one half, `(runs,)`."""
    ruled = world.places.held_by(0) & (world.places.governance >= 0.5)
    return np.asarray(np.where(ruled, world.residents, 0).sum(axis=1))


def nobody_rules(world: World) -> Array:
    """Residents of places where no controller reaches g of one half, `(runs,)`."""
    return np.asarray(np.where(world.places.governance < 0.5, world.residents, 0).sum(axis=1))


def under_never_signing(world: World) -> Array:
    """Residents of opposition places whose strongest opposition group never signs, `(runs,)`."""
    return world.under_never_signing[:, 0]


def support_for_rebels(world: World) -> Array:
    """War support that reaches opposition groups, `(runs,)`, USD million a year."""
    return np.asarray((world.states.support * world.groups.of_side(OPPOSITION)).sum(axis=1))


def support_ideology(world: World) -> Array:
    """Mean ideology of the opposition's clients, weighted by support, `(runs,)`; 0 if nobody is paid."""
    paid = world.states.support * world.groups.of_side(OPPOSITION)
    return np.asarray((paid * world.groups.ideology).sum(axis=1) / np.maximum(paid.sum(axis=1), 1e-9))


def effective_number(world: World) -> Array:
    """Effective number of opposition groups, one over the sum of squared shares (Laakso & Taagepera 1979)."""
    size = world.groups.size * world.groups.armed_opposition
    share = size / np.maximum(size.sum(axis=1, keepdims=True), 1)
    return np.asarray(1 / np.maximum((share**2).sum(axis=1), 1e-9))


def pro_kremlin(world: World) -> Array:
    """Vote for populist parties friendly to the Kremlin, weighted by population, percent `(runs,)`."""
    of = world.electorates
    votes = of.populist_share * of.kremlin_friendly * of.population
    return np.asarray(votes.sum(axis=1) / of.population.sum(axis=1))


def every_series() -> tuple[Series, ...]:
    """Return what is recorded of every run, every week."""
    return (
        *(measure(name) for name in WEEKLY),
        *(measure(name) for name in BELIEFS),
        Series(
            "deaths",
            (),
            "deaths / week",
            "conflict deaths, all parties",
            lambda w: w.places.deaths.sum(axis=1),
        ),
        column("places", "control", ("place",), np.int8),
        column("places", "governance", ("place",)),
        Series(
            "besieged",
            ("place",),
            "yes/no",
            "no supply line is open",
            lambda w: w.places.besieged(),
            np.bool_,
        ),
        Series(
            "residents",
            ("place",),
            "persons",
            "people living there",
            lambda w: w.residents,
            np.int32,
        ),
        Series("fighters", ("group",), "persons", "fighters of the group", lambda w: w.groups.size, np.int32),
        column("groups", "prestige", ("group",)),
        Series("support", ("group",), "USD million / year", "war support received", lambda w: w.states.support),
        column("states", "backing", ("state",), np.bool_),
        column("states", "normalised", ("state",), np.bool_),
        column("states", "funding", ("state",)),
        Series(
            "refugees",
            ("host",),
            "persons",
            "Syrians in the country",
            lambda w: w.at_sites[:, len(w.places) :],
            np.int32,
        ),
        column("hosts", "tension", ("host",)),
        column("electorates", "populist_share", ("electorate",)),
        Series(
            "displaced",
            (),
            "persons",
            "displaced inside Syria",
            lambda w: w.residents.sum(axis=1) - w.communities.natives.sum(axis=1),
        ),
        Series(
            "rebels",
            ("place",),
            "persons",
            "rebel fighters there, forces of a foreign state left out",
            rebels,
            np.int32,
        ),
        column("groups", "came_over", ("group",)),
        Series("abroad", (), "persons", "Syrians abroad", lambda w: w.at_sites[:, len(w.places) :].sum(axis=1)),
        *(
            Series(f"people_{side}", (), "persons", f"residents under the {side}", people_under(at))
            for at, side in enumerate(SIDES)
        ),
        *(
            Series(
                f"area_{side}",
                (),
                "km2",
                f"area held by the {side}",
                area_under(at),
            )
            for at, side in enumerate(SIDES)
        ),
        Series("effective_rule", (), "persons", "people under effective rule of the regime", effective_rule),
        Series("nobody_rules", (), "persons", "people where nobody's rule reaches half", nobody_rules),
        Series("under_never_signing", (), "persons", "people led by groups that never sign", under_never_signing),
        Series(
            "non_negotiable_share",
            (),
            "share",
            "opposition fighters in groups that never sign",
            lambda w: w.groups.non_negotiable_share[:, 0],
        ),
        Series(
            "non_negotiable_fighters",
            (),
            "persons",
            "fighters in opposition groups that never sign",
            lambda w: (w.groups.size * w.groups.armed_opposition * ~w.groups.signs).sum(axis=1),
        ),
        Series(
            "mainstream_fighters",
            (),
            "persons",
            "fighters in mainstream opposition groups",
            lambda w: w.groups.mainstream_fighters[:, 0],
        ),
        Series(
            "support_for_rebels",
            (),
            "USD million / year",
            "war support for the opposition",
            support_for_rebels,
        ),
        Series("support_ideology", (), "0..1", "ideology of clients weighted by support", support_ideology),
        Series("effective_number", (), "groups", "effective number of opposition groups", effective_number),
        Series(
            "populism",
            (),
            "percent",
            "populist vote, weighted by population",
            lambda w: w.electorates.mean_share[:, 0],
        ),
        Series("pro_kremlin", (), "percent", "populist vote for parties friendly to the Kremlin", pro_kremlin),
        Series(
            "contested",
            ("place",),
            "yes/no",
            "attacked or taken so far",
            lambda w: w.places.contested,
            np.bool_,
        ),
    )


WEEKLY = (
    "willingness", "settled", "combat_deaths", "civilian_deaths", "reprisal_deaths", "offensives_run",
    "changes_of_control", "fled", "fled_abroad", "returned", "returned_abroad", "moved_onward", "evacuated",
)  # fmt: skip
BELIEFS = ("irremovability", "betrayal", "vindication", "turkey_credibility", "moscow", "crimes")
