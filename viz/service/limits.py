"""What a server may spend: workers, memory, and the largest request it takes."""

import os
from dataclasses import dataclass, fields

from sim.errors import ExperimentError

MEGABYTE = 1 << 20
PREFIX = "AFTERMATH_"
MAY_BE_NONE = ("workers", "heavy_workers", "idle_minutes", "memory_mb", "studies_mb")  # a core each; none kept
MINUTE = 60.0  # seconds
CLOSING = "the server is closing"


@dataclass(frozen=True)
class Limits:
    """Every limit can be set from outside: `AFTERMATH_WORKERS=4`.

    `workers` run what people wait for (one a core unless told), `heavy_workers` what is known to take long (the
    same); these end after `idle_minutes` without work. `memory_mb` is for results that may be asked for again;
    `waiting` is how many requests may be under way. `studies` long computations are under way at a time, and
    `studies_waiting` more wait for their turn; `studies_mb` is for what they found. `scratch_mb` of the disk hold
    their runs where no store does.
    `sessions` is how many pages may be open; one that lost its connection is kept for `keep_minutes`.
    """

    workers: int = 0
    heavy_workers: int = 0
    idle_minutes: int = 5
    memory_mb: int = 256
    worlds: int = 4
    weeks: int = 520
    replicates: int = 128
    waiting: int = 256
    studies: int = 4
    studies_waiting: int = 64
    studies_mb: int = 64
    scratch_mb: int = 1024
    sessions: int = 60
    keep_minutes: int = 10

    def __post_init__(self) -> None:
        for each in fields(self):
            least = 0 if each.name in MAY_BE_NONE else 1
            if getattr(self, each.name) < least:
                raise ExperimentError(f"{each.name} = {getattr(self, each.name)}: expected at least {least}")

    @property
    def crew(self) -> int:
        """How many workers run what people wait for."""
        return self.workers or cores()

    @property
    def heavy_crew(self) -> int:
        """How many workers run what takes long."""
        return self.heavy_workers or cores()

    @property
    def idle_seconds(self) -> float:
        """How long workers without work are kept."""
        return self.idle_minutes * MINUTE

    @property
    def memory(self) -> int:
        """Bytes for results that may be asked for again."""
        return self.memory_mb * MEGABYTE

    @property
    def studies_memory(self) -> int:
        """Bytes for what studies found."""
        return self.studies_mb * MEGABYTE

    @property
    def scratch(self) -> int:
        """Bytes of the disk for runs that are not to stay."""
        return self.scratch_mb * MEGABYTE

    def check(self, worlds: int, weeks: int, replicates: int) -> None:
        """Refuse a request that is too large, with ExperimentError in words."""
        for what, asked, limit in (
            ("worlds", worlds, self.worlds),
            ("weeks", weeks, self.weeks),
            ("replicates", replicates, self.replicates),
        ):
            if not 1 <= asked <= limit:
                raise ExperimentError(f"{what} = {asked}: this server takes 1 to {limit}")


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def limits_from_environment() -> Limits:
    """Return the limits that the environment sets, the others as they are; ExperimentError names a wrong one."""
    found = {}
    for each in fields(Limits):
        name = PREFIX + each.name.upper()
        text = os.environ.get(name, "")
        if not text:
            continue
        if not text.isdecimal():
            raise ExperimentError(f"{name} = {text}: expected a whole number")
        found[each.name] = int(text)
    return Limits(**found)
