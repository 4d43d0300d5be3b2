"""How a factor's values are called: on and off, alternatives by name, else numbers."""

from sim.experiments.sweep.folder.manifest import FactorRecord
from sim.experiments.sweep.sampling.factors import SWITCH

ON_OFF = {0.0: "off", 1.0: "on"}


def word_of(factor: FactorRecord, value: float) -> str:
    """Return how a factor's value is called."""
    if factor.labels:
        return factor.labels[factor.levels.index(value)]
    if factor.kind == SWITCH and value in ON_OFF:
        return ON_OFF[value]
    return f"{value:.6g}"


def words_of(factor: FactorRecord) -> dict[str, float]:
    """Return the levels of a factor by what they are called; nothing where it has none with names."""
    return {word_of(factor, each): each for each in factor.levels} if factor.labels or factor.kind == SWITCH else {}
