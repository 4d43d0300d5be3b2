"""Commands that run the model: `run` and `compare`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options
from sim.cli.options import REPLICATES, WEEKS, Request
from sim.errors import ExperimentError

if TYPE_CHECKING:
    import xarray

    from sim.cli.output import Destination

WEEKS_PER_YEAR = 52


def run(
    scenario: options.Scenario,
    replicates: options.Replicates = REPLICATES,
    weeks: options.Weeks = WEEKS,
    random_seed: options.RandomSeed = 1,
    assumptions: options.AssumptionSet = "contested",
    settings: options.Settings = None,
    strength: options.Strengths = None,
    off: options.Off = None,
    only: options.Only = None,
    output: options.Output = "table",
    series: options.Series = False,
    report_card: Annotated[
        bool | None,
        typer.Option(
            "--report-card/--no-report-card",
            help="Show runs beside the levels of 2016.",
            show_default="with --assumptions null",
            rich_help_panel=options.RESULTS,
        ),
    ] = None,
    quiet: options.Quiet = False,
    jobs: options.Jobs = None,
) -> None:
    """Run one scenario many times and show its outcomes with intervals.

    With --output csv, json or a file: one row a run and one column an outcome.

    Example:  aftermath run aleppo_falls -n 64 --assumptions essay --off C14
    """
    asked = options.request(assumptions, replicates, weeks, random_seed, jobs, settings, strength, off, only)
    to = prepare(output, series)
    if report_card and weeks < WEEKS_PER_YEAR:
        raise ExperimentError(f"--report-card: needs at least {WEEKS_PER_YEAR} weeks")
    results = simulate([scenario], asked, quiet)[0]
    from sim.cli import report

    if series:
        report.write_series([results], to, [scenario], asked)
    elif not to.on_screen and report_card:
        report.write_card(results, to, scenario, asked)
    elif not to.on_screen:
        report.write_outcomes(results, to, scenario, asked)
    else:
        report.show_outcomes(results, scenario, asked, quiet)
        wanted = assumptions == "null" and weeks >= WEEKS_PER_YEAR if report_card is None else report_card
        if wanted:
            report.show_card(results)
    close([scenario], to, asked, quiet)


def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="A B [C ...]", help="Two scenarios or more, by name or file; +POLICY and @WEEK as in run."
        ),
    ],
    replicates: options.Replicates = REPLICATES,
    weeks: options.Weeks = WEEKS,
    random_seed: options.RandomSeed = 1,
    assumptions: options.AssumptionSet = "contested",
    settings: options.Settings = None,
    strength: options.Strengths = None,
    off: options.Off = None,
    only: options.Only = None,
    output: options.Output = "table",
    series: options.Series = False,
    quiet: options.Quiet = False,
    jobs: options.Jobs = None,
) -> None:
    """Run scenarios with the same luck and show how the first differs from each other one.

    Replicate 1 of A and replicate 1 of B draw the same chances, so that what differs is the scenario.
    With --output csv, json or a file: one row an outcome and pair.

    Example:  aftermath compare aleppo_falls siege_broken --assumptions essay
    """
    if len(scenarios) < 2:
        raise ExperimentError(f"compare {scenarios[0]}: name at least two scenarios")
    if named_twice(scenarios):
        raise ExperimentError("compare: a scenario is named twice")
    asked = options.request(assumptions, replicates, weeks, random_seed, jobs, settings, strength, off, only)
    to = prepare(output, series)
    results = simulate(scenarios, asked, quiet)
    from sim.cli import report

    if series:
        report.write_series(results, to, scenarios, asked)
    else:
        report.show_contrasts(results, to, scenarios, asked, quiet)
    close(scenarios, to, asked, quiet)


# ---------------------------------------------------------------- steps
def named_twice(scenarios: Sequence[str]) -> bool:
    """Whether one scenario is among them twice, in whatever spelling."""
    from sim.scenario import load_scenario

    found = [load_scenario(each) for each in scenarios]
    return any(each in found[:at] for at, each in enumerate(found))


def prepare(output: str, series: bool) -> "Destination":
    """Read where results go; ExperimentError before anything is run."""
    from sim.cli.output import destination

    to = destination(output)
    if series and to.on_screen:
        raise ExperimentError("--series: too long for a table; add --output csv, json or a file")
    return to


def simulate(scenarios: Sequence[str], asked: Request, quiet: bool) -> "list[xarray.Dataset]":
    """Run every scenario with the same replicates; all of them are read before the first is run."""
    from sim.assumptions import load_assumptions, override
    from sim.cli.progress import Bar
    from sim.runs import run as run_model
    from sim.scenario import load_scenario

    for scenario in scenarios:
        override(
            load_assumptions(asked.assumptions),
            load_scenario(scenario),
            asked.settings,
            asked.strengths,
            asked.off,
            asked.only,
        )
    with Bar(len(scenarios) * asked.replicates, asked.weeks, quiet) as bar:
        return [
            run_model(
                scenario,
                replicates=asked.replicates,
                weeks=asked.weeks,
                random_seed=asked.random_seed,
                assumptions=asked.assumptions,
                settings=asked.settings,
                strengths=asked.strengths,
                off=asked.off,
                only=asked.only,
                jobs=asked.jobs,
                postings=False,
                progress=bar,
            )
            for scenario in scenarios
        ]


def close(scenarios: Sequence[str], to: "Destination", asked: Request, quiet: bool) -> None:
    """Say where the results went, what they are, and how to get them again."""
    from sim.cli import screen

    if to.file is not None:
        screen.say(f"wrote {to.file}", quiet)
    screen.closing(asked.provenance(scenarios), quiet)
