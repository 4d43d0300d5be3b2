"""Which design points a sweep has: what every sampler hands over."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.experiments.sweep.sampling.factors import Factor
from sim.table import Array

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Design:
    """Rows in the order in which the sampler's analysis expects them, and the distinct points among them.

    `shares` `(rows, factors)` are positions in each factor's range, 0 to 1, as the sampler drew them (Morris and
    Saltelli analyses need them raw); `values` `(points, factors)` what is run, each point once, numbered in the order
    of first appearance; `point_of_row` `(rows,)` leads from one to the other. `labels` name points where that says
    more than their values ("C14 off"), else they are empty.
    """

    factors: tuple[Factor, ...]
    shares: Array
    values: Array
    point_of_row: Array
    labels: tuple[str, ...] = field(default=())

    @property
    def points(self) -> int:
        """How many design points are run."""
        return len(self.values)

    def frame(self) -> "pandas.DataFrame":
        """Return one row a point: `point`, `label`, then every factor, choices and named levels in words."""
        import pandas

        columns = {
            factor.name: [factor.word(float(value)) for value in column] if factor.labels else column
            for factor, column in zip(self.factors, self.values.T, strict=True)
        }
        labels = self.labels or ("",) * self.points
        return pandas.DataFrame({"point": np.arange(self.points), "label": labels, **columns})


def distinct(factors: tuple[Factor, ...], shares: Array, values: Array, labels: tuple[str, ...] = ()) -> Design:
    """Return a design whose equal rows are one point; `values` and `labels` have one entry a row."""
    _, first, inverse = np.unique(values, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    kept = first[order]
    return Design(
        factors,
        shares,
        values[kept],
        rank[inverse.reshape(-1)],
        tuple(labels[at] for at in kept) if labels else (),
    )
