"""The runs behind a verdict: the fall and every broken siege, with the rules on and with all of them off."""

from collections.abc import Iterable, Mapping

from sim.assumptions import load_assumptions, override
from sim.experiments.points import Point
from sim.experiments.runner import evaluate
from sim.experiments.store import Store
from sim.experiments.workers import Hands
from sim.rule import rules
from sim.runs import Progress
from sim.scenario import WEEKS, Scenario, load_scenario
from sim.sums import PLUS
from sim.verdict.findings import Findings, find
from sim.verdict.forecasts import DECIDING, SCENARIOS

Worlds = Mapping[str, tuple[Scenario, Mapping[str, float]]]  # scenarios by name, with the values they are run with


def worlds_of(
    assumptions: str,
    settings: Iterable[str] = (),
    strengths: Iterable[str] = (),
    off: Iterable[str] = (),
    only: Iterable[str] = (),
    policies: Iterable[str] = (),
) -> Worlds:
    """Return all scenarios of a verdict with the policies and values asked for; ScenarioError for what does not exist.

    The same policies are added to the fall and to every broken siege: what they change is not the contrast itself
    but what it says, so that a claim can be asked what it is worth where, say, Washington breaks with the rebels.
    """
    chosen = load_assumptions(assumptions)
    scenarios = {name: load_scenario(PLUS.join((name, *policies))) for name in SCENARIOS}
    return {name: (each, override(chosen, each, settings, strengths, off, only)) for name, each in scenarios.items()}


def without_rules(values: Mapping[str, float]) -> dict[str, float]:
    """Return the same values with every claim and every rival off."""
    return {**values, **{each.strength.name: 0.0 for each in rules().values()}}


def believed(worlds: Worlds) -> str:
    """Say in a word or two what is switched on: claims, rivals, both, or nothing."""
    _, values = next(iter(worlds.values()))
    on = [each for each in rules().values() if values.get(each.strength.name, each.strength.default)]
    kinds = {"rivals" if each.claim.startswith("E") else "claims" for each in on}
    return " and ".join(sorted(kinds)) or "nothing"


def design(worlds: Worlds) -> list[Point]:
    """Return the points of a verdict: all scenarios with the rules, then those that decide without them."""
    on = [Point(*world) for world in worlds.values()]
    return on + [Point(worlds[name][0], without_rules(worlds[name][1])) for name in DECIDING]


def runs_of(worlds: Worlds, replicates: int) -> int:
    """Return how many runs a verdict takes; with every rule off its own null is among them."""
    return len({each.identity for each in design(worlds)}) * replicates


def run_verdict(
    worlds: Worlds,
    replicates: int,
    *,
    weeks: int = WEEKS,
    random_seed: int = 1,
    jobs: int | Hands = 1,
    store: Store | None = None,
    progress: Progress | None = None,
) -> Findings:
    """Run what the store does not hold, and say what it says of every forecast."""
    points = design(worlds)
    rows = evaluate(points, replicates, weeks=weeks, random_seed=random_seed, jobs=jobs, store=store, progress=progress)
    tables = [rows.loc[[at]] for at in range(len(points))]
    on, null = tables[: len(worlds)], tables[len(worlds) :]
    return find(dict(zip(worlds, on, strict=True)), dict(zip(DECIDING, null, strict=True)), believed(worlds))
