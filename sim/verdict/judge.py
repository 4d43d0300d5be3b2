"""One judge for every number: by intervals for a verdict, by estimates for the many points of a sweep."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim import compare
from sim.outcomes import Outcome
from sim.table import Array
from sim.verdict.words import AGREES, CONTRADICTS, OPEN, SAME

IN_WORDS = {compare.HIGHER: AGREES, compare.LOWER: CONTRADICTS, compare.SAME: SAME, compare.OPEN: OPEN}
OTHER_WAY = {AGREES: CONTRADICTS, CONTRADICTS: AGREES}
NAN = float("nan")


class Judged(NamedTuple):
    """A mean with its 95 % interval, and what it says; no interval where estimates judge."""

    mean: float
    low: float
    high: float
    word: str


@dataclass(frozen=True)
class Judge:
    """How a word is come by. `sure`: from intervals, as a verdict needs; else from means alone.

    Twenty pairs a point are too few for intervals (none of 20 runs at peace still leaves 16 % possible), so a
    sweep reads means, and its many points take the place of many pairs.
    """

    sure: bool = True

    def difference(self, values: Array, sesoi: float, yes_no: bool) -> Judged:
        """Say whether paired differences are clearly higher, lower, practically nothing, or undecided."""
        if len(values) < compare.FEWEST_PAIRS:
            return Judged(float(values.mean()) if len(values) else NAN, NAN, NAN, compare.OPEN)
        mean = float(values.mean())
        if not self.sure:
            return Judged(mean, NAN, NAN, by_estimate(values, sesoi))
        bounds = compare.intervals(values, yes_no)
        return Judged(mean, *bounds[compare.CONFIDENCE], compare.judge(values, bounds, sesoi))

    def side(self, values: Array, outcome: Outcome, side: int) -> Judged:
        """Say whether differences lie on the essay's side: +1 more after the fall, -1 less."""
        found = self.difference(values, outcome.sesoi, outcome.yes_no)
        word = IN_WORDS[found.word]
        return found._replace(word=word if side > 0 else OTHER_WAY.get(word, word))

    def no_gain(self, values: Array, outcome: Outcome) -> Judged:
        """Say whether the fall surely does not raise a share of runs by as much as matters.

        Agrees: the 95 % interval's upper bound lies under the smallest effect of interest. Contradicts: the
        share is clearly higher. No difference at all agrees, since the forecast is that nothing is gained.
        """
        found = self.difference(values, outcome.sesoi, outcome.yes_no)
        upper = found.high if self.sure else found.mean
        if upper < outcome.sesoi:
            return found._replace(word=AGREES)
        return found._replace(word=CONTRADICTS if found.word == compare.HIGHER else OPEN)

    def share(self, values: Array, agrees: float, contradicts: float) -> Judged:
        """Hold a share of runs against two thresholds; `agrees` below `contradicts` asks for a small share.

        The whole 95 % interval (Wilson 1927) must lie on the far side of a threshold, the threshold included.
        """
        mean = float(values.mean())
        low, high = wilson(values) if self.sure else (mean, mean)
        small = agrees < contradicts
        agreeing = high <= agrees if small else low >= agrees
        contradicting = low >= contradicts if small else high < contradicts
        word = AGREES if agreeing else CONTRADICTS if contradicting else OPEN
        return Judged(mean, low, high, word) if self.sure else Judged(mean, NAN, NAN, word)


def by_estimate(values: Array, sesoi: float) -> str:
    """Return the word of the judge of comparisons without its intervals."""
    mean = float(values.mean())
    if abs(mean) < sesoi:
        return compare.SAME
    if compare.same_sign(values) < compare.AGREEING:
        return compare.OPEN
    return compare.HIGHER if mean > 0 else compare.LOWER


def wilson(values: Array) -> tuple[float, float]:
    """Return the 95 % interval of a share of runs."""
    from scipy import stats

    found = stats.binomtest(int(np.sum(values)), len(values)).proportion_ci(compare.CONFIDENCE, method="wilson")
    return (float(found.low), float(found.high))
