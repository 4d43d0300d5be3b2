"""Outcomes: numbers computed from the results of a run, each with a unit and a size that matters."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sim.errors import ExperimentError, guess
from sim.measures import LONG, SHORT
from sim.outcomes.outcome import CHECK, EMERGENT, Measure, Outcome, possible, weeks
from sim.outcomes.people import ABROAD, PEOPLE
from sim.outcomes.politics import SPONSORS, TALKS
from sim.outcomes.radicalism import RADICALISM
from sim.outcomes.war import CONTROL, WAR

if TYPE_CHECKING:
    import pandas
    import xarray

    Results = xarray.Dataset

__all__ = [
    "CHECK", "EMERGENT", "LONG", "OUTCOMES", "SHORT", "Measure", "Outcome", "chosen", "left_out", "outcomes_of",
    "possible", "weeks",
]  # fmt: skip

OUTCOMES: dict[str, Outcome] = {
    each.name: each for room in (WAR, CONTROL, RADICALISM, SPONSORS, TALKS, PEOPLE, ABROAD) for each in room
}


def chosen(names: Iterable[str] | None = None) -> tuple[Outcome, ...]:
    """Return outcomes by name, all if none are named; ExperimentError with the nearest name."""
    if names is None:
        return tuple(OUTCOMES.values())
    wanted = list(names)
    for name in wanted:
        if name not in OUTCOMES:
            raise ExperimentError(f"outcome '{name}': there is none{guess(name, OUTCOMES)}")
    return tuple(OUTCOMES[name] for name in wanted)


def left_out(results: "Results") -> tuple[Outcome, ...]:
    """Return the outcomes whose weeks these runs do not reach."""
    return tuple(each for each in OUTCOMES.values() if not each.covered(results))


def outcomes_of(results: "Results", names: Iterable[str] | None = None) -> "pandas.DataFrame":
    """Return one row a run (indexed by scenario and replicate) and one column an outcome.

    Outcomes whose weeks the runs do not reach are left out; `left_out` names them.
    """
    import pandas

    columns = {each.name: each.compute(results) for each in chosen(names) if each.covered(results)}
    rows = [results[name].to_numpy() for name in ("scenario", "replicate")]
    return pandas.DataFrame(columns, index=pandas.MultiIndex.from_arrays(rows, names=["scenario", "replicate"]))
