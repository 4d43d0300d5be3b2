"""The sweep behind robust, fragile and rare: verdicts at many points over all stated ranges, resumable."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from sim.catalogue import catalogue
from sim.errors import ExperimentError
from sim.experiments.points import Point, digest_of
from sim.experiments.runner import evaluate
from sim.experiments.store import SIM, DamagedPartError, Store, model_digest
from sim.experiments.verdicts import Worlds
from sim.experiments.workers import Hands
from sim.rule import rules
from sim.runs import Progress
from sim.scenario import WEEKS
from sim.table import Array
from sim.verdict.forecasts import DECIDING, FALL
from sim.verdict.robustness import Robustness, assess, words_at

POINTS, PAIRS = 300, 20  # the least the design of the verdicts asks for
FEWEST_PAIRS = 3


@dataclass(frozen=True)
class Sweep:
    """What is swept: the four scenarios with the values chosen for them, and how much is run."""

    worlds: Worlds
    points: int = POINTS
    pairs: int = PAIRS
    weeks: int = WEEKS
    random_seed: int = 1

    def __post_init__(self) -> None:
        if self.points < 1 or self.pairs < FEWEST_PAIRS:
            raise ExperimentError(
                f"robustness: {self.points} points of {self.pairs} pairs; it needs at least 1 of {FEWEST_PAIRS}"
            )

    @property
    def runs(self) -> int:
        """How many runs it takes."""
        return self.points * len(DECIDING) * self.pairs

    @property
    def identity(self) -> str:
        """Name all that can change its words: model, judge, worlds, and how much is run."""
        return digest_of(
            {
                "model": model_digest(),
                "judge": judges_digest(),
                "worlds": {name: Point(*world).identity for name, world in self.worlds.items() if name in DECIDING},
                "size": [self.points, self.pairs, self.weeks, self.random_seed],
            }
        )

    def design(self) -> list[Point]:
        """Return all design points: for each point of the hypercube, the four scenarios in their order."""
        names = ranged(self.worlds)
        drawn = hypercube(names, self.points, self.random_seed)
        return [
            Point(self.worlds[name][0], {**self.worlds[name][1], **dict(zip(names, row.tolist(), strict=True))})
            for row in drawn
            for name in DECIDING
        ]


def ranged(worlds: Worlds) -> list[str]:
    """Return the parameters a sweep varies, in a fixed order.

    Those of decisions, tables, initial figures, and of the rules and rivals that are on. Strengths stay as they
    are, and so does whatever the reader, the assumption set or a scenario has set. A range of one value has
    nothing to vary.
    """
    _, values = worlds[FALL]
    strengths = {each.strength.name for each in rules().values()}
    off = {name for name, each in rules().items() if values.get(each.strength.name, each.strength.default) == 0}
    stay = strengths.union(*(chosen for _, chosen in worlds.values()))
    return sorted(
        name
        for name, each in catalogue().items()
        if each.low < each.high and name not in stay and name.partition(".")[0] not in off
    )


def hypercube(names: Sequence[str], points: int, random_seed: int) -> Array:
    """Return a Latin hypercube over the ranges of parameters, `(points, names)` (McKay et al. 1979).

    Each parameter takes one value from each of `points` equal slices of its range, in an order of its own.
    """
    from scipy.stats import qmc

    known = catalogue()
    low, high = (np.array([getattr(known[name], end) for name in names]) for end in ("low", "high"))
    return low + (high - low) * qmc.LatinHypercube(d=len(names), rng=random_seed).random(points)


def run_sweep(sweep: Sweep, jobs: int | Hands, store: Store | None, progress: Progress | None = None) -> Robustness:
    """Run what the store does not hold of a sweep, and return how often each word was found; it is kept as well."""
    import pandas

    design = sweep.design()
    rows = evaluate(
        design,
        sweep.pairs,
        weeks=sweep.weeks,
        random_seed=sweep.random_seed,
        jobs=jobs,
        store=store,
        progress=progress,
    )
    words = []
    for at in range(0, len(design), len(DECIDING)):
        words.append(words_at({name: rows.loc[[at + position]] for position, name in enumerate(DECIDING)}))
    if store is not None:
        store.write(sweep.identity, pandas.DataFrame(words))
    return assess(words, sweep.pairs)


def assessed(sweep: Sweep, store: Store | None) -> Robustness | None:
    """Return the robustness of a sweep that was run to its end before, without running anything; else None."""
    try:
        words = None if store is None else store.read(sweep.identity)
    except DamagedPartError:
        return None
    if words is None:
        return None
    rows = words.to_dict("records")
    return assess([{str(number): str(word) for number, word in row.items()} for row in rows], sweep.pairs)


@cache
def judges_digest() -> str:
    """Return the hash of the code that turns outcomes into words and words into a sweep."""
    files = [*sorted((SIM / "verdict").glob("*.py")), SIM / "compare.py", Path(__file__)]
    return digest_of([path.read_text(encoding="utf-8") for path in files])
