"""The Why page without a browser: what it asks of the service, and what it shows of other assumptions."""

import json
import threading

import pytest

from tests.viz.test_page import Reader
from tests.viz.waiting import until
from viz import studies
from viz.pages import why as page
from viz.reader.command import explain_command
from viz.reader.state import State
from viz.screen.why import DEPTHS
from viz.service import Limits, Service


@pytest.fixture
def asked(monkeypatch):
    """What is asked of a service that finds out nothing, at once."""
    made, found = Service(Limits(workers=1, heavy_workers=1)), []
    monkeypatch.setattr(made.studies.shop.crew, "encourage", lambda: None)
    for room in (studies, page):
        monkeypatch.setattr(room, "service", lambda: made)
    lock = threading.Lock()

    def find_out(why, bench):
        with lock:
            found.append(why)
        return {**dict.fromkeys(("answer", "off", "effects", "moved"), "{}"), "tables": {}}

    monkeypatch.setattr(page, "find_out", find_out)
    yield found
    made.close()


def opened(query):
    """The page at an address, with what it says of its question and its study."""
    reader = Reader(f"v=1&page=why{query}")
    reader.standing = lambda: json.loads(reader.part("find_out").standing)
    reader.asked = lambda: json.loads(reader.part("find_out").asked)
    return reader


def view(reader):
    """Return how what was found is shown; nothing if nothing is."""
    try:
        return json.loads(reader.part("claims").view)
    except StopIteration:
        return {}


def test_nothing_is_run_until_it_is_asked_for(asked):
    reader = opened("")
    assert reader.asked()["cost"]["runs"] > 0
    assert asked == []
    reader.does("find_out")
    until(lambda: reader.standing()["whole"])
    assert [each.outcome for each in asked] == ["rad_share_long"]
    reader.context.close()


def test_what_was_found_stays_in_sight_under_other_assumptions_and_says_so(asked):
    reader = opened("")
    reader.does("find_out")
    until(lambda: reader.standing()["whole"])
    until(lambda: view(reader).get("stale") is False)
    reader.does("switch_claims", {"claims": ["C13"], "on": False})
    until(lambda: view(reader).get("stale"))
    assert not reader.standing()["whole"]
    reader.does("undo")
    until(lambda: reader.standing()["whole"])
    assert len(asked) == 1
    reader.does("look_at_outcome", "returns")
    assert reader.asked()["outcome"] == "returns"
    until(lambda: view(reader) == {})  # nothing of another outcome is shown under its name
    reader.context.close()


@pytest.mark.parametrize(
    ("query", "problem"),
    [("&set=null", page.NOTHING_ON), ("&b=aleppo_falls", page.ONE_WORLD), ("&b=aleppo_falls&alone=yes", "")],
)
def test_a_question_that_has_no_answer_is_refused_in_words(asked, query, problem):
    reader = opened(query)
    assert reader.asked()["problem"] == problem
    reader.context.close()


def test_the_command_is_that_of_the_page_and_so_is_the_header(asked):
    reader = opened("&depth=full&alone=yes&outcome=returns")
    command = explain_command(State(depth="full", alone=True, outcome="returns"))
    assert reader.asked()["command"] == command
    assert reader.header["command"] == command
    reader.does("choose_depth", "glance")
    assert "--replicates 8" in reader.asked()["command"]
    reader.does("choose_depth", "bottomless")
    assert "bottomless" in reader.header["problems"][0]
    reader.context.close()


def test_a_first_look_says_how_few_its_pairs_are_and_leads_to_a_closer_one(asked):
    reader = opened("")
    assert reader.asked()["depth"] == "glance"
    reader.does("find_out")
    until(lambda: view(reader).get("whole") and not view(reader)["stale"])
    assert view(reader)["few"]
    assert view(reader)["closer"] == {"name": "quick", "pairs": DEPTHS["quick"].replicates}
    reader.does("look_closer", "quick")
    until(lambda: len(asked) == 2)
    until(lambda: view(reader).get("whole") and not view(reader)["stale"])
    assert not view(reader)["few"]
    reader.does("choose_depth", "full")
    assert view(reader)["only_closer"]
    reader.does("look_closer", ["full"])
    assert "depth" in reader.header["problems"][0]
    assert len(asked) == 2
    reader.context.close()
