"""The command `verdict`: blocks and tables a student can read, rows for programs, and nothing run twice."""

import io
import json

import pandas
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.verdict.forecasts import AGAINST, FORECASTS

SMALL = ("verdict", "-n", "3", "--weeks", "52", "-a", "essay", "--jobs", "1")
SWEEP = ("--points", "2", "--pairs", "3")


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture(scope="module", name="store")
def one_store(tmp_path_factory):
    """A store that these tests share, so that the same runs are done once."""
    return tmp_path_factory.mktemp("store")


def aftermath(*words):
    return CliRunner().invoke(app, [str(each) for each in words], prog_name="aftermath")


def result(*words):
    found = aftermath(*words)
    assert found.exit_code == 0, found.stderr
    return found


def block(text, number):
    """The lines of one forecast."""
    start = text.index(f"\n{number}  ")
    return text[start : text.index("\n\n", start + 1)]


def test_every_forecast_has_a_block_and_a_line_at_a_glance(store):
    shown = result(*SMALL, "--store", store, "--quiet").stdout
    glance = shown[shown.index("At a glance") :]
    for each in FORECASTS:
        assert f"{each.number}  {each.title}: " in shown
        assert each.title in glance
    assert glance.count("not assessed") == len(FORECASTS)


def test_a_block_says_forecast_finding_and_the_numbers_against_every_broken_siege(store):
    shown = result(*SMALL, "--store", store, "--quiet").stdout
    of = shown[shown.index("\nF2  ") : shown.index("\nF3  ")]
    for word in ("Forecast:", "Found:", "matters from 5.0", "Aleppo falls", "Rules off", "two of the first three"):
        assert word in of
    for siege in AGAINST.values():
        assert of.count(f"broken: {siege}") == 2


def test_what_runs_are_too_short_for_is_not_judged(store):
    shown = result(*SMALL, "--store", store, "--quiet").stdout
    assert "F1  No peace: – runs too short" in shown
    assert "These runs are too short to tell." in shown


def test_manipulation_checks_stand_apart_and_are_called_no_evidence(store):
    shown = result(*SMALL, "--store", store, "--quiet").stdout
    checks = shown[shown.index("Does the machinery work? No evidence") : shown.index("At a glance")]
    assert "Ruler thought irremovable" in checks
    assert "Ruler thought irremovable" not in shown[: shown.index("Does the machinery work?")]


def test_words_and_the_caveat_go_to_standard_error(store):
    found = result(*SMALL, "--store", store)
    assert "predicts nothing" in found.stderr
    assert "add --robustness" in found.stderr
    assert "predicts nothing" not in found.stdout


def test_json_and_csv_hold_the_same_with_where_it_comes_from(store):
    whole = json.loads(result(*SMALL, "--store", store, "-o", "json").stdout)
    rows = pandas.read_csv(io.StringIO(result(*SMALL, "--store", store, "-o", "csv").stdout))
    assert whole["provenance"]["assumptions"] == "essay"
    assert whole["provenance"]["scenarios"][0] == "aleppo_falls"
    assert whole["units"]["rad_share_short"] == "% of rebels"
    assert len(whole["rows"]) == len(rows)
    verdicts = [row for row in whole["rows"] if row["kind"] == "verdict"]
    assert [row["number"] for row in verdicts] == [each.number for each in FORECASTS]
    assert all(row["sentence"] for row in verdicts)


@pytest.mark.parametrize("columns", [80, 96, 120, 128, 130, 156, 170])
def test_no_line_is_wider_than_the_terminal_and_nothing_is_cut(monkeypatch, store, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = result(*SMALL, "--store", store, "--quiet").stdout
    assert max(map(len, shown.splitlines())) <= columns
    assert "…" not in shown
    for line in shown.splitlines():
        assert "= no" not in line or "difference" in line
        assert "? un" not in line or "undecided" in line
    headings = [line for line in shown.splitlines() if "Mean" in line]
    assert all(("Rules off" in line) == (columns >= 128) for line in headings)
    assert all(("Where from" in line) == (columns >= 156) for line in headings)


def test_the_same_verdict_is_not_run_again(store, monkeypatch):
    first = result(*SMALL, "--store", store, "-o", "csv").stdout
    monkeypatch.setattr("sim.experiments.runner.run_block", None)
    assert result(*SMALL, "--store", store, "-o", "csv").stdout == first


def test_robustness_once_assessed_is_shown_ever_after_for_the_same_assumptions(store):
    result(*SMALL, *SWEEP, "--robustness", "--store", store)
    told = result(*SMALL, *SWEEP, "--store", store)
    assert "Over 2 points in the stated ranges, 3 pairs each" in told.stdout
    assert "not assessed" not in told.stdout
    assert "add --robustness" not in told.stderr
    other = result(*SMALL, *SWEEP, "--off", "C14", "--store", store)
    assert "not assessed" in other.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--weeks", "157"), "up to week 156"),
        (("-n", "2"), "at least 3 pairs"),
        (("--robustness", "--no-store"), "leave out --no-store"),
        (("--no-store", "--store", "here"), "choose one"),
        (("--off", "F1"), "F1 has no rule to switch"),
        (("-a", "esay"), "did you mean 'essay'?"),
        (("-o", "cvs"), "did you mean 'csv'?"),
        (("--points", "0", "--robustness"), "at least 1 of 3"),
    ],
)
def test_what_the_reader_can_mend_is_said_before_anything_is_run(words, told, monkeypatch, tmp_path):
    monkeypatch.setenv("AFTERMATH_STORE", str(tmp_path / "store"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.experiments.runner.run_block", None)
    found = aftermath("verdict", *words)
    assert found.exit_code == 2
    assert found.stderr.startswith("error: ")
    assert told in found.stderr


def test_a_policy_is_added_to_every_scenario_and_said_in_what_reproduces_it(store):
    words = (*SMALL, "--store", store, "--with", "us_repudiates")
    plain, broken = (json.loads(result(*each, "-o", "json").stdout) for each in ((*SMALL, "--store", store), words))
    assert broken["provenance"]["overrides"] == "--with us_repudiates"
    assert plain["rows"] != broken["rows"]
    found = aftermath(*SMALL, "--no-store", "--with", "us_repudiate")
    assert found.exit_code == 2
    assert "did you mean 'us_repudiates'" in found.stderr
