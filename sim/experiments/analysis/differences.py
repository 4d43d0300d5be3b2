"""How scenarios differ on the same luck: at every point, or over all points and by level of a factor."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.compare import CONFIDENCE, contrast
from sim.experiments.analysis.intervals import BOOTSTRAP, MATCHED
from sim.experiments.analysis.quantities import Quantity
from sim.experiments.analysis.records import described
from sim.experiments.analysis.study import Block, Study, Tally
from sim.experiments.analysis.words import word_of
from sim.table import Array

if TYPE_CHECKING:
    import pandas

COLUMNS = (
    "pairs", "mean_a", "mean_b", "difference", "low", "high", "standardised", "same_sign", "sesoi", "word",
)  # fmt: skip
ALL_POINTS = "all points"
FEW_LEVELS, SLICES = 8, 3  # a factor with more values than that is cut into thirds of its range


def diff(
    study: Study, quantities: Sequence[Quantity], points: Array | None = None, level: float = CONFIDENCE
) -> "pandas.DataFrame":
    """Return one row a point and pair of scenarios: how they differ, run by run with the same luck.

    Columns: point, label, factors, a, b, then as in `sim.compare.compare`, whose intervals and words these are.
    """
    import pandas

    tally, found = Tally(), []
    for quantity in quantities:
        for block in study.blocks(quantity, study.lots(points), tally):
            rows = study.points.iloc[block.points].reset_index(drop=True)
            contrasts = pandas.DataFrame(contrasts_of(block, quantity, level))[list(COLUMNS)]
            found.append(pandas.concat([rows.assign(a=quantity.one, b=quantity.other), contrasts], axis=1))
    table = pandas.concat(found, ignore_index=True).sort_values("point", kind="stable", ignore_index=True)
    return described(table, study, quantities[0], tally, level, method_of(quantities[0]))


def contrasts_of(block: Block, quantity: Quantity, level: float) -> list[dict[str, Any]]:
    """Return how the scenarios differ at every point of a block.

    Points with as many pairs follow one another, since the bootstrap's draws depend on that number alone.
    """
    assert block.other is not None
    pairs = (~np.isnan(block.values)).sum(axis=1)
    found: list[dict[str, Any]] = [{} for _ in pairs]
    for at in np.argsort(pairs, kind="stable"):
        found[at] = contrast(quantity.outcome, block.one[at], block.other[at], level)
    return found


def method_of(quantity: Quantity) -> str:
    """Return how the interval of a paired difference is found."""
    return MATCHED if quantity.outcome.yes_no else BOOTSTRAP


# ---------------------------------------------------------------- over points
@dataclass
class Pool:
    """Sums over points, replicate by replicate: what is needed for a mean over points that luck is shared in."""

    replicates: int
    points: int = 0

    def __post_init__(self) -> None:
        self.counts: Array = np.zeros(self.replicates)
        self.around: Array = np.zeros((2, self.replicates))
        self.means: Array = np.zeros(2)

    def add(self, one: Array, other: Array) -> None:
        """Add pairs of runs at some points, `(points, replicates)`; points without any pair are left out."""
        valid = ~np.isnan(one - other)
        used = valid.sum(axis=1)
        for at, values in enumerate((one[used > 0], other[used > 0])):
            there = valid[used > 0]
            filled = np.where(there, values, 0.0)
            mean = filled.sum(axis=1) / used[used > 0]
            self.means[at] += mean.sum()
            self.around[at] += np.where(there, values - mean[:, None], 0.0).sum(axis=0)
        self.counts += valid.sum(axis=0)
        self.points += int((used > 0).sum())

    def pairs(self) -> tuple[Array, Array]:
        """Return the mean over points in each scenario, one value a replicate; NaN for one without any pair.

        Where every pair has a value these are plain means. Else each point's own mean stands in for what is missing,
        so that a point that fails more often does not shift the replicates it fails in.
        """
        count = np.where(self.counts > 0, self.counts, np.nan)
        one, other = self.means[:, None] / max(self.points, 1) + self.around / count
        return one, other


def pooled(
    study: Study, quantity: Quantity, points: Array | None = None, level: float = CONFIDENCE
) -> "pandas.DataFrame":
    """Return how two scenarios differ over all points, and over those of every level of each factor.

    Columns: factor, level, points, a, b, then as in `diff`. Runs are averaged over points within each replicate first,
    and replicates are what is repeated: points share their luck, so that more points give no more luck.
    """
    import pandas

    tally, slices = Tally(), list(slices_of(study))
    pools = [Pool(study.folder.replicates) for _ in slices]
    for block in study.blocks(quantity, study.lots(points), tally):
        assert block.other is not None
        for (_, _, chosen), pool in zip(slices, pools, strict=True):
            some = chosen[block.points]
            pool.add(block.one[some], block.other[some])
    found = []
    for (factor, word, _), pool in zip(slices, pools, strict=True):
        if pool.points:
            row = contrast(averaged(quantity), *pool.pairs(), level)
            names = {"factor": factor, "level": word, "points": pool.points, "a": quantity.one, "b": quantity.other}
            found.append(names | {name: row[name] for name in COLUMNS})
    return described(pandas.DataFrame(found), study, quantity, tally, level, BOOTSTRAP)


def averaged(quantity: Quantity) -> Any:
    """Return the outcome as a mean over points: a share of points is a number, not a yes or no."""
    return quantity.outcome.model_copy(update={"yes_no": False})


def slices_of(study: Study) -> Iterator[tuple[str, str, Array]]:
    """Yield all points, then those of each level of each factor: its name, the level in words, which points."""
    yield ALL_POINTS, "", np.ones(study.folder.points, dtype=bool)
    for at, factor in enumerate(study.manifest.factors):
        column = study.values[:, at]
        levels = np.unique(column)
        if len(levels) <= FEW_LEVELS:
            for value in levels:
                yield factor.name, word_of(factor, float(value)), column == value
            continue
        edges = np.linspace(factor.low, factor.high, SLICES + 1)
        slices = np.clip(np.searchsorted(edges, column, side="right") - 1, 0, SLICES - 1)
        for slice_ in range(SLICES):
            yield factor.name, f"{edges[slice_]:.3g} to {edges[slice_ + 1]:.3g}", slices == slice_
