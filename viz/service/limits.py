"""What a server may spend: workers, memory, and the largest request it takes."""

import os
from dataclasses import dataclass, fields

from sim.errors import ExperimentError

MEGABYTE = 1 << 20
PREFIX = "AFTERMATH_"
MAY_BE_NONE = ("workers", "memory_mb")  # as many as there are cores; nothing kept


@dataclass(frozen=True)
class Limits:
    """Every limit can be set from outside: `AFTERMATH_WORKERS=4`.

    `workers` run what people wait for (one a core unless told), `heavy_workers` what is known to take long.
    `memory_mb` is for results that may be asked for again; `waiting` is how many requests may be under way.
    `sessions` is how many pages may be open; one that lost its connection is kept for `keep_minutes`.
    """

    workers: int = 0
    heavy_workers: int = 1
    memory_mb: int = 256
    worlds: int = 4
    weeks: int = 520
    replicates: int = 128
    heavy_replicates: int = 1024
    waiting: int = 256
    sessions: int = 60
    keep_minutes: int = 10

    def __post_init__(self) -> None:
        for each in fields(self):
            least = 0 if each.name in MAY_BE_NONE else 1
            if getattr(self, each.name) < least:
                raise ExperimentError(f"{each.name} = {getattr(self, each.name)}: expected at least {least}")

    @property
    def crew(self) -> dict[str, int]:
        """How many workers each lane has."""
        return {"light": self.workers or cores(), "heavy": self.heavy_workers}

    @property
    def memory(self) -> int:
        """Bytes for results that may be asked for again."""
        return self.memory_mb * MEGABYTE

    def check(self, worlds: int, weeks: int, replicates: int, heavy: bool) -> None:
        """Refuse a request that is too large, with ExperimentError in words."""
        most = self.heavy_replicates if heavy else self.replicates
        for what, asked, limit in (("worlds", worlds, self.worlds), ("weeks", weeks, self.weeks)):
            if not 1 <= asked <= limit:
                raise ExperimentError(f"{what} = {asked}: this server takes 1 to {limit}")
        if not 1 <= replicates <= most:
            raise ExperimentError(f"replicates = {replicates}: this server takes 1 to {most}")


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
