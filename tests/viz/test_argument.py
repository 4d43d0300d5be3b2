"""The argument page as data: a picture in which nothing hides anything, verdicts as the command line has them."""

import io
import json
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas
import pyarrow.parquet
import pytest

from sim.claims import load_claims
from sim.essay import Essay, read_source
from sim.experiments.store import open_store
from sim.experiments.verdicts import run_verdict, worlds_of
from sim.graph import load_graph
from sim.outcomes import OUTCOMES
from sim.verdict.forecasts import FORECASTS
from sim.verdict.robustness import NOT_ASSESSED
from viz.argument.boxes import boxes, size
from viz.argument.coverage import BECOMES, coverage_text
from viz.argument.drawing import graph_text
from viz.argument.files import COUNTS, TEXTS, argument_file
from viz.argument.routes import CHIP, routes
from viz.argument.verdicts import QUICK, Ask, ask_of, forecasts_text
from viz.reader.actions import RefusedError
from viz.reader.command import verdict_command
from viz.reader.state import State, switched

FEW = 3
SAMPLES = 80
TOUCH = 0.6  # units of the picture: how near an arrow's tip lies to the border that it touches


def points_of(route):
    """Return points along an edge as it is drawn, to the tip of its arrow."""
    x0, y0, x1, y1, _, _ = (float(each) for each in re.findall(r"-?[\d.]+", route.path))
    t = np.linspace(0, 1, SAMPLES)[:, None]
    start, control, tip = np.array([x0, y0]), np.array([x1, y1]), np.array(route.tip)
    return (1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * tip


def off_border(point, box):
    """Return how far a point is from the border of a box."""
    beyond = [abs(point[0] - box.x) - box.width / 2, abs(point[1] - box.y) - box.height / 2]
    return abs(max(beyond))


def overlap(one, other):
    """Return whether two rectangles (middle, width, height) share any ground."""
    return abs(one[0] - other[0]) < (one[2] + other[2]) / 2 and abs(one[1] - other[1]) < (one[3] + other[3]) / 2


def rectangles():
    """Return every box and chip of the picture by name."""
    found = {name: (each.x, each.y, each.width, each.height) for name, each in boxes().items()}
    return found | {each.edge.name: (*each.chip, *CHIP) for each in routes() if each.chip}


# ---------------------------------------------------------------- the picture
def test_no_box_and_no_chip_lies_over_another():
    for (one, at), (other, there) in combinations(rectangles().items(), 2):
        assert not overlap(at, there), f"{one} and {other}"


def test_everything_lies_in_the_picture():
    width, height = size()
    for name, (x, y, wide, high) in rectangles().items():
        assert wide / 2 < x < width - wide / 2, name
        assert high / 2 < y < height - high / 2, name


def test_arrows_begin_and_end_on_the_borders_of_their_boxes():
    for each in routes():
        points = points_of(each)
        assert off_border(points[0], boxes()[each.edge.cause]) < TOUCH, each.edge.name
        assert off_border(points[-1], boxes()[each.edge.effect]) < TOUCH, each.edge.name


def test_edges_that_are_always_drawn_pass_by_other_boxes():
    for each in routes():
        if each.edge.also:
            continue
        for name, box in boxes().items():
            if name in (each.edge.cause, each.edge.effect):
                continue
            inside = np.abs(points_of(each) - [box.x, box.y]) < [box.width / 2 - 1, box.height / 2 - 1]
            assert not inside.all(axis=1).any(), f"{each.edge.name} runs through {name}"


def test_every_edge_of_the_graph_is_drawn_once_and_every_claims_edge_has_a_chip():
    graph = load_graph()
    assert [each.edge for each in routes()] == list(graph.edges.values())
    for each in routes():
        assert (each.chip is not None) == (bool(each.edge.claim) and not each.edge.also)


def test_the_picture_holds_every_claim_as_a_chip_or_a_tag():
    drawn = json.loads(graph_text())
    chips = {each["claim"] for each in drawn["edges"] if each["chip"]}
    tags = {tag["claim"] for node in drawn["nodes"] for tag in node["tags"]}
    assert chips | tags == set(load_claims()) == set(drawn["claims"])
    assert not chips & tags


def test_what_is_given_is_what_nothing_leads_to():
    given = {each["name"] for each in json.loads(graph_text())["nodes"] if each["given"]}
    assert given == {"fall", "relief", "break", "effort", "fear", "wish"}


# ---------------------------------------------------------------- the essay
def test_every_sentence_says_which_claims_paraphrase_it():
    said = json.loads(coverage_text())
    for each in said["sentences"]:
        place = (each["paragraph"], each["sentence"])
        assert each["claims"] == [claim.id for claim in load_claims().values() if place in claim.places]
        assert each["acted"] == sum(load_claims()[claim].rule is not None for claim in each["claims"])
        assert each["text"] == ""
    assert len(said["sentences"]) == len(read_source().checksums)


def test_counts_add_up():
    said = json.loads(coverage_text())
    carry, sentences, claims, *parts = (int(each) for each in re.findall(r"\d+", said["counts"]))
    assert sum(parts) == claims == sum(each.kind != "rival" for each in load_claims().values())
    assert carry == sum(bool(each["claims"]) for each in said["sentences"]) <= sentences
    assert {each.status for each in load_claims().values()} <= set(BECOMES)


def test_a_readers_own_copy_shows_its_sentences_and_no_other():
    place, other = sorted(read_source().checksums)[:2]
    copy = Essay(
        Path("mine.txt"), {place: "Mine.", other: "Not the essay's."}, frozenset([place]), frozenset([place, other])
    )
    shown = {
        (each["paragraph"], each["sentence"]): each["text"] for each in json.loads(coverage_text(copy))["sentences"]
    }
    assert shown[place] == "Mine."
    assert not any(text for at, text in shown.items() if at != place)


# ---------------------------------------------------------------- verdicts
class Bench:
    """What a study works with, here: this process."""

    hands = 1

    def __init__(self, store):
        self.store, self.expected, self.done = store, 0, 0

    def expect(self, run_weeks):
        self.expected += run_weeks

    def progress(self, run_weeks):
        self.done += run_weeks

    def say(self, words):
        assert words


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    bench = Bench(open_store(tmp_path_factory.mktemp("store")))
    said = Ask("contested", (), (), (), 1, FEW).work(bench)
    assert bench.done == bench.expected
    return json.loads(said)


@pytest.fixture(scope="module")
def found():
    return run_verdict(worlds_of("contested"), FEW)


def test_verdicts_are_those_of_the_command_line(answer, found):
    assert [each["number"] for each in answer["verdicts"]] == list(found.verdicts)
    for each in answer["verdicts"]:
        assert each["word"] == found.verdicts[each["number"]].word
        assert each["sentence"] == found.sentences[each["number"]]
        assert each["robustness"] == NOT_ASSESSED
    rows = found.rows()
    assert answer["columns"] == list(rows.columns)
    assert len(answer["rows"]) == len(rows)
    low = [row[answer["columns"].index("low")] for row in answer["rows"]]
    np.testing.assert_array_equal(np.array(low, dtype=float), rows["low"].to_numpy(dtype=float))


def test_every_number_has_its_unit_and_an_interval_around_it(answer):
    for verdict in answer["verdicts"]:
        assert bool(verdict["numbers"]) == (verdict["number"] != "F5")
        for each in verdict["numbers"]:
            mean, low, high = each["found"]
            assert low <= mean <= high
            assert each["unit"]


def test_duration_shows_the_forecasts_it_asks_of(answer):
    (last,) = (each for each in answer["verdicts"] if each["number"] == "F5")
    assert [each["name"][:2] for each in last["lasting"]] == ["F1", "F2", "F3"]


def test_every_forecast_says_where_the_essay_has_it():
    said = json.loads(forecasts_text())
    assert [each["number"] for each in said] == [each.number for each in FORECASTS]
    for each in said:
        assert bool(each["where"]) == bool(each["claim"]) == (each["number"] != "talks")


def test_a_readers_assumptions_are_asked_and_policies_that_both_worlds_have():
    state = switched(State(a="aleppo_falls+us_repudiates", b="siege_broken+us_repudiates+invasion"), ("C14",), False)
    asked = ask_of(state, QUICK)
    assert asked.policies == ("us_repudiates",)
    assert asked.key != ask_of(State(), QUICK).key
    assert all(values["hopeless_cause_cuts_losses.strength"] == 0 for _, values in asked.worlds.values())
    assert verdict_command(state).endswith("--off C14 --with us_repudiates --random-seed 1")
    assert ask_of(State(a="aleppo_falls+invasion"), QUICK).policies == ()


# ---------------------------------------------------------------- to take away
HERE = State(page="argument", strengths=(("C14", 0.0),))


def file_of(what, answer="", state=HERE):
    """Return a file of the page as pandas reads it, and what it says of itself."""
    file = io.BytesIO(argument_file({"argument": what}, state, answer, FEW))
    return pandas.read_parquet(file), json.loads(pyarrow.parquet.read_schema(file).metadata[b"aftermath"])


def test_a_file_of_verdicts_has_the_rows_of_the_command(answer, found):
    rows, said = file_of("verdicts", json.dumps(answer), State(page="argument"))
    theirs = found.rows()
    assert list(rows.columns) == ["table", *theirs.columns]
    for name in theirs:
        ours, other = rows[name], theirs[name]
        if name in TEXTS:
            assert list(ours.fillna("")) == list(other.fillna("")), name
        else:
            np.testing.assert_array_equal(ours.to_numpy(dtype=float), other.to_numpy(dtype=float))
    assert said["provenance"]["command"] == f"{verdict_command(State())} --replicates {FEW}"
    assert said["units"]["deaths_long"] == OUTCOMES["deaths_long"].unit


def test_types_of_verdicts_do_not_hang_on_what_is_empty(answer):
    schema = pyarrow.parquet.read_schema(
        io.BytesIO(argument_file({"argument": "verdicts"}, HERE, json.dumps(answer), FEW))
    )
    kinds = {each.name: str(each.type) for each in schema}
    assert {kinds[name] for name in COUNTS} == {"int64"}
    assert {kinds[name] for name in TEXTS} == {"string"}
    assert {kind for name, kind in kinds.items() if name not in (*TEXTS, *COUNTS, "table")} == {"double"}


def test_a_file_of_the_graph_has_every_arrow_and_how_each_claim_is_held():
    rows, said = file_of("graph")
    edges = rows[rows["table"] == "edges"]
    graph = load_graph()
    assert list(zip(edges["from_id"], edges["to_id"], strict=True)) == [
        (each.cause, each.effect) for each in graph.edges.values()
    ]
    assert set(edges.loc[edges["claim"] == "C14", "strength"]) == {0.0}
    assert edges.loc[edges["claim"].isna(), "strength"].isna().all()
    assert set(rows.loc[rows["table"] == "nodes", "id"]) == set(graph.nodes)
    assert set(rows.loc[rows["table"] == "loops", "loop"]) == set(graph.loops)
    assert said["provenance"]["command"] == verdict_command(HERE)
    assert "replicates" not in said["provenance"]


def test_a_file_of_the_coverage_has_places_and_claims_but_none_of_the_essays_words():
    rows, _ = file_of("coverage")
    claims, sentences = (rows[rows["table"] == name] for name in ("claims", "sentences"))
    assert len(sentences) == len(read_source().checksums)
    assert sentences["claims"].sum() == len(claims)
    for _, each in claims.iterrows():
        assert (each["paragraph"], each["sentence"]) in load_claims()[each["claim"]].places
        assert each["says"] == load_claims()[each["claim"]].says
    assert not {"text", "essay"} & set(rows.columns)


@pytest.mark.parametrize("said", [None, {}, {"argument": "essay"}, {"argument": 3}, {"argument": ["graph"]}, "graph"])
def test_what_there_is_not_is_refused(said):
    with pytest.raises(RefusedError):
        argument_file(said, HERE, "", FEW)


def test_verdicts_of_other_assumptions_are_refused():
    with pytest.raises(RefusedError, match="other assumptions"):
        argument_file({"argument": "verdicts"}, HERE, "", FEW)
