"""Paired runs that several guards look at, each made once."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

import pandas

from sim.compare import SAME, compare
from sim.model import Model
from sim.outcomes import outcomes_of
from sim.runs import run
from sim.scenario import WEEKS
from sim.verdict.forecasts import FORECASTS
from sim.world import World
from tests.worlds import spec

READINGS = (*(each for of in FORECASTS for each in of.measures), *(of.threshold for of in FORECASTS if of.threshold))
OF_VERDICTS = tuple(sorted({name for each in READINGS for name in (each.early, each.late) if name}))
"""The outcomes that verdicts on F1 to F5 and the tests beside them are read from."""


@cache
def outcomes(scenario: str, assumptions: str, replicates: int = 48, weeks: int = WEEKS) -> pandas.DataFrame:
    """Return the outcomes of runs."""
    return outcomes_of(run(scenario, replicates=replicates, weeks=weeks, assumptions=assumptions, postings=False))


def beyond(one: pandas.DataFrame, other: pandas.DataFrame, names: Iterable[str] = OF_VERDICTS) -> dict[str, str]:
    """Return the outcomes in which paired runs are not surely the same for all practical purposes, with figures."""
    found = compare(one[list(names)], other[list(names)])
    return {
        str(name): f"{row.word}: {row.difference:.3g} ({row.low:.3g} to {row.high:.3g}), matters from {row.sesoi:g}"
        for name, row in found.iterrows()
        if row.word != SAME
    }


def models(
    scenario: str, assumptions: str, replicates: int, values: Mapping[str, float] | None = None, weeks: int = 0
) -> Model:
    """Return a model of some replicates, some weeks in."""
    specs = [spec(scenario, at, assumptions, values) for at in range(replicates)]
    model = Model(specs, keep_postings=False)
    for _ in range(weeks):
        model.step()
    return model


def watch(model: Model, weeks: int, read: Callable[[World], object]) -> list[object]:
    """Step a model and read something after every week."""
    seen = []
    for _ in range(weeks):
        model.step()
        seen.append(read(model.world))
    return seen
