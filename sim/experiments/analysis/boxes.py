"""Under which assumptions a conclusion holds, or fails: boxes of factor values, by PRIM."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.errors import ExperimentError
from sim.experiments.analysis import peeling
from sim.experiments.analysis.conclusions import Conclusion, holding, usual
from sim.experiments.analysis.peeling import Box, Step
from sim.experiments.analysis.quantities import Quantity
from sim.experiments.analysis.records import described
from sim.experiments.analysis.study import Study, Tally
from sim.experiments.analysis.words import word_of
from sim.experiments.sweep.sampling.factors import CHOICE
from sim.table import Array

if TYPE_CHECKING:
    import pandas

HOLDS, FAILS = "holds", "fails"
FEWEST_POINTS = 20
NAME = "PRIM (Friedman & Fisher 1999), quasi-p by Bryant & Lempert (2010)"


class Boxes(NamedTuple):
    """The limits of the boxes, the way to each, and what each comes to."""

    boxes: "pandas.DataFrame"
    trajectory: "pandas.DataFrame"


def prim(
    study: Study,
    quantity: Quantity,
    conclusion: Conclusion | None = None,
    points: Array | None = None,
    look_for: str | None = None,
    most: int = 1,
    step: int | None = None,
    paste: bool = False,
) -> Boxes:
    """Return boxes of factor values within which a conclusion holds (or fails: `look_for`), the rarer of the two.

    A point counts as a whole: the conclusion is judged on all its replicates. Boxes: box, factor, low, high, levels
    (those a factor with named levels keeps, in words), quasi_p. Trajectory: box, step, coverage, density, mass, mean,
    factors (how many are limited), taken. `step` takes a box of the first trajectory by hand. `attrs`: `conclusion`,
    `look_for`, `share` of points that are looked for, and of the first box `coverage`, `density`, `mass`.
    ExperimentError for fewer than 20 points.
    """
    import pandas

    tally = Tally()
    conclusion = conclusion or usual(study, quantity, points, "prim")
    found = holding(study, quantity, conclusion, points, tally)
    assert found.holds is not None
    if len(found.points) < FEWEST_POINTS:
        raise ExperimentError(f"prim: needs at least {FEWEST_POINTS} points with a value, here {len(found.points)}")
    look_for = look_for or (HOLDS if found.holds.mean() <= 1 / 2 else FAILS)
    y = (found.holds if look_for == HOLDS else ~found.holds).astype(float)
    x = study.values[found.points]
    unordered = [at for at, each in enumerate(study.manifest.factors) if each.kind == CHOICE]
    boxes = peeling.boxes(x, y, unordered, most, paste)
    if step is not None:
        boxes = [by_hand(x, y, unordered, step), *boxes[1:]] if step else boxes
    rows: list[dict[str, Any]] = []
    ways: list[dict[str, Any]] = []
    left = np.ones(len(x), dtype=bool)
    for number, (way, taken) in enumerate(boxes, start=1):
        chances = peeling.quasi_p(taken.box, x, y, left)
        rows += [{"box": number} | limits(study, taken.box, at) | {"quasi_p": p} for at, p in chances.items()]
        ways += [step_row(number, at, each, taken) for at, each in enumerate(way)]
        left &= ~taken.box.holds(x)
    columns = ["box", "factor", "low", "high", "levels", "quasi_p"]
    words = ["box", "step", "coverage", "density", "mass", "mean", "factors", "taken"]
    tables = Boxes(pandas.DataFrame(rows, columns=columns), pandas.DataFrame(ways, columns=words))
    first = boxes[0][1] if boxes else None
    for each in tables:
        described(
            each,
            study,
            quantity,
            tally,
            None,
            NAME,
            conclusion=conclusion.text,
            look_for=look_for,
            share=float(y.mean()),
            judged=len(y),
            coverage=first.coverage if first else None,
            density=first.density if first else None,
            mass=first.mass if first else None,
        )
    return tables


def by_hand(x: Array, y: Array, unordered: Sequence[int], step: int) -> tuple[list[Step], Step]:
    """Return the first trajectory with the box a reader chose; ExperimentError if it has no such step."""
    way = peeling.trajectory(x, y, unordered)
    if not 1 <= step < len(way):
        raise ExperimentError(f"--step {step}: the trajectory has steps 1 to {len(way) - 1}")
    return way, way[step]


def limits(study: Study, box: Box, factor: int) -> dict[str, Any]:
    """Return a factor's limits in a box: numbers, and the levels that are kept where levels have names."""
    record = study.manifest.factors[factor]
    low, high = float(box.low[factor]), float(box.high[factor])
    if not record.levels:
        low, high = max(low, record.low), min(high, record.high)
        return {"factor": record.name, "low": low, "high": high, "levels": ""}
    gone = box.without.get(factor, frozenset())
    kept = [each for each in sorted(record.levels) if low <= each <= high and each not in gone]
    words = ", ".join(word_of(record, each) for each in kept)
    return {"factor": record.name, "low": kept[0], "high": kept[-1], "levels": words}


def step_row(number: int, at: int, each: Step, taken: Step) -> dict[str, Any]:
    """Return a row of the trajectory."""
    return {
        "box": number,
        "step": at,
        "coverage": each.coverage,
        "density": each.density,
        "mass": each.mass,
        "mean": each.density,
        "factors": len(each.box.factors),
        "taken": each is taken,
    }
