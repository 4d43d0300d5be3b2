"""How runs compare with facts: hits, coverage and a proper score, beside two naive baselines."""

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import ExperimentError
from sim.hindsight.facts import Fact
from sim.table import Array

if TYPE_CHECKING:
    import pandas

SPREAD = (5.0, 95.0)  # percentiles of runs: the model's 90 % interval
CONFIDENCE = 0.95
WORST = 5.0  # tolerances: a miss by more counts as one by so many, so that no single fact decides the mean
BASELINES = ("persistence", "trend")
ALL = "all"


# ---------------------------------------------------------------- one fact
def in_tolerances(values: Array, fact: Fact) -> Array:
    """Return how far values lie from the best value, in tolerances of the fact, at most `WORST` either way."""
    return np.clip((values - fact.best) / fact.tolerance, -WORST, WORST)


def contributions(values: Array, fact: Fact) -> Array:
    """Return what each run adds to the score of an ensemble, `(runs,)`; their mean is the score.

    The score is the continuous ranked probability score against the best value (Gneiting & Raftery 2007) of
    values in tolerances of the fact, clipped, which keeps it proper (threshold weighting: Gneiting & Ranjan
    2011): 0 for an ensemble that stands on the fact; the mean distance from it, less half the mean distance
    between runs. Unbiased for any number of runs (Ferro 2014). A contribution is the jackknife pseudo-value of
    this U-statistic (Arvesen 1969), so that their spread over runs gives the score's standard error.
    """
    x = in_tolerances(values, fact)
    runs = len(x)
    miss = np.abs(x)
    if runs == 1:
        return miss
    apart = np.abs(x[:, None] - x[None, :]).sum(axis=1) / (runs - 1)
    if runs == 2:
        return miss - apart / 2
    return np.asarray(miss - (2 * (runs - 1) * apart - runs * apart.mean()) / (2 * (runs - 2)))


def percentiles(values: Array, at: Iterable[float]) -> list[float]:
    """Return percentiles of values of which some may be infinite."""
    with np.errstate(invalid="ignore"):
        found = np.percentile(values, list(at))
    return [float(each) for each in np.where(np.isnan(found), np.inf, found)]


def score_fact(values: Array, fact: Fact) -> dict[str, object]:
    """Return the row of one fact; see `score`. ExperimentError if a run has no value."""
    if not len(values) or np.isnan(values).any():
        raise ExperimentError(f"{fact.id}: every run needs a value, and there must be one")
    p5, median, p95 = percentiles(values, (SPREAD[0], 50.0, SPREAD[1]))
    side = fact.side(median)
    found: dict[str, object] = {
        "theme": fact.theme,
        "title": fact.title,
        "unit": fact.unit,
        "low": fact.low,
        "best": fact.best,
        "high": fact.high,
        "runs": len(values),
        "median": median,
        "p5": p5,
        "p95": p95,
        "inside": float(((values >= fact.low) & (values <= fact.high)).mean()),
        "side": side,
        "hit": side == "within",
        "covers": p5 <= fact.best <= p95,
        "score": float(contributions(values, fact).mean()),
        "direction": fact.direction,
        "follows": follows(side, fact),
    }
    for name in BASELINES:
        value = getattr(fact, name)
        known = value is not None
        found[name] = math.nan if value is None else value
        found[f"{name}_hit"] = known and fact.side(value) == "within"
        found[f"{name}_score"] = float(np.abs(in_tolerances(np.array(value), fact))) if known else math.nan
    return found


def follows(side: str, fact: Fact) -> str:
    """Say whom the model's median follows: `history`, `essay`, `both` or `neither`.

    The essay's side is where its reading would lie; where the essay is silent, only history can be followed.
    """
    if side == "within":
        return "both" if fact.essay_expects == "within" else "history"
    return "essay" if side == fact.essay_expects else "neither"


# ---------------------------------------------------------------- all facts
def score(runs: "pandas.DataFrame", facts: Mapping[str, Fact]) -> "pandas.DataFrame":
    """Return one row a fact; `runs` has one row a run and one column a fact, as `facts_of` gives them.

    `median`, `p5`, `p95` of runs; `inside`, the share of runs from low to high; `hit` if the median is, else
    `side` says where it lies; `covers`, whether the best value lies from p5 to p95; `score`, the lower the
    better (see `contributions`); for both baselines value, hit and score (NaN where there is none); `follows`.
    """
    import pandas

    rows = {str(name): score_fact(runs[name].to_numpy(dtype=float), facts[str(name)]) for name in runs}
    return pandas.DataFrame.from_dict(rows, orient="index").rename_axis("fact")


def by_theme(scores: "pandas.DataFrame") -> "pandas.DataFrame":
    """Return one row a theme and one for all: facts, hits, facts covered, means of `inside` and `score`.

    For each baseline: `_of` how many facts it says something of, its hits among them and its mean score there,
    the model's hits and score on the same facts, and `_skill`, one less the ratio of the two scores: above 0
    the model is better, 1 at best; NaN where there is nothing to compare.
    """
    import pandas

    themes = list(dict.fromkeys(scores["theme"]))
    rows = {name: tally(scores[scores["theme"] == name]) for name in themes}
    return pandas.DataFrame.from_dict(rows | {ALL: tally(scores)}, orient="index").rename_axis("theme")


def as_rows(runs: Mapping[str, "pandas.DataFrame"], facts: Mapping[str, Fact]) -> "pandas.DataFrame":
    """Return the scores of runs by label as rows for a file, with `assumptions` and `fact` in front.

    An infinite number of days, a date that does not come, is NaN.
    """
    import pandas

    found = []
    for label, each in runs.items():
        rows = score(each, facts).reset_index().replace([math.inf, -math.inf], math.nan)
        rows.insert(0, "assumptions", label)
        found.append(rows)
    return pandas.concat(found, ignore_index=True)


def tally(scores: "pandas.DataFrame") -> dict[str, float]:
    """Count and average over some facts."""
    found: dict[str, float] = {
        "facts": len(scores),
        "hits": int(scores["hit"].sum()),
        "covered": int(scores["covers"].sum()),
        "inside": float(scores["inside"].mean()),
        "score": float(scores["score"].mean()),
    }
    for name in BASELINES:
        same = scores[scores[name].notna()]
        theirs, ours = float(same[f"{name}_score"].mean()), float(same["score"].mean())
        found |= {
            f"{name}_of": len(same),
            f"{name}_hits": int(same[f"{name}_hit"].sum()),
            f"{name}_score": theirs,
            f"hits_where_{name}": int(same["hit"].sum()),
            f"score_where_{name}": ours,
            f"{name}_skill": 1 - ours / theirs if theirs > 0 else math.nan,
        }
    return found


def per_run(runs: "pandas.DataFrame", facts: Mapping[str, Fact]) -> "pandas.DataFrame":
    """Return what each run adds to the mean score over facts, and the share of facts it is inside of."""
    import pandas

    scores, inside = [], []
    for name in runs:
        fact, values = facts[str(name)], runs[name].to_numpy(dtype=float)
        scores.append(contributions(values, fact))
        inside.append((values >= fact.low) & (values <= fact.high))
    return pandas.DataFrame({"score": np.mean(scores, axis=0), "inside": np.mean(inside, axis=0)}, index=runs.index)


def mean_interval(values: Array) -> tuple[float, float]:
    """Return the 95 % interval of a mean over runs (Student's t); NaN for fewer than three runs."""
    from scipy import stats

    runs = len(values)
    if runs < 3:
        return (math.nan, math.nan)
    reach = stats.t.ppf((1 + CONFIDENCE) / 2, runs - 1) * values.std(ddof=1) / np.sqrt(runs)
    return (float(values.mean() - reach), float(values.mean() + reach))
