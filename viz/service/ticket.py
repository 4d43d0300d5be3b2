"""A ticket: what somebody asked for, how far it is, and what stands so far."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from viz.screen.results import Results
from viz.screen.worlds import World
from viz.service.hand import Mark
from viz.service.orders import Piece
from viz.service.shelf import Key, Shelf

if TYPE_CHECKING:
    from viz.service.desk import Service

GRID = 32  # replicates are cut at its multiples, so that different requests share pieces


@dataclass(frozen=True)
class Request:
    """What was asked: all worlds with the same luck, refined in stages of so many replicates."""

    worlds: tuple[World, ...]
    weeks: int
    random_seed: int
    stages: tuple[int, ...]
    owner: Hashable
    keys: Mapping[World, Key]

    @cached_property
    def distinct(self) -> dict[Key, World]:
        """Return one world for every key: worlds of the same content share their runs."""
        found: dict[Key, World] = {}
        for world, key in self.keys.items():
            found.setdefault(key, world)
        return found

    def wants(self, mark: Mark) -> bool:
        """Whether it needs the piece of some world that begins at a replicate."""
        return mark[0] in self.distinct and mark[1] < self.stages[-1]

    def missing(self, replicates: int, shelf: Shelf) -> list[tuple[Key, Piece]]:
        """Return the pieces that are not there yet of so many replicates of every world, the first ones first."""
        found = []
        for key, world in self.distinct.items():
            entry = shelf.look_up(key)
            for first, end in cut(entry.replicates, replicates):
                if not entry.holds(first):
                    found.append((key, Piece(world, first, end)))
        return sorted(found, key=lambda each: each[1].first)


def cut(first: int, end: int) -> list[tuple[int, int]]:
    """Cut replicates `first` to `end` - 1 at the multiples of the grid."""
    bounds = [first, *(at for at in range(0, end, GRID) if at > first), end]
    return [(a, b) for a, b in pairwise(bounds) if a < b]


@dataclass(eq=False)
class Ticket:
    """A request under way, read from any thread; `on_change` is called from one of the service's.

    Read `stage` before `latest()`, never after: what stands is then of that stage or a further one.
    `stage` is how many stages stand, `replicates` how many runs of every world. A ticket is `done` when all of them
    stand, when it was cancelled or superseded by its owner's next, or when it failed: then `error` says why.
    """

    request: Request
    service: "Service"
    on_change: Callable[["Ticket"], None] | None
    turn: int = 0
    stage: int = 0
    error: str | None = None
    cancelled: bool = False
    told: float = 0.0
    standing: dict[World, Results] | None = field(default=None, repr=False)

    def latest(self) -> dict[World, Results] | None:
        """Return what stands of every world; None before the first stage.

        Each has at least `replicates` runs. One that was run further before keeps them: where only the other world
        was changed, this one does not move.
        """
        return self.standing

    @property
    def replicates(self) -> int:
        """How many runs of every world stand."""
        return self.request.stages[self.stage - 1] if self.stage else 0

    @property
    def target(self) -> int:
        """How many runs of every world the next stage needs, or the last."""
        return self.request.stages[min(self.stage, len(self.request.stages) - 1)]

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        return self.cancelled or self.error is not None or self.stage == len(self.request.stages)

    @property
    def progress(self) -> float:
        """How much of all stages is run, 0 to 1."""
        return self.service.progress(self)

    @property
    def ahead(self) -> int:
        """How many requests are served before this one; 0 if a worker is at it."""
        return self.service.ahead(self)

    def cancel(self) -> None:
        """Give up what has not been run; what stands stays."""
        self.service.cancel(self)

    # ------------------------------------------------------------ for the service
    @property
    def urgent(self) -> bool:
        """Whether there is nothing to look at yet."""
        return self.stage == 0

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in the queue: those with less to look at first, then those who came first."""
        return self.stage, self.turn

    def advance(self, shelf: Shelf) -> bool:
        """Take the furthest stage that stands on the shelf; return whether there is a new one."""
        entries = {key: shelf.look_up(key) for key in self.request.distinct}
        least = min(each.replicates for each in entries.values())
        reached = sum(each <= least for each in self.request.stages)
        if reached <= self.stage:
            return False
        last, standing = self.request.stages[-1], {}
        for world, key in self.request.keys.items():
            whole = entries[key].standing
            if whole is not None:
                standing[world] = replace(whole.first(last), world=world)
        self.standing = standing  # before the stage: who reads the stage first finds at least its results
        self.stage = reached
        return True
