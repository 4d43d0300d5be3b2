"""From runs to verdicts: every forecast read early and late, against each broken siege, and put into one word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.verdict.attribution import NOTHING, together
from sim.verdict.contrasts import Contrast, Level, contrast, level
from sim.verdict.ensemble import Ensemble, Tables, gather
from sim.verdict.forecasts import (
    ABSOLUTE,
    AGAINST,
    CONTRAST,
    DURATION,
    EARLY,
    FALL,
    FORECASTS,
    LASTING,
    LATE,
    STRICT,
    VERSIONS,
    Forecast,
    Threshold,
)
from sim.verdict.judge import Judge
from sim.verdict.words import AGREES, CONTRADICTS, OPEN, PARTIAL, TOO_SHORT, lasting, over_versions, supports

WINDOWS = (EARLY, LATE)
REACHED = "pacified"  # needs all weeks: what is summed over a run is read late only where this is there


@dataclass(frozen=True)
class Reading:
    """One reading of a forecast in one window: its word, the word against each broken siege, the numbers behind."""

    kind: str
    window: str
    word: str
    attribution: str
    by_version: Mapping[str, str]
    contrasts: tuple[Contrast, ...] = ()
    level: Level | None = None


@dataclass(frozen=True)
class Verdict:
    """What the runs say of a forecast: the headline reading first, and all others."""

    forecast: Forecast
    headline: Reading
    readings: tuple[Reading, ...]

    @property
    def word(self) -> str:
        """The word of the headline reading."""
        return self.headline.word

    @property
    def attribution(self) -> str:
        """Where what the headline reading sees comes from."""
        return self.headline.attribution

    def reading(self, kind: str, window: str) -> Reading | None:
        """Return one of the readings."""
        return next((each for each in self.readings if (each.kind, each.window) == (kind, window)), None)


def judge_forecasts(on: Tables, null: Tables | None = None, *, sure: bool = True) -> dict[str, Verdict]:
    """Return the verdict on every forecast and side test, by number.

    `on` and `null` are tables of outcomes by scenario, one row a replicate, the same replicates in all: the fall
    and the three broken sieges at least. Without `null` nothing is attributed. With `sure` words are read off
    intervals, else off estimates. Raises ExperimentError if the runs do not pair.
    """
    runs, judge = gather(on, null), Judge(sure)
    found: dict[str, Verdict] = {}
    for forecast in FORECASTS:
        readings = tuple(last(found) if forecast.kind == DURATION else read(forecast, runs, judge))
        headline = next(each for each in readings if (each.kind, each.window) == (forecast.kind, forecast.headline))
        found[forecast.number] = Verdict(forecast, headline, readings)
    return found


def read(forecast: Forecast, runs: Ensemble, judge: Judge) -> Iterable[Reading]:
    """Yield the readings of a forecast that is judged by outcomes, the kind of its headline first."""
    for kind, threshold in ((ABSOLUTE, forecast.threshold), (STRICT, forecast.strict)):
        for window in WINDOWS:
            if threshold is not None and (outcome := threshold.outcome(window)) is not None:
                yield of_fall_runs(kind, threshold, outcome, runs, judge, window)
    for window in WINDOWS:
        if forecast.measures and all(each.outcome(window) is not None for each in forecast.measures):
            yield against_sieges(forecast, runs, judge, window)


def of_fall_runs(kind: str, threshold: Threshold, outcome: str, runs: Ensemble, judge: Judge, window: str) -> Reading:
    """Read a forecast as a share of fall runs."""
    if not runs.has(FALL, outcome):
        return Reading(kind, window, TOO_SHORT, NOTHING, {})
    found = level(runs, threshold, outcome, judge)
    return Reading(kind, window, found.word, found.attribution, {}, level=found)


def against_sieges(forecast: Forecast, runs: Ensemble, judge: Judge, window: str) -> Reading:
    """Read a forecast as a contrast: two of the three broken sieges make its word."""
    outcomes = {each: each.outcome(window) or "" for each in forecast.measures}
    needed = [*outcomes.values(), *([REACHED] if window == LATE else [])]
    if not all(runs.has(versus, outcome) for versus in VERSIONS for outcome in needed):
        return Reading(CONTRAST, window, TOO_SHORT, NOTHING, dict.fromkeys(VERSIONS, TOO_SHORT))
    contrasts = {
        versus: [contrast(runs, each, outcome, versus, judge) for each, outcome in outcomes.items()]
        for versus in AGAINST
        if versus in runs.on
    }
    words = {versus: forecast.rule({each.stem: each.word for each in some}) for versus, some in contrasts.items()}
    word = over_versions([words[versus] for versus in VERSIONS])
    carried = [
        each.attribution
        for versus in VERSIONS
        if supports(words[versus], word)
        for each in contrasts[versus]
        if each.word == (CONTRADICTS if word == CONTRADICTS else AGREES)
    ]
    clear = word in (AGREES, CONTRADICTS, *PARTIAL)
    flat = tuple(each for at in range(len(outcomes)) for each in (some[at] for some in contrasts.values()))
    return Reading(CONTRAST, window, word, together(carried) if clear else NOTHING, words, flat)


def last(found: Mapping[str, Verdict]) -> Iterable[Reading]:
    """Yield the reading of duration: F1 to F3 early and late, against each broken siege."""
    by_version = {}
    for versus in VERSIONS:
        early, late = ({each: word_in(found[each], window, versus) for each in LASTING} for window in WINDOWS)
        by_version[versus] = lasting(early, late)
    word = over_versions(list(by_version.values()))
    behind = [reading_in(found[each], LATE).attribution for each in LASTING]
    source = NOTHING
    if word == AGREES:
        source = together(behind)
    yield Reading(DURATION, LATE, word, source, by_version)


def reading_in(verdict: Verdict, window: str) -> Reading:
    """Return the reading of a verdict in a window, of the kind that makes its headline."""
    found = verdict.reading(verdict.headline.kind, window)
    if found is None:
        raise ValueError(f"{verdict.forecast.number} is not read in the {window} window")
    return found


def word_in(verdict: Verdict, window: str, versus: str) -> str:
    """Return a forecast's word in a window against one broken siege; an absolute reading has one for all."""
    found = reading_in(verdict, window)
    return found.by_version.get(versus, found.word if found.kind == ABSOLUTE else OPEN)
