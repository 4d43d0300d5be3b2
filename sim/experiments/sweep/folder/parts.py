"""How a sweep is cut into parts: blocks of points by all scenarios by blocks of replicates, found by their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sim.experiments.points import digest_of
from sim.experiments.sweep.folder.manifest import FORMAT
from sim.scenario import WEEKS
from sim.table import Array

# Runs of 156 weeks in a part: 3.4 s of work, 27 ms a run. More are no faster (256: 26 ms); 64 took 30 ms, 16 took 53.
BLOCK = 128
LEAST, MOST = 64, 4096  # of runs in a part by default, however long or short they are


def default_block(weeks: int) -> int:
    """Return how many runs a part has: 1 to 5 s of work, so that little is lost when a process ends."""
    return min(max(BLOCK * WEEKS // weeks, LEAST), MOST)


@dataclass(frozen=True)
class Span:
    """Whole numbers from `first` up to, and without, `end`."""

    first: int
    end: int

    def __len__(self) -> int:
        return self.end - self.first

    def cut(self, most: int, at: int) -> "Span":
        """Return the piece number `at` of those of nearly the same size, none larger than `most`."""
        pieces = self.pieces(most)
        return Span(self.first + at * len(self) // pieces, self.first + (at + 1) * len(self) // pieces)

    def pieces(self, most: int) -> int:
        """Return how many pieces there are if none is larger than `most`."""
        return -(-len(self) // most)


@dataclass(frozen=True)
class Part:
    """A block of runs: points and replicates, in all scenarios; `number` counts the parts of the folder."""

    number: int
    points: Span
    replicates: Span

    def runs(self, scenarios: int) -> int:
        """How many runs it has."""
        return len(self.points) * scenarios * len(self.replicates)


@dataclass(frozen=True)
class Slab:
    """Points and replicates that were planned at once: the sweep's own, then those of every growth."""

    points: Span
    replicates: Span
    scenarios: int
    block: int

    @cached_property
    def steps(self) -> tuple[int, int]:
        """The most points and replicates of a part: replicates first, since they share the work of a point."""
        replicates = max(1, min(len(self.replicates), self.block // self.scenarios))
        return max(1, self.block // (self.scenarios * replicates)), replicates

    @cached_property
    def shape(self) -> tuple[int, int]:
        """How many blocks of points and of replicates."""
        return self.points.pieces(self.steps[0]), self.replicates.pieces(self.steps[1])

    def part(self, at: int, number: int) -> Part:
        """Return a part by its place here: all points with the first replicates come before any has more."""
        over, across = divmod(at, self.shape[0])
        return Part(number, self.points.cut(self.steps[0], across), self.replicates.cut(self.steps[1], over))


@dataclass(frozen=True)
class Grid:
    """All parts of a folder, in order. Nothing is listed: a part is worked out from its number."""

    slabs: tuple[Slab, ...]

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """For each slab, the number of parts up to its end."""
        found, end = [], 0
        for slab in self.slabs:
            end += slab.shape[0] * slab.shape[1]
            found.append(end)
        return tuple(found)

    def __len__(self) -> int:
        return self.ends[-1] if self.ends else 0

    def part(self, number: int) -> Part:
        """Return a part by its number."""
        begin = 0
        for slab, end in zip(self.slabs, self.ends, strict=True):
            if number < end:
                return slab.part(number - begin, number)
            begin = end
        raise IndexError(number)


def name_of(part: Part, model: str, sweep: str, values: Array) -> str:
    """Return the hash of all that can change the rows of a part; `values` `(points, factors)` are those of its points.

    `sweep` names what is not of points and replicates, the random seed among it; floats count to the last bit.
    """
    return digest_of(
        {
            "format": FORMAT,
            "model": model,
            "sweep": sweep,
            "first": part.points.first,
            "points": [[float(value).hex() for value in row] for row in values],
            "replicates": [part.replicates.first, part.replicates.end],
        }
    )


def slabs_of(
    points: int, replicates: int, growths: Sequence[tuple[int, int]], scenarios: int, block: int
) -> tuple[Slab, ...]:
    """Return the sweep's own slab and one for each growth, given by the points and replicates there were after it.

    A growth is either by points or by replicates, so that what is new is one slab.
    """
    found = [Slab(Span(0, points), Span(0, replicates), scenarios, block)]
    for points_then, replicates_then in growths:
        if points_then > points:
            found.append(Slab(Span(points, points_then), Span(0, replicates), scenarios, block))
        else:
            found.append(Slab(Span(0, points), Span(replicates, replicates_then), scenarios, block))
        points, replicates = points_then, replicates_then
    return tuple(found)
