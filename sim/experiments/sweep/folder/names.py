"""Sets of parts' names in few bytes: a sweep may have millions of parts."""

from collections.abc import Iterator

import numpy as np

from sim.experiments.points import DIGEST_BYTES

DIGITS = set("0123456789abcdef")


class Names:
    """A set of parts' names in few bytes: there may be millions."""

    def __init__(self, names: Iterator[str]) -> None:
        some = (name.encode() for name in names if is_name(name))
        # Not the bytes that the digits stand for: NumPy drops those at the end that are zero.
        self.sorted = np.sort(np.fromiter(some, dtype=f"S{2 * DIGEST_BYTES}"))

    def __len__(self) -> int:
        return len(self.sorted)

    def __contains__(self, name: str) -> bool:
        at = int(np.searchsorted(self.sorted, np.bytes_(name.encode())))
        return at < len(self.sorted) and bool(self.sorted[at] == name.encode())


def is_name(text: str) -> bool:
    """Return whether a file's name could be that of a part."""
    return len(text) == 2 * DIGEST_BYTES and not set(text) - DIGITS
