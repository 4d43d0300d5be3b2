"""Which assumptions tell apart where a conclusion holds, or what an outcome comes to: a tree, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.experiments.analysis.conclusions import Conclusion, holding, usual
from sim.experiments.analysis.pruned import Grown, grow, table
from sim.experiments.analysis.quantities import Quantity
from sim.experiments.analysis.records import described
from sim.experiments.analysis.study import Study, Tally
from sim.experiments.analysis.words import word_of, words_of
from sim.experiments.sweep.sampling.factors import CHOICE
from sim.table import Array

if TYPE_CHECKING:
    import pandas

    from sim.experiments.sweep.folder.manifest import FactorRecord

NAME = "CART (Breiman et al. 1984), pruned by ten-fold cross-validation and one standard error"


@dataclass(frozen=True)
class Feature:
    """A column a tree may split: a factor, or one alternative of a choice."""

    factor: "FactorRecord"
    alternative: int | None = None

    def column(self, values: Array) -> Array:
        """Return the column, from the factor's values."""
        return values if self.alternative is None else (values == self.factor.levels[self.alternative]).astype(float)

    def says(self, threshold: float, above: bool) -> str:
        """Say one side of a split in words."""
        record = self.factor
        if self.alternative is not None:
            return f"{record.name} {'is' if above else 'is not'} {record.labels[self.alternative]}"
        if not record.levels:
            return f"{record.name} {'above' if above else 'at most'} {threshold:.4g}"
        kept = [each for each in sorted(record.levels) if (each > threshold) == above]
        words = [word_of(record, each) for each in kept]
        if len(words) == 1:
            return f"{record.name} {words[0]}" if words_of(record) else f"{record.name} = {words[0]}"
        return f"{record.name} {words[0]} to {words[-1]}"


def cart(
    study: Study, quantity: Quantity, conclusion: Conclusion | None = None, points: Array | None = None
) -> "pandas.DataFrame":
    """Return one row a node of the tree: node, parent, factor, threshold, points, share, says.

    Of a difference, or with a conclusion, the tree tells apart where it holds, and `share` is the share of points in
    which it does; else it explains the mean, and `share` is that mean. `says` is the way from the root in words.
    `attrs`: `conclusion` (empty if none), `error`, the cross-validated error as a share of that without a tree.
    """
    tally = Tally()
    if conclusion is None and quantity.paired:
        conclusion = usual(study, quantity, points, "cart")
    found = holding(study, quantity, conclusion, points, tally)
    features = list(features_of(study))
    x = np.column_stack([each.column(study.values[found.points, at]) for at, each in features])
    y = found.mean if found.holds is None else found.holds.astype(float)
    tree = grow(x, y, classify=found.holds is not None)
    nodes = table(tree, [each.factor.name for _, each in features], list(ways(tree, [each for _, each in features])))
    return described(
        nodes,
        study,
        quantity,
        tally,
        None,
        NAME,
        conclusion=conclusion.text if conclusion else "",
        judged=len(y),
        share=float(y.mean()),
        error=tree.error,
        error_se=tree.error_se,
    )


def features_of(study: Study) -> Iterator[tuple[int, Feature]]:
    """Yield the columns a tree may split, each with the position of its factor."""
    for at, factor in enumerate(study.manifest.factors):
        if factor.kind == CHOICE and len(factor.levels) > 2:
            yield from ((at, Feature(factor, alternative)) for alternative in range(len(factor.levels)))
        else:
            yield at, Feature(factor)


def ways(tree: Grown, features: list[Feature]) -> Iterator[str]:
    """Yield, for every node, the splits that lead to it, in words."""
    parents = tree.parent
    for node in range(len(tree.feature)):
        words: list[str] = []
        below = node
        while parents[below] >= 0:
            above = int(parents[below])
            side = bool(tree.right[above] == below)
            words.insert(0, features[tree.feature[above]].says(float(tree.threshold[above]), side))
            below = above
        yield " and ".join(words) or "everywhere"
