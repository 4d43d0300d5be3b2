"""What the runs of a sweep say: intervals, differences, sensitivity, sets of claims, boxes and trees.

    study = open_study("runs")
    rows = diff(study, [quantity_of(study.manifest, "aleppo_falls - siege_broken", "rad_share_long")])

Every function returns pandas tables, whose `attrs` say what they rest on (`records.described`). Runs are read some
500,000 values at a time, only the columns needed, so that memory does not grow with their number. Besides, `ci`,
`diff`, `tornado`, `prim` and `cart` keep their tables, a few numbers a point; `converge` one number a point and row;
`morris` and `sobol` some 16 numbers a row of the design; `shapley` and `sets` 8 bytes a run of one or two scenarios.
"""

from sim.experiments.analysis.boxes import prim
from sim.experiments.analysis.changes import tornado
from sim.experiments.analysis.claims import sets, shapley
from sim.experiments.analysis.conclusions import conclusion_of
from sim.experiments.analysis.decomposition import sobol
from sim.experiments.analysis.differences import diff, pooled
from sim.experiments.analysis.means import ci
from sim.experiments.analysis.quantities import Quantity, differences_of, levels_of, quantity_of
from sim.experiments.analysis.screening import morris
from sim.experiments.analysis.settled import converge
from sim.experiments.analysis.study import Study, open_study
from sim.experiments.analysis.trees import cart
from sim.experiments.analysis.weeks import weekly

__all__ = [
    "Quantity", "Study", "cart", "ci", "conclusion_of", "converge", "diff", "differences_of", "levels_of", "morris",
    "open_study", "pooled", "prim", "quantity_of", "sets", "shapley", "sobol", "tornado", "weekly",
]  # fmt: skip
