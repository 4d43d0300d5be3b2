"""How a sweep's folder stands: what is done, what failed, who works there, how large it is, what to do next."""

import os
import time
from dataclasses import dataclass

from sim.experiments.sweep.folder.folder import RUNS, Folder
from sim.experiments.sweep.folder.lock import who_works
from sim.experiments.sweep.folder.place import Local
from sim.experiments.sweep.folder.stock import take_stock, worst

RECENT = 60.0  # seconds from which a rate is taken


@dataclass(frozen=True)
class Status:
    """What `sweep status` says. `rate` is of runs a second in the last minute, of whoever works there."""

    folder: str
    name: str
    state: str  # complete, running, stopped
    points: int
    scenarios: int
    replicates: int
    growths: int
    runs: int
    done: int
    failed: int
    errors: list[tuple[str, int]]
    damaged: int
    strange: int
    working: str
    rate: float
    seconds_left: float | None
    size: int
    next: str


def status_of(folder: Folder) -> Status:
    """Return how a folder stands."""
    stock = take_stock(folder)
    working = who_works(folder.place)
    size, recent = weighed(folder)
    parts = int(stock.done.sum())
    rate = recent / RECENT * (stock.runs_done / parts) if working and parts else 0.0
    where = folder.place.address
    state = "complete" if stock.complete else "running" if working else "stopped"
    if state == "running":
        what_next = "wait, or look again with --watch"
    elif state == "stopped":
        what_next = f"aftermath sweep run {where}"
    elif stock.failed:
        what_next = f"aftermath sweep run {where} --retry-failed, or aftermath analyse"
    else:
        what_next = f"aftermath analyse ci {where}"
    return Status(
        folder=where,
        name=folder.manifest.name,
        state=state,
        points=folder.points,
        scenarios=folder.scenarios,
        replicates=folder.replicates,
        growths=len(folder.growths),
        runs=stock.runs,
        done=stock.runs_done,
        failed=stock.failed,
        errors=worst(stock.errors),
        damaged=len(stock.damaged),
        strange=stock.strange,
        working=working,
        rate=rate,
        seconds_left=(stock.runs - stock.runs_done) / rate if rate else None,
        size=size,
        next=what_next,
    )


def weighed(folder: Folder) -> tuple[int, int]:
    """Return the bytes of all files, and how many parts were written lately; nothing is known of an object store."""
    if not isinstance(folder.place, Local):
        return 0, 0
    size, recent, since = 0, 0, time.time() - RECENT
    for name in folder.place.names():
        try:
            found = os.stat(folder.place.path / name)
        except FileNotFoundError:  # set aside meanwhile
            continue
        size += found.st_size
        recent += name.startswith(f"{RUNS}/") and found.st_mtime > since
    return size, recent
