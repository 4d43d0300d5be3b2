"""The command `sweep run`: runs a sweep in its folder, or what is left of it."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options
from sim.cli.screen import count
from sim.errors import ExperimentError, StoppedError, guess

if TYPE_CHECKING:
    from sim.experiments.sweep.drive import Progress
    from sim.experiments.sweep.engines import Engine
    from sim.experiments.sweep.folder import Folder
    from sim.experiments.sweep.lock import Shard

ENGINES = LOCAL, DASK, SERIAL = ("local", "dask", "serial")
FAILED = 1
WHERE = "Where to run"

SweepOrFolder = Annotated[
    str, typer.Argument(metavar="SWEEP", help="A sweep's name, its .toml file, or the folder of one that was begun.")
]
Into = Annotated[
    str | None,
    typer.Option(
        "-o", "--into", metavar="DIR", help="Folder of the runs: a path, or a URL that fsspec knows.",
        show_default="./NAME", rich_help_panel=options.RESULTS,
    ),
]  # fmt: skip
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", help="Processes at a time.", show_default="number of cores", rich_help_panel=WHERE),
]
Machine = Annotated[
    bool, typer.Option("--json", help="Lines of JSON on standard output.", rich_help_panel=options.RESULTS)
]


def run(
    sweep: SweepOrFolder,
    into: Into = None,
    jobs: Jobs = None,
    engine: Annotated[str, typer.Option(help="local, dask or serial.", rich_help_panel=WHERE)] = LOCAL,
    limit: Annotated[
        int | None, typer.Option(metavar="RUNS", help="Stop after about so many.", rich_help_panel=options.RUNS)
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(metavar="3/20", help="Run only the third of twenty shares.", rich_help_panel=WHERE),
    ] = None,
    block: Annotated[
        int | None,
        typer.Option(
            metavar="RUNS",
            help="Runs a part.",
            show_default="by the weeks: a part takes 1 to 5 s",
            rich_help_panel=WHERE,
        ),
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Run parts with failed runs again.", rich_help_panel=options.RUNS)
    ] = False,
    most_failures: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Stop if more runs fail.",
            show_default="half of them, from 100 on",
            rich_help_panel=options.RUNS,
        ),
    ] = None,
    machine: Machine = False,
    quiet: options.Quiet = False,
) -> None:
    """Run a sweep in its folder; the same command again goes on where it stopped.

    Whatever ends it, finished parts are kept and not run again. Ctrl-C stops soon, twice at once.
    Exit code 0: complete; 1: complete, but some runs failed; 2: cannot be done as asked; 3: stopped, can go on;
    4: the folder is of another sweep or model, or somebody works in it.

    Example:  aftermath sweep run backers -o runs/backers --jobs 8
    """
    from sim.cli.sweep_progress import Reporter, stop_when_asked
    from sim.experiments.sweep.drive import Orders
    from sim.experiments.sweep.perform import Talk, perform, wanted

    asked = wanted(sweep, into)
    orders = Orders(shard_of(shard), at_least_one("--limit", limit), most_failures)
    at_least_one("--block", block)
    with stop_when_asked(quiet) as stop, Reporter(machine, quiet) as reporter:
        talk = Talk(reporter, reporter.say, stop)
        try:
            with engine_of(engine, jobs) as chosen:
                folder, progress = perform(asked, chosen, orders, talk, block, retry_failed)
        except StoppedError as problem:
            if machine:
                reporter.end("stopped", reporter.last, reason=str(problem))
            raise
    reporter.end("complete", progress, folder=folder.place.address)
    if not machine:
        tell_end(folder, progress, orders.shard, quiet)
    if progress.failed:
        raise typer.Exit(FAILED)


def tell_end(folder: "Folder", progress: "Progress", shard: "Shard", quiet: bool) -> None:
    """Say what there is now."""
    from sim.cli.screen import say
    from sim.experiments.sweep.stock import worst

    where = folder.place.address
    share = f" (share {shard.number} of {shard.of})" if shard.of > 1 else ""
    say(f"complete{share}: {count(progress.runs, 'run')} in {where}, {progress.ran:,} of them by this command", quiet)
    for error, times in worst(progress.errors):
        say(f"{times:,} failed: {error}", quiet)
    if progress.failed:
        say(f"tracebacks are in {where}/failures; --retry-failed runs them again", quiet)


def engine_of(name: str, jobs: int | None) -> "Engine":
    """Return the engine of a name; ExperimentError with the nearest."""
    from sim.experiments.sweep.engines import Local, Serial

    at_least_one("--jobs", jobs)
    if name == SERIAL:
        return Serial()
    if name == LOCAL:
        return Local(jobs or cores())
    raise ExperimentError(f"--engine {name}: there is none{guess(name, ENGINES)}")


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shard_of(text: str | None) -> "Shard":
    """Read `3/20`; ExperimentError shows how it is written."""
    from sim.experiments.sweep.lock import WHOLE, Shard

    if text is None:
        return WHOLE
    number, _, of = text.partition("/")
    if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise ExperimentError(f"--shard {text}: write it as 3/20, the third of twenty")
    return Shard(int(number), int(of))


def at_least_one(option: str, number: int | None) -> int | None:
    """Refuse less than one."""
    if number is not None and number < 1:
        raise ExperimentError(f"{option} {number}: there must be at least 1")
    return number
