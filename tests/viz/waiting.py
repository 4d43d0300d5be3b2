"""How tests wait for what other threads and processes do: until it is true, never for a time."""

import time
from collections.abc import Callable
from typing import Protocol, TypeVar

PATIENCE = 60.0  # seconds: far more than anything takes, even on a busy machine


class Ending(Protocol):
    """A ticket or a study."""

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        ...


Asked = TypeVar("Asked", bound=Ending)


def until(true: Callable[[], bool]) -> None:
    """Wait until something is true."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def ended(asked: Asked) -> Asked:
    """Wait for the end of a ticket or a study."""
    until(lambda: asked.done)
    return asked
