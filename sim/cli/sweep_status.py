"""The commands `sweep status` and `sweep verify`: how a folder stands, and whether it is what was written."""

import json
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options
from sim.cli.screen import console, count, say
from sim.cli.sweep_run import Machine
from sim.errors import StoppedError, VerifyError

if TYPE_CHECKING:
    from rich.table import Table

    from sim.experiments.sweep.folder.folder import Folder
    from sim.experiments.sweep.folder.status import Status
    from sim.experiments.sweep.folder.verify import Findings

EVERY = 2.0  # seconds between looks
SHOWN = 10  # damaged parts that are named on screen
FolderOfRuns = Annotated[str, typer.Argument(metavar="DIR", help="A sweep's folder.")]


def status(
    folder: FolderOfRuns,
    watch: Annotated[bool, typer.Option("--watch", help="Look again every two seconds until it is complete.")] = False,
    machine: Machine = False,
) -> None:
    """Say how a sweep stands: runs done and failed, who works there, how large it is, what to do next.

    Example:  aftermath sweep status runs/bundles
    """
    from rich.live import Live

    from sim.experiments.sweep.folder.folder import open_folder
    from sim.experiments.sweep.folder.status import status_of

    if not watch:
        show(status_of(open_folder(folder)), machine)
        return
    if machine:
        while show(status_of(open_folder(folder)), machine) == "running":
            time.sleep(EVERY)
        return
    with Live(console=console(), auto_refresh=False) as live:
        while True:
            now = status_of(open_folder(folder))
            live.update(as_table(now), refresh=True)
            if now.state != "running":
                return
            time.sleep(EVERY)


def show(now: "Status", machine: bool) -> str:
    """Show a status once; return its state."""
    if machine:
        print(json.dumps(asdict(now), ensure_ascii=False), flush=True)
    else:
        console().print(as_table(now))
    return now.state


def as_table(now: "Status") -> "Table":
    """Return a status for a reader."""
    from rich.table import Table
    from rich.text import Text

    from sim.cli.sweep_progress import bytes_in_words, duration, share

    table = Table.grid(padding=(0, 2))
    table.add_row("Sweep", Text.assemble((now.name, "bold"), f" in {now.folder}"))
    size = f"{count(now.points, 'point')} × {count(now.scenarios, 'scenario')} × {count(now.replicates, 'replicate')}"
    grown = f", grown {count(now.growths, 'time')}" if now.growths else ""
    table.add_row("Size", f"{size}{grown}" + (f"; {bytes_in_words(now.size)}" if now.size else ""))
    table.add_row("Done", f"{now.done:,} of {count(now.runs, 'run')} ({share(now.done, now.runs)}): {now.state}")
    if now.working:
        pace = f"; {now.rate:,.3g} runs/s in the last minute" if now.rate else ""
        left = f", {duration(now.seconds_left)} left" if now.seconds_left else ""
        table.add_row("At work", f"{now.working}{pace}{left}")
    if now.failed:
        table.add_row("Failed", count(now.failed, "run"))
    for error, times in now.errors:
        table.add_row("", Text(f"{times:,} × {error}"))
    if now.damaged:
        table.add_row("Damaged", f"{count(now.damaged, 'part')}: run again by the next sweep run")
    if now.strange:
        table.add_row("Strange", f"{count(now.strange, 'file')} of no part of this sweep; see: aftermath sweep verify")
    table.add_row("Next", now.next)
    return table


def verify(
    folder: FolderOfRuns,
    deep: Annotated[
        bool, typer.Option("--deep", help="Run three parts again as well, and compare to the last bit.")
    ] = False,
    mend: Annotated[
        bool, typer.Option("--mend", help="Move what is damaged to damaged/, so that sweep run runs it again.")
    ] = False,
    machine: Machine = False,
    quiet: options.Quiet = False,
) -> None:
    """Check every page of every part, and that its rows are the runs that were planned.

    Exit code 0: all is well; 3: mended, run it again; 5: something is damaged, or belongs to no part.

    Example:  aftermath sweep verify runs/bundles --deep
    """
    from contextlib import nullcontext

    from sim.experiments.sweep.folder.folder import open_folder
    from sim.experiments.sweep.folder.lock import held
    from sim.experiments.sweep.folder.verify import mend as set_right

    there = open_folder(folder)
    with held(there.place) if mend else nullcontext():
        found = looked_at(there, deep, quiet or machine)
        mended = mend and not found.sound
        if mended:
            set_right(there, found)
    tell(there, found, machine, quiet)
    if mended:
        raise StoppedError(f"{folder}: moved to damaged/; run them again: aftermath sweep run {folder}")
    if not found.sound:
        raise VerifyError(
            f"{folder}: {count(len(found.wrong), 'part')} damaged, {count(len(found.strange), 'file')} of no part; "
            f"sweep verify {folder} --mend moves them aside, then sweep run {folder} runs them again"
        )


def looked_at(folder: "Folder", deep: bool, quiet: bool) -> "Findings":
    """Verify a folder and say now and then how far it is."""
    from sim.cli.sweep_progress import PLAIN_EVERY
    from sim.experiments.sweep.folder.verify import Findings
    from sim.experiments.sweep.folder.verify import verify as check_all

    found, said = Findings(), time.monotonic()
    for found in check_all(folder, deep):
        if time.monotonic() - said >= PLAIN_EVERY:
            said = time.monotonic()
            say(f"{found.checked + found.missing:,} of {found.parts:,} parts", quiet)
    return found


def tell(folder: "Folder", found: "Findings", machine: bool, quiet: bool) -> None:
    """Say what was found."""
    if machine:
        print(json.dumps({"folder": folder.place.address, "sound": found.sound, **asdict(found)}, ensure_ascii=False))
        return
    for name, complaint in list(found.wrong.items())[:SHOWN]:
        console().print(f"{name}  {complaint}", markup=False)
    for file in found.strange[:SHOWN]:
        console().print(f"{file}  belongs to no part", markup=False)
    more = len(found.wrong) + len(found.strange) - SHOWN
    if more > 0:
        say(f"and more; --json lists all {len(found.wrong) + len(found.strange):,}", quiet)
    again = f"; {found.run_again} run again" if found.run_again else ""
    say(f"{found.checked:,} of {count(found.parts, 'part')} checked, {found.missing:,} not run yet{again}", quiet)
