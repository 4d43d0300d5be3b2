"""One week on the map: who holds which place, who lives there, and where refugees are."""

from dataclasses import dataclass

import numpy as np

from sim.errors import ExperimentError
from sim.places import SIDES
from sim.seeds import load_seeds
from sim.table import Array
from viz.screen.results import Results
from viz.titles import titles

FLOW_WEEKS = 4  # a month: single weeks are noise


@dataclass(frozen=True)
class PlaceThen:
    """A place in some week: of many runs the side that holds it most often, and the share of runs in which it does.

    `sides` are the shares of runs in which each side holds it. `besieged` and `contested` are shares of runs too,
    0 or 1 of one run; `residents` their median.
    """

    place: str
    title: str
    side: str
    share: float
    sides: tuple[float, ...]
    residents: float
    besieged: float
    contested: float


@dataclass(frozen=True)
class HostThen:
    """Syrians in a host country in some week, and by how much more than four weeks before; medians of runs."""

    host: str
    title: str
    region: str
    refugees: float
    change: float


@dataclass(frozen=True)
class Snapshot:
    """A week of one world: of one run, or of all `replicates` together; places and hosts in the order of seeds."""

    week: int
    replicate: int | None
    replicates: int
    places: tuple[PlaceThen, ...]
    hosts: tuple[HostThen, ...]


def at_week(results: Results, week: int, replicate: int | None = None) -> Snapshot:
    """Return one week of all runs together, or of one of them.

    Raises ExperimentError for a week or replicate that the results do not have.
    """
    if not 0 <= week <= results.weeks:
        raise ExperimentError(f"week {week}: outside 0 to {results.weeks}")
    rows = slice(None) if replicate is None else one_run(results, replicate)
    shown = results.replicates if replicate is None else 1
    return Snapshot(week, replicate, shown, places_at(results, week, rows), hosts_at(results, week, rows))


def one_run(results: Results, replicate: int) -> slice:
    """Return the rows of one run that is kept in detail."""
    kept = len(results.detail["residents"])
    if not 0 <= replicate < kept:
        raise ExperimentError(f"replicate {replicate}: outside 0 to {kept - 1}")
    return slice(replicate, replicate + 1)


def places_at(results: Results, week: int, rows: slice) -> tuple[PlaceThen, ...]:
    """Return all places in one week."""
    control, besieged, contested = (results.places[name][rows, week] for name in ("control", "besieged", "contested"))
    held = np.stack([(control == side).mean(axis=0) for side in range(len(SIDES))])
    residents = middle(results.detail["residents"][rows, week])
    first = held.argmax(axis=0)  # of sides that hold it equally often the first: a tie has to be drawn somehow
    return tuple(
        PlaceThen(
            place,
            title,
            SIDES[first[at]],
            float(held[first[at], at]),
            tuple(map(float, held[:, at])),
            float(residents[at]),
            float(besieged[:, at].mean()),
            float(contested[:, at].mean()),
        )
        for at, (place, title) in enumerate(titles("places").items())
    )


def hosts_at(results: Results, week: int, rows: slice) -> tuple[HostThen, ...]:
    """Return all host countries in one week."""
    there = results.hosts["refugees"][rows]
    change = middle(there[:, week] - there[:, max(week - FLOW_WEEKS, 0)])
    now = middle(there[:, week])
    seeds = load_seeds().rows["hosts"]
    return tuple(
        HostThen(row["id"], titles("hosts")[row["id"]], row["region"], float(now[at]), float(change[at]))
        for at, row in enumerate(seeds)
    )


def middle(runs: Array) -> Array:
    """Return the median over runs."""
    return np.median(runs, axis=0)
