"""Texts for the screen are made once for all who look at the same: a class that changes one claim draws it once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

MOST = 48  # texts kept, of some 100 kB


class Once:
    """Texts by what they are made from, the longest unused given up first; one thread makes a text, others wait."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.lock = threading.Lock()
        self.texts: OrderedDict[Hashable, str] = OrderedDict()
        self.making: dict[Hashable, threading.Lock] = {}

    def text(self, key: Hashable, make: Callable[[], str]) -> str:
        """Return the text of a key, made if it is not there; what `make` raises is raised."""
        with self.lock:
            mine = self.making.setdefault(key, threading.Lock())
        try:
            with mine:
                with self.lock:
                    if key in self.texts:
                        self.texts.move_to_end(key)
                        return self.texts[key]
                made = make()
                with self.lock:
                    self.texts[key] = made
                    while len(self.texts) > self.most:
                        self.texts.popitem(last=False)
                return made
        finally:
            with self.lock:
                self.making.pop(key, None)


once = Once()
