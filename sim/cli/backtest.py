"""The command that looks back: `backtest` holds runs against what was known by January 2018."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options
from sim.cli.options import Request
from sim.hindsight import REPLICATES, WEEKS

if TYPE_CHECKING:
    import pandas

    from sim.experiments.points import Point
    from sim.experiments.store import Store


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
    from sim.experiments.hindsight import AS_ASKED, SETS, check_weeks
    from sim.hindsight.words import another_world

    asked = options.request(assumptions, replicates, weeks, random_seed, jobs, settings, strength, off, only)
    to = destination(output)
    kept = options.store_of(store, no_store, quiet)
    wanted = points(scenario, asked, bundles)
    check_weeks(asked.weeks)
    runs = simulate(wanted, asked, kept, quiet)
    own = bool(asked.overrides) or assumptions not in SETS
    if to.on_screen:
        backtest_report.show(runs, own, headline([scenario], asked), quiet)
    else:
        backtest_report.write_scores(runs, own, to, asked.provenance([scenario]))
    if to.file is not None:
        screen.say(f"wrote {to.file}", quiet)
    if foreign := another_world(wanted[AS_ASKED].scenario, scenario):
        screen.say(foreign, quiet)
    screen.closing(asked.provenance([scenario]), quiet)


def points(scenario: str, asked: Request, bundles: bool) -> "dict[str, Point]":
    """Return what is run, by label: as asked, and if wanted whole assumption sets and each bundle off."""
    from sim.assumptions import load_assumptions, override
    from sim.experiments.hindsight import AS_ASKED, whole_sets, without_bundles
    from sim.experiments.points import Point
    from sim.scenario import load_scenario

    chosen = load_scenario(scenario)
    values = override(
        load_assumptions(asked.assumptions), chosen, asked.settings, asked.strengths, asked.off, asked.only
    )
    point = Point(chosen, values)
    if not bundles:
        return {AS_ASKED: point}
    return {AS_ASKED: point, **whole_sets(chosen, asked.settings), **without_bundles(point)}


def simulate(
    wanted: "Mapping[str, Point]", asked: Request, store: "Store | None", quiet: bool
) -> "dict[str, pandas.DataFrame]":
    """Run every point, with a bar of progress."""
    from sim.cli.progress import Bar
    from sim.experiments.hindsight import distinct, run_backtest

    with Bar(distinct(wanted) * asked.replicates, asked.weeks, quiet) as bar:
        return run_backtest(
            wanted,
            asked.replicates,
            weeks=asked.weeks,
            random_seed=asked.random_seed,
            jobs=asked.jobs,
            store=store,
            progress=bar,
        )
