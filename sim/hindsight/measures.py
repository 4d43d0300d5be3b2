"""What stands in the model for each fact: readers from results to one number a run, in the fact's unit."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import DataError, guess
from sim.hindsight.facts import DAYS_PER_WEEK, Fact, load_facts, mapped
from sim.measures import EAST_ALEPPO, share, weekly
from sim.places import OPPOSITION, SIDES
from sim.report_card import levels
from sim.seeds import load_seeds
from sim.table import Array

if TYPE_CHECKING:
    import pandas
    import xarray

    Results = xarray.Dataset

Reader = Callable[["Results", Fact], Array]

PERCENT, MILLION = 100.0, 1_000_000.0
DAYS_IN_NOVEMBER = 30
INAUGURATION = (53, "20 January 2017")  # days after day 0
WASHINGTON, AHRAR, AL_QAEDA = "usa", "ahrar", "jfs"
OPERATION_ZONE = ("azaz_jarablus", "al_bab")  # the strip along the border, and the town the operation made for
NEVER = np.inf


# ---------------------------------------------------------------- windows
def mean_stock(results: "Results", name: str, fact: Fact) -> Array:
    """Return the mean of a stock over the Mondays of the window, `(runs,)`."""
    return np.asarray(weekly(results, name)[:, fact.first_week : fact.last_week + 1].mean(axis=1))


def flows(results: "Results", name: str, fact: Fact) -> Array:
    """Return a flow in the weeks between the window's two Mondays, `(runs, weeks, ...)`."""
    return weekly(results, name)[:, fact.first_week + 1 : fact.last_week + 1]


def mean_flow(results: "Results", name: str, fact: Fact) -> Array:
    """Return the mean weekly flow of the window, `(runs,)`."""
    return np.asarray(flows(results, name, fact).mean(axis=1))


def total_flow(results: "Results", name: str, fact: Fact) -> Array:
    """Return the flow over the days of the window, `(runs,)`: the weekly mean times its length in weeks."""
    days = (fact.last_day - fact.first_day).days + 1
    return np.asarray(mean_flow(results, name, fact) * days / DAYS_PER_WEEK)


def level_of_2016(name: str) -> float:
    """Return the best value of a level known of 2016."""
    return float(levels()[name]["best"])


# ---------------------------------------------------------------- territory
def held_share(side: str) -> Reader:
    """Read the percentage of the country's area a side holds."""

    def read(results: "Results", fact: Fact) -> Array:
        whole = sum(mean_stock(results, f"area_{each}", fact) for each in SIDES)
        return share(mean_stock(results, f"area_{side}", fact), np.asarray(whole))

    return read


def islamic_state_share_of_land_lost(results: "Results", fact: Fact) -> Array:
    """Read Islamic State's part of the land that it and the rebels lost; 0 where it lost none."""
    lost = []
    for side in ("islamic_state", "opposition"):
        area = weekly(results, f"area_{side}")
        lost.append(np.maximum(area[:, fact.first_week] - area[:, fact.last_week], 0.0))
    return fraction(lost[0], lost[0] + lost[1])


def fraction(part: Array, whole: Array) -> Array:
    """Return a share, 0 where there is nothing to share."""
    return share(part, whole) / PERCENT


# ---------------------------------------------------------------- violence
def deaths_against_2016(results: "Results", fact: Fact) -> Array:
    """Read weekly deaths over those of 2016."""
    return mean_flow(results, "deaths", fact) / level_of_2016("deaths.weekly")


def civilian_deaths_against_november(results: "Results", fact: Fact) -> Array:
    """Read civilian deaths a day over those of November 2016."""
    november = level_of_2016("deaths.civilian_november") / DAYS_IN_NOVEMBER
    return mean_flow(results, "civilian_deaths", fact) / DAYS_PER_WEEK / november


# ---------------------------------------------------------------- rebels, backers, Turkey, talks, recognition
def share_joining_ahrar(results: "Results", fact: Fact) -> Array:
    """Read Ahrar al-Sham's part of those who came over to it or to al-Qaeda's group; 0 if nobody did."""
    window = slice(fact.first_week + 1, fact.last_week)
    came = {
        name: results["came_over"].sel(group=name, week=window).sum("week").to_numpy().astype(float)
        for name in (AHRAR, AL_QAEDA)
    }
    return fraction(came[AHRAR], came[AHRAR] + came[AL_QAEDA])


def days_until_washington_stops(results: "Results", fact: Fact) -> Array:
    """Read the day after the inauguration on which the United States first no longer backs rebels.

    The middle of the week in which it stops; infinity if it does not stop by the end of the window, so that a
    run's value does not depend on how long the run is.
    """
    backs = results["backing"].sel(state=WASHINGTON).to_numpy()[:, : fact.last_week + 1]
    week = backs.argmin(axis=1)
    day = DAYS_PER_WEEK * (week - 0.5) - INAUGURATION[0]
    return np.where(backs.all(axis=1), NEVER, day)


def operation_zone_held(results: "Results", fact: Fact) -> Array:
    """Read the area of the places of Turkey's operation that rebels hold, mean of the window."""
    figures = load_seeds().figures
    held = np.equal(results["control"].sel(place=list(OPERATION_ZONE)).to_numpy(), OPPOSITION)
    area = np.array([figures[f"places.{place}.area"].parameter.default for place in OPERATION_ZONE])
    return np.asarray((held * area).sum(axis=2)[:, fact.first_week : fact.last_week + 1].mean(axis=1))


def rebels_in_operation_zone(results: "Results", fact: Fact) -> Array:
    """Read the rebel fighters in the places of Turkey's operation, its own army left out, mean of the window."""
    there = results["rebels"].sel(place=list(OPERATION_ZONE)).sum("place").to_numpy().astype(float)
    return np.asarray(there[:, fact.first_week : fact.last_week + 1].mean(axis=1))


def settlements_signed(results: "Results", fact: Fact) -> Array:
    """Read the settlements signed in the window: one or none."""
    signed = weekly(results, "settled")
    return np.asarray(signed[:, fact.last_week] - signed[:, fact.first_week])


def reconstruction_released(results: "Results", fact: Fact) -> Array:
    """Read the rebuilding money released by the end of the window, as a share of what the ruler asks for.

    He is taken to ask for what the war destroyed, of all institutions alike.
    """
    payers = [row["id"] for row in load_seeds().rows["states"] if row["institution"] == "yes"]
    released = results["funding"].sel(state=payers, week=fact.last_week).mean("state")
    return np.asarray(released.to_numpy().astype(float))


# ---------------------------------------------------------------- people
def share_evacuated(results: "Results", fact: Fact) -> Array:
    """Read those evacuated over them and the people of east Aleppo, at the end of the window."""
    gone = weekly(results, "evacuated")[:, fact.last_week]
    stay = results["residents"].sel(place=EAST_ALEPPO, week=fact.last_week).to_numpy().astype(float)
    return fraction(gone, gone + stay)


def displaced_stock(results: "Results", fact: Fact) -> Array:
    """Read the people displaced inside Syria, in millions."""
    return mean_stock(results, "displaced", fact) / MILLION


def displaced_returned(results: "Results", fact: Fact) -> Array:
    """Read the displaced who went home in the window."""
    return total_flow(results, "returned", fact)


def refugees_returned(results: "Results", fact: Fact) -> Array:
    """Read the refugees who went home in the window, as a percentage of those in the neighbours at its start."""
    near = [row["id"] for row in load_seeds().rows["hosts"] if row["region"] == "neighbour"]
    stock = results["refugees"].sel(host=near, week=fact.first_week).sum("host").to_numpy().astype(float)
    return share(total_flow(results, "returned_abroad", fact), stock)


def moved_onward_against_2016(results: "Results", fact: Fact) -> Array:
    """Read refugees who moved on to Europe over the asylum applications there in 2016."""
    return total_flow(results, "moved_onward", fact) / level_of_2016("asylum.eu_applications_2016")


def populist_change(electorate: str) -> Reader:
    """Read the change of the populist vote since day 0, which bears the result of the election before."""

    def read(results: "Results", fact: Fact) -> Array:
        vote = results["populist_share"].sel(electorate=electorate).to_numpy().astype(float)
        return np.asarray(vote[:, fact.first_week] - vote[:, 0])

    return read


MEASURES: dict[str, Reader] = {
    "regime_area": held_share("regime"),
    "opposition_area": held_share("opposition"),
    "islamic_state_share_of_land_lost": islamic_state_share_of_land_lost,
    "deaths_against_2016": deaths_against_2016,
    "civilian_deaths_against_november": civilian_deaths_against_november,
    "share_joining_ahrar": share_joining_ahrar,
    "days_until_washington_stops": days_until_washington_stops,
    "operation_zone_held": operation_zone_held,
    "rebels_in_operation_zone": rebels_in_operation_zone,
    "settlements_signed": settlements_signed,
    "reconstruction_released": reconstruction_released,
    "share_evacuated": share_evacuated,
    "displaced_stock": displaced_stock,
    "displaced_returned": displaced_returned,
    "refugees_returned": refugees_returned,
    "moved_onward_against_2016": moved_onward_against_2016,
    "populist_change_germany": populist_change("germany"),
    "populist_change_netherlands": populist_change("netherlands"),
    "populist_change_britain": populist_change("britain"),
}


def mapped_facts() -> tuple[Fact, ...]:
    """Return the facts that a measure stands for; DataError with the nearest name for a measure there is not."""
    found = mapped(load_facts().values())
    for fact in found:
        if fact.measure not in MEASURES:
            raise DataError(f"observed.csv, {fact.id}: unknown measure '{fact.measure}'{guess(fact.measure, MEASURES)}")
    return found


def facts_of(results: "Results") -> "pandas.DataFrame":
    """Return one row a run and one column a fact, by its id, in the fact's unit.

    Facts whose window the runs do not reach are left out.
    """
    import pandas

    last = int(results.week[-1])
    return pandas.DataFrame(
        {fact.id: MEASURES[fact.measure](results, fact) for fact in mapped_facts() if fact.last_week <= last}
    )
