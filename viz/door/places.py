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
    """So many places: of pages that live, that are connecting, or that were handed out and will connect."""

    def __init__(self, kernels: Kernels, most: int) -> None:
        self.kernels, self.most = kernels, most
        self.connecting: dict[str, str] = {}
        self.promises: list[tuple[float, str]] = []

    @property
    def owners(self) -> dict[str, str]:
        """Return the kernels of all pages that are in, each with the session that it belongs to."""
        live = self.kernels.owners()
        self.connecting = {kernel: each for kernel, each in self.connecting.items() if kernel not in live}
        return {**self.connecting, **live}

    @property
    def taken(self) -> int:
        """How many places are taken or promised."""
        self.promises = [each for each in self.promises if each[0] > time.monotonic()]
        return len(self.owners) + len(self.promises)

    def free(self, session: str) -> bool:
        """Whether a page can be handed out; whoever is in already may load hers again."""
        taken = self.taken
        if taken < self.most:
            return True
        promised = any(each == session for _, each in self.promises)
        is_in = session in self.owners.values()
        return is_in and not promised and taken < self.most + max(1, self.most * RELOADING // 100)

    def promise(self, session: str) -> None:
        """Keep a place for a page that was handed out."""
        self.promises.append((time.monotonic() + PROMISED, session))

    def admit(self, kernel: str, session: str) -> bool:
        """Whether a page may connect; one that comes back to its own kernel always may, and no other to that."""
        owner = self.owners.get(kernel)
        if owner is not None:
            return owner == session
        room = self.taken < self.most
        kept = [each for each in self.promises if each[1] == session] or self.promises
        if not kept and not room:
            return False
        if kept:
            self.promises.remove(kept[0])
        self.connecting[kernel] = session
        return True

    def gone(self, kernel: str) -> None:
        """Note that a page is no longer connecting: if its kernel did not come to live, it takes no place."""
        self.connecting.pop(kernel, None)
