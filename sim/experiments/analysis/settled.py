"""How settled a sweep is: intervals against the number of replicates, over all points."""

from typing import TYPE_CHECKING

import numpy as np

from sim.compare import CONFIDENCE
from sim.experiments.analysis.means import method_of
from sim.experiments.analysis.quantities import Quantity
from sim.experiments.analysis.records import described
from sim.experiments.analysis.study import Study, Tally
from sim.experiments.analysis.widths import half_widths, replicates_for, sizes_up_to, table
from sim.table import Array

if TYPE_CHECKING:
    import pandas


def converge(
    study: Study,
    quantity: Quantity,
    points: Array | None = None,
    level: float = CONFIDENCE,
    half_width: float | None = None,
) -> "pandas.DataFrame":
    """Return one row a number of replicates: how wide intervals then are, and what the mean is.

    Columns: replicates, half_width (median over points), half_width_widest, mean (over points). With a wished
    `half_width`, `attrs` says how many replicates the widest point would need, if the interval goes on shrinking with
    the root of their number.
    """
    tally = Tally()
    sizes = sizes_up_to(study.folder.replicates)
    reach, means = [], []
    for block in study.blocks(quantity, study.lots(points), tally):
        some = half_widths(block.values, sizes, quantity.outcome.yes_no, quantity.paired, level)
        reach.append(some[0])
        means.append(some[1])
    found = table(np.concatenate(reach), np.concatenate(means), sizes)
    described(found, study, quantity, tally, level, method_of(quantity))
    if half_width is not None:
        now = float(found["half_width_widest"].iloc[-1])
        enough = replicates_for(half_width, now, sizes[-1]) if np.isfinite(now) else None
        found.attrs.update(wished=half_width, enough=enough)
    return found
