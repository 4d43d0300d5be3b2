"""Which runs make a part: blocks of the runs axis, each with a name that depends on its content alone."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import ExperimentError
from sim.experiments.points import Point, digest_of
from sim.experiments.store import model_digest

if TYPE_CHECKING:
    import pandas
    import xarray

Replicates = int | Sequence[int] | Sequence[Sequence[int]]
Wanted = tuple[Point, Sequence[int]]
Read = Callable[["xarray.Dataset"], "pandas.DataFrame"]

# 64 runs of 156 weeks took 2.1 s, 32 ms a run; 128 took 30 ms a run, 16 took 68.
BLOCK = 64
# Points asked with fewer replicates than this share parts with their neighbours: a block and a file of their
# own would cost more than the runs. All others have their own, so that they are found again in any company.
FEW = 16


@dataclass(frozen=True)
class Request:
    """What all runs of a request share. `read` is a module-level function, Dataset to one row a run."""

    weeks: int
    random_seed: int
    read: Read
    postings: bool

    @cached_property
    def content(self) -> Mapping[str, object]:
        """What, beside its runs, makes a part what it is."""
        return {
            "model": model_digest(),
            "weeks": self.weeks,
            "random_seed": self.random_seed,
            "read": f"{self.read.__module__}.{self.read.__qualname__}",
            "reader": digest_of(Path(inspect.getfile(self.read)).read_text(encoding="utf-8")),
            "postings": self.postings,
        }


@dataclass(frozen=True)
class Part:
    """A block of runs: pairs of a point and a replicate."""

    runs: tuple[tuple[Point, int], ...]

    def name(self, request: Request) -> str:
        """Return the hash of all that can change its rows."""
        runs = [[point.identity, replicate] for point, replicate in self.runs]
        return digest_of({**request.content, "runs": runs})


def parts_of(wanted: Sequence[Wanted]) -> Iterator[Part]:
    """Cut points with their replicates into parts that hold every run once.

    A point's replicates are cut at multiples of the block, so that a later request for more of them finds
    those it shares. Points with few replicates share parts in the order given, so that a longer list of them
    finds those of its beginning. What comes out depends on the points and replicates alone.
    """
    many: dict[str, tuple[Point, set[int]]] = {}
    for point, replicates in wanted:
        if len(replicates) >= FEW:
            many.setdefault(point.identity, (point, set()))[1].update(replicates)
    for point, whole in many.values():
        blocks: dict[int, list[int]] = {}
        for replicate in sorted(whole):
            blocks.setdefault(replicate // BLOCK, []).append(replicate)
        for block in blocks.values():
            yield Part(tuple((point, replicate) for replicate in block))
    seen = {(identity, replicate) for identity, (_, whole) in many.items() for replicate in whole}
    few: list[tuple[Point, int]] = []
    for point, replicates in wanted:
        for replicate in replicates:
            if (point.identity, replicate) not in seen:
                seen.add((point.identity, replicate))
                few.append((point, replicate))
    for at in range(0, len(few), BLOCK):
        yield Part(tuple(few[at : at + BLOCK]))


def check_read(read: Read) -> None:
    """Refuse a reader that another process could not find by its name."""
    name = getattr(read, "__qualname__", repr(read))
    if not inspect.isfunction(read) or "<" in name or "." in name:
        raise ExperimentError(f"read = {name}: expected a function of a module, known by its name")


def replicates_of(replicates: Replicates, points: int) -> list[tuple[int, ...]]:
    """Return the replicates of every point: from a number, a list for all, or a list for each."""
    if isinstance(replicates, int):
        each = [tuple(range(replicates))] * points
    elif any(isinstance(one, Sequence) for one in replicates):
        each = [tuple(one) for one in replicates if isinstance(one, Sequence)]
    else:
        each = [tuple(int(one) for one in replicates if not isinstance(one, Sequence))] * points
    if len(each) != points:
        raise ExperimentError(f"replicates: given for {len(each)} of {points} points")
    for one in each:
        if not one:
            raise ExperimentError("replicates: every point needs at least 1")
        if len(set(one)) < len(one) or min(one) < 0:
            raise ExperimentError("replicates: expected numbers from 0 up, each once")
    return each
