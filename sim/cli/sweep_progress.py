"""How far a sweep is, on standard error: a bar on a terminal, a line every ten seconds elsewhere; or JSON lines."""

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, Any

from sim.cli.screen import count, say

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from sim.experiments.sweep.running.progress import Progress

PLAIN_EVERY, JSON_EVERY = 10.0, 1.0  # seconds
PATIENCE = 30.0  # seconds that the first part may take: a cluster without workers is silent
MINUTE, HOUR, DAY = 60, 3600, 86400


class Reporter:
    """Shows progress as a reader or a machine wants it; `with` takes the bar away at the end."""

    def __init__(self, machine: bool, quiet: bool) -> None:
        self.machine, self.quiet = machine, quiet
        self.said = time.monotonic()
        self.bar: Bar | None = None
        self.last: Progress | None = None

    def __enter__(self) -> "Reporter":
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.stop()
            self.bar = None

    def __call__(self, progress: "Progress") -> None:
        """Show how far it is, if it is time."""
        self.last, now = progress, time.monotonic()
        if self.machine and now - self.said >= JSON_EVERY:
            self.said = now
            emit({"event": "progress", **numbers(progress)})
        if self.quiet or self.machine:
            return
        if sys.stderr.isatty():
            self.draw(progress)
        elif now - self.said >= PLAIN_EVERY:
            self.said = now
            say(in_words(progress))

    def say(self, text: str) -> None:
        """Say something that is not a number of runs."""
        if self.machine:
            emit({"event": "note", "text": text})
        else:
            say(text, self.quiet)

    def end(self, state: str, progress: "Progress | None", **more: Any) -> None:
        """Write the last line for a machine."""
        if self.machine:
            emit({"event": "end", "state": state, **(numbers(progress) if progress else {}), **more})

    def draw(self, progress: "Progress") -> None:
        """Show a bar with the same words beside it."""
        if self.bar is None:
            self.bar = begun()
        self.bar.update(
            self.bar.task_ids[0], total=progress.runs, completed=progress.done, description=in_words(progress)
        )


def begun() -> "Bar":
    """Return a bar that disappears when it is done."""
    from rich import progress
    from rich.console import Console

    found = progress.Progress(
        progress.BarColumn(bar_width=24),
        progress.TextColumn("{task.description}"),
        console=Console(stderr=True),
        transient=True,
    )
    found.add_task("")
    found.start()
    return found


def in_words(progress: "Progress") -> str:
    """Say runs done, rate, time left and failures in one line."""
    words = [f"{progress.done:,} of {count(progress.runs, 'run')} ({share(progress.done, progress.runs)})"]
    if progress.rate:
        words.append(f"{progress.rate:,.{1 if progress.rate < 10 else 0}f} runs/s")
    if progress.seconds_left:
        words.append(f"{duration(progress.seconds_left)} left")
    if not progress.ran and time.monotonic() - progress.began > PATIENCE:
        words.append("no part has come back yet")
    if progress.failed:
        words.append(f"{progress.failed:,} failed")
    if progress.lost:
        words.append(f"{processes(progress.lost)} lost")
    return " · ".join(words)


def processes(how_many: int) -> str:
    """Write a number of processes."""
    return f"{how_many:,} process{'' if how_many == 1 else 'es'}"


def share(done: int, runs: int) -> str:
    """Write how much is done in percent; 100 only when all is."""
    return f"{100 * done // max(runs, 1)} %"


def numbers(progress: "Progress") -> dict[str, Any]:
    """Return what a machine wants to know."""
    left = progress.seconds_left
    return {
        "runs": progress.runs,
        "done": progress.done,
        "failed": progress.failed,
        "ran": progress.ran,
        "rate": round(progress.rate, 3),
        "seconds": round(time.monotonic() - progress.began, 1),
        "seconds_left": None if left is None else round(left, 1),
        "bytes": progress.size,
        "processes_lost": progress.lost,
    }


def emit(event: dict[str, Any]) -> None:
    """Write one line for a machine, at once."""
    print(json.dumps(event, ensure_ascii=False), flush=True)


def duration(seconds: float) -> str:
    """Write a time in the two units that tell most."""
    whole = round(seconds)
    for unit, name, below, lesser in ((DAY, "d", HOUR, "h"), (HOUR, "h", MINUTE, "min"), (MINUTE, "min", 1, "s")):
        if whole >= unit:
            rest = whole % unit // below
            return f"{whole // unit} {name}" + (f" {rest} {lesser}" if rest else "")
    return f"{whole} s" if whole else "under a second"


def bytes_in_words(size: float) -> str:
    """Write a size: kB, MB, GB, TB by thousands."""
    for unit, name in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if size >= unit:
            return f"{size / unit:.{1 if size < 100 * unit else 0}f} {name}"
    return f"{size:.0f} bytes"


# ---------------------------------------------------------------- Ctrl-C
@dataclass
class Stop:
    """Whether the reader or the system asked for an end."""

    asked: bool = False

    def __call__(self) -> bool:
        return self.asked


@contextmanager
def stop_when_asked(quiet: bool) -> Iterator[Stop]:
    """Take the first Ctrl-C or SIGTERM as a request to stop soon, the second as one to stop at once."""
    stop = Stop()

    def hear(_: int, __: FrameType | None) -> None:
        if stop.asked:
            raise KeyboardInterrupt
        stop.asked = True
        if not quiet:
            words = "stopping: what is under way has five seconds to end; once more stops at once\n"
            os.write(2, words.encode())  # print may be in the middle of a line

    before = {each: signal.signal(each, hear) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
