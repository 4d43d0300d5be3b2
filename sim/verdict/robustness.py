"""How many points of a sweep over all stated ranges bear a verdict out, and the label that follows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.verdict.ensemble import Tables
from sim.verdict.verdicts import judge_forecasts
from sim.verdict.words import OPEN, TOO_SHORT

ROBUST, FRAGILE, RARE = "robust", "fragile", "rare"
NOT_ASSESSED, NOT_ASKED = "not assessed", ""
ROBUST_FROM, FRAGILE_FROM = 0.8, 0.2  # share of points with the headline verdict


@dataclass(frozen=True)
class Robustness:
    """The share of points with each word, by forecast, and how many points of how many pairs were run."""

    shares: Mapping[str, Mapping[str, float]]
    points: int
    pairs: int

    def label(self, number: str, word: str) -> str:
        """Return the label of a verdict; a forecast that is undecided has no verdict to bear out."""
        if word in (OPEN, TOO_SHORT):
            return NOT_ASKED
        return label(self.shares[number].get(word, 0.0))


def label(share: float) -> str:
    """Return the label of a share of points."""
    return ROBUST if share >= ROBUST_FROM else FRAGILE if share >= FRAGILE_FROM else RARE


def words_at(tables: Tables) -> dict[str, str]:
    """Return each forecast's word at one point of a sweep, read off means: its pairs are too few for intervals."""
    return {number: each.word for number, each in judge_forecasts(tables, sure=False).items()}


def assess(words: Sequence[Mapping[str, str]], pairs: int) -> Robustness:
    """Return the shares of points by word, from the words of each point."""
    numbers = list(words[0]) if words else []
    shares = {
        number: {word: count / len(words) for word, count in Counter(each[number] for each in words).most_common()}
        for number in numbers
    }
    return Robustness(shares, len(words), pairs)
