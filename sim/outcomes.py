"""Outcomes: numbers computed from the results of a run, each with a unit and a size that matters.

Most of this file is the list of outcomes itself, in the order in which a student reads them.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import ExperimentError, guess
from sim.measures import (
    CALM,
    EAST_ALEPPO,
    REFERENCE_DEATHS,
    Read,
    area_share,
    at_end,
    backers_left,
    calm_from,
    ever,
    fall_of_east_aleppo,
    held_by_regime,
    mean_neighbour_tension,
    over,
    residents_share,
    summed,
    turnover,
    without_reprisals,
)
from sim.table import Array

if TYPE_CHECKING:
    import pandas
    import xarray

    Results = xarray.Dataset

SHORT = (4, 52)  # the weeks of "soon after"
LONG = (105, 156)  # the weeks of "for a long time"
BOUNDS = {"0 to 1": (0.0, 1.0), "share of runs": (0.0, 1.0), "0 to 100": (0.0, 100.0), "−1 to 1": (-1.0, 1.0)}


@dataclass(frozen=True)
class Outcome:
    """One number per run; `sesoi` is the smallest difference of interest, in the same unit.

    `weeks` is the first and last week it needs, the last None for the end of the run. A `yes_no` outcome
    is 1 or 0 per run, and its mean a share of runs. A run may have no value (NaN), such as the week of a fall
    that never came. An `unmoved` outcome is one that no rule or decision of this release touches.
    """

    name: str
    group: str
    title: str
    unit: str
    sesoi: float
    digits: int
    about: str
    compute: Callable[["Results"], Array]
    weeks: tuple[int, int | None] = (1, None)
    yes_no: bool = False
    unmoved: bool = False

    @property
    def last_week(self) -> int:
        """The week a run must reach."""
        return self.weeks[1] or self.weeks[0]

    @property
    def possible(self) -> tuple[float, float]:
        """The lowest and highest value there can be; what is neither share nor index is counted from 0."""
        return (0.0, 100.0) if self.unit.startswith("%") else BOUNDS.get(self.unit, (0.0, math.inf))

    @property
    def is_date(self) -> bool:
        """Whether it says when something happened, so that more means later."""
        return self.unit == "week"

    def covered(self, results: "Results") -> bool:
        """Whether the runs are long enough for this outcome."""
        return int(results.week[-1]) >= self.last_week


# Smallest effects of interest: the table of metrics frozen before the first sweep. Those marked "ours" are
# not in it: they follow the nearest metric there, or a change that a reader would notice.
DEATHS_THAT_MATTER = 0.1 * REFERENCE_DEATHS.default
SPANS = (("short", SHORT), ("long", LONG))


def weeks(window: tuple[int, int]) -> str:
    """Say a window in words."""
    return f"weeks {window[0]}–{window[1]}"


def windowed(
    name: str,
    group: str,
    title: str,
    unit: str,
    sesoi: float,
    digits: int,
    about: str,
    read: Callable[[tuple[int, int]], Read],
) -> tuple[Outcome, ...]:
    """Return an outcome in its short and its long form."""
    return tuple(
        Outcome(
            f"{name}_{span}",
            group,
            f"{title}, {weeks(window)}",
            unit,
            sesoi,
            digits,
            f"{about}; mean of {weeks(window)}",
            read(window),
            window,
        )
        for span, window in SPANS
    )


def every_outcome() -> tuple[Outcome, ...]:
    """Return all outcomes: war, control, radicalism, sponsors, talks, people, abroad."""
    war = (
        *windowed(
            "deaths",
            "War",
            "Deaths",
            "a week",
            DEATHS_THAT_MATTER,
            0,
            "conflict deaths in Syria, all parties, reprisals included",
            lambda window: over("deaths", window),
        ),
        *windowed(
            "deaths_without_reprisals",
            "War",
            "Deaths without reprisals",
            "a week",
            DEATHS_THAT_MATTER,
            0,
            "deaths in fighting and of civilians, reprisals left out",
            without_reprisals,
        ),
        Outcome(
            "pacified",
            "War",
            "Pacified",
            "share of runs",
            0.1,
            2,
            "26 weeks in a row with at most a quarter of the reference deaths, no offensive, and every "
            "formerly contested place held by one side",
            ever(calm_from),
            (CALM, None),
            yes_no=True,
        ),
        Outcome(
            "pacified_week",
            "War",
            "First week of peace, if any",
            "week",
            13,  # ours: a quarter of a year
            0,
            "first week of the first 26 weeks that count as pacified; runs without peace have no value",
            calm_from,
            (CALM, None),
        ),
        Outcome(
            "aleppo_held",
            "War",
            "Regime holds east Aleppo",
            "share of runs",
            0.1,  # ours, as for pacified
            2,
            "the regime controls east Aleppo in the last week",
            lambda results: held_by_regime(results, EAST_ALEPPO)[:, -1].astype(float),
            yes_no=True,
        ),
        Outcome(
            "weeks_to_fall",
            "War",
            "Fall of east Aleppo, if any",
            "week",
            4,  # ours: a month
            0,
            "first week in which the regime controls east Aleppo; runs in which it never does have no value",
            fall_of_east_aleppo,
        ),
    )
    control = (
        Outcome(
            "control",
            "Control",
            "Under effective regime rule",
            "% of residents",
            5,
            1,
            "people in places the regime holds and governs with g of at least one half",
            residents_share("effective_rule"),
        ),
        Outcome(
            "area_regime",
            "Control",
            "Area held by the regime",
            "% of area",
            5,  # ours, as for control
            1,
            "area of the places the regime controls",
            area_share,
        ),
        *windowed(
            "ungoverned",
            "Control",
            "Ruled by nobody",
            "% of residents",
            3,
            1,
            "people in places where no controller reaches g of one half",
            lambda window: residents_share("nobody_rules", window),
        ),
        *windowed("turnover", "Control", "Changing hands", "a year", 2, 1, "changes of control", turnover),
    )
    radicalism = (
        *windowed(
            "rad_share",
            "Radicalism",
            "Never-signing",
            "% of rebels",
            5,
            1,
            "share of opposition fighters in groups that would never sign, Islamic State left out",
            lambda window: over("non_negotiable_share", window, 100),
        ),
        *windowed(
            "rad_fighters",
            "Radicalism",
            "Never-signing",
            "fighters",
            2000,
            0,
            "opposition fighters in groups that would never sign, Islamic State left out",
            lambda window: over("non_negotiable_fighters", window),
        ),
        Outcome(
            "rad_land",
            "Radicalism",
            "Led by never-signing groups",
            "persons",
            250_000,
            0,
            "people in opposition places whose strongest group would never sign a settlement",
            at_end("under_never_signing"),
        ),
        *windowed(
            "effective_number",
            "Radicalism",
            "Effective groups",
            "groups",
            0.5,
            1,
            "one over the sum of squared shares of fighters (Laakso & Taagepera 1979): many small groups, "
            "a high number",
            lambda window: over("effective_number", window),
        ),
        Outcome(
            "betrayal",
            "Radicalism",
            "Feeling of betrayal",
            "−1 to 1",
            0.05,  # ours
            2,
            "sense among rebels and their base of having been sold out",
            at_end("betrayal"),
        ),
        Outcome(
            "vindication",
            "Radicalism",
            "Hard line looks right",
            "−1 to 1",
            0.05,  # ours
            2,
            "how right the hard line looks about the outside world",
            at_end("vindication"),
        ),
    )
    sponsors = (
        Outcome(
            "support",
            "Sponsors",
            "War support for rebels",
            "USD m a year",
            300,  # a tenth of what was paid on day 0
            0,
            "war support that reaches opposition groups, USD million a year",
            at_end("support_for_rebels"),
        ),
        Outcome(
            "support_ideology",
            "Sponsors",
            "Ideology of those supported",
            "0 to 1",
            0.05,
            2,
            "mean ideology of the opposition's supported groups, weighted by support: 0 secular, 1 takfiri",
            at_end("support_ideology"),
        ),
        Outcome(
            "backers",
            "Sponsors",
            "States backing rebels",
            "states",
            1,
            1,
            "states that supported the opposition on day 0 or came back, and still do",
            backers_left,
        ),
        Outcome(
            "normalised",
            "Sponsors",
            "States with restored ties",
            "states",
            1,
            1,
            "third states that have restored ties with the ruler",
            lambda results: results["normalised"].to_numpy()[:, -1].sum(axis=1).astype(float),
        ),
        Outcome(
            "irremovability",
            "Sponsors",
            "Ruler thought irremovable",
            "0 to 1",
            0.05,  # ours
            2,
            "belief that the ruler cannot be removed short of an invasion",
            at_end("irremovability"),
        ),
    )
    talks = (
        Outcome(
            "willingness",
            "Talks",
            "Ruler's will to negotiate",
            "%",
            5,
            1,
            "the ruler's willingness to negotiate",
            at_end("willingness", 100),
        ),
        Outcome(
            "settled",
            "Talks",
            "Settlement signed",
            "share of runs",
            0.05,
            2,
            "a settlement has been signed",
            at_end("settled"),
            yes_no=True,
        ),
    )
    people = (
        Outcome(
            "displaced",
            "People",
            "Displaced inside Syria",
            "persons",
            100_000,  # ours, as for refugees abroad
            0,
            "people living elsewhere in Syria than at home",
            at_end("displaced"),
        ),
        Outcome(
            "outflow",
            "People",
            "Fled abroad, in all",
            "persons",
            25_000,
            0,
            "people who fled across a border, summed over the run",
            summed("fled_abroad"),
        ),
        Outcome(
            "returns",
            "People",
            "Returned from abroad, in all",
            "persons",
            100_000,
            0,
            "refugees who went home, summed over the run",
            summed("returned_abroad"),
        ),
    )
    abroad = (
        Outcome(
            "refugees_abroad",
            "Abroad",
            "Syrians abroad",
            "persons",
            100_000,
            0,
            "Syrians in all host countries",
            at_end("abroad"),
        ),
        Outcome(
            "onward",
            "Abroad",
            "Moved on to Europe, in all",
            "persons",
            25_000,  # ours, as for the outflow
            0,
            "refugees who left a first host country for Europe, summed over the run",
            summed("moved_onward"),
        ),
        Outcome(
            "tension",
            "Abroad",
            "Tension in neighbour countries",
            "0 to 100",
            3,
            1,
            "tension between hosts and refugees, mean of Syria's neighbours, times 100",
            mean_neighbour_tension,
            unmoved=True,
        ),
        Outcome(
            "populism",
            "Abroad",
            "Populist vote in Europe",
            "% of votes",
            0.5,
            2,
            "vote for parties hostile to immigration, weighted by population",
            at_end("populism"),
            unmoved=True,
        ),
    )
    return (*war, *control, *radicalism, *sponsors, *talks, *people, *abroad)


OUTCOMES: dict[str, Outcome] = {each.name: each for each in every_outcome()}


def chosen(names: Iterable[str] | None = None) -> tuple[Outcome, ...]:
    """Return outcomes by name, all if none are named; ExperimentError with the nearest name."""
    if names is None:
        return tuple(OUTCOMES.values())
    wanted = list(names)
    for name in wanted:
        if name not in OUTCOMES:
            raise ExperimentError(f"outcome '{name}': there is none{guess(name, OUTCOMES)}")
    return tuple(OUTCOMES[name] for name in wanted)


def left_out(results: "Results") -> tuple[Outcome, ...]:
    """Return the outcomes whose weeks these runs do not reach."""
    return tuple(each for each in OUTCOMES.values() if not each.covered(results))


def outcomes_of(results: "Results", names: Iterable[str] | None = None) -> "pandas.DataFrame":
    """Return one row a run (indexed by scenario and replicate) and one column an outcome.

    Outcomes whose weeks the runs do not reach are left out; `left_out` names them.
    """
    import pandas

    columns = {each.name: each.compute(results) for each in chosen(names) if each.covered(results)}
    rows = [results[name].to_numpy() for name in ("scenario", "replicate")]
    return pandas.DataFrame(columns, index=pandas.MultiIndex.from_arrays(rows, names=["scenario", "replicate"]))
