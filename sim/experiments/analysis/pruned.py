"""Trees of assumptions: which few of them tell apart where something holds (CART, Breiman et al. 1984)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.compare import RESAMPLING_SEED
from sim.errors import ExperimentError
from sim.experiments.analysis.extras import needed
from sim.table import Array

if TYPE_CHECKING:
    import pandas

FOLDS = 10
FEWEST_IN_LEAF = 5
LEAF_SHARE = 0.02  # of all points, the least a leaf must hold
MOST_LEAVES = 16  # more cannot be read
FEWEST_POINTS = 20


@dataclass(frozen=True)
class Grown:
    """A pruned tree: parallel arrays, one entry a node, the root first; `feature` is -1 in a leaf.

    `value` is the mean of what was explained in the node; `error` the cross-validated error of the tree as a share of
    that of the best constant, `error_se` its standard error.
    """

    feature: Array
    threshold: Array
    left: Array
    right: Array
    points: Array
    value: Array
    error: float
    error_se: float

    @property
    def parent(self) -> Array:
        """The node above each, -1 for the root."""
        above = np.full(len(self.feature), -1)
        for node in np.flatnonzero(self.feature >= 0):
            above[[self.left[node], self.right[node]]] = node
        return above


def grow(x: Array, y: Array, classify: bool) -> Grown:
    """Grow a tree on `(points, features)` and prune it by cross-validation, with the rule of one standard error.

    `classify`: y is whether something holds, else a number. Of all prunings by cost and complexity, the smallest
    tree whose error is within one standard error of the least (Breiman et al. 1984). ExperimentError for too few
    points.
    """
    if len(x) < FEWEST_POINTS:
        raise ExperimentError(f"cart: needs at least {FEWEST_POINTS} points with a value, here {len(x)}")
    needed("sklearn", "scikit-learn")
    path = estimator(classify, len(x), 0.0).fit(x, y).cost_complexity_pruning_path(x, y)
    prices = np.unique(np.clip(path.ccp_alphas, 0, None))
    middles = np.sqrt(prices * np.append(prices[1:], prices[-1]))  # Breiman's: one price for each pruning
    errors = np.array([fold_errors(x, y, classify, price) for price in middles])
    mean, spread = errors.mean(axis=1), errors.std(axis=1, ddof=1) / np.sqrt(errors.shape[1])
    best = int(mean.argmin())
    chosen = int(np.flatnonzero(mean <= mean[best] + spread[best]).max())
    tree = estimator(classify, len(x), float(middles[chosen])).fit(x, y).tree_
    value = tree.value[:, 0, -1] if classify and tree.value.shape[2] > 1 else tree.value[:, 0, 0]
    if classify and tree.value.shape[2] == 1:
        value = np.full(tree.node_count, float(y[0]))
    return Grown(
        tree.feature.clip(-1),
        tree.threshold,
        tree.children_left,
        tree.children_right,
        tree.n_node_samples,
        value,
        float(mean[chosen]),
        float(spread[chosen]),
    )


def estimator(classify: bool, points: int, price: float) -> Any:
    """Return a tree that is not yet grown."""
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    kind = DecisionTreeClassifier if classify else DecisionTreeRegressor
    least = max(FEWEST_IN_LEAF, int(LEAF_SHARE * points))
    return kind(min_samples_leaf=least, max_leaf_nodes=MOST_LEAVES, ccp_alpha=price, random_state=RESAMPLING_SEED)


def fold_errors(x: Array, y: Array, classify: bool, price: float) -> Array:
    """Return the error on each left-out fold, in units of the error of the best constant on all points."""
    from sklearn.model_selection import KFold

    constant = min(y.mean(), 1 - y.mean()) if classify else y.var()
    scale = constant if constant > 0 else 1.0
    found = []
    for kept, out in KFold(min(FOLDS, len(x) // 2), shuffle=True, random_state=RESAMPLING_SEED).split(x):
        guessed = estimator(classify, len(x), price).fit(x[kept], y[kept]).predict(x[out])
        found.append(np.mean(guessed != y[out]) if classify else np.mean((guessed - y[out]) ** 2))
    return np.array(found) / scale


def table(tree: Grown, names: list[str], says: list[str]) -> "pandas.DataFrame":
    """Return one row a node: `node`, `parent`, the `factor` and `threshold` it splits at, `points`, `share`, `says`."""
    import pandas

    splits = tree.feature >= 0
    return pandas.DataFrame(
        {
            "node": np.arange(len(tree.feature)),
            "parent": tree.parent,
            "factor": [names[at] if split else "" for at, split in zip(tree.feature, splits, strict=True)],
            "threshold": np.where(splits, tree.threshold, np.nan),
            "points": tree.points,
            "share": tree.value,
            "says": says,
        }
    )
