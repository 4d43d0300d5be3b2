"""Backtests as they are run: assumptions as asked, whole sets, and each bundle of claims off, by label."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sim.assumptions import load_assumptions, override
from sim.bundles import load_bundles
from sim.claims import load_claims
from sim.errors import ExperimentError
from sim.experiments.points import Point
from sim.experiments.runner import evaluate
from sim.experiments.store import Store
from sim.experiments.workers import Hands
from sim.hindsight import REPLICATES, WEEKS
from sim.hindsight.contrasts import standing, without
from sim.hindsight.facts import Fact
from sim.hindsight.measures import facts_of, mapped_facts
from sim.runs import Progress
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas

NULL = "null"
SETS = (NULL, "essay", "contested", "rivals_only")
AS_ASKED = "as asked"
WITHOUT = "without "

Runs = Mapping[str, "pandas.DataFrame"]
Standing = dict[str, dict[str, object]]


# ---------------------------------------------------------------- what is run
def whole_sets(scenario: Scenario, settings: Iterable[str] = (), names: Iterable[str] = SETS) -> dict[str, Point]:
    """Return whole assumption sets by name; they keep the reader's settings, not his strengths."""
    settings = tuple(settings)
    return {each: Point(scenario, override(load_assumptions(each), scenario, settings)) for each in names}


def without_bundles(asked: Point) -> dict[str, Point]:
    """Return what was asked without each bundle of claims; a bundle of which nothing is on has no label."""
    found = {}
    for bundle in load_bundles().bundles.values():
        switches = [f"{load_claims()[claim].rule}.strength" for claim in bundle.acted]
        if any(asked.values.get(each, 1.0) for each in switches):
            found[WITHOUT + bundle.name] = Point(asked.scenario, {**asked.values, **dict.fromkeys(switches, 0.0)})
    return found


def distinct(wanted: Mapping[str, Point]) -> int:
    """Return how many of some points have runs of their own."""
    return len({each.identity for each in wanted.values()})


def check_weeks(weeks: int) -> None:
    """Refuse runs that reach no fact, with ExperimentError."""
    first = min(fact.last_week for fact in mapped_facts())
    if weeks < first:
        raise ExperimentError(f"--weeks {weeks}: no fact is that early; the first needs {first} weeks")


def run_backtest(
    wanted: Mapping[str, Point],
    replicates: int = REPLICATES,
    *,
    weeks: int = WEEKS,
    random_seed: int = 1,
    jobs: int | Hands = 1,
    store: Store | None = None,
    progress: Progress | None = None,
) -> "dict[str, pandas.DataFrame]":
    """Run every point on the same replicates; one row a replicate and one column a fact, by label."""
    rows = evaluate(
        list(wanted.values()),
        replicates,
        weeks=weeks,
        random_seed=random_seed,
        read=facts_of,
        jobs=jobs,
        store=store,
        progress=progress,
    )
    return {label: rows.loc[[at]].droplevel("point") for at, label in enumerate(wanted)}


# ---------------------------------------------------------------- how it stands
def sets_of(runs: Runs, own: bool, facts: Mapping[str, Fact]) -> Standing:
    """Return how whole assumption sets do, and before them what was asked if it is none of them (`own`)."""
    shown = [label for label in runs if not label.startswith(WITHOUT) and (own or label != AS_ASKED)]
    return {label: standing(runs[label], facts) for label in shown}


def bundles_of(runs: Runs, facts: Mapping[str, Fact]) -> Standing:
    """Return what changes with each bundle off."""
    asked = runs[AS_ASKED]
    return {
        label.removeprefix(WITHOUT): without(asked, each, facts)
        for label, each in runs.items()
        if label.startswith(WITHOUT)
    }
