"""What studies found, so that it is there when it is asked for again; the longest unused is given up first."""

import pickle
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kept:
    """What a study found, or, if it is not `whole`, what it had found when it was given up."""

    content: Any
    whole: bool
    nbytes: int


class Memo:
    """Findings by key, up to `limit` bytes as they would be sent."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.found: OrderedDict[Hashable, Kept] = OrderedDict()

    @property
    def nbytes(self) -> int:
        """How much memory all of it takes, about."""
        return sum(each.nbytes for each in self.found.values())

    def look_up(self, key: Hashable) -> Kept | None:
        """Return what is kept, and note that it was asked for."""
        kept = self.found.get(key)
        if kept is not None:
            self.found.move_to_end(key)
        return kept

    def keep(self, key: Hashable, kept: Kept) -> None:
        """Keep something; what is whole is not given up for what is not, and what is too large is not kept."""
        old = self.found.get(key)
        if kept.nbytes > self.limit or (old is not None and old.whole and not kept.whole):
            return
        self.found[key] = kept
        self.found.move_to_end(key)
        while self.nbytes > self.limit:
            self.found.popitem(last=False)


def kept(content: Any, whole: bool) -> Kept:
    """Weigh what is to be kept."""
    return Kept(content, whole, len(pickle.dumps(content)))
