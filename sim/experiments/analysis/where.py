"""Some of a sweep's points, picked by what their factors are."""

import re

import numpy as np

from sim.errors import ExperimentError, guess
from sim.experiments.analysis.study import Study
from sim.experiments.analysis.words import words_of
from sim.table import Array

CONDITION = re.compile(r"(.+?)\s*(<=|>=|=|<|>)\s*(.+)")
FORMS = "FACTOR=LEVEL, or FACTOR<NUMBER, <=, >, >="
SAME_TO = 1e-9  # of a factor's range: 0.1 + 0.2 is 0.3


def points_where(study: Study, conditions: tuple[str, ...]) -> Array | None:
    """Return the points that meet all conditions, None if there is none to meet.

    ExperimentError names what is not known, with the nearest guess, or says that no point is left.
    """
    if not conditions:
        return None
    kept = np.ones(study.folder.points, dtype=bool)
    for each in conditions:
        kept &= met(study, each)
    if not kept.any():
        raise ExperimentError(f"--where {' --where '.join(conditions)}: no point is like that")
    return np.flatnonzero(kept)


def met(study: Study, condition: str) -> Array:
    """Return which points meet a condition."""
    found = CONDITION.fullmatch(condition.strip())
    if found is None:
        raise ExperimentError(f"--where '{condition}': expected {FORMS}")
    name, sign, word = found.groups()
    if name not in study.names:
        raise ExperimentError(f"--where '{condition}': the sweep varies no '{name}'{guess(name, study.names)}")
    record = study.manifest.factors[study.names.index(name)]
    values = study.values[:, study.names.index(name)]
    words = words_of(record)
    if sign == "=" and word in words:
        return np.asarray(values == words[word])
    try:
        number = float(word)
    except ValueError:
        if words:
            raise ExperimentError(f"--where '{condition}': {name} is never '{word}'{guess(word, words)}") from None
        raise ExperimentError(f"--where '{condition}': '{word}' is no number") from None
    close = SAME_TO * max(record.high - record.low, abs(number))
    same = np.abs(values - number) <= close
    by_sign = {
        "=": same,
        "<": (values < number) & ~same,
        "<=": (values < number) | same,
        ">": (values > number) & ~same,
        ">=": (values > number) | same,
    }
    return np.asarray(by_sign[sign])
