"""Single numbers behind a verdict: fall against one broken siege, or a share of fall runs, with and without claims."""

from dataclasses import dataclass

import numpy as np

from sim.compare import HIGHER, LOWER
from sim.outcomes import OUTCOMES, Outcome
from sim.table import Array
from sim.verdict.attribution import NOTHING, attribute
from sim.verdict.ensemble import Ensemble
from sim.verdict.forecasts import FALL, Measure, Threshold
from sim.verdict.judge import NAN, Judge, Judged
from sim.verdict.words import AGREES, CONTRADICTS, OPEN

NONE = Judged(NAN, NAN, NAN, OPEN)


@dataclass(frozen=True)
class Contrast:
    """Fall minus a broken siege, paired: means, difference with interval and word; the same without claims.

    `excess` is the difference of the two differences, claims on minus claims off.
    """

    outcome: Outcome
    stem: str
    versus: str
    pairs: int
    fall: float
    broken: float
    difference: Judged
    null: Judged
    excess: Judged
    attribution: str

    @property
    def word(self) -> str:
        """What the difference says of the forecast."""
        return self.difference.word


@dataclass(frozen=True)
class Level:
    """A share of fall runs, with its interval and word; the same without claims; and the excess, on minus off."""

    outcome: Outcome
    share: Judged
    null: Judged
    excess: Judged
    attribution: str

    @property
    def word(self) -> str:
        """What the share says of the forecast."""
        return self.share.word


def contrast(runs: Ensemble, measure: Measure, outcome: str, versus: str, judge: Judge) -> Contrast:
    """Hold the fall against one version of the broken siege, by one outcome."""
    of = OUTCOMES[outcome]
    on, off = runs.differences(outcome, FALL, versus)
    found = judged(judge, measure, on, of)
    null = excess = NONE
    source = NOTHING
    if off is not None:
        null = judged(judge, measure, off, of)
        excess = judge.difference(on - off, of.sesoi, of.yes_no)
        if found.word in (AGREES, CONTRADICTS):
            more = (measure.side > 0) == (found.word == AGREES)
            source = attribute(null.word == found.word, excess.word, HIGHER if more else LOWER)
    one, other = (runs.on[name][outcome] for name in (FALL, versus))
    there = np.isfinite(one) & np.isfinite(other)
    means = [float(each[there].mean()) if there.any() else NAN for each in (one, other)]
    return Contrast(of, measure.stem, versus, len(on), means[0], means[1], found, null, excess, source)


def judged(judge: Judge, measure: Measure, differences: Array, outcome: Outcome) -> Judged:
    """Judge paired differences as the measure asks."""
    if measure.no_gain:
        return judge.no_gain(differences, outcome)
    return judge.side(differences, outcome, measure.side)


def level(runs: Ensemble, threshold: Threshold, outcome: str, judge: Judge) -> Level:
    """Hold a share of fall runs against its thresholds, by one outcome; runs without a value count as no."""
    limit = threshold.at_least
    on = (runs.on[FALL][outcome] >= limit).astype(float)
    found = judge.share(on, threshold.agrees, threshold.contradicts)
    null = excess = NONE
    source = NOTHING
    if FALL in runs.null:
        off = (runs.null[FALL][outcome] >= limit).astype(float)
        null = judge.share(off, threshold.agrees, threshold.contradicts)
        excess = judge.difference(on - off, threshold.sesoi, yes_no=True)
        if found.word in (AGREES, CONTRADICTS):
            few = (threshold.agrees < threshold.contradicts) == (found.word == AGREES)
            source = attribute(null.word == found.word, excess.word, LOWER if few else HIGHER)
    return Level(OUTCOMES[outcome], found, null, excess, source)
