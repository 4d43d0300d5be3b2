"""The bench of a study: its tasks go to the workers, and whoever waits for them can be called away."""

from collections.abc import Callable, Iterable, Iterator
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from sim.errors import ExperimentError
from sim.experiments.store import Store
from viz.service.study import Chore, Inquiry

if TYPE_CHECKING:
    from viz.service.studies import Studies

Task = TypeVar("Task")
Done = TypeVar("Done")


class AbandonedError(Exception):
    """Nobody wants the study any more."""


class FarHands:
    """Hands for `sim.experiments.runner.evaluate`: the workers of the service, shared with other studies."""

    fewest = 1  # nothing is run in the process of the server

    def __init__(self, inquiry: Inquiry, studies: "Studies") -> None:
        self.inquiry, self.studies = inquiry, studies

    @property
    def jobs(self) -> int:
        """How many tasks are done at a time, if nobody else wants anything."""
        return self.studies.shop.crew.size

    def each_done(self, work: Callable[..., Done], tasks: Iterable[Task]) -> Iterator[tuple[Task, Done]]:
        """Yield every task with its answer as it is done, in any order; one call at a time.

        Raises ExperimentError with what went wrong in a worker, and AbandonedError once nobody wants the study.
        """
        answers: SimpleQueue[tuple[Chore, Any, str | None] | None] = SimpleQueue()
        chores = self.studies.shop.put(self.inquiry, work, tasks, answers)
        try:
            for _ in chores:
                told = answers.get()
                check(self.inquiry)
                if told is None:  # somebody was called away whom somebody else wants again
                    raise AbandonedError
                chore, answer, why = told
                if why is not None:
                    raise ExperimentError(why)
                yield chore.task, answer
        finally:
            self.studies.shop.withdraw(self.inquiry, chores)


class WorkBench:
    """A bench of the service; see `viz.service.study.Bench`."""

    def __init__(self, inquiry: Inquiry, studies: "Studies", store: Store) -> None:
        self.inquiry, self.studies, self.store = inquiry, studies, store
        self.hands = FarHands(inquiry, studies)

    def expect(self, run_weeks: int) -> None:
        """Say that so much more is to be done."""
        check(self.inquiry)
        with self.studies.lock:
            self.inquiry.expected += run_weeks
        self.studies.tell(self.inquiry)

    def progress(self, run_weeks: int) -> None:
        """Say that so much of it is done."""
        check(self.inquiry)
        with self.studies.lock:
            self.inquiry.report(run_weeks)
        self.studies.tell(self.inquiry, seldom=True)

    def say(self, words: str) -> None:
        """Say in words what is under way."""
        check(self.inquiry)
        self.inquiry.words = words
        self.studies.tell(self.inquiry)

    def show(self, partial: Any) -> None:
        """Hand out what is known so far."""
        check(self.inquiry)
        self.inquiry.partial = partial
        self.studies.tell(self.inquiry)


def check(inquiry: Inquiry) -> None:
    """End a study that nobody wants any more."""
    if inquiry.abandoned:
        raise AbandonedError
