"""Which measures differ: the word of the paired comparison for every chart, and what the reader's changes moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.stats  # noqa: F401 - slow to load: when the server starts, not while its first reader waits

from sim.compare import CONFIDENCE, HIGHER, LOWER, NOWHERE, OPEN, SAME, TOO_FEW, contrast
from sim.numerals import count, number, percent, spread
from sim.outcomes import OUTCOMES, weeks
from sim.outcomes.outcome import possible
from viz.screen.measures import MEASURES, Measure
from viz.screen.results import Results
from viz.screen.worlds import GHOST
from viz.titles import on_scale

SIGNS = {HIGHER: "▲", LOWER: "▼", SAME: "=", OPEN: "?", TOO_FEW: "?", NOWHERE: "–"}
A_AND_B = {HIGHER: "higher in A", LOWER: "higher in B"}  # as `aftermath compare` has it on screen; other words stay
NOW_AND_BEFORE = {HIGHER: "higher now", LOWER: "lower now"}
ANY_SIZE = ", by any size"
CLEAR = (HIGHER, LOWER)


@dataclass(frozen=True)
class LastWeek:
    """What a measure without an outcome is judged by: its last week, and no smallest difference of interest.

    So the rule of the comparison is kept, but whatever can be told from nothing counts, however small.
    """

    unit: str
    yes_no: bool
    sesoi: float = 0.0

    @property
    def possible(self) -> tuple[float, float]:
        """The lowest and highest value there can be."""
        return possible(self.unit)


@dataclass(frozen=True)
class Judged:
    """How two sets of runs differ in a measure: `title` of what was judged, its row of the comparison, its word."""

    title: str
    digits: int
    row: Mapping[str, Any]
    outcome: str = ""  # empty if only the last week could be judged

    @property
    def word(self) -> str:
        """The word of the comparison."""
        same = not self.outcome and self.row["difference"] == self.row["low"] == self.row["high"] == 0
        return SAME if same else str(self.row["word"])


def judged(name: str, one: Results, other: Results, most: int | None = None) -> tuple[Judged, ...]:
    """Return how two worlds differ in a measure, pair by pair: in its outcomes, `most` of them, the chart's own first.

    What `aftermath compare` says of the same runs. A measure without an outcome that these runs reach is judged in
    its last week.
    """
    of = MEASURES[name]
    pairs = min(one.replicates, other.replicates)
    found = [each for each in reversed(of.outcomes) if each in one.outcomes and each in other.outcomes]
    if not found:
        return (last_week(of, one, other, pairs),)
    return tuple(
        Judged(
            OUTCOMES[each].title,
            OUTCOMES[each].digits,
            contrast(OUTCOMES[each], one.outcomes[each][:pairs], other.outcomes[each][:pairs]),
            each,
        )
        for each in found[:most]
    )


def last_week(of: Measure, one: Results, other: Results, pairs: int) -> Judged:
    """Return how two worlds differ in a measure at the end of the run."""
    a, b = (each.measures[of.name][:pairs, -1].astype(float) for each in (one, other))
    return Judged(f"{of.title}, week {one.weeks}", of.digits + 1, contrast(LastWeek(of.unit, of.yes_no), a, b))


# ---------------------------------------------------------------- for the screen
def findings(results: Mapping[str, Results]) -> dict[str, dict[str, Any]]:
    """Return what is found of each measure: of A against B, and once assumptions are changed of now against before.

    Empty until there are runs of both worlds. `found` is of A and B; `a` and `b` are of each against itself before;
    `before` is the word that A and B had then.
    """
    if not {"a", "b"} <= set(results):
        return {}
    changed = {GHOST + side for side in "ab"} <= set(results)
    rows = {}
    for name in MEASURES:
        both = judged(name, results["a"], results["b"])
        rows[name] = {"found": in_words(both, A_AND_B, "A − B")}
        if changed:
            before = judged(name, results[GHOST + "a"], results[GHOST + "b"], 1)
            rows[name]["before"] = in_words(before, A_AND_B, "A − B before your changes")
            for side in "ab":
                own = judged(name, results[side], results[GHOST + side], 1)
                rows[name][side] = in_words(own, NOW_AND_BEFORE, f"{side.upper()} now − {side.upper()} before")
    return rows


def in_words(found: tuple[Judged, ...], words: Mapping[str, str], what: str) -> dict[str, Any]:
    """Return the word of the first, its sign, and what it rests on in sentences."""
    first = found[0]
    word = words.get(first.word, first.word)
    return {
        "word": word + ANY_SIZE * (first.word in CLEAR and not first.outcome),
        "conclusion": first.word,
        "sign": SIGNS[first.word],
        "pairs": int(first.row["pairs"]),
        "early": [
            f"{SIGNS[each.word]} {words[each.word]} in {weeks(window_of(each.outcome))}"
            for each in found[1:]
            if each.word in CLEAR and each.word != first.word
        ],
        "says": [sentence(each, words, what) for each in found],
    }


def window_of(outcome: str) -> tuple[int, int]:
    """Return the first and last week that an outcome reads."""
    of = OUTCOMES[outcome]
    return of.weeks[0], of.last_week


def sentence(of: Judged, words: Mapping[str, str], what: str) -> str:
    """Say what a word rests on: the outcome, the difference with its interval, the pairs, the size that matters."""
    row, word = of.row, words.get(of.word, of.word)
    if np.isnan(row["low"]):
        return f"{of.title}: {word} ({count(row['pairs'], 'pair')} of runs)."
    between = spread(row["low"], row["high"], of.digits, sign=True)
    told = (
        f"{of.title}: {what} is {number(row['difference'], of.digits, sign=True)} {on_scale(row['unit'])}, "
        f"{percent(CONFIDENCE)} interval {between}, {count(row['pairs'], 'pair')} of runs: {word}"
    )
    if not of.outcome:
        return f"{told}. No outcome sums this measure up: its last week is judged, and any difference counts."
    return f"{told}. Smallest difference of interest: {number(row['sesoi'], min(of.digits, 2))}."


def summary(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the measures by what is found of them, and those that the reader's changes moved or turned."""
    if not rows:
        return {}
    found: dict[str, Any] = {"ab": by_conclusion({name: row["found"] for name, row in rows.items()})}
    if all("before" in row for row in rows.values()):
        found |= {side: by_conclusion({name: row[side] for name, row in rows.items()}) for side in "ab"}
        found["turned"] = [
            {"name": name, "was": row["before"]["word"], "is": row["found"]["word"]}
            for name, row in rows.items()
            if row["before"]["conclusion"] != row["found"]["conclusion"]
        ]
    return found


def by_conclusion(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the names of measures that are higher, lower, the same, and those of which nothing can be said."""
    kinds = {HIGHER: "higher", LOWER: "lower", SAME: "same"}
    found: dict[str, list[str]] = {"higher": [], "lower": [], "same": [], "open": []}
    for name, row in rows.items():
        found[kinds.get(row["conclusion"], "open")].append(name)
    return found
