"""A bar on standard error for whatever takes more than a second, and how long it took."""

import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING

from sim.cli.screen import count, percent

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0  # seconds before anything is shown
PLAIN_EVERY = 10.0  # seconds between lines where there is no terminal


class Bar:
    """Counts run-weeks, from any thread; a bar on a terminal, lines elsewhere, then a last line; nothing if quiet.

    `at_most`: it may end before all of these runs are done.
    """

    def __init__(self, runs: int, weeks: int, quiet: bool, at_most: bool = False) -> None:
        self.total, self.quiet = runs * weeks, quiet
        self.weeks, self.at_most = weeks, at_most
        self.what = f"{'at most ' * at_most}{count(runs, 'run')} of {count(weeks, 'week')}"
        self.done = 0
        self.began = self.said = time.monotonic()
        self.lock = threading.Lock()
        self.rich: Progress | None = None

    def __enter__(self) -> "Bar":
        return self

    def __call__(self, run_weeks: int) -> None:
        """Note that some run-weeks are done."""
        with self.lock:
            self.done += run_weeks
            now = time.monotonic()
            if self.quiet or now - self.began < PATIENCE:
                return
            if sys.stderr.isatty():
                self._draw()
            elif now - self.said >= PLAIN_EVERY:
                self.said = now
                print(f"{percent(self.done / self.total)} of {self.what}", file=sys.stderr)

    def _draw(self) -> None:
        if self.rich is None:
            self.rich = bar(self.total)
            self.rich.start()
        self.rich.update(self.rich.task_ids[0], completed=self.done)

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.rich is not None:
            self.rich.stop()
        if kind is None and not self.quiet and (self.done or not self.at_most):
            done = count(self.done // self.weeks, "run") if self.at_most else "100 %"
            print(f"{done} of {self.what}, in {seconds(time.monotonic() - self.began)}", file=sys.stderr)


def seconds(taken: float) -> str:
    """Write a time taken: tenths below ten seconds."""
    return f"{taken:.0f} seconds" if taken >= 10 else f"{taken:.1f} seconds"


def bar(total: int) -> "Progress":
    """Return a bar that disappears when it is done."""
    from rich import progress
    from rich.console import Console

    found = progress.Progress(
        progress.TextColumn("running"),
        progress.BarColumn(),
        progress.TaskProgressColumn(),
        progress.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    found.add_task("", total=total)
    return found
