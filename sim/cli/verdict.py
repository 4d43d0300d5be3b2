"""The command `verdict`: what the runs say of each of the essay's forecasts."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options
from sim.cli.options import WEEKS, Request
from sim.errors import ExperimentError

if TYPE_CHECKING:
    from sim.cli.output import Destination
    from sim.experiments.robustness import Sweep
    from sim.experiments.store import Store
    from sim.experiments.verdicts import Worlds
    from sim.verdict.findings import Findings
    from sim.verdict.robustness import Robustness

PAIRS = 200  # enough to tell 50 deaths a week late, half of what matters, in four samples of five
POINTS, PAIRS_A_POINT = 300, 20
FEWEST = 3
SWEEP = "Robustness: the same over all stated ranges"


def verdict(
    replicates: Annotated[
        int,
        typer.Option("--replicates", "-n", help="Pairs of runs in each comparison.", rich_help_panel=options.RUNS),
    ] = PAIRS,
    weeks: Annotated[
        int,
        typer.Option(
            "--weeks", help="Weeks to run, at most 156: the late ones need all.", rich_help_panel=options.RUNS
        ),
    ] = WEEKS,
    random_seed: options.RandomSeed = 1,
    assumptions: options.AssumptionSet = "contested",
    settings: options.Settings = None,
    strength: options.Strengths = None,
    off: options.Off = None,
    only: options.Only = None,
    policies: options.Policies = None,
    robustness: Annotated[
        bool,
        typer.Option(
            "--robustness", help="Run the sweep too. Long, but it goes on where it was stopped.", rich_help_panel=SWEEP
        ),
    ] = False,
    points: Annotated[int, typer.Option("--points", help="Points of the sweep.", rich_help_panel=SWEEP)] = POINTS,
    pairs: Annotated[
        int, typer.Option("--pairs", help="Pairs of runs at each of its points.", rich_help_panel=SWEEP)
    ] = PAIRS_A_POINT,
    store: options.StoreFolder = None,
    no_store: options.NoStore = False,
    output: options.Output = "table",
    quiet: options.Quiet = False,
    jobs: options.Jobs = None,
) -> None:
    """Say of each forecast whether the runs agree with it, and whether that comes from the claims.

    Aleppo falls is held against three versions of the broken siege, run by run
    with the same luck, and all of it against the same runs with every rule off.

    Example:  aftermath verdict --assumptions essay        aftermath verdict --with us_repudiates
    """
    asked = options.request(assumptions, replicates, weeks, random_seed, jobs, settings, strength, off, only)
    asked = replace(asked, policies=options.listed(policies))
    if weeks > WEEKS:
        raise ExperimentError(f"--weeks {weeks}: verdicts are read up to week {WEEKS}; ask for no more")
    if replicates < FEWEST:
        raise ExperimentError(f"--replicates {replicates}: a verdict needs at least {FEWEST} pairs")
    if robustness and no_store:
        raise ExperimentError("--robustness: needs the store, where it goes on; leave out --no-store")
    from sim.cli.output import destination
    from sim.experiments.robustness import Sweep, assessed
    from sim.experiments.verdicts import worlds_of

    to = destination(output)
    worlds = worlds_of(asked.assumptions, asked.settings, asked.strengths, asked.off, asked.only, asked.policies)
    sweep = Sweep(worlds, points, pairs, weeks, random_seed)
    kept = options.store_of(store, no_store, quiet)
    found = judge(worlds, asked, kept, quiet)
    ranges = run_sweep(sweep, asked, kept, quiet) if robustness else assessed(sweep, kept)
    finish(replace(found, robustness=ranges), to, asked, quiet)


# ---------------------------------------------------------------- steps
def judge(worlds: "Worlds", asked: Request, kept: "Store | None", quiet: bool) -> "Findings":
    """Run all scenarios with the rules and without, and judge them."""
    from sim.cli.progress import Bar
    from sim.experiments.verdicts import run_verdict, runs_of

    with Bar(runs_of(worlds, asked.replicates), asked.weeks, quiet) as bar:
        return run_verdict(
            worlds,
            asked.replicates,
            weeks=asked.weeks,
            random_seed=asked.random_seed,
            jobs=asked.jobs,
            store=kept,
            progress=bar,
        )


def run_sweep(sweep: "Sweep", asked: Request, kept: "Store | None", quiet: bool) -> "Robustness":
    """Run what is missing of the sweep."""
    from sim.cli.progress import Bar
    from sim.experiments import robustness

    with Bar(sweep.runs, asked.weeks, quiet) as bar:
        return robustness.run_sweep(sweep, asked.jobs, kept, bar)


def finish(found: "Findings", to: "Destination", asked: Request, quiet: bool) -> None:
    """Show or write what was found, and say what it is."""
    from sim.cli import screen, verdict_screen
    from sim.cli.output import write
    from sim.outcomes import OUTCOMES
    from sim.verdict.forecasts import AGAINST, FALL, SCENARIOS

    provenance = asked.provenance(SCENARIOS)
    if to.on_screen:
        verdict_screen.show(found, verdict_screen.headline(asked))
        verdict_screen.gloss(found, quiet)
    else:
        rows = found.rows()
        units = {name: OUTCOMES[name].unit for name in rows["outcome"].dropna().unique()}
        write(rows, to, {**provenance, "rules_on": found.believed}, units)
    if to.file is not None:
        screen.say(f"wrote {to.file}", quiet)
    screen.closing({**provenance, "scenarios": [FALL, f"{len(AGAINST)} broken sieges"]}, quiet)
