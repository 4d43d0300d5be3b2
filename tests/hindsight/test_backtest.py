"""The command that looks back: a few runs, every form, errors in a line."""

import io
import json

import pandas
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.hindsight.facts import load_facts, mapped, not_mapped

SMALL = ("-n", "3", "--no-store")
MAPPED = [fact.id for fact in mapped(load_facts().values())]


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "130")
    monkeypatch.setenv("NO_COLOR", "1")


def aftermath(*words):
    return CliRunner().invoke(app, ["backtest", *(str(each) for each in words)], prog_name="aftermath")


def result(*words):
    found = aftermath(*words)
    assert found.exit_code == 0, found.stderr
    return found


def test_help_shows_an_example():
    assert "Example:  aftermath backtest" in result("--help").stdout


@pytest.fixture(scope="module")
def whole():
    """All of it, as JSON; the essay's set has no rivals, so the bundle of rivals has nothing to leave out."""
    found = CliRunner().invoke(app, ["backtest", *SMALL, "-a", "essay", "-q", "-o", "json"])
    assert found.exit_code == 0, found.stderr
    assert found.stderr == ""
    return json.loads(found.stdout)


def test_every_mapped_fact_is_scored_under_every_assumption_set_and_without_every_bundle(whole):
    rows = pandas.DataFrame(whole["rows"])
    labels = list(dict.fromkeys(rows["assumptions"]))
    assert labels[:5] == ["as asked", "null", "essay", "contested", "rivals_only"]
    assert "without Reputation" in labels
    assert "without Rivals" not in labels
    assert (rows.groupby("assumptions")["fact"].count() == len(MAPPED)).all()


def test_sets_bundles_themes_and_what_is_missing_are_told(whole):
    assert [each["name"] for each in whole["sets"]] == ["null", "essay", "contested", "rivals_only"]
    assert all(each["score"] >= 0 for each in whole["sets"])
    assert {f"without {each['name']}" for each in whole["bundles"]} <= {row["assumptions"] for row in whole["rows"]}
    assert whole["themes"][-1]["facts"] == len(MAPPED)
    assert len(whole["not_modelled"]) == len(not_mapped(load_facts().values()))
    assert whole["provenance"]["weeks"] == 61


def test_what_was_asked_is_one_of_the_sets_and_not_told_twice(whole):
    rows = pandas.DataFrame(whole["rows"]).set_index("assumptions")
    asked, essay = (rows.loc[[label]].reset_index(drop=True) for label in ("as asked", "essay"))
    assert asked.equals(essay)


def test_the_table_tells_facts_whom_runs_follow_and_what_is_not_modelled():
    found = result(*SMALL, "--no-bundles")
    for fact in load_facts().values():
        assert fact.title[:18] in found.stdout
    for words in ("In words", "Same again", "Where history parts from the essay", "Not modelled, and not scored: 10"):
        assert words in found.stdout
    assert "each bundle off" not in found.stdout
    assert "explores an argument" in found.stderr


def test_the_full_table_sets_bundles_side_by_side():
    out = result(*SMALL, "--strength", "C14=0.5").stdout
    assert "Which claims earn their place" in out
    assert "as asked" in out
    assert "rivals_only" in out


@pytest.mark.parametrize("columns", ["80", "130", "170"])
def test_no_line_is_wider_than_the_terminal(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    out = result(*SMALL, "--no-bundles").stdout
    assert max(len(line.rstrip()) for line in out.splitlines()) <= int(columns)


def test_one_row_a_fact_goes_to_csv():
    rows = pandas.read_csv(io.StringIO(result(*SMALL, "--no-bundles", "-o", "csv", "-q").stdout))
    assert rows["fact"].tolist() == MAPPED
    assert (rows["runs"] == 3).all()
    assert rows["hit"].equals(rows["side"] == "within")


def test_the_same_request_gives_the_same_rows():
    words = (*SMALL, "--no-bundles", "-o", "csv", "-q")
    assert result(*words).stdout == result(*words).stdout


def test_runs_too_short_for_a_fact_leave_it_out_and_say_so():
    found = result(*SMALL, "--no-bundles", "--weeks", "30")
    assert "Left out, since these runs are too short: Land of the regime, October 2017" in found.stderr
    assert "Land of the regime, October 2017" not in found.stdout


def test_a_world_in_which_the_city_does_not_fall_is_told_apart():
    found = result("siege_broken", *SMALL, "--no-bundles", "-o", "csv")
    assert "the facts are those of another world" in found.stderr
    assert (
        "'aleppo_falls@9' does not force that" in result("aleppo_falls@9", *SMALL, "--no-bundles", "-o", "csv").stderr
    )
    assert "another world" not in result("aleppo_falls+us_doubles_down", *SMALL, "--no-bundles", "-o", "csv").stderr


def test_what_is_run_once_is_read_again(monkeypatch, tmp_path):
    monkeypatch.setenv("AFTERMATH_STORE", str(tmp_path / "store"))
    words = ("-n", "3", "--no-bundles", "-o", "csv", "-q", "--weeks", "30")
    first = result(*words).stdout
    assert list((tmp_path / "store").rglob("*.parquet"))
    assert result(*words).stdout == first


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("alepo_falls",), "did you mean 'aleppo_falls'?"),
        (("--weeks", "3"), "--weeks 3: no fact is that early; the first needs 5 weeks"),
        (("-a", "esay"), "did you mean 'essay'?"),
        (("--off", "C99"), "unknown claim 'C99'"),
        (("-o", "tabel"), "did you mean 'table'?"),
        (("-n", "0"), "every point needs at least 1"),
    ],
)
def test_an_error_is_one_line_and_exit_code_2(words, told):
    found = aftermath(*words, "--no-store")
    assert found.exit_code == 2
    assert told in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1


def test_a_file_that_cannot_be_written_is_refused(tmp_path):
    found = aftermath(*SMALL, "-o", tmp_path / "nowhere" / "facts.json")
    assert found.exit_code == 2
    assert "there is no folder" in found.stderr


def test_a_file_bears_its_provenance(tmp_path):
    file = tmp_path / "facts.json"
    assert f"wrote {file}" in result(*SMALL, "--no-bundles", "-o", file).stderr.replace("\n", "")
    assert json.loads(file.read_text(encoding="utf-8"))["provenance"]["assumptions"] == "contested"
