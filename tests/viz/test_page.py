"""The page without a browser: what the browser asks for changes what it is shown, and nothing else."""

import base64
import io
import json
import time
from types import SimpleNamespace

import pandas
import pytest
import solara
from ipyvue import VueTemplate

from sim import essay
from sim.bundles import load_bundles
from sim.claims import load_claims
from sim.errors import ExperimentError
from sim.essay import Source, checksum
from tests.viz.made_up import results_of
from viz import app, runs
from viz.reader.state import switchable
from viz.reader.switches import switches_text
from viz.screen.measures import MEASURES
from viz.server import ESSAY, own_essay
from viz.words import DISCLAIMER

WEEKS = 156


class MadeUpService:
    """Answers at once with results in which nothing happens, and remembers what it was asked."""

    def __init__(self):
        self.asked, self.cancelled, self.ahead = [], 0, 0

    def ask(self, worlds, *, weeks, random_seed, on_change):
        self.asked.append((worlds, random_seed))
        results = {each: results_of(8, weeks, each) for each in worlds}
        return SimpleNamespace(
            stage=1,
            done=True,
            error=None,
            progress=1.0,
            ahead=self.ahead,
            replicates=8,
            latest=lambda: results,
            cancel=self.cancel,
        )

    def cancel(self):
        self.cancelled += 1


@pytest.fixture
def made_up(monkeypatch):
    found = MadeUpService()
    monkeypatch.setattr(runs, "service", lambda: found)
    return found


@solara.component
def Opened(router):
    """The page at an address."""
    solara.routing.router_context.provide(router)
    app.Page()


class Reader:
    """A page as one reader has it: what its parts are told, and what they may ask for."""

    def __init__(self, query=""):
        router = solara.routing.Router(f"/?{query}", [solara.Route("/")])
        _, self.context = solara.render(Opened(router), handle_error=False)

    def part(self, name):
        """Return the first part that has a trait or an event of this name."""
        parts = self.context.find(VueTemplate).widgets
        return next(each for each in parts if each.has_trait(name) or hasattr(each, f"vue_{name}"))

    def told(self, trait):
        return json.loads(getattr(self.part(trait), trait))

    def does(self, event, said=None):
        getattr(self.part(event), f"vue_{event}")(said)

    @property
    def header(self):
        return json.loads(self.part("undo").text)

    def charts(self):
        return json.loads(self.part("draw_difference").text)


@pytest.fixture
def reader(made_up):
    found = Reader()
    yield found
    found.context.close()


def settled(reader):
    """Wait until the runs that were asked last are drawn."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        charts = reader.charts()
        if charts["stamp"] == reader.header["link"]:
            return charts
        time.sleep(0.01)
    raise AssertionError("nothing was drawn")


def unpacked(reader):
    """Wait for the file that was asked for."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if reader.part("file").file:
            return json.loads(reader.part("file").file)
        time.sleep(0.01)
    raise AssertionError("nothing was packed")


def test_the_page_says_that_it_predicts_nothing(reader):
    assert reader.header["disclaimer"] == DISCLAIMER


def test_every_claim_that_a_rule_acts_has_one_switch(reader):
    shown = [claim for bundle in reader.told("switches")["bundles"] for claim in bundle["claims"]]
    assert len(shown) == len(set(shown))
    assert {claim for claim in shown if reader.told("switches")["claims"][claim]["switch"]} == set(switchable())


def test_every_switch_says_where_who_and_why_it_might_be_wrong(reader):
    for claim, about in reader.told("switches")["claims"].items():
        assert about["says"] == load_claims()[claim].says
        assert about["who"]
        assert about["doubt"]
        assert bool(about["where"]) == bool(load_claims()[claim].paragraph)
        for each in about["parameters"]:
            assert each["low"] <= each["default"] <= each["high"]
            assert each["unit"]
            assert each["source"]


def test_a_toggle_asks_for_other_worlds_and_for_those_of_before(reader, made_up):
    settled(reader)
    before = set(made_up.asked[-1][0])
    reader.does("switch_claims", {"claims": ["C13"], "on": False})
    charts = settled(reader)
    after = made_up.asked[-1][0]
    assert before < set(after)
    assert len(set(after)) == 4
    assert all("ghost_a" in each for each in charts["charts"])


def test_looking_elsewhere_asks_for_nothing(reader, made_up):
    settled(reader)
    for event, said in (("rest", 31), ("draw_one_run", True), ("look_at_run", 3), ("draw_difference", True)):
        reader.does(event, said)
    assert len(made_up.asked) == 1


def test_a_toggle_gives_up_what_was_asked_before(reader, made_up):
    settled(reader)
    reader.does("switch_claims", {"claims": ["C13"], "on": False})
    settled(reader)
    assert made_up.cancelled == 1


def test_a_page_that_closes_gives_up_its_runs(made_up):
    reader = Reader()
    settled(reader)
    reader.context.close()
    assert made_up.cancelled == 1


def test_a_server_that_refuses_says_why_and_can_be_asked_again(made_up, monkeypatch):
    def refuse(*_, **__):
        raise ExperimentError("the server is busy")

    with monkeypatch.context() as busy:
        busy.setattr(made_up, "ask", refuse)
        reader = Reader()
        assert reader.told("status")["error"] == "the server is busy"
        reader.does("try_again")
        assert reader.told("status")["error"] == "the server is busy"
    assert not made_up.asked
    reader.does("try_again")
    settled(reader)
    assert reader.told("status")["error"] is None
    assert len(made_up.asked) == 1
    reader.does("try_again")
    assert len(made_up.asked) == 1
    reader.context.close()


def test_a_page_that_waits_says_how_many_requests_come_before_its_own(made_up):
    made_up.ahead = 3
    reader = Reader()
    settled(reader)
    assert reader.told("status")["ahead"] == 3
    reader.context.close()


def test_undo_and_redo_turn_a_switch_back_and_forth(reader):
    reader.does("switch_claims", {"claims": ["C13"], "on": False})
    assert reader.told("standing")["strengths"]["C13"] == 0
    assert reader.header["undo"]
    reader.does("undo")
    assert reader.told("standing")["strengths"]["C13"] == 1
    reader.does("redo")
    assert reader.told("standing")["changed"] == ["C13"]


def test_a_claim_without_its_driver_says_what_it_waits_for(reader):
    assert "C14" not in reader.told("standing")["waits"]
    reader.does("switch_claims", {"claims": ["C13"], "on": False})
    assert reader.told("standing")["waits"]["C14"] == "C13"


def test_a_policy_that_drives_a_claim_ends_its_wait(reader):
    assert "C17" in reader.told("standing")["waits"]
    reader.does("choose", {"side": "b", "scenario": "siege_broken", "policies": ["us_repudiates"]})
    assert "C17" not in reader.told("standing")["waits"]


def test_a_whole_bundle_is_one_step(reader):
    acted = list(load_bundles().bundles["Sponsors"].acted)
    reader.does("switch_claims", {"claims": acted, "on": False})
    assert reader.told("standing")["changed"] == sorted(acted)
    reader.does("undo")
    assert reader.told("standing")["changed"] == []


def test_what_cannot_be_is_said_and_changes_nothing(reader):
    standing = reader.part("standing").standing
    reader.does("set_strength", {"claim": "C14", "value": 9})
    assert "outside 0 to 2" in reader.header["problems"][0]
    assert reader.part("standing").standing == standing
    reader.does("dismiss")
    assert reader.header["problems"] == []


def test_a_wrong_link_opens_the_first_page_and_says_so(made_up):
    reader = Reader("v=1&a=../../etc/passwd&claims=C14:0.5")
    assert "there is no '../../etc/passwd'" in reader.header["problems"][0]
    assert reader.told("chosen")["a"]["scenario"] == "aleppo_falls"
    assert reader.told("standing")["strengths"]["C14"] == 0.5
    reader.context.close()


def test_the_difference_is_drawn_on_demand_only(reader):
    assert all("d" not in each for each in settled(reader)["charts"])
    reader.does("draw_difference", True)
    assert all("d" in each for each in reader.charts()["charts"])


def test_a_file_is_packed_for_whoever_asks_and_let_go_when_she_has_it(reader):
    settled(reader)
    reader.does("pack", {"id": 7, "of": {"measure": "deaths"}})
    packed = unpacked(reader)
    assert packed["id"] == 7
    rows = pandas.read_parquet(io.BytesIO(base64.b64decode(packed["data"])))
    assert len(rows) == 2 * 8 * WEEKS
    reader.does("unpacked")
    assert reader.part("file").file == ""


@pytest.mark.parametrize("said", [{"id": 1, "of": {"measure": "../../etc/passwd"}}, {"id": 1}, "deaths", None])
def test_a_file_that_there_is_not_is_refused_in_words(reader, said):
    settled(reader)
    reader.does("pack", said)
    assert "error" in unpacked(reader)


def test_a_file_is_of_the_runs_that_are_drawn_and_asks_for_no_others(reader, made_up):
    settled(reader)
    before = len(made_up.asked)
    reader.does("pack", {"id": 1, "of": {"measure": "all"}})
    unpacked(reader)
    assert len(made_up.asked) == before


def test_a_page_is_told_what_was_asked_whatever_it_shows(reader):
    reader.does("switch_claims", {"claims": ["C13"], "on": False})
    assert [each["id"] for each in reader.told("account")["claims"]] == ["C13"]


def test_every_measure_has_a_chart_with_unit_and_words(reader):
    charts = settled(reader)["charts"]
    assert [each["name"] for each in charts] == list(MEASURES)
    for each in charts:
        assert each["unit"]
        assert each["about"]
        assert len(each["a"]["m"]) == WEEKS + 1 - each["first"]


def test_without_a_copy_of_the_essay_none_of_it_is_shown(reader):
    assert all(not each["essay"] for each in reader.told("switches")["claims"].values())


def test_a_copy_of_the_essay_stands_beside_the_claims():
    copy = SimpleNamespace(sentence=lambda *where: f"sentence {where}")
    for claim, about in json.loads(switches_text(copy))["claims"].items():
        assert about["essay"] == [f"sentence {where}" for where in load_claims()[claim].places]


def test_a_readers_own_copy_is_read_from_its_file(tmp_path, monkeypatch):
    claim = next(each for each in load_claims().values() if each.rule and each.places)
    text = "Somebody says this."
    source = Source("T", "A", "O", "2016-01-01", {claim.places[0]: checksum(text)})
    monkeypatch.setattr(essay, "read_source", lambda: source)
    file = tmp_path / "essay.txt"
    file.write_text(text, encoding="utf-8")
    monkeypatch.setenv(ESSAY, str(file))
    for each in (own_essay, app.all_switches):
        each.cache_clear()
    assert json.loads(app.all_switches())["claims"][claim.id]["essay"] == [text]
    for each in (own_essay, app.all_switches):
        each.cache_clear()
