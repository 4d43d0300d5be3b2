"""A page's runs: asked of the service, refined in stages, given up when something else is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

import solara

from sim.errors import AftermathError
from viz.screen.results import Results
from viz.screen.worlds import World
from viz.service import STAGES, service

WAIT = 0.25  # seconds after which progress is shown again
SHOWN = 2  # decimals of it: what differs by less is not drawn anew
MOST_REPLICATES = STAGES[-1]


@dataclass(frozen=True, eq=False)
class Runs:
    """What stands of what was asked, by part; of an older question until the first stage of the new one is there.

    Two are never equal, so that results are not compared number by number when a page is drawn.
    """

    question: Any = None
    results: Mapping[str, Results] = field(default_factory=dict)
    replicates: int = 0


@dataclass(frozen=True)
class Progress:
    """How far a question is: `ahead` requests of others come before it; after an error `again` asks anew."""

    share: float = 0.0
    done: bool = False
    error: str | None = None
    ahead: int = 0
    again: Callable[[], None] | None = None


def use_runs(
    question: Any, worlds: Mapping[str, World], weeks: int, random_seed: int
) -> tuple[Runs, solara.Reactive[Progress]]:
    """Return the runs of a page's worlds, and how far they are; asks again whenever `question` differs.

    Progress is a reactive of its own: it changes often, and whoever shows it is drawn anew by itself.
    """
    runs, set_runs = solara.use_state(Runs())
    progress = solara.use_reactive(Progress())
    attempt, set_attempt = solara.use_state(0)

    def again() -> None:
        set_attempt(attempt + 1)

    def ask() -> Callable[[], None]:
        gone = Event()
        changed = Event()
        progress.set(Progress())
        try:
            ticket = service().ask(
                tuple(worlds.values()), weeks=weeks, random_seed=random_seed, on_change=lambda _: changed.set()
            )
        except AftermathError as problem:
            progress.set(Progress(1.0, True, str(problem), again=again))
            return gone.set

        def follow() -> None:
            stage = 0
            while not gone.is_set():
                changed.clear()
                done = ticket.done
                latest = ticket.latest()
                if latest is not None and ticket.stage > stage:
                    stage = ticket.stage
                    parts = {part: latest[world] for part, world in worlds.items()}
                    set_runs(Runs(question, parts, ticket.replicates))
                retry = None if ticket.error is None else again
                progress.set(Progress(round(ticket.progress, SHOWN), done, ticket.error, ticket.ahead, retry))
                if done:
                    return
                changed.wait(WAIT)

        Thread(target=follow, daemon=True).start()

        def leave() -> None:
            gone.set()
            changed.set()
            ticket.cancel()

        return leave

    solara.use_effect(ask, [question, attempt])
    return runs, progress
