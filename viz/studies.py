"""A page's study: a long computation, begun by itself or on demand, given up when something else is asked."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

import solara

from sim.errors import AftermathError
from viz.service import Study, service
from viz.service.study import Work

WAIT = 0.25  # seconds after which progress is shown again


@dataclass(frozen=True, eq=False)
class Found:
    """What a study has found, of `key`; `whole` once nothing more will come. Never equal to another one.

    It may be of an older key: that is kept until there is something of the new one.
    """

    key: Hashable = None
    content: Any = None
    whole: bool = False


@dataclass(frozen=True)
class Progress:
    """How far a study is: `share` from 0 to 1, what is under way in words, how many begin before it, seconds left."""

    running: bool = False
    share: float = 0.0
    words: str = ""
    ahead: int = 0
    seconds_left: float | None = None
    error: str | None = None

    @property
    def told(self) -> dict[str, Any]:
        """What a part of the page is told of it."""
        return {
            "running": self.running,
            "share": self.share,
            "words": self.words,
            "ahead": self.ahead,
            "left": self.seconds_left,
            "error": self.error,
        }


@dataclass(frozen=True)
class Wish:
    """Whether a page wants a study, and how often it was asked for."""

    key: Hashable
    begun: bool
    times: int = 0


def use_study(
    key: Hashable, work: Work, by_itself: bool = False
) -> tuple[Found, solara.Reactive[Progress], Callable[[], None], Callable[[], None]]:
    """Return what a page's study has found, how far it is, and what begins it and gives it up.

    What was found before is there at once, whole or not. A study is begun when `start` is called, or at once if
    `by_itself`; it is given up by `cancel`, when `key` changes, and when the page goes. What it had run is kept, so
    that `start` goes on from there. `work` is called in a thread of the service (`viz.service.Bench`).
    """
    found, set_found = solara.use_state(Found())
    wanted, want = solara.use_state(Wish(key, by_itself))
    progress = solara.use_reactive(Progress())
    wish = wanted if wanted.key == key else Wish(key, by_itself)

    def follow() -> Callable[[], None] | None:
        kept = service().kept(key)
        if kept is not None:
            set_found(Found(key, kept.content, kept.whole))
        progress.set(Progress())
        if not wish.begun or (kept is not None and kept.whole):
            return None
        gone, changed = Event(), Event()
        try:
            study = service().study(key, work, lambda _: changed.set())
        except AftermathError as problem:
            progress.set(Progress(error=str(problem)))
            return None

        def listen() -> None:
            shown = None if kept is None else kept.content
            while not gone.is_set():
                changed.clear()
                done, latest = study.done, study.partial
                if latest is not None and (latest is not shown or done):
                    shown = latest
                    set_found(Found(key, latest, study.answer is not None))
                progress.set(standing(study, done))
                if done:
                    return
                changed.wait(WAIT)

        def leave() -> None:
            gone.set()
            changed.set()
            study.cancel()

        Thread(target=listen, name="follow a study", daemon=True).start()
        return leave

    solara.use_effect(follow, [wish])

    def start() -> None:
        want(Wish(key, True, wish.times + 1))  # once more, if it failed

    def cancel() -> None:
        want(Wish(key, False, wish.times))

    return found, progress, start, cancel


def standing(study: Study, done: bool) -> Progress:
    """Say how far a study is."""
    return Progress(
        not done,
        round(study.share, 3),
        study.words,
        study.ahead,
        study.seconds_left,
        study.error,
    )
