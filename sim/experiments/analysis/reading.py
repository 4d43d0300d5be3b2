"""Reads groups of rows of a design, some at a time, and the sets of a game at once."""

from collections.abc import Iterator

import numpy as np

from sim.experiments.analysis.quantities import Quantity
from sim.experiments.analysis.study import CELLS, Study, Tally
from sim.table import Array


def groups_in(study: Study, quantity: Quantity, groups: Array, tally: Tally) -> Iterator[tuple[Array, Array]]:
    """Yield groups of points `(groups, rows)` with their runs `(groups, rows, replicates)`, some groups at a time.

    A point that stands in several rows is read for each lot that needs it, and counted once in each.
    """
    size = max(1, CELLS // (groups.shape[1] * study.folder.replicates))
    for at in range(0, len(groups), size):
        some = groups[at : at + size]
        points, place = np.unique(some, return_inverse=True)
        block = study.block(quantity, points)
        block.note(tally)
        yield some, block.values[place.reshape(some.shape)]


def all_in(study: Study, quantity: Quantity, points: Array, tally: Tally) -> Array:
    """Return the runs of points, `(points, replicates)`, in the order given: 8 bytes a run must fit into memory."""
    found: Array = np.empty((len(points), study.folder.replicates))
    order = np.argsort(points)
    for block in study.blocks(quantity, study.lots(points[order]), tally):
        at = np.searchsorted(points[order], block.points)
        found[order[at]] = block.values
    return found
