"""The null model's report card: what it does on its own, beside what was known of 2016."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import ExperimentError
from sim.measures import WEEKS_PER_YEAR, weekly
from sim.paths import SEEDS
from sim.places import SIDES
from sim.seeds import load_seeds, number, read_rows
from sim.table import Array

if TYPE_CHECKING:
    import pandas
    import xarray

    Results = xarray.Dataset

LEVELS = SEEDS / "figures" / "levels.csv"
YEARS = (1, 2, 3)


@dataclass(frozen=True)
class Line:
    """One level of 2016 and the series that stands for it, `(runs, weeks + 1)`.

    A flow is averaged over the weeks of a year, and counted per year if `yearly`; a stock is read at the
    year's end.
    """

    level: str
    title: str
    read: Callable[["Results"], Array]
    flow: bool = False
    yearly: bool = False

    def value(self, results: "Results", year: int) -> float:
        """Return the mean over runs in a year, counted from 1."""
        last = year * WEEKS_PER_YEAR
        series = self.read(results)
        if not self.flow:
            return float(series[:, last].mean())
        mean = series[:, last - WEEKS_PER_YEAR + 1 : last + 1].mean()
        return float(mean * WEEKS_PER_YEAR if self.yearly else mean)


def series(name: str) -> Callable[["Results"], Array]:
    """Read a weekly series as it is."""
    return lambda results: weekly(results, name)


def area(side: str) -> Callable[["Results"], Array]:
    """Read a side's share of the country's area."""
    return lambda results: np.asarray(
        weekly(results, f"area_{side}") / sum(weekly(results, f"area_{each}") for each in SIDES)
    )


def jihadist_share(results: "Results") -> Array:
    """Return fighters of jihadist groups over those of all Syrian opposition groups."""
    rows = [row for row in load_seeds().rows["groups"] if row["side"] == "opposition"]
    rebels = [row["id"] for row in rows if row["face"] != "ForeignForce"]
    jihadists = [row["id"] for row in rows if row["face"] == "JihadistGroup"]
    fighters = results["fighters"]
    of = [fighters.sel(group=ids).sum("group").to_numpy().astype(float) for ids in (jihadists, rebels)]
    return np.asarray(of[0] / np.maximum(of[1], 1))


def refugees(*regions: str) -> Callable[["Results"], Array]:
    """Read Syrians in the host countries of some regions."""
    hosts = [row["id"] for row in load_seeds().rows["hosts"] if row["region"] in regions]
    return lambda results: results["refugees"].sel(host=hosts).sum("host").to_numpy().astype(float)


def people_besieged(results: "Results") -> Array:
    """Return people living in places without a supply line."""
    return np.asarray((results["residents"] * results["besieged"]).sum("place").to_numpy().astype(float))


def lines() -> tuple[Line, ...]:
    """Return the levels the null model is held against."""
    return (
        Line("deaths.weekly", "Deaths", series("deaths"), flow=True),
        Line("deaths.civilian_weekly", "Deaths of civilians", series("civilian_deaths"), flow=True),
        Line("control.regime_area", "Area: regime", area("regime")),
        Line("control.opposition_area", "Area: opposition", area("opposition")),
        Line("control.is_area", "Area: Islamic State", area("islamic_state")),
        Line("control.sdf_area", "Area: SDF", area("sdf")),
        Line("control.regime_population", "People: regime", series("people_regime")),
        Line("control.opposition_population", "People: opposition", series("people_opposition")),
        Line("control.is_population", "People: Islamic State", series("people_islamic_state")),
        Line("control.sdf_population", "People: SDF", series("people_sdf")),
        Line("fighters.jihadist_share", "Jihadists among rebels", jihadist_share),
        Line("displaced.stock", "Displaced inside Syria", series("displaced")),
        Line("displaced.new_weekly", "Newly displaced or fled", series("fled"), flow=True),
        Line("displaced.returns_yearly", "Displaced who went home", series("returned"), flow=True, yearly=True),
        Line("refugees.stock", "Refugees abroad, no Gulf", refugees("neighbour", "europe", "other")),
        Line("refugees.neighbours", "Refugees in neighbours", refugees("neighbour")),
        Line(
            "refugees.returns_yearly",
            "Refugees who went home",
            series("returned_abroad"),
            flow=True,
            yearly=True,
        ),
        Line("besieged.stock", "People under siege", people_besieged),
    )


def report_card(results: "Results") -> "pandas.DataFrame":
    """Return one row a level: what was known of 2016 (low, best, high) and the mean of runs by year.

    `first_year` says whether the first year lies `within`, `below` or `above` the range known of 2016.
    Raises ExperimentError if the runs are shorter than a year.
    """
    import pandas

    years = [year for year in YEARS if int(results.week[-1]) >= year * WEEKS_PER_YEAR]
    if not years:
        raise ExperimentError(f"the report card needs runs of at least {WEEKS_PER_YEAR} weeks")
    known = levels()
    rows = {}
    for line in lines():
        level = known[line.level]
        by_year = {f"year_{year}": line.value(results, year) for year in years}
        first = by_year["year_1"]
        where = "below" if first < level["low"] else "above" if first > level["high"] else "within"
        rows[line.level] = {"title": line.title, **level, **by_year, "first_year": where}
    return pandas.DataFrame.from_dict(rows, orient="index").rename_axis("level")


def levels() -> dict[str, dict[str, Any]]:
    """Return low, best, high, unit and source of the levels known of 2016, by name."""
    needed = ("name", "low", "best", "high", "unit", "source")
    return {
        row["name"]: {each: number(LEVELS, line, row, each) for each in ("low", "best", "high")}
        | {"unit": row["unit"], "source": row["source"]}
        for line, row in enumerate(read_rows(LEVELS, needed), start=2)
    }
