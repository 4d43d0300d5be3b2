"""A sweep from its file to its folder: locked, taken up or begun, and run until it is complete."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sim.errors import ExperimentError
from sim.experiments.sweep.folder.begin import check_model, grow, refuse_others, sweep_of, take_up
from sim.experiments.sweep.folder.folder import FAILURES, JSON, MANIFEST, RUNS, SERIES, Folder, open_folder, path_of
from sim.experiments.sweep.folder.lock import held
from sim.experiments.sweep.folder.place import Place, place_of
from sim.experiments.sweep.running.drive import Orders, Say, Tell, drive
from sim.experiments.sweep.running.engines import Engine
from sim.experiments.sweep.running.progress import Progress
from sim.experiments.sweep.running.until import Settling, Target
from sim.experiments.sweep.sweep import SWEEPS, Sweep, find_sweep, load_sweep
from sim.scenario import names


@dataclass(frozen=True)
class Wanted:
    """A sweep, where its file lies, and its folder; `begun`: it was named by its folder."""

    sweep: Sweep
    beside: Path
    place: Place
    begun: bool = False


@dataclass(frozen=True)
class Talk:
    """Whom to tell how far it is, whom to say what is odd, and whom to ask whether to stop."""

    tell: Tell = lambda progress: None
    say: Say = lambda text: None
    stopping: Callable[[], bool] = field(default=lambda: False)


def wanted(name: str, into: str | None) -> Wanted:
    """Return what `sweep run` is asked for: a sweep by name or file, or else the folder of one that was begun.

    The folder is by default named after the sweep and lies where the reader is.
    """
    place = place_of(name)
    if name in names(SWEEPS) or not place.exists(MANIFEST):
        sweep = load_sweep(name)
        return Wanted(sweep, find_sweep(name).parent, place_of(into or sweep.name))
    if into is not None:
        raise ExperimentError(f"{name} is a folder of runs already: leave out -o, or name the sweep's file")
    folder = open_folder(name)
    check_model(folder)
    return Wanted(sweep_of(folder), Path(), place, begun=True)


def perform(
    asked: Wanted,
    engine: Engine,
    orders: Orders,
    talk: Talk,
    block: int | None = None,
    retry_failed: bool = False,
    until: Target | None = None,
) -> tuple[Folder, Progress]:
    """Run a sweep in its folder, or what is left of it, and more replicates until they are enough.

    Raises as `take_up`, `held` and `drive` do.
    """
    refuse_others(asked.place)  # before a lock is laid there
    with held(asked.place, orders.shard):
        folder = take_up(asked.place, asked.sweep, asked.beside, block)
        if retry_failed:
            forget_failures(folder)
        progress = drive(folder, engine, orders, talk.tell, talk.say, talk.stopping)
        while until is not None and (more := Settling(until, talk.say).more(folder)):
            folder = grow(folder, replicates=more)
            progress = drive(folder, engine, orders, talk.tell, talk.say, talk.stopping, progress)
        return folder, progress


def extend(
    place: Place, engine: Engine, orders: Orders, talk: Talk, points: int | None, replicates: int | None
) -> tuple[Folder, Progress]:
    """Add points or replicates to a folder and run them. Raises as `grow`, `held` and `drive` do."""
    with held(place):
        folder = grow(open_folder(place.address), points=points, replicates=replicates)
        return folder, drive(folder, engine, orders, talk.tell, talk.say, talk.stopping)


def forget_failures(folder: Folder) -> None:
    """Remove all parts with failed runs, rows first, so that they are run again."""
    for name in list(folder.part_names(FAILURES, JSON)):
        for file in (path_of(RUNS, name), path_of(SERIES, name), f"{FAILURES}/{name}{JSON}"):
            if folder.place.exists(file):
                folder.place.remove(file)
