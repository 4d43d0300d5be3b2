"""The command that looks back: `backtest` holds runs against what was known by January 2018."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options
from sim.cli.options import Request

if TYPE_CHECKING:
    import pandas

    from sim.experiments.points import Point
    from sim.experiments.store import Store
    from sim.scenario import Scenario

REPLICATES, WEEKS = 64, 61  # to the end of January 2018
SETS = ("null", "essay", "contested", "rivals_only")
AS_ASKED = "as asked"
WITHOUT = "without "


def backtest(
    scenario: options.Scenario = "aleppo_falls",
    replicates: options.Replicates = REPLICATES,
    weeks: options.Weeks = WEEKS,
    random_seed: options.RandomSeed = 1,
    assumptions: options.AssumptionSet = "contested",
    settings: options.Settings = None,
    strength: options.Strengths = None,
    off: options.Off = None,
    only: options.Only = None,
    bundles: Annotated[
        bool,
        typer.Option(
            "--bundles/--no-bundles",
            help="Also run the four assumption sets, and each bundle of claims off.",
            rich_help_panel=options.RESULTS,
        ),
    ] = True,
    store: options.StoreFolder = None,
    no_store: options.NoStore = False,
    output: options.Output = "table",
    quiet: options.Quiet = False,
    jobs: options.Jobs = None,
) -> None:
    """Hold runs against what was known to have happened by January 2018.

    Shows which facts the runs hit, whether they beat two naive guesses made from before the first day, where
    history parts from the essay and whom the runs follow, and which bundles of claims bring them nearer.
    With --output csv, json or a file: one row a fact and assumptions.

    Example:  aftermath backtest --assumptions essay --no-bundles
    """
    from sim.cli import backtest_report, screen
    from sim.cli.output import destination
    from sim.cli.report import headline

    asked = options.request(assumptions, replicates, weeks, random_seed, jobs, settings, strength, off, only)
    to = destination(output)
    kept = options.store_of(store, no_store, quiet)
    wanted = points(scenario, asked, bundles)
    runs = simulate(wanted, asked, kept, quiet)
    own = bool(asked.overrides) or assumptions not in SETS
    if to.on_screen:
        backtest_report.show(runs, AS_ASKED, own, headline([scenario], asked), quiet)
    else:
        backtest_report.write_scores(runs, AS_ASKED, own, to, asked.provenance([scenario]))
    if to.file is not None:
        screen.say(f"wrote {to.file}", quiet)
    if not falls(wanted[AS_ASKED].scenario):
        screen.say(
            f"In what happened, east Aleppo fell in December 2016; '{scenario}' does not force that, so the facts are "
            "those of another world.",
            quiet,
        )
    screen.closing(asked.provenance([scenario]), quiet)


def falls(scenario: "Scenario") -> bool:
    """Say whether a scenario forces the fall of east Aleppo."""
    from sim.events.battles import Control
    from sim.measures import EAST_ALEPPO

    forced = [each for each in scenario.events if isinstance(each, Control)]
    return any(each.place == EAST_ALEPPO and each.to == "regime" for each in forced)


def points(scenario: str, asked: Request, bundles: bool) -> "dict[str, Point]":
    """Return what is run, by label: as asked, and if wanted each bundle off and whole assumption sets.

    A bundle of which nothing is on has no label. The sets keep the reader's settings, not his strengths.
    """
    from sim.assumptions import load_assumptions, override
    from sim.bundles import load_bundles
    from sim.claims import load_claims
    from sim.experiments.points import Point
    from sim.scenario import load_scenario

    chosen = load_scenario(scenario)
    values = override(
        load_assumptions(asked.assumptions), chosen, asked.settings, asked.strengths, asked.off, asked.only
    )
    found = {AS_ASKED: Point(chosen, values)}
    if not bundles:
        return found
    for each in SETS:
        found[each] = Point(chosen, override(load_assumptions(each), chosen, asked.settings))
    for bundle in load_bundles().bundles.values():
        switches = [f"{load_claims()[claim].rule}.strength" for claim in bundle.acted]
        if any(values.get(each, 1.0) for each in switches):
            found[WITHOUT + bundle.name] = Point(chosen, values | dict.fromkeys(switches, 0.0))
    return found


def simulate(
    wanted: "Mapping[str, Point]", asked: Request, store: "Store | None", quiet: bool
) -> "dict[str, pandas.DataFrame]":
    """Run every point on the same replicates; one row a replicate and one column a fact, by label."""
    from sim.cli.progress import Bar
    from sim.errors import ExperimentError
    from sim.experiments.runner import evaluate
    from sim.hindsight.measures import facts_of, mapped_facts

    if not any(fact.last_week <= asked.weeks for fact in mapped_facts()):
        first = min(fact.last_week for fact in mapped_facts())
        raise ExperimentError(f"--weeks {asked.weeks}: no fact is that early; the first needs {first} weeks")
    distinct = {point.identity for point in wanted.values()}
    with Bar(len(distinct) * asked.replicates, asked.weeks, quiet) as bar:
        rows = evaluate(
            list(wanted.values()),
            asked.replicates,
            weeks=asked.weeks,
            random_seed=asked.random_seed,
            read=facts_of,
            jobs=asked.jobs,
            store=store,
            progress=bar,
        )
    return {label: rows.loc[[at]].droplevel("point") for at, label in enumerate(wanted)}
