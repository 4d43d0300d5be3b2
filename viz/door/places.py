"""How many readers are let in: each open page takes one place on the server."""

import time
from collections.abc import Mapping
from typing import Protocol

PROMISED = 60.0  # seconds in which a page that was handed out connects, even over a slow line
RELOADING = 10  # per cent over the limit for those who load their page anew before it is known to be closed


class Kernels(Protocol):
    """What lives on the server: a kernel for every open page."""

    def owners(self) -> Mapping[str, str]:
        """Return all kernels, each with the session that it belongs to."""
        ...

    def end_if_left(self, kernel: str) -> None:
        """End a kernel, unless a page is connected to it."""
        ...


class Places:
    """So many places; a page that is handed out is promised one until it connects."""

    def __init__(self, kernels: Kernels, most: int) -> None:
        self.kernels, self.most = kernels, most
        self.promises: list[tuple[float, str]] = []

    @property
    def taken(self) -> int:
        """How many places are taken or promised."""
        self.promises = [each for each in self.promises if each[0] > time.monotonic()]
        return len(self.kernels.owners()) + len(self.promises)

    def free(self, session: str) -> bool:
        """Whether a page can be handed out; whoever is in already may load hers again."""
        taken = self.taken
        if taken < self.most:
            return True
        promised = any(each == session for _, each in self.promises)
        is_in = session in self.kernels.owners().values()
        return is_in and not promised and taken < self.most + max(1, self.most * RELOADING // 100)

    def promise(self, session: str) -> None:
        """Keep a place for a page that was handed out."""
        self.promises.append((time.monotonic() + PROMISED, session))

    def admit(self, kernel: str, session: str) -> bool:
        """Whether a page may connect; one that comes back to its own kernel always may, and no other to that."""
        owner = self.kernels.owners().get(kernel)
        if owner is not None:
            return owner == session
        _ = self.taken
        kept = next((each for each in self.promises if each[1] == session), None) or next(iter(self.promises), None)
        if kept is None:
            return self.taken < self.most
        self.promises.remove(kept)
        return True
