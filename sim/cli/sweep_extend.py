"""The commands `sweep extend` and `sweep export`: more points or replicates, and all rows in one file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options
from sim.cli.screen import count, say
from sim.cli.sweep_run import (
    FAILED,
    Engine,
    Jobs,
    Machine,
    Scheduler,
    at_least_one,
    driven,
    engine_of,
    tell_end,
)  # fmt: skip
from sim.cli.sweep_status import FolderOfRuns
from sim.errors import ExperimentError

if TYPE_CHECKING:
    from sim.experiments.sweep.folder.folder import Folder
    from sim.experiments.sweep.running.progress import Progress


def extend(
    folder: FolderOfRuns,
    replicates: Annotated[
        int | None,
        typer.Option("--replicates", "-n", help="How many there are to be in all.", rich_help_panel=options.RUNS),
    ] = None,
    points: Annotated[
        int | None,
        typer.Option(
            "--points", help="How many there are to be in all, counted as in the file.", rich_help_panel=options.RUNS
        ),
    ] = None,
    jobs: Jobs = None,
    engine: Engine = "",
    scheduler: Scheduler = None,
    machine: Machine = False,
    quiet: options.Quiet = False,
) -> None:
    """Add replicates or points to a sweep and run what is new; what is there is kept.

    Points can be added where a longer design begins with the shorter one (sobol_sequence, among others). If it is
    stopped, sweep run DIR goes on. Exit codes are those of sweep run.

    Example:  aftermath sweep extend runs/bundles --replicates 256
    """
    from sim.experiments.sweep.folder.lock import WHOLE
    from sim.experiments.sweep.folder.place import place_of
    from sim.experiments.sweep.running.drive import Orders
    from sim.experiments.sweep.running.perform import Talk
    from sim.experiments.sweep.running.perform import extend as grow

    at_least_one("--replicates", replicates)
    at_least_one("--points", points)

    def work(talk: "Talk") -> "tuple[Folder, Progress]":
        with engine_of(engine, jobs, scheduler) as chosen:
            return grow(place_of(folder), chosen, Orders(), talk, points, replicates)

    there, progress = driven(work, machine, quiet)
    if not machine:
        tell_end(there, progress, WHOLE, quiet)
    if progress.failed:
        raise typer.Exit(FAILED)


def export(
    folder: FolderOfRuns,
    file: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="A .csv or .parquet file.", show_default="./NAME.parquet"),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="A CSV, ./NAME.csv unless -o says where.")] = False,
    series: Annotated[bool, typer.Option("--series", help="Weekly series instead of runs.")] = False,
    points: Annotated[str | None, typer.Option(metavar="0,3-7", help="Only these points.", show_default="all")] = None,
    quiet: options.Quiet = False,
) -> None:
    """Write all rows to one file, with a schema page beside it that says what each column is.

    A CSV opens in Excel as it is (UTF-8, no cell taken for a formula); a sheet has at most 1,048,576 rows.
    Python, R and DuckDB can read DIR/runs as it stands.

    Example:  aftermath sweep export runs/bundles --csv        aftermath sweep export runs/bundles -o all.parquet
    """
    from sim.experiments.sweep.folder.export import CSV, MOST_IN_EXCEL, read_points, schema_of
    from sim.experiments.sweep.folder.export import export as write
    from sim.experiments.sweep.folder.folder import open_folder

    there = open_folder(folder)
    if file is None:
        file = Path(f"{there.manifest.name}{'_series' * series}{CSV if csv else '.parquet'}")
    elif csv and file.suffix.lower() != CSV:
        raise ExperimentError(f"--csv: {file} does not end in {CSV}; leave one of them out")
    chosen = None if points is None else read_points(points, there.points)
    rows = write(there, file, series, chosen)
    say(f"{count(rows, 'row')} in {file}; what the columns are: {schema_of(file)}", quiet)
    if file.suffix.lower() == CSV and rows >= MOST_IN_EXCEL:
        say(f"Excel shows the first {MOST_IN_EXCEL - 1:,} of them: take fewer --points, or a .parquet file", quiet)
