"""What stood, week by week, and who changed it: series with units, as an xarray dataset."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.places import OPPOSITION, SIDES
from sim.table import Array
from sim.world import World

if TYPE_CHECKING:
    import xarray


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


def effective_rule(world: World) -> Array:
    """Residents of places where the regime rules with g of at least one half, `(runs,)`."""
    ruled = world.places.held_by(0) & (world.places.governance >= 0.5)
    return np.asarray(np.where(ruled, world.residents, 0).sum(axis=1))


def nobody_rules(world: World) -> Array:
    """Residents of places where no controller reaches g of one half, `(runs,)`."""
    return np.asarray(np.where(world.places.governance < 0.5, world.residents, 0).sum(axis=1))


def under_never_signing(world: World) -> Array:
    """Residents of opposition places whose strongest opposition group never signs, `(runs,)`."""
    groups, places = world.groups, world.places
    size = np.where(groups.armed_opposition[None, :, None], groups.fighters, -1)
    leader = size.argmax(axis=1)
    never = ~np.take_along_axis(groups.signs, leader, axis=1)
    return np.asarray(np.where(places.held_by(OPPOSITION) & never, world.residents, 0).sum(axis=1))


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
BELIEFS = ("irremovability", "betrayal", "vindication", "turkey_credibility", "moscow")


class Recorder:
    """Collects the series of a batch while it runs, then hands them over as a dataset."""

    def __init__(self, world: World, weeks: int) -> None:
        self.series = every_series()
        self.kept: dict[str, Array] = {}
        self.postings: dict[tuple[str, str], Array] = {}
        self.weeks = weeks
        for each in self.series:
            first = each.read(world)
            self.kept[each.name] = np.zeros((world.runs, weeks + 1, *first.shape[1:]), dtype=each.dtype)
        self.record(world, {})

    def record(self, world: World, postings: dict[tuple[str, str], Array]) -> None:
        """Write down the week the world stands at."""
        for each in self.series:
            self.kept[each.name][:, world.week] = each.read(world)
        for key, amount in postings.items():
            if key not in self.postings:
                self.postings[key] = np.zeros((world.runs, self.weeks + 1), dtype=np.float32)
            self.postings[key][:, world.week] = amount


def dataset(recorder: Recorder, world: World, coords: dict[str, Any]) -> "xarray.Dataset":
    """Return the recorded series as an xarray dataset with units; `coords` are those of the runs."""
    import xarray

    rows = {
        "place": world.places.ids,
        "group": world.groups.ids,
        "state": world.states.ids,
        "host": world.hosts.ids,
        "electorate": world.electorates.ids,
    }
    variables = {
        each.name: (
            ("run", "week", *each.dims),
            recorder.kept[each.name],
            {"unit": each.unit, "about": each.about},
        )
        for each in recorder.series
    }
    axes = {name: list(ids) for name, ids in rows.items()} | {"week": np.arange(recorder.weeks + 1)}
    found = xarray.Dataset(variables, coords=axes | coords)
    if recorder.postings:
        keys = sorted(recorder.postings)
        who, target = sorted({key[0] for key in keys}), sorted({key[1] for key in keys})
        book = np.zeros((world.runs, recorder.weeks + 1, len(target), len(who)), dtype=np.float32)
        for rule, what in keys:
            book[:, :, target.index(what), who.index(rule)] = recorder.postings[rule, what]
        found = found.assign_coords(target=target, who=who)
        about = {
            "about": "who moved what: rules by name, background for the rest",
            "unit": "unit of the target",
        }
        found["postings"] = (("run", "week", "target", "who"), book, about)
    return found
