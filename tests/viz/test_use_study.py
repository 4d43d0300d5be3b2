"""A page with a study: begun, shown as it grows, given up, there at once when one comes back."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import solara

from sim.errors import ExperimentError
from tests.viz.waiting import until
from viz import studies
from viz.service import Bench, Limits, Service
from viz.studies import Found, Progress


class Page:
    """A page that asks for one study after the other, and what it was last given."""

    def __init__(self, by_itself: bool = False) -> None:
        self.key = solara.reactive("one")
        self.go = threading.Event()
        self.begun: list[str] = []
        self.seen: list[Any] = []
        self.found, self.progress = Found(), Progress()

        def work(bench: Bench) -> str:
            key = self.key.value
            self.begun.append(key)
            bench.show(f"half of {key}")
            while not self.go.wait(0.01):
                bench.progress(0)
            if key == "bad":
                raise ExperimentError("it is bad")
            return f"all of {key}"

        @solara.component
        def asking() -> None:
            self.found, progress, self.start, self.cancel = studies.use_study(self.key.value, work, by_itself)
            self.progress = progress.value
            self.seen.append(self.found.content)
            solara.Text(str(self.found.content))

        self.box, self.context = solara.render(asking(), handle_error=False)

    def shows(self, content: Any, whole: bool) -> bool:
        return (self.found.content, self.found.whole, self.found.key) == (content, whole, self.key.value)


@pytest.fixture(autouse=True)
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A service whose workers are never needed."""
    made = Service(Limits(workers=1, heavy_workers=1))
    monkeypatch.setattr(made.studies.shop.crew, "encourage", lambda: None)
    monkeypatch.setattr(studies, "service", lambda: made)
    yield made
    made.close()


def test_a_study_waits_for_its_button_and_shows_what_it_has_so_far() -> None:
    page = Page()
    assert page.found.content is None
    assert not page.progress.running
    page.start()
    until(lambda: page.shows("half of one", False))
    until(lambda: page.progress.running)
    page.go.set()
    until(lambda: page.shows("all of one", True))
    until(lambda: not page.progress.running)
    assert page.begun == ["one"]


def test_a_study_that_was_given_up_keeps_what_it_showed_and_begins_again_on_demand(service: Service) -> None:
    page = Page()
    page.start()
    until(lambda: page.shows("half of one", False))
    page.cancel()
    until(lambda: not service.studies.threads)
    assert page.shows("half of one", False)
    assert not page.progress.running
    page.go.set()
    page.start()
    until(lambda: page.shows("all of one", True))
    assert page.begun == ["one", "one"]


def test_asking_for_something_else_keeps_the_first_until_there_is_more_and_coming_back_finds_it(
    service: Service,
) -> None:
    page = Page(by_itself=True)
    page.go.set()
    until(lambda: page.shows("all of one", True))
    page.go.clear()
    page.key.value = "two"
    until(lambda: page.shows("half of two", False))
    assert None not in page.seen[page.seen.index("all of one") :]
    page.key.value = "one"
    until(lambda: page.shows("all of one", True))
    until(lambda: not service.studies.threads)
    assert page.begun == ["one", "two"]


def test_a_page_that_goes_gives_its_study_up(service: Service) -> None:
    page = Page(by_itself=True)
    until(lambda: bool(service.studies.threads))
    page.context.close()
    until(lambda: not service.studies.threads)


def test_an_error_is_shown_and_can_be_tried_again() -> None:
    page = Page()
    page.key.value = "bad"
    page.go.set()
    page.start()
    until(lambda: page.progress.error == "it is bad")
    page.start()
    until(lambda: page.begun == ["bad", "bad"])
    until(lambda: page.progress.error == "it is bad")
