"""What the service and its workers say to each other, and the work itself: blocks of runs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sim.runs import run_block
from viz.screen.results import Results, trim
from viz.screen.worlds import World

Beat = Callable[[int], None]


@dataclass(frozen=True)
class Piece:
    """Replicates `first` to `end` - 1 of a world."""

    world: World
    first: int
    end: int

    @property
    def runs(self) -> int:
        """How many runs it has."""
        return self.end - self.first


@dataclass(frozen=True)
class Block:
    """Pieces that are run in lockstep."""

    pieces: tuple[Piece, ...]
    weeks: int
    random_seed: int

    @property
    def runs(self) -> int:
        """How many runs it has."""
        return sum(each.runs for each in self.pieces)


def run_pieces(block: Block, beat: Beat) -> list[Results]:
    """Run a block and return what the screen keeps of every piece; `beat` is called every week."""
    specs = [each.world.point.spec(one) for each in block.pieces for one in range(each.first, each.end)]
    results = run_block(specs, block.weeks, block.random_seed, False, beat)
    found, at = [], 0
    for each in block.pieces:
        found.append(trim(results, each.world, range(at, at + each.runs)))
        at += each.runs
    return found


# ---------------------------------------------------------------- to a worker
@dataclass(frozen=True)
class Order:
    """Do `work(what, beat)`, a module-level function; an order that comes during another is done first."""

    number: int
    work: Callable[[Any, Beat], Any]
    what: Any


@dataclass(frozen=True)
class Stop:
    """Leave an order undone, if it is still under way."""

    number: int


# ---------------------------------------------------------------- from a worker
@dataclass(frozen=True)
class Ready:
    """The worker has loaded the model, and its compiled code; in `seconds` it did so many run-weeks on trial."""

    run_weeks: int
    seconds: float


@dataclass(frozen=True)
class Progress:
    """So much of an order is done, in the unit of its beats."""

    number: int
    done: int


@dataclass(frozen=True)
class Done:
    """An order is carried out; `done` is all its beats."""

    number: int
    answer: Any
    done: int


@dataclass(frozen=True)
class Failed:
    """An order ended otherwise: stopped if `why` is None, else for a reason in words."""

    number: int
    why: str | None
