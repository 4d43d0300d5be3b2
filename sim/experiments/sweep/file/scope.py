"""What of a sweep's file says how it is drawn, what is kept of each run, and when enough has been run."""

from dataclasses import dataclass
from typing import Any

from sim.errors import guess
from sim.experiments.sweep.file.keys import SweepFile
from sim.experiments.sweep.file.lines import Lines
from sim.outcomes import OUTCOMES
from sim.series import every_series

Settings = dict[str, str | int | float | bool]


@dataclass(frozen=True)
class Stop:
    """Add replicates until the 95 % half-width at the widest point is small enough, or there are `most`."""

    outcome: str
    half_width: float
    most: int


def sampler_of(file: SweepFile) -> Settings:
    """Return the sampler's name and all it is called with; its random seed is the sweep's unless it has its own."""
    settings: dict[str, Any] = file.design.model_dump(exclude={"sampler"})
    if "random_seed" in settings and settings["random_seed"] is None:
        settings["random_seed"] = file.random_seed
    return {"name": file.design.sampler, **{key: each for key, each in settings.items() if each is not None}}


def outcomes_of(file: SweepFile, lines: Lines) -> tuple[str, ...]:
    """Return the outcomes to keep, all that the weeks reach if none are named."""
    if file.outcomes is None:
        return tuple(name for name, each in OUTCOMES.items() if each.last_week <= file.weeks)
    for name in file.outcomes:
        if name not in OUTCOMES:
            raise lines.refuse(f"there is no outcome '{name}'{guess(name, OUTCOMES)}", "outcomes")
        if file.outcomes.count(name) > 1:
            raise lines.refuse(f"'{name}' is named twice", "outcomes")
        if OUTCOMES[name].last_week > file.weeks:
            least = OUTCOMES[name].last_week
            raise lines.refuse(f"'{name}' needs at least weeks = {least}; this sweep has {file.weeks}", "outcomes")
    if not file.outcomes:
        raise lines.refuse("expected at least one; leave the key out for all", "outcomes")
    return tuple(file.outcomes)


def series_of(file: SweepFile, lines: Lines) -> tuple[str, ...]:
    """Return the weekly series to keep: none, all that are one number a run, or those named."""
    known = {each.name: each for each in every_series()}
    if isinstance(file.series, bool):
        return tuple(name for name, each in known.items() if not each.dims) if file.series else ()
    if not isinstance(file.series, list):
        raise lines.refuse(f"expected true, false or a list of names, not {file.series!r}", "series")
    for name in file.series:
        if name not in known:
            raise lines.refuse(f"there is no series '{name}'{guess(str(name), known)}", "series")
    return tuple(dict.fromkeys(file.series))


def stop_of(file: SweepFile, outcomes: tuple[str, ...], lines: Lines) -> Stop | None:
    """Return when enough has been run, if the file says so."""
    if file.stop is None:
        return None
    wanted = file.stop.outcome
    if wanted not in outcomes:
        raise lines.refuse(f"'{wanted}' is not among the outcomes{guess(wanted, outcomes)}", "stop", "outcome")
    if file.stop.most < file.replicates:
        raise lines.refuse(f"{file.stop.most} is fewer than replicates = {file.replicates}", "stop", "most")
    return Stop(wanted, file.stop.half_width, file.stop.most)
