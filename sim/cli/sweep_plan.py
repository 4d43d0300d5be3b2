"""The command `sweep plan`: how many runs, how long and how large, before anything starts."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import options
from sim.cli.screen import CAVEAT, console, count, say
from sim.cli.sweep_run import Block, Jobs, Machine, SweepOrFolder, at_least_one, engine_of

if TYPE_CHECKING:
    from rich.table import Table

    from sim.experiments.sweep.folder.folder import Folder
    from sim.experiments.sweep.folder.stock import Stock
    from sim.experiments.sweep.running.perform import Wanted
    from sim.experiments.sweep.running.trial import Trial

CORES = 1000  # of a cluster, to give an idea
HOUR = 3600


def plan(
    sweep: SweepOrFolder,
    keep: Annotated[
        str | None,
        typer.Option(
            "--keep", "-o", metavar="DIR", help="Folder in which the trial's runs are kept: sweep run goes on there.",
            show_default="they are thrown away", rich_help_panel=options.RESULTS,
        ),
    ] = None,
    jobs: Jobs = None,
    block: Block = None,
    no_trial: Annotated[bool, typer.Option("--no-trial", help="Count only.", rich_help_panel=options.RUNS)] = False,
    machine: Machine = False,
    quiet: options.Quiet = False,
) -> None:  # fmt: skip
    """Say how many runs a sweep has, how long they take and how large they are, from a trial with a few of them.

    As many parts are run at once as there will be processes, after a warm-up. Nothing is kept unless --keep says where.

    Example:  aftermath sweep plan which_bundles_carry_it --jobs 8
    """
    from sim.experiments.sweep.folder.stock import take_stock
    from sim.experiments.sweep.running.perform import wanted

    at_least_one("--block", block)
    asked = wanted(sweep, keep)
    with planned(asked, keep, block) as folder:
        before = take_stock(folder)
        trial = None if no_trial else measured(folder, jobs, quiet or machine)
    facts = facts_of(folder, before, trial)
    if machine:
        print(json.dumps(facts, indent=1))
        return
    console().print(as_table(folder, before, trial))
    if trial is not None and trial.failed:
        say(f"{trial.failed} of {trial.runs} runs of the trial failed", quiet)
    where = f" -o {keep}" if keep else ""
    say(f"Begin: aftermath sweep run {sweep}{where}\n{CAVEAT}", quiet)


@contextmanager
def planned(asked: "Wanted", keep: str | None, block: int | None) -> "Iterator[Folder]":
    """Have the sweep's folder, or one that is gone afterwards."""
    from dataclasses import replace
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from sim.experiments.sweep.folder.begin import take_up
    from sim.experiments.sweep.folder.lock import held
    from sim.experiments.sweep.folder.place import place_of

    with TemporaryDirectory(prefix="aftermath-plan-") as gone:
        if keep is None and not asked.begun:
            asked = replace(asked, place=place_of(Path(gone) / "trial"))
        with held(asked.place):
            yield take_up(asked.place, asked.sweep, asked.beside, block)


def measured(folder: "Folder", jobs: int | None, quiet: bool) -> "Trial | None":
    """Run the trial."""
    from sim.experiments.sweep.running.trial import measure

    with engine_of("", jobs) as engine:
        return measure(folder, engine, lambda text: say(text, quiet))


def facts_of(folder: "Folder", before: "Stock", trial: "Trial | None") -> dict[str, Any]:
    """Return the plan for a machine."""
    left = before.runs - before.runs_done
    facts: dict[str, Any] = {
        "points": folder.points,
        "scenarios": folder.scenarios,
        "replicates": folder.replicates,
        "weeks": folder.manifest.weeks,
        "runs": folder.runs,
        "done": before.runs_done,
        "parts": len(folder.grid),
        "runs_a_part": folder.manifest.block,
    }
    if trial is not None:
        likely, least, most = trial.seconds_for(left)
        facts |= {
            "processes": trial.processes,
            "runs_a_second": trial.rate,
            "seconds": {"likely": likely, "least": least, "most": most},
            "core_hours": left * trial.work / HOUR,
            "bytes": trial.size_of(folder.runs),
            "memory_a_process": trial.memory,
            "trial": asdict(trial),
        }
    return facts


def as_table(folder: "Folder", before: "Stock", trial: "Trial | None") -> "Table":
    """Return the plan for a reader."""
    from rich.table import Table

    from sim.cli.sweep_progress import bytes_in_words, duration, processes

    table = Table.grid(padding=(0, 2))
    parts = f"{count(folder.points, 'point')} × {count(folder.scenarios, 'scenario')}"
    runs = f"{count(folder.runs, 'run')} of {count(folder.manifest.weeks, 'week')}"
    table.add_row("Runs", f"{parts} × {count(folder.replicates, 'replicate')} = {runs}")
    table.add_row("Parts", f"{len(folder.grid):,}, each of up to {count(folder.manifest.block, 'run')}")
    left = before.runs - before.runs_done
    if before.runs_done:
        table.add_row("Done", f"{before.runs_done:,}; {left:,} are left")
    if trial is None:
        table.add_row("Time", "nothing is left to run" if not left else "not measured (--no-trial)")
        return table
    likely, least, most = trial.seconds_for(left)
    table.add_row("Measured", f"{count(trial.runs, 'run')} in {count(trial.parts, 'part')}: {trial.rate:,.3g} runs/s")
    table.add_row(
        "Time",
        f"{duration(likely)} on {processes(trial.processes)} "
        f"of this machine, as busy as it is now; {duration(least)} to {duration(most)} (95 %)",
    )
    on_many = -(-len(folder.grid) // CORES) * folder.manifest.block * trial.work
    hours = left * trial.work / HOUR
    table.add_row("Work", f"{hours:,.3g} core-hours; on {CORES:,} such cores about {duration(on_many)}")
    table.add_row("Disk", bytes_in_words(trial.size_of(folder.runs)))
    table.add_row("Memory", f"{bytes_in_words(trial.memory)} a process")
    return table
