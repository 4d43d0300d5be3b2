"""What may be asked for again: results by content, the longest unused given up first."""

from collections import OrderedDict
from collections.abc import Collection, Hashable
from dataclasses import dataclass, field

from viz.screen.results import Results, join

Key = Hashable


@dataclass
class Entry:
    """Replicates 0 to n - 1 of one world, and those further on that wait for the ones between."""

    standing: Results | None = None
    loose: dict[int, Results] = field(default_factory=dict)

    @property
    def replicates(self) -> int:
        """How many runs stand."""
        return 0 if self.standing is None else self.standing.replicates

    @property
    def nbytes(self) -> int:
        """How much memory it takes."""
        whole = self.loose.values() if self.standing is None else [self.standing, *self.loose.values()]
        return sum(each.nbytes for each in whole)

    def holds(self, first: int) -> bool:
        """Whether the runs from a replicate on are there."""
        return first < self.replicates or first in self.loose

    def add(self, first: int, results: Results) -> None:
        """Put in the runs from replicate `first` on."""
        if first >= self.replicates:
            self.loose[first] = results
        while (following := self.loose.pop(self.replicates, None)) is not None:
            self.standing = frozen(following if self.standing is None else join(self.standing, following))


def frozen(results: Results) -> Results:
    """Bar changes to results that many pages share."""
    for part in results.parts():
        for each in part.values():
            each.flags.writeable = False
    return results


class Shelf:
    """Results by key; above `limit` bytes the longest unused is given up, unless somebody is waiting for it."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.entries: OrderedDict[Key, Entry] = OrderedDict()

    @property
    def nbytes(self) -> int:
        """How much memory all results take."""
        return sum(each.nbytes for each in self.entries.values())

    def look_up(self, key: Key) -> Entry:
        """Return what there is of a world, perhaps nothing, and note that it was asked for."""
        entry = self.entries.setdefault(key, Entry())
        self.entries.move_to_end(key)
        return entry

    def tidy(self, wanted: Collection[Key]) -> None:
        """Give up what is empty, and what is too much; what is `wanted` stays in any case."""
        for key in [key for key, each in self.entries.items() if not each.nbytes and key not in wanted]:
            del self.entries[key]
        held = self.nbytes
        for key in [key for key in self.entries if key not in wanted]:
            if held <= self.limit:
                break
            held -= self.entries.pop(key).nbytes
