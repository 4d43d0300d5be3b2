"""Manipulation checks: what single rules move by themselves. They show that the machinery works, and no more."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sim.outcomes import OUTCOMES, Outcome
from sim.table import Array
from sim.verdict.ensemble import Tables, gather
from sim.verdict.forecasts import FALL, VERSIONS
from sim.verdict.judge import Judge, Judged
from sim.verdict.words import AGREES, CONTRADICTS, OPEN, SAME

# What the rule of a claim does to an outcome: +1 raises it where Aleppo falls, -1 lowers it.
EXPECTED: dict[str, tuple[str, int]] = {
    "irremovability": ("C13", +1),
    "support": ("C14", -1),
    "backers": ("C14", -1),
    "normalised": ("C12", +1),
    "betrayal": ("C37", +1),
    "vindication": ("C19", +1),
    "credibility": ("C26", -1),
    "broker": ("C02", +1),
    "willingness": ("C44", -1),
    "reprisal_deaths_short": ("C41", +1),
    "returns": ("C32", -1),
    "refugees_abroad": ("C32", +1),
    "onward": ("C47", +1),
}
WORKS, WRONG_WAY, STILL = "moves as stated", "moves the other way", "does not move"
SMALL, NOT_CLEAR = "moves too little to matter", "undecided"
IN_WORDS = {AGREES: WORKS, CONTRADICTS: WRONG_WAY, SAME: SMALL, OPEN: NOT_CLEAR}
FIRST = next(iter(VERSIONS))


@dataclass(frozen=True)
class Check:
    """One check: the fall with claims and without, their paired difference, and fall minus the first broken siege."""

    outcome: Outcome
    claim: str
    on: float
    null: float
    moved: Judged
    fall_minus_broken: Judged
    word: str


def check_machinery(on: Tables, null: Tables) -> Iterable[Check]:
    """Yield every check that these runs are long enough for; ExperimentError if the runs do not pair."""
    runs, judge = gather(on, null), Judge()
    for name, (claim, side) in EXPECTED.items():
        if not runs.has(FALL, name):
            continue
        of = OUTCOMES[name]
        values, bare = runs.on[FALL][name], runs.null[FALL][name]
        moved = judge.side(values - bare, of, side)
        contrast = judge.side(runs.differences(name, FALL, FIRST)[0], of, side)
        word = STILL if same(values, bare) else IN_WORDS[moved.word]
        yield Check(of, claim, float(values.mean()), float(bare.mean()), moved, contrast, word)


def same(one: Array, other: Array) -> bool:
    """Whether two sets of runs are alike, run by run."""
    return bool(np.array_equal(one, other))
