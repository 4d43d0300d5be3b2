"""Which claims earn their place: how scores change with other assumptions, on the same replicates."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import ExperimentError
from sim.hindsight.facts import Fact
from sim.hindsight.scores import mean_interval, per_run, score, tally
from sim.table import Array

if TYPE_CHECKING:
    import pandas

HELPS, HURTS = "fit gets worse without it", "fit gets better without it"
SAME, OPEN = "no practical difference", "undecided"
NOTHING, TOO_FEW = "moves none of these facts", "too few runs to judge"
MATTERS = 0.5  # tolerances by which one fact must come nearer, all others equal, before a score counts as better


def standing(runs: "pandas.DataFrame", facts: Mapping[str, Fact]) -> dict[str, object]:
    """Return how one set of assumptions does: hits, coverage, share of runs inside, score with its 95 % interval."""
    scores = score(runs, facts)
    low, high = mean_interval(per_run(runs, facts)["score"].to_numpy())
    return {**tally(scores), "score_low": low, "score_high": high}


def without(full: "pandas.DataFrame", less: "pandas.DataFrame", facts: Mapping[str, Fact]) -> dict[str, object]:
    """Return what changes where something is left out: `less` minus `full`, both one row a replicate.

    `hits`, `gained` and `lost` (facts by id); mean changes over replicates of the score (above 0: worse) and of
    the share of facts a run is inside of, each with its 95 % interval over pairs; `word`. Raises ExperimentError
    if the runs do not pair.
    """
    if list(full.index) != list(less.index) or list(full) != list(less):
        raise ExperimentError("these runs do not pair: both need the same replicates and facts, in one order")
    before, after = score(full, facts), score(less, facts)
    change = per_run(less, facts) - per_run(full, facts)
    found: dict[str, object] = {
        "hits": int(after["hit"].sum()),
        "hits_change": int(after["hit"].sum()) - int(before["hit"].sum()),
        "gained": tuple(after.index[(after["hit"] & ~before["hit"]).to_numpy(dtype=bool)]),
        "lost": tuple(after.index[(before["hit"] & ~after["hit"]).to_numpy(dtype=bool)]),
        "score": float(after["score"].mean()),
    }
    for name in ("score", "inside"):
        values = change[name].to_numpy()
        low, high = mean_interval(values)
        found |= {f"{name}_change": float(values.mean()), f"{name}_low": low, f"{name}_high": high}
    moved = moved_facts(full, less)
    return found | {"moves": moved, "word": judge(change["score"].to_numpy(), MATTERS / full.shape[1], bool(moved))}


def judge(change: Array, matters: float, moved: bool) -> str:
    """Say in words what leaving something out does to the score, given its change run by run.

    Worse or better: the 95 % interval excludes 0 and the mean is at least `matters`. No practical difference:
    the interval lies within `matters` of 0 on both sides. Otherwise undecided.
    """
    if not moved:
        return NOTHING
    low, high = mean_interval(change)
    if math.isnan(low):
        return TOO_FEW
    if (low > 0 or high < 0) and abs(change.mean()) >= matters:
        return HELPS if low > 0 else HURTS
    return SAME if -matters < low and high < matters else OPEN


def moved_facts(full: "pandas.DataFrame", less: "pandas.DataFrame") -> tuple[str, ...]:
    """Return the facts that differ in some run."""
    return tuple(str(name) for name in full if not np.array_equal(full[name].to_numpy(), less[name].to_numpy()))
