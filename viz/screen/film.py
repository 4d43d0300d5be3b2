"""What the maps draw, week by week, as JSON: who holds which place, who lives there, refugees by host."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.places import SIDES
from sim.table import Array
from viz.screen.results import Results
from viz.screen.snapshot import one_run

STEP = 4  # weeks between the numbers of people that are sent; the browser draws straight lines between them
PERCENT = 100.0
WORLDS = ("a", "b")


def film_text(results: Mapping[str, Results], run: int | None) -> str:
    """Return all weeks of both worlds: of one run, or of all runs together (shares of runs, medians of people)."""
    return json.dumps(
        {
            "one_run": run is not None,
            "step": STEP,
            "worlds": {side: film(results[side], run) for side in WORLDS if side in results},
        }
    )


def film(results: Results, run: int | None) -> dict[str, Any]:
    """Return places and hosts of one world, in the order of seeds.

    What holds for weeks on end is a list of `[from week, ...]`; people are numbers every `STEP` weeks.
    """
    rows = slice(None) if run is None else one_run(results, run)
    control = results.places["control"][rows]
    shares = np.stack([percent(control == side) for side in range(len(SIDES))], axis=-1)
    besieged, contested = (percent(results.places[name][rows])[..., None] for name in ("besieged", "contested"))
    people = medians(results.detail["residents"][rows])
    refugees = medians(results.hosts["refugees"][rows])
    return {
        "places": [
            {
                "shares": runs_of(shares[:, at]),
                "besieged": runs_of(besieged[:, at]),
                "contested": runs_of(contested[:, at]),
                "residents": people[:, at].tolist(),
            }
            for at in range(shares.shape[1])
        ],
        "hosts": [refugees[:, at].tolist() for at in range(refugees.shape[1])],
    }


def percent(runs: Array) -> Array:
    """Return the share of runs in which something holds, in whole percent, `(weeks, rows)`."""
    return np.asarray(np.rint(PERCENT * np.count_nonzero(runs, axis=0) / len(runs)).astype(int))


def medians(runs: Array) -> Array:
    """Return the median over runs, every `STEP` weeks, whole persons `(weeks / STEP, rows)`."""
    return np.asarray(np.rint(np.median(runs[:, ::STEP], axis=0)).astype(int))


def runs_of(series: Array) -> list[list[int]]:
    """Return `[from week, value, ...]` for every stretch of equal values, `series` being `(weeks, values)`."""
    begins = np.flatnonzero(np.r_[True, (series[1:] != series[:-1]).any(axis=1)])
    return [[int(week), *map(int, series[week])] for week in begins]
