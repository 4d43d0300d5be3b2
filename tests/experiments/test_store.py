"""A part is there whole or not at all, and a store that cannot be written says so in one line."""

import errno
import os
import time

import pandas
import pytest

from sim.errors import ExperimentError
from sim.experiments import store as stores
from sim.experiments.store import DamagedPartError, acting_files, default_folder, default_store, open_store

ROWS = pandas.DataFrame({"deaths": [1.5, float("nan")], "series": [[1.0, 2.0], [3.0]]})


def test_what_is_written_is_read_back_to_the_bit(tmp_path):
    store = open_store(tmp_path / "a" / "b")
    assert store.read("ab12") is None
    store.write("ab12", ROWS)
    found = store.read("ab12")
    assert found["deaths"].equals(ROWS["deaths"])
    assert [list(each) for each in found["series"]] == [[1.0, 2.0], [3.0]]
    assert [path.name for path in store.folder.glob("*/*")] == ["ab12.parquet"]


def test_a_flipped_byte_is_noticed_wherever_it_matters(tmp_path):
    store = open_store(tmp_path)
    store.write("ab12", ROWS)
    whole = store.path("ab12").read_bytes()
    noticed = 0
    for at in range(0, len(whole), 7):
        store.path("ab12").write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            assert store.read("ab12")["deaths"].equals(ROWS["deaths"])
        except DamagedPartError:
            noticed += 1
    assert noticed > 0


def test_a_full_disk_leaves_no_half_part_and_is_said_in_words(tmp_path, monkeypatch):
    store = open_store(tmp_path)

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExperimentError, match="disk is full"):
        store.write("ab12", ROWS)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ExperimentError, match="cannot be written"):
        open_store(tmp_path / "file" / "runs")


def test_half_written_files_of_the_dead_are_swept_out_and_those_of_the_living_stay(tmp_path):
    old, new = (tmp_path / "ab" / f"{name}.1{stores.PARTIAL}" for name in ("old", "new"))
    old.parent.mkdir()
    old.touch()
    new.touch()
    long_ago = time.time() - 2 * stores.PARTIAL_KEPT
    os.utime(old, (long_ago, long_ago))
    open_store(tmp_path)
    assert not old.exists()
    assert new.exists()


def test_the_default_folder_is_the_readers_choice_then_the_cache(monkeypatch, tmp_path):
    monkeypatch.delenv(stores.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert default_folder() == tmp_path / "cache" / "aftermath" / "runs"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_folder() == tmp_path / ".cache" / "aftermath" / "runs"
    monkeypatch.setenv(stores.VARIABLE, str(tmp_path / "mine"))
    assert default_store().folder == tmp_path / "mine"


def test_a_default_folder_that_cannot_be_made_is_said_in_a_line_and_done_without(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv(stores.VARIABLE, str(tmp_path / "file" / "runs"))
    said = []
    assert default_store(said.append) is None
    assert len(said) == 1
    assert "going on without it" in said[0]


def test_rules_seeds_and_outcomes_count_as_the_model_and_screens_do_not():
    acting = {path.relative_to(root.parent).as_posix() for root, path in acting_files()}
    assert {"sim/rules/victory_spoils_talks.py", "sim/outcomes/war.py", "seeds/places.csv"} <= acting
    assert {"sim/chance.py", "seeds/figures/states.csv", "sim/measures.py"} <= acting
    assert not [name for name in acting if name.startswith(("sim/cli/", "sim/experiments/"))]
    assert not {"seeds/essay.toml", "seeds/map.geojson"} & acting
