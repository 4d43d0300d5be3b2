"""The command `sweep run`: runs a sweep in its folder, or what is left of it."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options
from sim.cli.screen import count
from sim.errors import ExperimentError, StoppedError, guess

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.experiments.sweep.folder.folder import Folder
    from sim.experiments.sweep.folder.lock import Shard
    from sim.experiments.sweep.running import engines
    from sim.experiments.sweep.running.perform import Talk
    from sim.experiments.sweep.running.progress import Progress

ENGINES = LOCAL, DASK, SERIAL = ("local", "dask", "serial")
FAILED = 1
WHERE = "Where to run"

SweepOrFolder = Annotated[
    str, typer.Argument(metavar="SWEEP", help="A sweep's name, its .toml file, or the folder of one that was begun.")
]
Into = Annotated[
    str | None,
    typer.Option(
        "-o", "--into", metavar="DIR", help="Folder of the runs: a path, or a URL that fsspec knows (no lock there).",
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

Block = Annotated[
    int | None,
    typer.Option(
        "--block", metavar="RUNS", help="Runs a part.", show_default="a part takes 1 to 5 s", rich_help_panel=WHERE
    ),
]
Engine = Annotated[
    str,
    typer.Option(
        "--engine",
        help="local: processes here; dask: a cluster; serial: this process.",
        show_default="local, or dask with --scheduler",
        rich_help_panel=WHERE,
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="tcp://...",
        help="Dask scheduler.",
        show_default="a cluster of --jobs workers here",
        rich_help_panel=WHERE,
    ),
]


def run(
    sweep: SweepOrFolder,
    into: Into = None,
    jobs: Jobs = None,
    engine: Engine = "",
    scheduler: Scheduler = None,
    limit: Annotated[
        int | None, typer.Option(metavar="RUNS", help="Stop after about so many.", rich_help_panel=options.RUNS)
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            metavar="half-width=H[,outcome=NAME][,most=N]",
            help="Add replicates until the 95 % half-width of the paired difference is at most H at the widest point.",
            show_default="what [stop] in the file says",
            rich_help_panel=options.RUNS,
        ),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(metavar="3/20", help="Run only the third of twenty shares.", rich_help_panel=WHERE),
    ] = None,
    block: Block = None,
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

    Example:  aftermath sweep run which_bundles_carry_it -o runs/bundles --jobs 8
    """
    from sim.experiments.sweep.running.drive import Orders
    from sim.experiments.sweep.running.perform import perform, wanted
    from sim.experiments.sweep.running.until import target_of

    asked = wanted(sweep, into)
    orders = Orders(shard_of(shard), at_least_one("--limit", limit), most_failures)
    at_least_one("--block", block)
    if until is not None and (shard is not None or limit is not None):
        raise ExperimentError("--until needs all runs: leave out --shard and --limit")
    target = target_of(until, asked.sweep) if shard is None and limit is None else None

    def work(talk: "Talk") -> "tuple[Folder, Progress]":
        with engine_of(engine, jobs, scheduler) as chosen:
            return perform(asked, chosen, orders, talk, block, retry_failed, target)

    folder, progress = driven(work, machine, quiet)
    if not machine:
        tell_end(folder, progress, orders.shard, quiet)
    if progress.failed:
        raise typer.Exit(FAILED)


def driven(work: "Callable[[Talk], tuple[Folder, Progress]]", machine: bool, quiet: bool) -> "tuple[Folder, Progress]":
    """Do some work that shows how far it is and can be stopped."""
    from sim.cli.sweep_progress import Reporter, stop_when_asked
    from sim.experiments.sweep.running.perform import Talk

    with stop_when_asked(quiet) as stop, Reporter(machine, quiet) as reporter:
        try:
            folder, progress = work(Talk(reporter, reporter.say, stop))
        except StoppedError as problem:
            reporter.end("stopped", reporter.last, reason=str(problem))
            raise
        reporter.end("complete", progress, folder=folder.place.address)
    return folder, progress


def tell_end(folder: "Folder", progress: "Progress", shard: "Shard", quiet: bool) -> None:
    """Say what there is now."""
    from sim.cli.screen import say
    from sim.experiments.sweep.folder.stock import worst

    where = folder.place.address
    share = f" (share {shard.number} of {shard.of})" if shard.of > 1 else ""
    say(f"complete{share}: {count(progress.runs, 'run')} in {where}, {progress.ran:,} of them by this command", quiet)
    for error, times in worst(progress.errors):
        say(f"{times:,} failed: {error}", quiet)
    if progress.failed:
        say(f"tracebacks are in {where}/failures; --retry-failed runs them again", quiet)


def engine_of(name: str, jobs: int | None, scheduler: str | None = None) -> "engines.Engine":
    """Return the engine of a name; ExperimentError with the nearest."""
    from sim.experiments.sweep.running.cluster import Cluster
    from sim.experiments.sweep.running.engines import Local, Serial

    at_least_one("--jobs", jobs)
    name = name or (LOCAL if scheduler is None else DASK)
    if name not in ENGINES:
        raise ExperimentError(f"--engine {name}: there is none{guess(name, ENGINES)}")
    if scheduler is not None and name != DASK:
        raise ExperimentError(f"--scheduler belongs to --engine dask, not to {name}")
    if name == DASK:
        return Cluster(scheduler, jobs or cores())
    return Serial() if name == SERIAL else Local(jobs or cores())


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shard_of(text: str | None) -> "Shard":
    """Read `3/20`; ExperimentError shows how it is written."""
    from sim.experiments.sweep.folder.lock import WHOLE, Shard

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
