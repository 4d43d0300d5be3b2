"""Fit the rivals' strengths to what was known by January 2018: `python -m benchmarks.calibrate_rivals` says how.

Approximate Bayesian computation by rejection (Pritchard et al. 1999; Beaumont, Zhang & Balding 2002): strengths are
drawn over their whole range in a Latin hypercube, each draw is run once, and the runs nearest to the facts are kept.
The essay's claims stay as stated throughout, their strengths and coefficients alike. Nothing is written to any
file: what is printed is a finding, to be put into an assumption set by hand, or not.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas
from scipy.stats import qmc

from sim.assumptions import load_assumptions, override
from sim.catalogue import catalogue
from sim.claims import load_claims
from sim.cli.progress import Bar
from sim.errors import ExperimentError, guess
from sim.experiments.points import Point
from sim.experiments.runner import evaluate
from sim.experiments.store import default_store
from sim.hindsight.contrasts import without
from sim.hindsight.facts import Fact
from sim.hindsight.measures import facts_of, mapped_facts
from sim.hindsight.scores import by_theme, in_tolerances, score
from sim.rule import rules
from sim.scenario import load_scenario

SCENARIO, ASSUMPTIONS, WEEKS = "aleppo_falls", "contested", 61
DESIGN_SEED, RANDOM_SEED = 20180131, 1
FRESH = 1_000_000  # replicates from here on judge the fit: no run that was fitted to is used again
INTERVAL, DRAWN = (5, 50, 95), 0.9


@dataclass(frozen=True)
class Range:
    """One number to be fitted, and the range it is drawn from."""

    name: str
    label: str
    low: float
    high: float
    before: float


# ---------------------------------------------------------------- what is fitted
def rivals() -> list[Range]:
    """Return the strengths of the rivals that the contested set holds, from off to double."""
    chosen = load_assumptions(ASSUMPTIONS).values
    found = []
    for name, each in rules().items():
        strength = each.strength
        if load_claims()[each.claim].kind == "rival" and chosen[strength.name]:
            label = f"{each.claim} {name}"
            found.append(Range(strength.name, label, strength.low, strength.high, chosen[strength.name]))
    return sorted(found, key=lambda each: each.label)


def background(names: Sequence[str]) -> list[Range]:
    """Return parameters of the background model over their stated ranges; ExperimentError for those of a claim."""
    known, acting = catalogue(), rules()
    for name in names:
        if name not in known:
            raise ExperimentError(f"--also {name}: unknown parameter{guess(name, known)}")
        if name.split(".")[0] in acting:
            raise ExperimentError(f"--also {name}: belongs to a claim or rival; only the background may be fitted")
    return [Range(name, name, known[name].low, known[name].high, known[name].default) for name in names]


def draws(ranges: Sequence[Range], number: int) -> np.ndarray:
    """Return a Latin hypercube over the ranges, `(number, ranges)`; the same one every time."""
    unit = qmc.LatinHypercube(len(ranges), rng=DESIGN_SEED).random(number)
    return qmc.scale(unit, [each.low for each in ranges], [each.high for each in ranges])


# ---------------------------------------------------------------- rejection
def distances(runs: pandas.DataFrame, facts: Mapping[str, Fact]) -> np.ndarray:
    """Return how far each run lies from the facts, `(runs,)`: mean miss in tolerances, each at most five."""
    return np.mean([np.abs(in_tolerances(runs[name].to_numpy(float), facts[name])) for name in runs], axis=0)


def accepted(far: np.ndarray, share: float) -> np.ndarray:
    """Return the positions of the nearest runs, at least one; ties go to the earlier run."""
    return np.argsort(far, kind="stable")[: max(1, round(share * len(far)))]


def leave_one_out(
    runs: pandas.DataFrame, of_run: np.ndarray, facts: Mapping[str, Fact], share: float
) -> dict[str, np.ndarray]:
    """Return for each theme the medians of what is kept when its facts do not count; `of_run` is what each run had."""
    found = {}
    for theme in dict.fromkeys(facts[name].theme for name in runs):
        others = [name for name in runs if facts[name].theme != theme]
        if others:
            found[theme] = np.median(of_run[accepted(distances(runs[others], facts), share)], axis=0)
    return found


# ---------------------------------------------------------------- runs
def point(ranges: Sequence[Range], values: Sequence[float]) -> Point:
    """Return the contested set with the fitted numbers in place."""
    scenario = load_scenario(SCENARIO)
    chosen = override(load_assumptions(ASSUMPTIONS), scenario)
    return Point(scenario, chosen | {each.name: float(value) for each, value in zip(ranges, values, strict=True)})


def own_luck(points: int) -> list[range]:
    """Return a replicate for each draw that no other draw has: were it one for all, its luck would choose the draws."""
    return [range(at, at + 1) for at in range(points)]


def simulate(points: Sequence[Point], replicates: Sequence[range], jobs: int, store: bool) -> pandas.DataFrame:
    """Run each point on its own list of replicates and read the facts off the runs, one row a run."""
    with Bar(sum(map(len, replicates)), WEEKS, quiet=False) as bar:
        return evaluate(
            points,
            replicates,
            weeks=WEEKS,
            random_seed=RANDOM_SEED,
            read=facts_of,
            jobs=jobs,
            store=default_store() if store else None,
            progress=bar,
        )


# ---------------------------------------------------------------- the report
def fitted_lines(ranges: Sequence[Range], kept: np.ndarray, unseen: Mapping[str, np.ndarray]) -> list[str]:
    """Return the table of what was fitted: before, range drawn from, median and 90 % interval of what was kept.

    Last, how far the interval is narrower than that of all draws, and where the median lies when a theme is left out.
    """
    width = max(len(each.label) for each in ranges)
    heading = (" before", "  drawn from", " median", "     90 % of kept", "narrowed", "median, a theme left out")
    lines = [f"{'fitted':<{width}}  {'  '.join(heading)}"]
    others = np.array(list(unseen.values())).reshape(-1, len(ranges))
    for at, each in enumerate(ranges):
        low, median, high = np.percentile(kept[:, at], INTERVAL)
        left = (high - low) / (DRAWN * (each.high - each.low))
        cells = (
            f"{each.before:.4g}",
            f"{each.low:.4g} to {each.high:.4g}",
            f"{median:.4g}",
            f"{low:.4g} to {high:.4g}",
            f"to {100 * left:.0f} %",
            f"{others[:, at].min():.4g} to {others[:, at].max():.4g}" if len(others) else "-",
        )
        row = "  ".join(f"{cell:>{len(name)}}" for cell, name in zip(cells, heading, strict=True))
        lines.append(f"{each.label:<{width}}  {row}")
    return lines


def theme_lines(
    before: pandas.DataFrame, after: pandas.DataFrame, blind: Mapping[str, pandas.DataFrame], facts: Mapping[str, Fact]
) -> list[str]:
    """Return hits and score by theme: before, after, and fitted to all other themes (`blind`)."""
    one, other = (by_theme(score(each, facts)) for each in (before, after))
    heading = ("facts", "hits before", "after", "score before", "after", "fitted without it")
    lines = [f"{'theme':<20}  {'  '.join(heading)}"]
    for theme in one.index:
        unseen = score(blind[theme], facts) if theme in blind else None
        own = None if unseen is None else unseen.loc[unseen["theme"] == theme, "score"].mean()
        cells = (
            f"{one.loc[theme, 'facts']:.0f}",
            f"{one.loc[theme, 'hits']:.0f}",
            f"{other.loc[theme, 'hits']:.0f}",
            f"{one.loc[theme, 'score']:.2f}",
            f"{other.loc[theme, 'score']:.2f}",
            "-" if own is None else f"{own:.2f}",
        )
        row = "  ".join(f"{cell:>{len(name)}}" for cell, name in zip(cells, heading, strict=True))
        lines.append(f"{theme:<20}  {row}")
    return lines


def fact_lines(before: pandas.DataFrame, after: pandas.DataFrame, facts: Mapping[str, Fact]) -> list[str]:
    """Return the median of every fact before and after."""
    lines = [f"{'fact':<60} {'best':>8} {'range':>18} {'before':>8} {'after':>8}"]
    for name in before:
        fact = facts[name]
        medians = " ".join(f"{each[name].median():>8.4g}" for each in (before, after))
        lines.append(f"{name} {fact.title[:52]:<53} {fact.best:>8.6g} {f'{fact.low:g} to {fact.high:g}':>18} {medians}")
    return lines


def calibrate(ranges: Sequence[Range], asked: argparse.Namespace) -> list[str]:
    """Fit, judge on fresh replicates, and return the report."""
    facts = {fact.id: fact for fact in mapped_facts()}
    design, store = draws(ranges, asked.points), not asked.no_store
    runs = simulate([point(ranges, each) for each in design], own_luck(asked.points), asked.jobs, store)
    of_run = design[runs.index.get_level_values("point").to_numpy()]
    far = distances(runs, facts)
    near = accepted(far, asked.accept)
    unseen = leave_one_out(runs, of_run, facts, asked.accept)
    tried = [np.array([each.before for each in ranges]), np.median(of_run[near], axis=0), *unseen.values()]
    fresh = range(FRESH, FRESH + asked.judge)
    judged = simulate([point(ranges, each) for each in tried], [fresh] * len(tried), asked.jobs, store)
    before, after, *others = (judged.loc[[at]].droplevel("point") for at in range(len(tried)))
    change = without(before, after, facts)
    interval = f"{change['score_low']:+.3f} to {change['score_high']:+.3f}"
    return [
        f"{SCENARIO}, {ASSUMPTIONS}, {WEEKS} weeks; claims as stated. {len(design)} draws (Latin hypercube), each run "
        f"once with luck of its own; kept the nearest {len(near)} ({100 * asked.accept:g} %).",
        f"Distance: mean over {runs.shape[1]} facts of the miss in tolerances, at most five each: "
        f"{np.median(far):.3f} in the median run, {far[near].max():.3f} in the farthest kept.",
        "",
        *fitted_lines(ranges, of_run[near], unseen),
        "",
        f"On {asked.judge} fresh replicates, before (as the set stands) and after (medians of what was kept):",
        *theme_lines(before, after, dict(zip(unseen, others, strict=True)), facts),
        f"change of score {change['score_change']:+.3f}, 95 % {interval} (below 0: nearer to the facts)",
        f"hits gained: {', '.join(change['gained']) or 'none'}; lost: {', '.join(change['lost']) or 'none'}",
        "",
        *fact_lines(before, after, facts),
        "",
        "'after' is in sample: the same facts chose the numbers. 'fitted without it' is out of sample: the score of",
        "a theme, on the same fresh replicates, with the medians of what was kept by the facts of all other themes.",
    ]


def main(words: Sequence[str] | None = None) -> None:
    """Read the command line, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=4096, help="draws of the strengths, each run once")
    parser.add_argument("--accept", type=float, default=0.05, help="share of runs that is kept")
    parser.add_argument("--judge", type=int, default=128, help="fresh replicates that judge the fit")
    parser.add_argument("--also", action="append", default=[], metavar="OWNER.WORD", help="a background parameter")
    parser.add_argument("--only-also", action="store_true", help="leave the rivals as they stand")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    parser.add_argument("--no-store", action="store_true", help="keep nothing of what is run")
    asked = parser.parse_args(words)
    if not (0 < asked.accept <= 1 and min(asked.points, asked.judge, asked.jobs) > 0):
        parser.error("--accept is a share above 0; the numbers of runs and processes are at least 1")
    try:
        ranges = ([] if asked.only_also else rivals()) + background(asked.also)
        if not ranges:
            raise ExperimentError("nothing to fit: name a parameter with --also")
        print("\n".join(calibrate(ranges, asked)))
    except ExperimentError as problem:
        parser.error(str(problem))


if __name__ == "__main__":
    main()
