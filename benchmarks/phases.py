"""Where the time of a run goes: clocks around what the week is made of, without a word changed in `sim`."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from unittest.mock import patch

from sim import run
from sim.catalogue import decisions
from sim.ledger import Ledger
from sim.model import Model
from sim.results import Recorder

DAY_ZERO, RECORDING, REST = "day 0", "recording", "all else"


@dataclass
class Clocks:
    """CPU seconds by phase and by part of a phase; `total` is the whole request."""

    phases: Counter[str] = field(default_factory=Counter)
    parts: Counter[tuple[str, str]] = field(default_factory=Counter)
    total: float = 0.0
    phase: str = "events"  # whose rules asked last

    def add(self, phase: str, part: str, seconds: float) -> None:
        """Enter some seconds."""
        self.phases[phase] += seconds
        self.parts[phase, part] += seconds

    def close(self, total: float) -> None:
        """End with the seconds of the whole request; what no clock saw is the rest."""
        self.total += total
        rest = self.total - sum(seconds for phase, seconds in self.phases.items() if phase != REST)
        self.phases[REST] = self.parts[REST, "the week's frame, the dataset, joining blocks"] = rest


@contextmanager
def clocked(clocks: Clocks) -> Iterator[None]:
    """Put a clock around every decision with its settling, the rules of each phase, day 0 and recording.

    For one thread: `run` with jobs = 1.
    """
    now = time.thread_time

    def timed(call: Callable[..., Any], name: Callable[..., tuple[str, str]]) -> Callable[..., Any]:
        def wrapped(*given: Any, **named: Any) -> Any:
            started = now()
            try:
                return call(*given, **named)
            finally:
                clocks.add(*name(*given), now() - started)

        return wrapped

    def act(phase: str, name: str, of: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        def wrapped(*given: Any) -> Iterator[Any]:
            started = now()
            yield from of(*given)  # the ledger settles each deed before it asks for the next
            clocks.add(phase, name, now() - started)

        return wrapped

    def rules_of(_: Model, phase: str) -> tuple[str, str]:
        clocks.phase = phase
        return phase, "rules ask"

    watched = {name: replace(each, act=act(each.phase, name, each.act)) for name, each in decisions().items()}
    methods: tuple[tuple[type, str, Callable[..., tuple[str, str]]], ...] = (
        (Model, "__init__", lambda *_: (DAY_ZERO, "tables, figures, rules that are on")),
        (Model, "_asked", rules_of),
        (Model, "_fade", lambda *_: ("sense", "levels wear off")),
        (Model, "_force_events", lambda *_: ("events", "events are forced")),
        (Ledger, "ask", lambda *_: (clocks.phase, "the ledger settles what rules ask")),
        (Recorder, "__init__", lambda *_: (RECORDING, "series")),
        (Recorder, "record", lambda *_: (RECORDING, "series")),
    )
    with ExitStack() as stack:
        stack.enter_context(patch.dict(decisions(), watched))
        for owner, name, label in methods:
            stack.enter_context(patch.object(owner, name, timed(vars(owner)[name], label)))
        yield


def dissect(request: dict[str, Any], clocks: Clocks) -> None:
    """Run a request once under the clocks; seconds add up over calls."""
    with clocked(clocks):
        started = time.thread_time()
        run(**request, jobs=1)
        total = time.thread_time() - started
    clocks.close(total)
