"""What one change does: every point that differs from the base in one factor, held against it run by run."""

from typing import TYPE_CHECKING

import numpy as np

from sim.compare import CONFIDENCE, EQUIVALENCE, FEWEST_PAIRS, TOO_FEW, intervals, judge
from sim.experiments.analysis.differences import method_of
from sim.experiments.analysis.fits import misfit
from sim.experiments.analysis.quantities import Quantity
from sim.experiments.analysis.records import described
from sim.experiments.analysis.study import Study, Tally
from sim.experiments.analysis.words import word_of
from sim.table import Array

if TYPE_CHECKING:
    import pandas


def tornado(study: Study, quantity: Quantity, level: float = CONFIDENCE) -> "pandas.DataFrame":
    """Return one row a point that differs from the base in one factor, the largest change first.

    Columns: factor, level (in words), label, value, base, change with its interval, word. `value` and `base` are
    means over the same replicates, `change` is theirs, run by run: intervals and words as in `sim.compare`. Of a
    difference between scenarios it says how much that difference changes. ExperimentError if no point is the base.
    """
    import pandas

    base, tally = base_of(study), Tally()
    varied = study.values != study.values[base]
    single = np.flatnonzero(varied.sum(axis=1) == 1)
    if not len(single):
        raise misfit(study, "tornado", "no point differs from the base in one factor alone")
    before = study.block(quantity, np.array([base]))
    before.note(tally)
    found = []
    for block in study.blocks(quantity, study.lots(single), tally):
        for point, values in zip(block.points, block.values, strict=True):
            factor = int(np.flatnonzero(varied[point])[0])
            names = {
                "factor": study.names[factor],
                "level": word_of(study.manifest.factors[factor], float(study.values[point, factor])),
                "label": study.points["label"][point],
            }
            found.append(names | change(values, before.values[0], quantity, level))
    rows = pandas.DataFrame(found)
    order = rows["change"].abs().sort_values(ascending=False, kind="stable", na_position="last").index
    rows = rows.loc[order].reset_index(drop=True)
    return described(rows, study, quantity, tally, level, method_of(quantity), base=int(base))


def base_of(study: Study) -> int:
    """Return the number of the point in which every factor is as held; ExperimentError if there is none."""
    held = np.array([each.held for each in study.manifest.factors])
    found = np.flatnonzero((study.values == held).all(axis=1))
    if not len(found):
        raise misfit(study, "tornado", "its base, every factor as held, is no point of it")
    return int(found[0])


def change(values: Array, base: Array, quantity: Quantity, level: float) -> dict[str, object]:
    """Return how runs change against those of the base with the same luck, `(replicates,)` each."""
    moved = values - base
    both = ~np.isnan(moved)
    moved = moved[both]
    if len(moved) < FEWEST_PAIRS:
        return {**dict.fromkeys(("value", "base", "change", "low", "high"), np.nan), "word": TOO_FEW}
    bounds = intervals(moved, quantity.outcome.yes_no, (CONFIDENCE, EQUIVALENCE, level))
    return {
        "value": float(values[both].mean()),
        "base": float(base[both].mean()),
        "change": float(moved.mean()),
        "low": bounds[level][0],
        "high": bounds[level][1],
        "word": judge(moved, bounds, quantity.outcome.sesoi),
    }
