"""How far a sweep is: what a driver counts as parts come back."""

import time
from collections import deque
from dataclasses import dataclass, field

from sim.experiments.sweep.running.tasks import Done

RECENT = 64  # answers from which the rate is taken


@dataclass
class Progress:
    """How far a sweep is, for whoever shows it."""

    runs: int
    done: int
    failed: int
    errors: dict[str, int]
    ran: int = 0  # by this driver
    lost: int = 0  # processes
    memory: int = 0  # bytes, the most that any process has had
    size: int = 0  # bytes written by this driver
    worked: float = 0.0  # seconds of work of all processes
    began: float = field(default_factory=time.monotonic)
    recent: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=RECENT))

    def count(self, answer: Done) -> None:
        """Add what a worker says of a part."""
        self.done += answer.runs
        self.ran += answer.runs
        self.failed += answer.failed
        self.size += answer.size
        self.worked += answer.seconds
        self.memory = max(self.memory, answer.memory)
        for error, times in answer.errors.items():
            self.errors[error] = self.errors.get(error, 0) + times
        self.recent.append((time.monotonic(), self.ran))

    def take_over(self, before: "Progress") -> None:
        """Go on counting what this driver did."""
        self.ran, self.lost, self.memory, self.size = before.ran, before.lost, before.memory, before.size
        self.worked, self.began, self.recent = before.worked, before.began, before.recent

    @property
    def rate(self) -> float:
        """Runs a second, lately; 0 while that cannot be said."""
        (first, before), (last, after) = self.recent[0] if self.recent else (0.0, 0), (time.monotonic(), self.ran)
        return (after - before) / (last - first) if after > before else 0.0

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take at this rate; None while that cannot be said."""
        return (self.runs - self.done) / self.rate if self.rate else None
