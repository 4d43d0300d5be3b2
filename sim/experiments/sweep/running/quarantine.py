"""Parts that lost their process are run again by themselves, until the run that kills it is found."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sim.errors import ExperimentError
from sim.experiments.sweep.running.engines import Engine
from sim.experiments.sweep.running.tasks import Done, Task, probe, run_part
from sim.experiments.workers import Lost

TRIES = 2  # alone, before it is believed that the part itself kills its process


def settle(engine: Engine, task: Task, say: Callable[[str], None]) -> Done:
    """Run a part that lost its process, alone; if it loses it again, find the runs that do it and leave them out.

    They are recorded as failed. Raises ExperimentError if the part kills its process though no run of it does.
    """
    with engine.alone() as alone:
        for _ in range(TRIES):
            answer = only(alone, run_part, task)
            if not isinstance(answer, Lost):
                return answer
        say(f"part {task.name} kills its process ({answer.how}): looking for the run that does it")
        found = Search(alone, task)
        for stepped in (found.survived, 1):
            answer = only(alone, run_part, replace(task, killers=found.killers, stepped=stepped))
            if not isinstance(answer, Lost):
                return answer
    raise ExperimentError(
        f"part {task.name} kills its process ({answer.how}), though none of its runs does so alone; fewer --jobs need "
        "less memory"
    )


class Search:
    """Halves a part's runs until those that kill their process are alone.

    `killers` are these, by their place in the part, with what ended them; `survived` is the size of the smallest
    piece that was survived: a part that is too large for the memory is run in pieces of this size.
    """

    def __init__(self, alone: Engine, task: Task) -> None:
        self.alone, self.task = alone, task
        self.killers: dict[int, str] = {}
        self.survived = task.stepped
        for piece in halves(range(task.runs)):
            self.look(piece)

    def look(self, some: Sequence[int]) -> None:
        """Try some runs, and their halves if that fails."""
        answer = only(self.alone, partial(probe, some=some), self.task)
        if not isinstance(answer, Lost):
            self.survived = min(self.survived, len(some))
        elif len(some) == 1:
            self.killers[some[0]] = f"its process was {answer.how}"
        else:
            for piece in halves(some):
                self.look(piece)


def halves(some: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield two halves, or the one there is."""
    middle = len(some) // 2
    yield from (piece for piece in (some[:middle], some[middle:]) if piece)


def only(engine: Engine, work: Callable[[Task], Any], task: Task) -> Any:
    """Do one task and return its answer, or Lost."""
    ((_, answer),) = [found for found in engine.each_told(work, [task]) if found is not None]
    return answer
