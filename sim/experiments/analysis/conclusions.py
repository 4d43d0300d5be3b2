"""What is said to hold at a point: a condition on a mean, or the word of a difference."""

import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.compare import CONFIDENCE, HIGHER, LOWER, NOWHERE, OPEN, SAME, TOO_FEW, contrast
from sim.errors import ExperimentError, guess
from sim.experiments.analysis.differences import Pool, averaged, contrasts_of
from sim.experiments.analysis.quantities import Quantity
from sim.experiments.analysis.study import Study, Tally
from sim.table import Array

WORDS = (HIGHER, LOWER, SAME)
CONDITION = re.compile(r"\s*(>=|<=|>|<)\s*([-−+]?[0-9.]+(?:e[-+]?[0-9]+)?)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Conclusion:
    """A condition on a mean, such as `>= 0.5`, or one of the words of a difference."""

    text: str

    @property
    def word(self) -> str | None:
        """The word, if it is one."""
        return self.text if self.text in WORDS else None

    @property
    def condition(self) -> tuple[str, float]:
        """The sign and the number of a condition."""
        found = CONDITION.fullmatch(self.text)
        assert found is not None
        return found[1], float(found[2].replace("−", "-"))

    def met(self, mean: Array) -> Array:
        """Return where means meet the condition."""
        sign, number = self.condition
        by_sign = {">=": mean >= number, "<=": mean <= number, ">": mean > number, "<": mean < number}
        return np.asarray(by_sign[sign])

    def surely(self, low: Array, high: Array) -> Array:
        """Return where whole intervals meet the condition."""
        return self.met(low if self.condition[0] in (">=", ">") else high)

    def surely_not(self, low: Array, high: Array) -> Array:
        """Return where no value of an interval meets the condition; not where there is no interval."""
        return ~self.met(high if self.condition[0] in (">=", ">") else low) & ~np.isnan(low)


def conclusion_of(text: str, quantity: Quantity) -> Conclusion:
    """Read `--holds`; ExperimentError says what is allowed."""
    if text in WORDS:
        if not quantity.paired:
            raise ExperimentError(f"--holds '{text}': is said of a difference; write --of 'A - B', or a condition")
        return Conclusion(text)
    found = CONDITION.fullmatch(text)
    try:
        float(found[2].replace("−", "-") if found else "")
    except ValueError:
        hint = guess(text, WORDS)
        raise ExperimentError(
            f"--holds '{text}': expected a condition on the mean, such as '>= 0.5', or one of: {', '.join(WORDS)}"
            f"{hint if 'did you mean' in hint else ''}"
        ) from None
    return Conclusion(text)


class Holding(NamedTuple):
    """Points that have a value, whether the conclusion holds there (None if none is asked), and their means."""

    points: Array
    holds: Array | None
    mean: Array


def usual(study: Study, quantity: Quantity, points: Array | None, method: str) -> Conclusion:
    """Return the conclusion to look at where none is named: the word of the difference over all points."""
    if not quantity.paired:
        if quantity.outcome.yes_no:
            return Conclusion(">= 0.5")
        raise ExperimentError(f"{method}: say what is to hold, such as --holds '>= 30' ({quantity.outcome.unit})")
    pool = Pool(study.folder.replicates)
    for block in study.blocks(quantity, study.lots(points)):
        assert block.other is not None
        pool.add(block.one, block.other)
    word = str(contrast(averaged(quantity), *pool.pairs())["word"])
    if word in (OPEN, TOO_FEW, NOWHERE):
        raise ExperimentError(
            f"{method}: over all points the difference is '{word}'; say what is to hold, such as --holds '> 0'"
        )
    return Conclusion(word)


def holding(
    study: Study, quantity: Quantity, conclusion: Conclusion | None, points: Array | None, tally: Tally
) -> Holding:
    """Return where a conclusion holds; points without any value are left out."""
    numbers, holds, means = [], [], []
    for block in study.blocks(quantity, study.lots(points), tally):
        values = block.values
        valid = ~np.isnan(values)
        runs = valid.sum(axis=1)
        mean = np.where(valid, values, 0.0).sum(axis=1) / np.maximum(runs, 1)
        kept = runs > 0
        numbers.append(block.points[kept])
        means.append(mean[kept])
        if conclusion is None:
            continue
        if conclusion.word is None:
            holds.append(conclusion.met(mean)[kept])
            continue
        words = [str(row["word"]) for row in contrasts_of(block, quantity, CONFIDENCE)]
        holds.append((np.array(words) == conclusion.word)[kept])
    found = None if conclusion is None else np.concatenate(holds)
    return Holding(np.concatenate(numbers), found, np.concatenate(means))
