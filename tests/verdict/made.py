"""Made-up tables of outcomes whose differences are known, in units of what matters."""

from collections.abc import Mapping

import numpy as np
import pandas

from sim.outcomes import OUTCOMES
from sim.verdict.forecasts import AGAINST, FALL, FORECASTS, VERSIONS

PAIRS = 200
JUDGED = tuple(
    dict.fromkeys(
        outcome
        for forecast in FORECASTS
        for each in (*forecast.measures, forecast.threshold, forecast.strict)
        if each is not None
        for outcome in (each.early, each.late)
        if outcome is not None
    )
)
QUIET = {"settled": 0.5, "mainstream_left": 60.0}  # base levels; other shares of runs rest at 0, numbers at 100
Changes = Mapping[str, float]


def noise(key: str, scale: float) -> np.ndarray:
    """Noise whose mean is exactly zero, its own for each key."""
    drawn = np.random.default_rng(sum(key.encode())).standard_normal(PAIRS)
    return scale * (drawn - drawn.mean())


def table(scenario: str, changes: Changes | None = None, unsettled: tuple[str, ...] = ()) -> pandas.DataFrame:
    """Outcomes of one scenario: `changes` are in smallest effects of interest, or levels for shares of runs.

    What is `unsettled` varies so much that its difference cannot be told from nothing or from much.
    """
    changes = changes or {}
    columns = {}
    for name in JUDGED:
        of = OUTCOMES[name]
        if of.yes_no:
            share = changes.get(name, QUIET.get(name, 0.0))
            columns[name] = (np.arange(PAIRS) < round(share * PAIRS)).astype(float)
            continue
        spread = 30.0 if name in unsettled else 0.2
        columns[name] = QUIET.get(name, 100.0) + of.sesoi * (
            noise(name, 10.0) + noise(scenario + name, spread) + changes.get(name, 0.0)
        )
    index = pandas.MultiIndex.from_product([[scenario], range(PAIRS)], names=["scenario", "replicate"])
    return pandas.DataFrame(columns, index)


def worlds(
    fall: Changes | None = None,
    broken: Mapping[str, Changes] | None = None,
    unsettled: tuple[str, ...] = (),
) -> dict[str, pandas.DataFrame]:
    """All scenarios of a verdict: the fall changed, and each broken siege as `broken` says."""
    of = broken or {}
    return {FALL: table(FALL, fall, unsettled), **{name: table(name, of.get(name)) for name in AGAINST}}


def only(*versions: str, changes: Changes) -> dict[str, Changes]:
    """Broken sieges changed as given, in these versions alone."""
    assert set(versions) <= set(AGAINST)
    return dict.fromkeys(versions, changes)


def every(changes: Changes) -> dict[str, Changes]:
    """All three versions of the broken siege changed alike."""
    return dict.fromkeys(VERSIONS, changes)
