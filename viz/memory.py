"""Memory of pages that closed goes back to the system; elsewhere than under glibc, whatever the C library does."""

import ctypes
import threading
import time
from collections.abc import Callable
from functools import cache
from typing import Any

M_ARENA_MAX = -8  # from glibc's malloc.h; mallopt(3)
# Every page has a thread, and glibc would give each a heap of its own, in which what was freed stays. Pages take turns
# at Python's lock anyway. With 20 pages this took 170 MB off 557.
ARENAS = 2
AFTER = 2.5  # seconds from the end of a page; Solara collects its garbage after one


@cache
def libc() -> Any:
    """Return the C library if it is glibc, else None."""
    try:
        found = ctypes.CDLL(None)
        _ = found.mallopt, found.malloc_trim
    except (AttributeError, OSError, TypeError):
        return None
    return found


def share_heaps() -> None:
    """Let all threads share a few heaps; to be called before there are many."""
    if libc() is not None:
        libc().mallopt(M_ARENA_MAX, ARENAS)


class GivingBack:
    """Gives free memory back a while after pages closed, once for many that close together."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.due = False

    def opened(self) -> Callable[[], None]:
        """Note that a page begins; return what to call at its end."""
        return self.closed

    def closed(self) -> None:
        """Note that a page ended."""
        if libc() is None:
            return
        with self.lock:
            if self.due:
                return
            self.due = True
        thread = threading.Thread(target=self.give_back, name="giving-back", daemon=True)
        thread.current_context = None  # type: ignore[attr-defined]  # else Solara has it hold on to the page that ended
        thread.start()

    def give_back(self) -> None:
        """Wait until the garbage is collected, and hand over what is free."""
        time.sleep(AFTER)
        with self.lock:
            self.due = False
        libc().malloc_trim(0)
