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
SHORT = (4, 52)  # the weeks of "soon after"
LONG = (105, 156)  # the weeks of "for a long time"
CALM = 26  # weeks that a peace must last to count as one
STRICT_DEATHS = 19.0  # a week: 1,000 a year, the usual threshold of a war (Small & Singer 1982)
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


def summed(name: str, last: int | None = None) -> Read:
    """Read the sum of a weekly flow up to a week, or over the whole run, `(runs,)`."""
    return lambda results: weekly(results, name)[:, 1 : None if last is None else last + 1].sum(axis=1)


def percent_of_day0(name: str, week: int) -> Read:
    """Read a series in some week as percent of its day 0, `(runs,)`; NaN where there was nothing on day 0."""

    def read(results: "Results") -> Array:
        found = weekly(results, name)
        return np.asarray(100 * found[:, week] / np.where(found[:, 0] > 0, found[:, 0], np.nan))

    return read


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


def radical_share_with_is(window: tuple[int, int]) -> Read:
    """Read the never-signing share of rebels with Islamic State counted, percent over a window, `(runs,)`."""

    def read(results: "Results") -> Array:
        of_is, rebels = (fighters(results, side) for side in ("islamic_state", "opposition"))
        percent = share(weekly(results, "non_negotiable_fighters") + of_is, rebels + of_is)
        return percent[:, window[0] : window[1] + 1].mean(axis=1)

    return read


def fighters(results: "Results", side: str) -> Array:
    """Return the fighters of a side's own groups, forces of foreign states left out, `(runs, weeks + 1)`."""
    rows = load_seeds().rows["groups"]
    own = {row["id"] for row in rows if row["side"] == side and not row["sent_by"]}
    ours = np.array([str(group) in own for group in results.group.to_numpy()])
    return np.asarray(weekly(results, "fighters")[:, :, ours].sum(axis=2))


def neighbour_tension(window: tuple[int, int]) -> Read:
    """Read the mean tension of Syria's neighbours over a window, 0 to 100 `(runs,)`."""

    def read(results: "Results") -> Array:
        region = {row["id"]: row["region"] for row in load_seeds().rows["hosts"]}
        near = np.array([region.get(str(host)) == "neighbour" for host in results.host.to_numpy()])
        return 100 * weekly(results, "tension")[:, window[0] : window[1] + 1, near].mean(axis=(1, 2))

    return read


def at_ends_of_range(results: "Results") -> Array:
    """Return how often beliefs of fighters sit at an end of their range, percent of weeks and beliefs `(runs,)`."""
    ends = {"betrayal": (-1, 1), "vindication": (-1, 1), "turkey_credibility": (0, 1)}
    at_end = [np.isin(weekly(results, name)[:, 1:], both) for name, both in ends.items()]
    return np.asarray(100 * np.mean(at_end, axis=(0, 2)))


def held_by_regime(results: "Results", place: str) -> Array:
    """Return in which weeks the regime holds a place, `(runs, weeks + 1)`."""
    return np.equal(results["control"].sel(place=place).to_numpy(), REGIME)


def first_week(happens: Array) -> Array:
    """Return the first week that is true, `(runs,)`; NaN where none is."""
    return np.where(happens.any(axis=1), happens.argmax(axis=1), np.nan)


def calm_from(results: "Results", most_deaths: float = CALM_SHARE.default * REFERENCE_DEATHS.default) -> Array:
    """Return the first week of peace, `(runs,)`; NaN where there is none.

    Peace (PAC) is 26 consecutive weeks in which deaths average at most `most_deaths` a week (a quarter of
    the reference), no offensive is under way, and every place attacked or taken before stays with one side.
    How well places are ruled is not part of it.
    """
    deaths, attacks = weekly(results, "deaths")[:, 1:], weekly(results, "offensives_run")[:, 1:]
    if deaths.shape[1] < CALM:
        return np.full(len(deaths), np.nan)
    control, contested = results["control"].to_numpy(), results["contested"].to_numpy()
    changed = ((control[:, 1:] != control[:, :-1]) & contested[:, 1:]).any(axis=2)
    changed_since = np.concatenate([changed[:, 1:], np.zeros_like(changed[:, :1])], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view
    few_dead = windows(deaths, CALM, axis=1).mean(axis=2) <= most_deaths
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


def states_with_ties(results: "Results") -> Array:
    """Return how many third states have restored ties with the ruler by the end, `(runs,)`."""
    return np.asarray(results["normalised"].to_numpy()[:, -1].sum(axis=1).astype(float))


def pacified_by(week: int, most_deaths: float = CALM_SHARE.default * REFERENCE_DEATHS.default) -> Read:
    """Read whether 26 weeks of peace were complete by a week, 1 or 0, `(runs,)`."""
    return lambda results: (calm_from(results, most_deaths) <= week - CALM + 1).astype(float)


def fall_of_east_aleppo(results: "Results") -> Array:
    """Return the first week in which the regime holds east Aleppo, `(runs,)`; NaN if it never does."""
    return first_week(held_by_regime(results, EAST_ALEPPO))
