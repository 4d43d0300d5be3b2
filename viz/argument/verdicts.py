"""Verdicts as a page asks for them and shows them: the numbers of `aftermath verdict`, in its words."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sim.assumptions import load_assumptions
from sim.claims import load_claims
from sim.experiments.robustness import Sweep, assessed
from sim.experiments.verdicts import Worlds, run_verdict, runs_of, worlds_of
from sim.scenario import WEEKS
from sim.verdict.contrasts import Contrast, Level
from sim.verdict.findings import Findings
from sim.verdict.forecasts import ABSOLUTE, AGAINST, CONTRAST, DURATION, FORECASTS, LASTING, STRICT, Threshold
from sim.verdict.judge import Judged
from sim.verdict.robustness import NOT_ASSESSED
from sim.verdict.sentences import over_ranges, where_from
from sim.verdict.verdicts import WINDOWS, Reading, Verdict, reading_in
from viz.reader.question import shared_policies, written
from viz.reader.state import State
from viz.words import place_in_essay

if TYPE_CHECKING:
    from viz.service import Bench

QUICK, FULL = 32, 200  # pairs of runs: a first answer, and what `aftermath verdict` runs if it is told nothing else


@dataclass(frozen=True)
class Ask:
    """What verdicts are asked under: a reader's assumptions, and how many pairs of runs."""

    preset: str
    settings: tuple[str, ...]
    strengths: tuple[str, ...]
    policies: tuple[str, ...]
    random_seed: int
    pairs: int

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two of them the same."""
        return ("verdict", self)

    @property
    def worlds(self) -> Worlds:
        """The fall and every broken siege, under these assumptions."""
        return worlds_of(self.preset, self.settings, self.strengths, policies=self.policies)

    @property
    def runs(self) -> int:
        """How many runs it takes."""
        return runs_of(self.worlds, self.pairs)

    @property
    def words(self) -> str:
        """Under what the verdicts hold."""
        changes = len(self.settings) + len(self.strengths)
        changed = f", {changes} changed" if changes else ""
        believed = f"{load_assumptions(self.preset).title}{changed}"
        return f"{self.pairs} pairs of runs; {believed}; random seed {self.random_seed}"

    def work(self, bench: "Bench") -> str:
        """Run what is missing, and return the verdicts as JSON."""
        worlds = self.worlds
        bench.expect(runs_of(worlds, self.pairs) * WEEKS)
        bench.say("running the fall and every broken siege, with the rules and without")
        found = run_verdict(
            worlds,
            self.pairs,
            weeks=WEEKS,
            random_seed=self.random_seed,
            jobs=bench.hands,
            store=bench.store,
            progress=bench.progress,
        )
        # The sweep itself takes an hour or so; it is read here if somebody has run it into the same store.
        ranges = assessed(Sweep(worlds, weeks=WEEKS, random_seed=self.random_seed), bench.store)
        return verdicts_text(replace(found, robustness=ranges), self.words)


def ask_of(state: State, pairs: int) -> Ask:
    """Return what a state asks: its assumptions, and the policies that both of its worlds have."""
    settings, strengths = written(state.parameters), written(state.strengths)
    return Ask(state.preset, settings, strengths, shared_policies(state), state.random_seed, pairs)


# ---------------------------------------------------------------- what was found
def verdicts_text(found: Findings, under: str) -> str:
    """Return verdicts with what they hold under, all numbers behind them, and the rows of the table, as JSON."""
    rows = found.rows()
    return json.dumps(
        {
            "under": under,
            "believed": found.believed,
            "verdicts": [verdict_in_words(found, number) for number in found.verdicts],
            "columns": list(rows.columns),
            "rows": [[blank(cell) for cell in row] for row in rows.itertuples(index=False)],
        },
        ensure_ascii=False,
        allow_nan=False,
    )


def blank(cell: Any) -> Any:
    """Return a cell as JSON has it: nothing for what is not there."""
    plain = cell.item() if hasattr(cell, "item") else cell
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain


def verdict_in_words(found: Findings, number: str) -> dict[str, Any]:
    """Return one verdict."""
    of = found.verdicts[number]
    ranges, head = found.robustness, of.headline
    other = of.reading(CONTRAST, head.window) if head.kind == ABSOLUTE else None
    return {
        "number": number,
        "word": of.word,
        "sentence": found.sentences[number],
        "source": where_from(of.attribution, found.believed),
        "robustness": NOT_ASSESSED if ranges is None else ranges.label(number, of.word),
        "ranges": "" if ranges is None else over_ranges(ranges, number),
        "window": head.window,
        "other": "" if other is None else other.word,
        "versions": [] if head.kind == DURATION else versions(of),
        "lasting": lasting(found) if head.kind == DURATION else [],
        "numbers": list(numbers(of, found.believed)),
    }


def versions(of: Verdict) -> list[dict[str, str]]:
    """Return a forecast's word against each broken siege, early and late."""
    readings = {window: of.reading(CONTRAST, window) for window in WINDOWS}
    if not any(readings.values()):
        return []
    words = {window: {} if each is None else each.by_version for window, each in readings.items()}
    rows = [
        {"name": name, **{window: words[window].get(versus, "") for window in WINDOWS}}
        for versus, name in AGAINST.items()
    ]
    together = {window: "" if each is None else each.word for window, each in readings.items()}
    return [*rows, {"name": "two of the first three", **together}]


def lasting(found: Findings) -> list[dict[str, str]]:
    """Return what F5 asks of: the words of F1 to F3 early and late."""
    return [
        {"name": f"{each}  {found.verdicts[each].forecast.title}"}
        | {window: reading_in(found.verdicts[each], window).word for window in WINDOWS}
        for each in LASTING
    ]


def numbers(of: Verdict, believed: str) -> Iterator[dict[str, Any]]:
    """Yield the numbers of the window that gives the verdict's word: shares of fall runs, then contrasts."""
    head = of.headline
    for kind, threshold in ((head.kind, of.forecast.threshold), (STRICT, of.forecast.strict)):
        reading = of.reading(kind, head.window)
        if reading is not None and reading.level is not None and threshold is not None:
            yield level_row(reading.level, threshold, believed)
    reading = of.reading(CONTRAST, head.window)
    yield from () if reading is None else contrast_rows(reading, believed)


def contrast_rows(reading: Reading, believed: str) -> Iterator[dict[str, Any]]:
    """Yield fall minus broken, outcome by outcome and siege by siege."""
    for each in reading.contrasts:
        yield contrast_row(each, believed)


def contrast_row(of: Contrast, believed: str) -> dict[str, Any]:
    """Return one contrast with its intervals."""
    return {
        "outcome": of.outcome.title,
        "unit": of.outcome.unit,
        "digits": of.outcome.digits,
        "matters": of.outcome.sesoi,
        "versus": AGAINST[of.versus],
        "fall": of.fall,
        "broken": of.broken,
        "found": judged(of.difference),
        "off": blank(float(of.null.mean)),
        "excess": judged(of.excess),
        "word": of.word,
        "source": where_from(of.attribution, believed),
    }


def level_row(of: Level, threshold: Threshold, believed: str) -> dict[str, Any]:
    """Return a share of fall runs with its interval and the shares at which it agrees or contradicts."""
    few = threshold.agrees < threshold.contradicts
    bounds = f"agrees {'to' if few else 'from'} {threshold.agrees:.2f}, "
    bounds += f"contradicts {'from' if few else 'below'} {threshold.contradicts:.2f}"
    return {
        "outcome": of.outcome.title,
        "unit": f"at least {threshold.at_least:.0f} {of.outcome.unit}" if threshold.at_least > 1 else of.outcome.unit,
        "digits": 2,
        "bounds": bounds,
        "versus": "",
        "fall": of.share.mean,
        "broken": None,
        "found": judged(of.share),
        "off": blank(float(of.null.mean)),
        "excess": judged(of.excess),
        "word": of.word,
        "source": where_from(of.attribution, believed),
    }


def judged(of: Judged) -> list[Any]:
    """Return a number with its 95 % interval, nothing where the same was not run with the rules off."""
    return [blank(float(each)) for each in (of.mean, of.low, of.high)]


# ---------------------------------------------------------------- before anything is run
def forecasts_text() -> str:
    """Return what is forecast, where the essay says so and how it is judged, as JSON: the same for every reader."""
    names = {"T04": "C04", "T31": "C31", "T42": "C42"}  # side tests by the claim they test
    claims = load_claims()
    rows = []
    for each in FORECASTS:
        claim = claims.get(names.get(each.number, each.number))
        where = "" if claim is None else place_in_essay(claim.paragraph, claim.sentence)
        rows.append(
            {
                "number": each.number,
                "title": each.title,
                "says": each.says,
                "how": each.how,
                "side": each.side_test,
                "claim": "" if claim is None else claim.id,
                "where": where,
            }
        )
    return json.dumps(rows, ensure_ascii=False)
