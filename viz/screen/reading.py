"""How a measure is read off recorded series: one number a run and week, `(runs, weeks + 1)`."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sim.measures import share, weekly
from sim.places import SIDES
from sim.seeds import load_seeds
from sim.table import Array

if TYPE_CHECKING:
    import xarray

    Dataset = xarray.Dataset

PERCENT = 100.0
Read = Callable[["Dataset"], Array]


def plain(series: str, times: float = 1.0) -> Read:
    """Read a series as it was recorded."""
    return lambda results: times * weekly(results, series)


def so_far(series: str) -> Read:
    """Read a weekly flow added up since day 0."""
    return lambda results: weekly(results, series).cumsum(axis=1)


def area_share(side: str) -> Read:
    """Read a side's share of the country's area, in percent."""

    def read(results: "Dataset") -> Array:
        whole = np.sum([weekly(results, f"area_{each}") for each in SIDES], axis=0)
        return share(weekly(results, f"area_{side}"), whole)

    return read


def people_share(side: str) -> Read:
    """Read the share of residents who live under a side, in percent."""

    def read(results: "Dataset") -> Array:
        whole = np.sum([weekly(results, f"people_{each}") for each in SIDES], axis=0)
        return share(weekly(results, f"people_{side}"), whole)

    return read


def tension_of_neighbours(results: "Dataset") -> Array:
    """Read the mean tension of Syria's neighbours, 0 to 100."""
    region = {row["id"]: row["region"] for row in load_seeds().rows["hosts"]}
    near = np.array([region[str(host)] == "neighbour" for host in results["host"].to_numpy()])
    return np.asarray(PERCENT * weekly(results, "tension")[:, :, near].mean(axis=2))


def with_ties(results: "Dataset") -> Array:
    """Read how many third states have restored ties with the ruler."""
    return weekly(results, "normalised").sum(axis=2)
