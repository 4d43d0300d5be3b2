"""What the runs of a sweep say: intervals, differences, sensitivity, sets of claims, boxes and trees."""

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
