"""Where the time of a run goes: clocks around what the week is made of, without a word changed in `sim`."""

import time
from collections import defaultdict
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
from sim.rule import rules

DAY_ZERO, RECORDING, REST = "day 0", "recording", "all else"
RULES = "rule"  # how the parts that are rules begin


@dataclass
class Clocks:
    """CPU seconds by phase and by part of a phase; `total` is the whole request."""

    phases: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    parts: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
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
    """Put a clock around every decision with its settling, the rules, day 0 and recording.

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

    def asked(model: Model, phase: str) -> list[Any]:
        clocks.phase = phase
        return collect(model, phase)

    collect = Model._asked
    deciding = {name: replace(each, act=act(each.phase, name, each.act)) for name, each in decisions().items()}
    asking = {name: replace(each, ask=act(each.phase, f"{RULES} {name}", each.ask)) for name, each in rules().items()}
    methods: tuple[tuple[type, str, Callable[..., tuple[str, str]]], ...] = (
        (Model, "__init__", lambda *_: (DAY_ZERO, "tables, figures, rules that are on")),
        (Model, "_fade", lambda *_: ("sense", "levels wear off")),
        (Model, "_force_events", lambda *_: ("events", "events are forced")),
        (Ledger, "ask", lambda *_: (clocks.phase, f"{RULES}s are settled")),
        (Recorder, "record", lambda *_: (RECORDING, "series of the week")),
    )
    with ExitStack() as stack:
        stack.enter_context(patch.dict(decisions(), deciding))
        stack.enter_context(patch.dict(rules(), asking))
        stack.enter_context(patch.object(Model, "_asked", asked))
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
