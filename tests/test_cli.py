"""The command line: results on one stream, words on the other, errors in a line, quick to answer."""

import io
import json
import subprocess
import sys

import pandas
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.cli.screen import number, spread
from sim.outcomes import OUTCOMES
from sim.paths import SCENARIOS
from sim.rule import rules
from sim.runs import run
from sim.scenario import names

HEAVY = ("numpy", "mesa", "numba", "pandas", "scipy", "xarray", "sim.scenario", "sim.rule")
SMALL = ("--replicates", "3", "--weeks", "30", "--assumptions", "null")


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.setenv("NO_COLOR", "1")


def aftermath(*words):
    return CliRunner().invoke(app, [str(each) for each in words], prog_name="aftermath")


def result(*words):
    found = aftermath(*words)
    assert found.exit_code == 0, found.stderr
    return found


# ---------------------------------------------------------------- help
@pytest.mark.parametrize(
    "command", [(), ("run",), ("compare",), ("verdict",), ("claims",), ("plan",), ("scenarios",), ("app",)]
)
def test_every_help_shows_an_example(command):
    assert "Example:  aftermath" in result(*command, "--help").stdout


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from sim.cli import app; app(['run', '--help'], standalone_mode=False); "
        f"print([each for each in {HEAVY} if each in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "[]"


def test_python_dash_m_does_what_aftermath_does():
    found = subprocess.run([sys.executable, "-m", "sim.cli", "claims", "C99"], capture_output=True, text=True)
    assert found.returncode == 2
    assert found.stderr.startswith("error: claim 'C99'")


# ---------------------------------------------------------------- errors
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("run", "alepo_falls"), "did you mean 'aleppo_falls'?"),
        (("run", "nowhere.toml"), "nowhere.toml: no such file"),
        (("compare", "aleppo_falls", "siege_brokn", *SMALL), "did you mean 'siege_broken'?"),
        (("compare", "aleppo_falls"), "at least two scenarios"),
        (("compare", "aleppo_falls", "aleppo_falls"), "named twice"),
        (("run", "reference", *SMALL, "--set", "cut_or_renew.rate=9"), "outside 0.0005 to 0.004"),
        (("run", "reference", *SMALL, "--set", "cut_or_renew.rat=0.002"), "did you mean 'rate'?"),
        (("run", "reference", *SMALL, "--set", "cut_or_renew.rate"), "write it as"),
        (("run", "reference", *SMALL, "--strength", "C14=3"), "outside 0 to 2"),
        (("run", "reference", *SMALL, "--off", "F1"), "F1 has no rule to switch"),
        (("run", "reference", *SMALL, "--only", "C13,C99"), "unknown claim 'C99'"),
        (("run", "reference", "--assumptions", "esay"), "did you mean 'essay'?"),
        (("run", "reference", "--replicates", "-3"), "there must be at least 1"),
        (("run", "reference", "--weeks", "0"), "outside 1 to 520"),
        (("run", "reference", "--random-seed", "-1"), "outside 0"),
        (("run", "reference", "--jobs", "0"), "at least 1"),
        (("run", "reference", "--output", "cvs"), "did you mean 'csv'?"),
        (("run", "reference", "--output", "runs.xlsx"), ".csv, .json or .parquet"),
        (("run", "reference", "--output", "parquet"), "--output runs.parquet"),
        (("run", "reference", "--output", "/no/such/folder/runs.csv"), "there is no folder"),
        (("run", "reference", "--series"), "--output csv"),
        (("run", "reference", "--report-card", "--weeks", "30"), "at least 52 weeks"),
        (("claims", "C99"), "claim 'C99': there is none"),
        (("claims", "--kind", "mechanisn"), "did you mean 'mechanism'?"),
        (("claims", "--status", "tested"), "did you mean 'test'?"),
        (("claims", "--essay", "/no/such/essay.txt"), "cannot read the file"),
        (("plan", "referense"), "did you mean 'reference'?"),
    ],
)
def test_what_the_reader_can_mend_is_one_line_and_exit_code_2(words, told):
    found = aftermath(*words)
    assert found.exit_code == 2
    assert found.stderr.startswith("error: ")
    assert told in found.stderr
    assert found.stderr.count("\n") == 1
    assert found.stdout == ""


@pytest.mark.parametrize("words", [("run",), ("run", "reference", "--replicates", "many"), ("rn", "reference")])
def test_wrong_usage_exits_with_2_and_points_to_help(words):
    found = aftermath(*words)
    assert found.exit_code == 2
    assert "--help" in found.stderr
    assert "Traceback" not in found.output


def test_an_interrupted_run_exits_with_130(monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.cli.runs.simulate", interrupted)
    found = aftermath("run", "reference")
    assert found.exit_code == 130
    assert found.stderr == "interrupted\n"


# ---------------------------------------------------------------- run
def rows(*words):
    return pandas.read_csv(io.StringIO(result(*words).stdout))


def test_csv_json_and_parquet_say_the_same(tmp_path):
    csv = rows("run", "reference", *SMALL, "--output", "csv")
    found = json.loads(result("run", "reference", *SMALL, "--output", "json").stdout)
    result("run", "reference", *SMALL, "--output", tmp_path / "runs.parquet")
    parquet = pandas.read_parquet(tmp_path / "runs.parquet")
    pandas.testing.assert_frame_equal(csv, parquet, check_dtype=False)
    written = pandas.DataFrame(found["rows"]).replace({None: float("nan")})
    pandas.testing.assert_frame_equal(csv, written, check_dtype=False)
    assert found["provenance"]["random_seed"] == 1
    assert found["units"]["outflow"] == "persons"


def test_parquet_carries_where_it_comes_from(tmp_path):
    import pyarrow.parquet

    result("run", "reference", *SMALL, "--set", "cut_or_renew.rate=0.002", "-o", tmp_path / "runs.parquet")
    ours = json.loads(pyarrow.parquet.read_schema(tmp_path / "runs.parquet").metadata[b"aftermath"])
    assert ours["provenance"]["overrides"] == "--set cut_or_renew.rate=0.002"


def test_the_table_shows_the_means_of_the_rows():
    table = result("run", "reference", *SMALL).stdout.partition("The same in every run")[0]
    shown = [name for name, each in OUTCOMES.items() if each.title in table]
    assert {"aleppo_held", "displaced", "outflow"} <= set(shown)
    for name, column in rows("run", "reference", *SMALL, "--output", "csv").items():
        if name in shown:
            line = next(each for each in table.splitlines() if OUTCOMES[name].title in each)
            assert number(column.mean(), OUTCOMES[name].digits) in line


def test_the_rows_are_those_of_the_library():
    results = run("reference", replicates=3, weeks=30, assumptions="null")
    csv = rows("run", "reference", *SMALL, "--output", "csv")
    assert csv["displaced"].tolist() == results["displaced"][:, -1].to_numpy().tolist()


def test_words_go_to_standard_error_and_quiet_silences_them():
    loud = result("run", "reference", *SMALL)
    assert "predicts nothing" in loud.stderr
    assert "random seed 1" in loud.stderr
    assert "predicts nothing" not in loud.stdout
    assert result("run", "reference", *SMALL, "--quiet").stderr == ""


def test_what_a_run_is_too_short_for_is_named_and_not_shown():
    found = result("run", "reference", *SMALL)
    assert "since these runs last 30 weeks: over weeks 4–52 and weeks 105–156: Deaths (a week)" in found.stderr
    assert found.stderr.count("Deaths (a week)") == 1
    assert "weeks 105–156" not in found.stdout


def test_series_have_a_row_for_every_week():
    found = rows("run", "reference", *SMALL, "--series", "--output", "csv")
    deaths = found[found["series"] == "deaths"]
    assert deaths["week"].tolist() == list(range(31))
    assert (deaths["p5"] <= deaths["p95"]).all()


def test_the_null_comes_with_its_report_card():
    null = ("--replicates", "2", "--weeks", "53", "--assumptions", "null")
    assert "levels of 2016" in result("run", "reference", *null).stdout
    assert "levels of 2016" not in result("run", "reference", *null, "--no-report-card").stdout


@pytest.mark.parametrize("columns", [80, 100, 130])
def test_no_rule_and_no_heading_is_cut(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    listed = result("claims").stdout
    assert [name for name in rules() if name not in listed] == []
    found = result("scenarios").stdout
    assert "Assumption sets" in found
    assert "…" not in found


def test_what_is_the_same_in_every_run_is_named_and_is_no_row():
    for words in (("run", "aleppo_falls", *SMALL), ("compare", "aleppo_falls", "reference", *SMALL)):
        table, _, below = result(*words, "--quiet").stdout.partition("The same in every run:")
        assert "Feeling of betrayal" not in table
        assert "Feeling of betrayal" in below
    assert "betrayal" in rows("run", "aleppo_falls", *SMALL, "--output", "csv")


@pytest.mark.parametrize("columns", [80, 100, 140])
def test_tables_keep_within_the_terminal(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    for words in (("run", "reference", *SMALL), ("claims",), ("claims", "C14"), ("scenarios",), ("plan",)):
        assert max(map(len, result(*words).stdout.splitlines())) <= columns


# ---------------------------------------------------------------- compare
def test_compare_says_in_words_how_the_first_differs():
    found = result("compare", "aleppo_falls", "siege_broken", *SMALL)
    assert "A = aleppo_falls, B = siege_broken" in found.stdout
    assert "In words" in found.stdout
    assert "Fewer than 20 pairs" in found.stderr


def test_a_fall_comes_earlier_or_later_and_not_higher():
    found = result("compare", "aleppo_falls", "siege_broken", "-n", "6", "--weeks", "60").stdout
    line = next(each for each in found.splitlines() if "Fall of east Aleppo" in each)
    assert "earlier in A" in line


def test_what_happens_in_no_run_and_what_has_too_few_is_said_so():
    found = result("compare", "aleppo_falls", "siege_broken", "-n", "2", "--weeks", "30", "-a", "null")
    assert "in no run" in next(each for each in found.stdout.splitlines() if "First week of peace" in each)
    assert "too few runs to judge" in next(each for each in found.stdout.splitlines() if "Fled abroad" in each)
    assert "undecided" not in found.stdout


def test_one_of_a_thing_is_singular():
    found = result("run", "reference", "-n", "1", "--weeks", "1", "-a", "null")
    assert "1 run of 1 week" in found.stdout
    assert "1 replicate · 1 week ·" in found.stderr


def test_the_end_of_a_run_is_told_with_its_seconds():
    assert "100 % of 3 runs of 30 weeks, in " in result("run", "reference", *SMALL).stderr


def test_the_report_card_says_how_year_1_stands_against_2016():
    found = result("run", "reference", "-n", "2", "--weeks", "52", "-a", "null").stdout
    assert "Year 1 against 2016" in found
    assert any(word in found for word in ("▲ above", "▼ below"))


def test_compare_holds_every_scenario_against_the_first():
    found = rows("compare", "aleppo_falls", "siege_broken", "reference", *SMALL, "--output", "csv")
    assert found["a"].unique().tolist() == ["aleppo_falls"]
    assert found["b"].unique().tolist() == ["siege_broken", "reference"]


def test_compare_pairs_the_runs_of_both():
    contrasts = rows("compare", "aleppo_falls", "siege_broken", *SMALL, "--output", "csv").set_index("outcome")
    one, other = (rows("run", name, *SMALL, "--output", "csv") for name in ("aleppo_falls", "siege_broken"))
    assert contrasts.loc["outflow", "difference"] == pytest.approx((one["outflow"] - other["outflow"]).mean())


# ---------------------------------------------------------------- what is read and not run
def test_the_claims_are_listed_with_what_becomes_of_them():
    found = result("claims")
    assert "C14" in found.stdout
    assert "69 entries: 32 claims and 10 rivals act as rules" in found.stderr
    assert "7 counterfactuals are scenarios" in found.stderr
    assert "test: test" not in found.stdout
    assert "ledger" not in found.output


def test_filters_keep_only_what_they_name():
    found = rows("claims", "--kind", "premise", "--status", "parameter", "--output", "csv")
    assert set(found["kind"]) == {"premise"}
    assert set(found["status"]) == {"parameter"}
    assert len(found) < len(rows("claims", "--kind", "premise", "--output", "csv"))


def test_a_card_shows_doubt_rule_and_sources():
    found = result("claims", "c14").stdout
    for word in ("Doubt", "hopeless_cause_cuts_losses", "despair", "Source"):
        assert word in found


def test_a_text_that_is_not_the_essay_is_refused_plainly(tmp_path):
    (tmp_path / "other.txt").write_text("It was a dark night.\n", encoding="utf-8")
    found = aftermath("claims", "--essay", tmp_path / "other.txt")
    assert found.exit_code == 2
    assert "none of the 1 sentences here matches the essay" in found.stderr


def test_the_plan_marks_what_was_overridden():
    found = result("plan", "aleppo_falls", "-a", "essay", "--set", "cut_or_renew.rate=0.002")
    assert "rate 0.002* (0.0005 to 0.004) 1 / week" in found.stdout
    assert "pace 0.1 (0.05 to 0.3)" in found.stdout


def test_the_plan_shows_events_in_the_week_they_fall_on():
    events = result("plan", "aleppo_falls", "-a", "essay", "--set", "event.fall.week=9").stdout
    line = next(each for each in events.splitlines() if "fall " in each and "control" in each)
    assert line.split()[0] == "9*"


def test_the_plan_says_in_words_who_tried_and_who_helped():
    assert "jfs 50 %" in result("plan", "siege_broken").stdout
    assert "no state helped" in result("plan", "siege_broken").stdout
    assert "turkey 100 %" in result("plan", "siege_broken_turkey").stdout


def test_day_0_stands_before_the_week_and_the_week_begins_with_events():
    found = result("plan", "aleppo_falls").stdout
    before, week = found.split("Each week, phase by phase")
    assert "Day 0" in before
    assert "Day 0" not in week
    assert "buses in week 3, fall in week 3" in week


def test_a_plan_without_a_scenario_is_of_the_reference_and_has_no_star():
    assert "Nothing is forced" in result("plan").stdout
    assert "differs from the default" not in result("plan").stderr
    assert "* differs from the default" in result("plan", "--set", "cut_or_renew.rate=0.002").stderr


def test_the_plan_tells_scale_axes_and_parts_of_decisions():
    assert "choose_group (decision, utility by groups and places; parts: recruits, switchers" in result("plan").stdout
    found = rows("plan", "--output", "csv").set_index("name")
    assert found.loc["choose_group", "parts"].iloc[0] == "recruits, switchers, dislodged"


def test_the_plan_as_rows_names_every_parameter_once():
    found = rows("plan", "reference", "-a", "essay", "--output", "csv")
    assert {"parameter", "value", "low", "high", "unit", "source"} <= set(found)
    assert found.loc[found["parameter"] == "cut_or_renew.rate", "phase"].tolist() == ["states"]


def test_every_scenario_is_listed_once():
    listed = rows("scenarios", "--output", "csv")
    assert listed.loc[listed["kind"] == "scenario", "name"].tolist() == names(SCENARIOS)
    assert "null" in result("scenarios").stdout


# ---------------------------------------------------------------- numbers on screen
@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (5_849_411, 0, "5.85m"),
        (412_345, 0, "412k"),
        (15_846, 0, "15.8k"),
        (9_999.4, 0, "9,999"),
        (-0.004, 2, "0.00"),
        (-3.26, 1, "−3.3"),
        (float("nan"), 0, "–"),
    ],
)
def test_numbers_are_short_and_honest(value, digits, text):
    assert number(value, digits) == text


def test_ranges_with_a_sign_are_written_out():
    assert spread(-3, 5, 0, sign=True) == "−3 to +5"
    assert spread(3, 5, 0) == "3–5"
