"""How numbers are read off results: windows, sums, shares, and the test of peace."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sim.parameter import Parameter
from sim.places import REGIME, SIDES
from sim.seeds import load_seeds
from sim.table import Array

if TYPE_CHECKING:
    import xarray

    Results = xarray.Dataset

Read = Callable[["Results"], Array]
WEEKS_PER_YEAR = 52
CALM = 26  # weeks that a peace must last to count as one
EAST_ALEPPO = "aleppo_east"

REFERENCE_DEATHS = Parameter(
    "outcomes.reference_deaths",
    957.0,
    0.0,
    2000.0,
    "deaths / week",
    "mean of weeks 1 to 26 of the reference scenario with every claim off, over the ensemble",
)
CALM_SHARE = Parameter(
    "outcomes.calm_share",
    0.25,
    0.0,
    1.0,
    "share of reference deaths",
    "judgement (PAC): a quarter of the level before",
)


def weekly(results: "Results", name: str) -> Array:
    """Return a series with one number a run and week, `(runs, weeks + 1)`, week 0 first."""
    return results[name].to_numpy().astype(float)


def over(name: str, window: tuple[int, int], times: float = 1.0) -> Read:
    """Read the mean of a series over a window of weeks, both ends included, `(runs,)`."""
    return lambda results: times * weekly(results, name)[:, window[0] : window[1] + 1].mean(axis=1)


def at_end(name: str, times: float = 1.0) -> Read:
    """Read a series in the last week of the run, `(runs,)`."""
    return lambda results: times * weekly(results, name)[:, -1]


def summed(name: str) -> Read:
    """Read the sum of a weekly flow over the whole run, `(runs,)`."""
    return lambda results: weekly(results, name)[:, 1:].sum(axis=1)


def share(part: Array, whole: Array) -> Array:
    """Return a share in percent, 0 where there is nothing to share."""
    return np.asarray(100 * part / np.where(whole > 0, whole, 1))


def residents(results: "Results") -> Array:
    """Return the people living in Syria, `(runs, weeks + 1)`."""
    return np.asarray(sum(weekly(results, f"people_{side}") for side in SIDES))


def residents_share(name: str, window: tuple[int, int] | None = None) -> Read:
    """Read people of a kind as percent of residents, over a window or at the end, `(runs,)`."""

    def read(results: "Results") -> Array:
        percent = share(weekly(results, name), residents(results))
        return percent[:, -1] if window is None else percent[:, window[0] : window[1] + 1].mean(axis=1)

    return read


def area_share(results: "Results") -> Array:
    """Return the regime's share of the country's area at the end, percent `(runs,)`."""
    whole = np.asarray(sum(weekly(results, f"area_{side}") for side in SIDES))
    return share(weekly(results, "area_regime"), whole)[:, -1]


def without_reprisals(window: tuple[int, int]) -> Read:
    """Read weekly deaths without reprisals over a window, `(runs,)`."""
    total, reprisals = over("deaths", window), over("reprisal_deaths", window)
    return lambda results: total(results) - reprisals(results)


def turnover(window: tuple[int, int]) -> Read:
    """Read changes of control a year over a window, `(runs,)`."""
    first, last = window

    def read(results: "Results") -> Array:
        so_far = weekly(results, "changes_of_control")
        return np.asarray((so_far[:, last] - so_far[:, first - 1]) * WEEKS_PER_YEAR / (last - first + 1))

    return read


def mean_neighbour_tension(results: "Results") -> Array:
    """Return the mean tension of Syria's neighbours at the end, 0 to 100 `(runs,)`."""
    region = {row["id"]: row["region"] for row in load_seeds().rows["hosts"]}
    near = np.array([region.get(str(host)) == "neighbour" for host in results.host.to_numpy()])
    return np.asarray(100 * weekly(results, "tension")[:, -1, near].mean(axis=1))


def held_by_regime(results: "Results", place: str) -> Array:
    """Return in which weeks the regime holds a place, `(runs, weeks + 1)`."""
    return np.equal(results["control"].sel(place=place).to_numpy(), REGIME)


def first_week(happens: Array) -> Array:
    """Return the first week that is true, `(runs,)`; NaN where none is."""
    return np.where(happens.any(axis=1), happens.argmax(axis=1), np.nan)


def calm_from(
    results: "Results", reference: float = REFERENCE_DEATHS.default, quiet: float = CALM_SHARE.default
) -> Array:
    """Return the first week of peace, `(runs,)`; NaN where there is none.

    Peace (PAC) is 26 consecutive weeks in which deaths average at most a quarter of the reference, no
    offensive is under way, and every place attacked or taken before stays with one side. How well places
    are ruled is not part of it.
    """
    deaths, attacks = weekly(results, "deaths")[:, 1:], weekly(results, "offensives_run")[:, 1:]
    if deaths.shape[1] < CALM:
        return np.full(len(deaths), np.nan)
    control, contested = results["control"].to_numpy(), results["contested"].to_numpy()
    changed = ((control[:, 1:] != control[:, :-1]) & contested[:, 1:]).any(axis=2)
    changed_since = np.concatenate([changed[:, 1:], np.zeros_like(changed[:, :1])], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view
    few_dead = windows(deaths, CALM, axis=1).mean(axis=2) <= quiet * reference
    no_attack = ~windows(attacks > 0, CALM, axis=1).any(axis=2)
    one_holder = ~windows(changed_since, CALM, axis=1)[:, :, :-1].any(axis=2)
    return first_week(few_dead & no_attack & one_holder) + 1


def backers_left(results: "Results") -> Array:
    """Return how many states still support groups of the opposition, `(runs,)`."""
    seeds = load_seeds()
    rebels = {row["id"] for row in seeds.rows["groups"] if row["side"] == "opposition"}
    links = [name.split(".")[1:] for name in seeds.figures if name.startswith("sponsorship.")]
    sponsors = {state for state, group in links if group in rebels}
    ours = np.array([str(state) in sponsors for state in results.state.to_numpy()])
    return np.asarray(results["backing"].to_numpy()[:, -1, ours].sum(axis=1).astype(float))


def ever(week: Read) -> Read:
    """Read whether something happened at all, given its week or NaN, `(runs,)`."""
    return lambda results: np.isfinite(week(results)).astype(float)


def fall_of_east_aleppo(results: "Results") -> Array:
    """Return the first week in which the regime holds east Aleppo, `(runs,)`; NaN if it never does."""
    return first_week(held_by_regime(results, EAST_ALEPPO))
