"""A study: a long computation that somebody asked for, how far it is, and what it has found so far."""

import time
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Protocol

from sim.experiments.store import Store
from sim.experiments.workers import Hands
from viz.service.hand import Errand
from viz.service.orders import Beat, Order

if TYPE_CHECKING:
    from viz.service.studies import Studies

SPEED_WINDOW = 30.0  # seconds over which a study's own speed is measured


class Bench(Protocol):
    """What a study works with. Each of its calls ends the study, by an exception, once nobody wants it any more."""

    @property
    def hands(self) -> Hands:
        """Who does its runs."""

    @property
    def store(self) -> Store:
        """Where runs are kept and found again."""

    def expect(self, run_weeks: int) -> None:
        """Say that so much more is to be done."""

    def progress(self, run_weeks: int) -> None:
        """Say that so much of it is done."""

    def say(self, words: str) -> None:
        """Say in words what is under way."""

    def show(self, partial: Any) -> None:
        """Hand out what is known so far."""


Work = Callable[[Bench], Any]


def do_task(what: tuple[Callable[..., Any], Any], beat: Beat) -> Any:
    """Do one task of a study, in a worker."""
    work, task = what
    return work(task, progress=beat)


@dataclass(eq=False, kw_only=True)
class Chore(Errand):
    """One task of a study; its answer, or a reason in words why there is none, goes to `answers`."""

    inquiry: "Inquiry"
    work: Callable[..., Any]
    task: Any
    answers: "SimpleQueue[tuple[Chore, Any, str | None] | None]"
    lost: int = 0

    @property
    def order(self) -> Order:
        """What a worker is told."""
        return Order(self.number, do_task, (self.work, self.task))


@dataclass(eq=False)
class Inquiry:
    """What all who asked for the same study share; it ends when the last of them has given it up.

    Run-weeks: `expected` in all, `reported` as done, `landed` done but not reported yet.
    """

    key: Hashable
    work: Work
    askers: "list[Study]" = field(default_factory=list)
    todo: deque[Chore] = field(default_factory=deque)
    mailbox: "SimpleQueue[tuple[Chore, Any, str | None] | None] | None" = None
    turn: int = 0
    running: bool = False
    abandoned: bool = False
    done: bool = False
    words: str = ""
    partial: Any = None
    answer: Any = None
    error: str | None = None
    expected: int = 0
    reported: int = 0
    landed: int = 0
    told: float = 0.0
    speed: deque[tuple[float, int]] = field(default_factory=deque)

    def report(self, run_weeks: int) -> None:
        """Note that so much is done."""
        self.reported += run_weeks
        self.landed = max(0, self.landed - run_weeks)

    def land(self, run_weeks: int) -> None:
        """Note what a worker has brought back, and when."""
        self.landed += run_weeks
        now = time.monotonic()
        self.speed.append((now, run_weeks))
        while self.speed[0][0] < now - SPEED_WINDOW:
            self.speed.popleft()

    def share(self, under_way: int) -> float:
        """Return how much of what is expected is done, 0 to 1, with what workers are at."""
        done = self.reported + self.landed + under_way
        return min(1.0, done / self.expected) if self.expected else 0.0


@dataclass(eq=False)
class Study:
    """One reader's hold on a study, read from any thread.

    `on_change` is called with it, from a thread of the service, now and then while it is under way, whenever there
    is something new to look at, and at the end; never after `cancel`. It is `done` when it has an `answer`, when it
    failed (`error` says why, in words), or when it was given up.
    """

    inquiry: Inquiry
    studies: "Studies"
    on_change: "Callable[[Study], None] | None" = None
    cancelled: bool = False

    @property
    def share(self) -> float:
        """How much of it is done, 0 to 1."""
        return 1.0 if self.inquiry.answer is not None else self.studies.share(self.inquiry)

    @property
    def words(self) -> str:
        """What is under way."""
        return self.inquiry.words

    @property
    def partial(self) -> Any:
        """What is known so far, None before anything is; the answer once it is there."""
        return self.inquiry.partial if self.inquiry.answer is None else self.inquiry.answer

    @property
    def answer(self) -> Any:
        """What was found; None before the end."""
        return self.inquiry.answer

    @property
    def error(self) -> str | None:
        """Why it failed, in words."""
        return self.inquiry.error

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        return self.cancelled or self.inquiry.done

    @property
    def ahead(self) -> int:
        """How many studies begin before this one; 0 if it is under way."""
        return self.studies.ahead(self.inquiry)

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take at the speed of late; None if nothing is known."""
        return self.studies.seconds_left(self.inquiry)

    def cancel(self) -> None:
        """Give it up; if nobody else wants it, it ends. What was run stays in the store."""
        self.studies.cancel(self)
