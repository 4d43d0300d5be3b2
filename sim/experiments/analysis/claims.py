"""What each claim adds to an outcome, and which sets of claims carry a conclusion, from runs of every set."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.compare import CONFIDENCE, EQUIVALENCE, FEWEST_PAIRS, HIGHER, NOWHERE, OPEN, SAME, TOO_FEW, contrast, judge
from sim.errors import ExperimentError
from sim.experiments.analysis.added import effects, summary
from sim.experiments.analysis.conclusions import Conclusion
from sim.experiments.analysis.fits import sets_of
from sim.experiments.analysis.means import interval, method_of
from sim.experiments.analysis.minterms import FREE, ON, cuts, drops, prime_implicants, smallest
from sim.experiments.analysis.quantities import Quantity
from sim.experiments.analysis.reading import all_in
from sim.experiments.analysis.records import described
from sim.experiments.analysis.study import Study, Tally
from sim.table import Array

if TYPE_CHECKING:
    import pandas

NOBODY, PLUS, WITHOUT = "none", " + ", "not "
OVER_REPLICATES = "Student's t over replicates"


def shapley(study: Study, quantity: Quantity, level: float = CONFIDENCE) -> "pandas.DataFrame":
    """Return one row a factor: its Shapley effect on the mean, standard error and interval, the largest first.

    Exact over all 2^k sets, computed in each replicate and then averaged over replicates, which share their luck
    over all sets. `attrs`: `all` and `none`, the means with every factor on and off, whose difference the effects
    sum to; `used`, the replicates with a value in every set. Not to be taken for the Shapley effects of a variance
    decomposition (Song, Nelson & Staum 2016), nor for SHAP values of a fitted model. ExperimentError if the sweep
    has not every set, or no replicate is complete.
    """
    tally = Tally()
    values = all_in(study, quantity, sets_of(study, "shapley"), tally)
    complete = np.asarray(np.isfinite(values).all(axis=0))
    if complete.sum() < FEWEST_PAIRS:
        raise ExperimentError(
            f"shapley: a replicate counts if all its {len(values):,} sets have a value of {quantity.outcome.name}; "
            f"here {complete.sum()} of {len(complete)} do, and it takes {FEWEST_PAIRS}"
        )
    found = summary(study.names, effects(values), level)
    found = found.loc[found["effect"].abs().sort_values(ascending=False, kind="stable").index].reset_index(drop=True)
    every, nothing = float(values[-1, complete].mean()), float(values[0, complete].mean())
    used = int(complete.sum())
    return described(
        found, study, quantity, tally, level, OVER_REPLICATES, all=every, none=nothing, used=used, sets=len(values)
    )


class Sets(NamedTuple):
    """`sets` that carry a conclusion, and `cuts`, without which it fails while all other claims are on."""

    sets: "pandas.DataFrame"
    cuts: "pandas.DataFrame"


@dataclass(frozen=True)
class Judged:
    """Every set of claims, `(sets,)`: mean, simultaneous bounds, whether it surely carries the conclusion, or not.

    Where it neither surely `holds` nor surely `fails`, more replicates would tell.
    """

    mean: Array
    low: Array
    high: Array
    holds: Array
    fails: Array


def sets(study: Study, quantity: Quantity, conclusion: Conclusion | None = None, level: float = CONFIDENCE) -> Sets:
    """Return which sets of factors carry a conclusion, by default the word of the difference with all of them on.

    Table of sets: set, size (how many are on), sufficient (it surely carries the conclusion, all others off), minimal
    (and no subset of it does), prime_implicant (it is enough whatever the claims it does not name are, and no
    condition can go; some may have to be off), value, low, high: with these on and all others off. All bounds are
    simultaneous over the 2^k sets (Bonferroni). Listed are none, every single one, all, and whatever is minimal or a
    prime implicant. Table of cuts: set, size, value, low, high, of the runs with these off and all others on, and
    whether the conclusion then surely `fails`, or only holds no more for sure. `attrs`: `conclusion`; `drops`, in how
    many of `steps` one more claim turns "surely holds" into "not surely", and `sure_drops`, into "surely fails": none
    if it is monotone; `unsure`, how many sets are neither.
    """
    import pandas

    tally = Tally()
    points = sets_of(study, "sets")
    values = all_in(study, quantity, points, tally)
    conclusion = conclusion or word_with_all_on(study, quantity, points)
    judged = judge_all(values, quantity, conclusion, level)
    broken, steps = drops(judged.holds)
    minimal, primes = smallest(judged.holds), prime_implicants(judged.holds)
    rows = list_of_sets(study.names, judged, minimal, primes)
    about = {
        "conclusion": conclusion.text,
        "drops": broken,
        "sure_drops": drops(judged.holds, judged.fails)[0],
        "unsure": int((~judged.holds & ~judged.fails).sum()),
        "steps": steps,
        "sets": len(values),
        "holding": int(judged.holds.sum()),
        "with_all_on": bool(judged.holds[-1]),
        "with_all_off": bool(judged.holds[0]),
    }
    everybody = len(values) - 1
    removed = [
        {"set": name_of_set(study.names, each), "size": each.bit_count()}
        | bounds_of(judged, everybody - each)
        | {"fails": bool(judged.fails[everybody - each])}
        for each in cuts(judged.holds)
    ]
    columns = ["set", "size", "value", "low", "high", "fails"]
    method = f"{method_of(quantity)}, simultaneous over {len(values):,} sets (Bonferroni)"
    found = Sets(pandas.DataFrame(rows), pandas.DataFrame(removed, columns=columns))
    for each in found:
        described(each, study, quantity, tally, level, method, **about)
    return found


def word_with_all_on(study: Study, quantity: Quantity, points: Array) -> Conclusion:
    """Return the word of the difference with every factor on; ExperimentError if it is no conclusion."""
    if not quantity.paired:
        raise ExperimentError(f"sets: say what is to be carried, such as --holds '>= 30' ({quantity.outcome.unit})")
    block = study.block(quantity, points[-1:])
    assert block.other is not None
    word = str(contrast(quantity.outcome, block.one[0], block.other[0])["word"])
    if word in (OPEN, TOO_FEW, NOWHERE):
        raise ExperimentError(
            f"sets: with all claims on the difference is '{word}', which nothing can carry; "
            "add replicates, or name a condition, such as --holds '> 0'"
        )
    return Conclusion(word)


def judge_all(values: Array, quantity: Quantity, conclusion: Conclusion, level: float) -> Judged:
    """Judge all sets at once, `values` `(sets, replicates)`: bounds hold for all of them together.

    Bonferroni: each is judged at 1 - (1 - level) / sets. Student's t or Wilson's interval rather than a bootstrap,
    which has no such tails.
    """
    valid = ~np.isnan(values)
    runs = valid.sum(axis=1)
    some = np.where(runs > 0, runs, np.nan)
    mean = np.where(valid, values, 0.0).sum(axis=1) / some
    around = np.where(valid, values - mean[:, None], 0.0)
    spread = np.sqrt((around**2).sum(axis=1) / np.where(runs > 1, runs - 1, np.nan))

    def bounds(of_one: float) -> tuple[Array, Array]:
        return interval(values, runs, mean, spread, quantity, 1 - (1 - of_one) / len(values))

    low, high = bounds(level)
    if conclusion.word is None:
        return Judged(mean, low, high, conclusion.surely(low, high), conclusion.surely_not(low, high))
    inner = bounds(EQUIVALENCE)
    holds = np.zeros(len(values), dtype=bool)
    for at in np.flatnonzero(runs >= FEWEST_PAIRS):
        both = {CONFIDENCE: (low[at], high[at]), EQUIVALENCE: (inner[0][at], inner[1][at])}
        holds[at] = judge(values[at][valid[at]], both, quantity.outcome.sesoi) == conclusion.word
    return Judged(mean, low, high, holds, word_fails(conclusion.word, low, high, quantity.outcome.sesoi))


def word_fails(word: str, low: Array, high: Array, sesoi: float) -> Array:
    """Return where a difference surely is not what a word says, by the smallest effect of interest."""
    if word == SAME:
        return np.asarray((low > sesoi) | (high < -sesoi))
    return np.asarray(high < sesoi if word == HIGHER else low > -sesoi)


def list_of_sets(
    names: tuple[str, ...], judged: Judged, minimal: list[int], primes: list[tuple[int, ...]]
) -> list[dict[str, object]]:
    """Return the rows of the table of sets."""
    everybody = len(judged.mean) - 1
    by_name: dict[str, dict[str, object]] = {}
    listed = [0, *(1 << at for at in range(len(names))), *minimal, everybody]
    for each in dict.fromkeys(listed):
        name = name_of_set(names, each)
        by_name[name] = {
            "set": name,
            "size": each.bit_count(),
            "sufficient": bool(judged.holds[each]),
            "minimal": each in minimal,
            "prime_implicant": False,
        } | bounds_of(judged, each)
    for asked in primes:
        name = name_of_prime(names, asked)
        on = sum(1 << at for at, each in enumerate(asked) if each == ON)
        fresh = {"set": name, "size": on.bit_count(), "sufficient": True, "minimal": False}
        by_name[name] = fresh | bounds_of(judged, on) | by_name.get(name, {}) | {"prime_implicant": True}
    return sorted(by_name.values(), key=lambda row: (row["size"], str(row["set"])))


def bounds_of(judged: Judged, number: int) -> dict[str, object]:
    """Return what a set comes to, with its bounds."""
    return {"value": float(judged.mean[number]), "low": float(judged.low[number]), "high": float(judged.high[number])}


def name_of_set(names: tuple[str, ...], number: int) -> str:
    """Write a set of claims."""
    return PLUS.join(name for at, name in enumerate(names) if number >> at & 1) or NOBODY


def name_of_prime(names: tuple[str, ...], asked: tuple[int, ...]) -> str:
    """Write what a prime implicant asks."""
    words = [name if each == ON else WITHOUT + name for name, each in zip(names, asked, strict=True) if each != FREE]
    return PLUS.join(words) or NOBODY
