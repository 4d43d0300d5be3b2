"""A folder is one sweep's and one model's, can be read without us, and says what it cannot be."""

import json

import numpy as np
import pandas
import pytest

from sim.errors import ExperimentError, RefusedError
from sim.experiments.sweep.folder import begin, folder, place
from sim.experiments.sweep.folder.begin import grow, sweep_of, take_up
from sim.experiments.sweep.folder.folder import open_folder
from sim.experiments.sweep.folder.parts import Span
from sim.experiments.sweep.folder.place import place_of
from sim.experiments.sweep.sweep import load_sweep
from tests.experiments.sweep.small import POINTS, REPLICATES, RUNS, run_small, write_sweep


def begun(path, into, block=None):
    return take_up(place_of(into), load_sweep(str(path)), path.parent, block)


@pytest.fixture
def path(tmp_path):
    return write_sweep(tmp_path)


def test_a_folder_tells_all_without_the_model(path, tmp_path):
    begun(path, tmp_path / "runs")
    found = open_folder(tmp_path / "runs")
    assert (found.points, found.replicates, found.runs, found.complete) == (POINTS, REPLICATES, RUNS, False)
    assert found.manifest.text == path.read_text() == (tmp_path / "runs" / "sweep.toml").read_text()
    assert [each.name for each in found.manifest.outcomes] == ["displaced", "betrayal", "settled"]
    assert list(found.points_frame()) == ["point", "label", *(each.name for each in found.manifest.factors)]
    assert len(found.design_frame()) == POINTS
    schema = pandas.read_csv(tmp_path / "runs" / "schema.csv").set_index("column")
    assert schema.loc["displaced", "unit"] == "persons"
    assert schema.loc["displaced", "smallest_difference_of_interest"] > 0


def test_points_are_read_back_to_the_bit_and_in_pieces(path, tmp_path, monkeypatch):
    for module in (begin, folder):
        monkeypatch.setattr(module, "POINTS_AT_ONCE", 4)
    wanted = load_sweep(str(path)).design.values
    found = begun(path, tmp_path / "runs")
    for first in range(POINTS):
        for end in range(first + 1, POINTS + 1):
            assert np.array_equal(found.values(Span(first, end)), wanted[first:end])


def test_choices_are_shown_in_words_and_read_back_as_numbers(tmp_path):
    path = write_sweep(tmp_path, sampler="full_factorial", design="levels = 2")
    path.write_text(
        path.read_text() + "[vary.choices.washington]\nas_it_was = {}\nbreaks = { with = ['us_repudiates'] }\n"
    )
    found = begun(path, tmp_path / "runs")
    assert set(found.points_frame()["washington"]) == {"as_it_was", "breaks"}
    assert np.array_equal(found.values(Span(0, found.points)), load_sweep(str(path)).design.values)


def test_the_same_sweep_is_taken_up_again_and_words_for_readers_may_change(path, tmp_path):
    first = begun(path, tmp_path / "runs")
    path.write_text("# a remark\n" + path.read_text().replace('"Small"', '"Another title"'))
    assert begun(path, tmp_path / "runs").manifest == first.manifest


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("weeks = 2", "weeks = 3"), "another sweep"),
        (("weeks = 2", "weeks = 2\nrandom_seed = 2"), "another sweep"),
        (('"displaced", ', ""), "another sweep"),
        (('switches = ["C13"]', 'switches = ["C14"]'), "another sweep"),
        (("replicates = 4", "replicates = 5"), "extend .* --replicates"),
        (("points = 6", "points = 7"), "extend .* --points"),
    ],
)
def test_another_sweep_is_refused(path, tmp_path, change, complaint):
    begun(path, tmp_path / "runs")
    path.write_text(path.read_text().replace(*change))
    with pytest.raises(RefusedError, match=complaint):
        begun(path, tmp_path / "runs")


def test_another_model_is_refused(path, tmp_path, monkeypatch):
    begun(path, tmp_path / "runs")
    monkeypatch.setattr(begin, "model_digest", lambda: "another")
    with pytest.raises(RefusedError, match="another version of the model"):
        begun(path, tmp_path / "runs")


def test_other_parts_than_those_begun_with_are_refused(path, tmp_path):
    begun(path, tmp_path / "runs", 16)
    assert begun(path, tmp_path / "runs", 16).manifest.block == 16
    with pytest.raises(RefusedError, match="16 runs a part"):
        begun(path, tmp_path / "runs", 8)


def test_a_folder_of_something_else_is_refused_and_left_alone(path, tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "thesis.docx").touch()
    with pytest.raises(RefusedError, match=r"thesis\.docx"):
        run_small(path, tmp_path / "runs")
    assert [each.name for each in (tmp_path / "runs").iterdir()] == ["thesis.docx"]


def test_a_folder_whose_beginning_was_killed_is_begun_again(path, tmp_path, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(begin, "schema_rows", killed)
    with pytest.raises(KeyboardInterrupt):
        begun(path, tmp_path / "runs")
    monkeypatch.undo()
    assert begun(path, tmp_path / "runs").points == POINTS


def test_what_is_no_folder_of_a_sweep_is_said_so(tmp_path):
    with pytest.raises(ExperimentError, match="no sweep was begun there"):
        open_folder(tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(RefusedError, match="not that of a sweep"):
        open_folder(tmp_path)


def test_a_folder_of_another_format_is_refused(path, tmp_path):
    begun(path, tmp_path / "runs")
    manifest = tmp_path / "runs" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 0}))
    with pytest.raises(RefusedError, match="format 0"):
        open_folder(tmp_path / "runs")


@pytest.mark.parametrize(("given", "name"), [("mine/late.toml", "late"), ("mine/late.toml@9", "late@9")])
def test_a_folder_needs_no_file_beside_it(given, name, path, tmp_path):
    there = tmp_path / "there"
    (there / "mine").mkdir(parents=True)
    (there / "mine" / "late.toml").write_text('title = "Late"\nabout = "Late."\nextends = "aleppo_falls"\n')
    (there / "points.csv").write_text("C13,cut_or_renew.rate,fall\n0,0.001,1\n1,0.002,2\n")
    own = write_sweep(there, sampler="file", design='file = "points.csv"')
    own.write_text(own.read_text().replace('"siege_broken"', f'"{given}"'))
    begun(own, tmp_path / "runs")
    there.rename(tmp_path / "elsewhere")
    found = sweep_of(open_folder(tmp_path / "runs"))
    assert found.scenarios == ("aleppo_falls", name)
    assert found.design.points == 2


# ---------------------------------------------------------------- growth
def test_a_grown_folder_has_the_same_beginning_and_takes_the_same_file(path, tmp_path):
    before = begun(path, tmp_path / "runs", 8)
    after = grow(grow(before, replicates=7), points=9)
    assert (after.points, after.replicates) == (9, 7)
    assert after.points_frame()[:POINTS].equals(before.points_frame())
    names = [after.name(after.grid.part(number)) for number in range(len(after.grid))]
    assert names[: len(before.grid)] == [before.name(before.grid.part(number)) for number in range(len(before.grid))]
    assert len(set(names)) == len(names)
    assert begun(path, tmp_path / "runs").points == 9
    grown = write_sweep(tmp_path, replicates=7, points=9)
    assert begun(grown, tmp_path / "runs").replicates == 7


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ({"replicates": 4}, "already"),
        ({"points": 5}, "already"),
        ({}, "either"),
        ({"points": 9, "replicates": 9}, "one"),
    ],
)
def test_a_growth_by_nothing_is_refused(path, tmp_path, more, complaint):
    with pytest.raises(ExperimentError, match=complaint):
        grow(begun(path, tmp_path / "runs"), **more)


def test_a_latin_hypercube_gets_no_more_points(tmp_path):
    path = write_sweep(tmp_path, sampler="latin_hypercube")
    with pytest.raises(ExperimentError, match="cannot be given more points"):
        grow(begun(path, tmp_path / "runs"), points=9)


# ---------------------------------------------------------------- places
@pytest.mark.parametrize("address", ["memory://small/{}", "{}/here", "file://{}/here"])
def test_every_place_reads_what_it_wrote_and_lists_it(address, tmp_path):
    found = place_of(address.format(tmp_path))
    found.write_whole("a/b.json", b"one")
    found.write_whole("a/b.json", b"two")
    found.write_whole("a/.hidden", b"three")
    assert found.read("a/b.json") == b"two"
    assert (list(found.names()), list(found.names("a")), list(found.names("b"))) == (["a/b.json"], ["a/b.json"], [])
    found.move("a/b.json", "c/d.json")
    assert (found.exists("a/b.json"), found.exists("c/d.json"), found.exists("c")) == (False, True, False)
    with found.open("c/d.json") as file:
        assert file.read() == b"two"
    found.remove("c/d.json")
    assert not found.exists("c/d.json")
    with pytest.raises(FileNotFoundError):
        found.read("c/d.json")


def test_a_place_that_cannot_be_written_says_so(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    with pytest.raises(ExperimentError, match="cannot be written"):
        place_of(tmp_path / "file").write_whole("a", b"")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(place, "publish", full)
    with pytest.raises(ExperimentError, match="the disk is full"):
        place_of(tmp_path).write_whole("a", b"")


def test_an_unknown_scheme_is_said_so():
    with pytest.raises(ExperimentError, match="nowhere"):
        place_of("nowhere://a")


def test_what_only_a_store_raises_is_said_in_a_line(monkeypatch):
    class NoCredentialsError(Exception):
        pass

    def locked(*_, **__):
        raise NoCredentialsError("unable to locate credentials")

    there = place_of("memory://closed")
    monkeypatch.setattr(type(there.system), "cat_file", locked)
    with pytest.raises(ExperimentError, match="memory://closed: NoCredentialsError: unable to locate credentials"):
        open_folder("memory://closed")
