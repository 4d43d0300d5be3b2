"""`aftermath sweep init` and `check`: templates that hold as they stand, and what a file comes to."""

import io
import json
import re

import pandas
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.experiments.sweep.file.keys import KEYS_OF
from sim.experiments.sweep.file.template import TEMPLATES
from sim.experiments.sweep.sweep import SWEEPS, load_sweep
from sim.scenario import names

every_sampler = pytest.mark.parametrize("sampler", KEYS_OF)


@pytest.fixture(autouse=True)
def terminal(monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)


def aftermath(*words):
    return CliRunner().invoke(app, ["sweep", *[str(each) for each in words]], prog_name="aftermath")


def result(*words):
    found = aftermath(*words)
    assert found.exit_code == 0, found.stderr
    return found


@pytest.mark.parametrize("command", ["init", "check"])
def test_every_help_shows_an_example(command):
    assert "Example:  aftermath sweep" in result(command, "--help").stdout


def test_help_names_every_sampler():
    shown = result("init", "--help").stdout
    assert [sampler for sampler in KEYS_OF if sampler not in shown] == []


# ---------------------------------------------------------------- init
def test_every_sampler_has_a_template_and_no_other_has():
    assert list(TEMPLATES) == list(KEYS_OF)


@every_sampler
def test_a_template_passes_check_as_it_stands(sampler, tmp_path):
    said = result("init", "--type", sampler, "-o", "mine.toml")
    assert "aftermath sweep check mine.toml" in said.stderr
    assert said.stdout == ""
    shown = result("check", "mine.toml").stdout
    assert sampler in shown
    sweep = load_sweep("mine.toml")
    assert sweep.sampler["name"] == sampler
    assert sweep.design.points > 1


@every_sampler
def test_a_template_explains_itself_and_fits_the_screen(sampler, tmp_path):
    text = result("init", "--type", sampler, "-q").stdout
    assert f'sampler = "{sampler}"' in text
    assert text.count("#") > 8
    assert max(map(len, text.splitlines())) <= 120


@every_sampler
def test_what_a_template_leaves_to_the_reader_holds_as_well(sampler, tmp_path):
    result("init", "--type", sampler, "-o", "mine.toml")
    text = (tmp_path / "mine.toml").read_text()
    offered = re.sub(r"(?m)^# (?=\[|\w+ = )", "", text)
    (tmp_path / "mine.toml").write_text(offered)
    sweep = load_sweep("mine.toml")
    assert sweep.stop is not None
    assert {each.name: each.value for each in sweep.held()}.get("cut_or_renew.rate", 0.003) == 0.003
    assert sweep.design.points > 1


def test_a_template_goes_to_standard_output_and_its_points_are_said_beside_it():
    found = result("init", "-t", "file")
    assert 'file = "points.csv"' in found.stdout
    assert "label,C15" in found.stderr


@pytest.mark.parametrize("there", ["mine.toml", "mine.csv"])
def test_nothing_is_written_over(there, tmp_path):
    (tmp_path / there).write_text("mine")
    found = aftermath("init", "--type", "file", "-o", "mine.toml")
    assert found.exit_code == 2
    assert f"{there}: is there already" in found.stderr
    assert (tmp_path / there).read_text() == "mine"
    assert sorted(each.name for each in tmp_path.iterdir()) == [there]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--type", "moris"], "did you mean 'morris'?"),
        (["-o", "mine.txt"], "expected a file ending in .toml"),
        (["-o", "nowhere/mine.toml"], "cannot be written"),
    ],
)
def test_a_senseless_request_is_refused_in_a_line(words, said):
    found = aftermath("init", *words)
    assert found.exit_code == 2
    assert said in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1


# ---------------------------------------------------------------- check
def test_without_a_file_all_that_come_with_it_are_listed_one_a_line():
    shown = result("check").stdout.splitlines()
    for name in names(SWEEPS):
        assert len([line for line in shown if name in line]) == 1


def test_check_says_question_scenarios_factors_and_runs():
    shown = " ".join(result("check", "which_claim_hardens_rebels").stdout.split())
    for words in ("Which single claim", "aleppo_falls", "siege_broken_turkey", "0 off, 1 as held"):
        assert words in shown
    assert "78 points × 2 scenarios × 128 replicates = 19,968 runs of 156 weeks" in shown


def test_a_long_table_is_cut_on_screen_and_whole_as_rows():
    assert "130 more factors" in result("check", "where_the_conclusion_flips").stderr
    rows = pandas.read_csv(io.StringIO(result("check", "where_the_conclusion_flips", "-o", "csv").stdout))
    sweep = load_sweep("where_the_conclusion_flips")
    assert rows["factor"].tolist() == [each.name for each in sweep.factors]
    assert rows["unit"].notna().all()


def test_json_has_all_about_a_sweep():
    found = json.loads(result("check", "when_who_and_washington", "-o", "json").stdout)["sweeps"]
    sweep = load_sweep("when_who_and_washington")
    assert [each["name"] for each in found] == [sweep.name]
    assert found[0]["runs"] == sweep.runs == sweep.design.points * 2 * 128
    assert [each["name"] for each in found[0]["factors"]] == ["date", "lead", "washington"]
    assert found[0]["stop"] == {"outcome": "rad_share_long", "half_width": 0.5, "most": 256}


def test_a_wrong_file_ends_with_2_and_the_others_are_still_shown(tmp_path):
    (tmp_path / "wrong.toml").write_text("replicates = 0\n")
    found = aftermath("check", "wrong.toml", "which_bundles_carry_it")
    assert found.exit_code == 2
    assert found.stderr.startswith("error: wrong.toml")
    assert "2^9" not in found.stderr
    assert "512 points" in found.stdout


def test_check_says_what_a_file_holds_otherwise_than_its_set(tmp_path):
    text = load_sweep("which_bundles_carry_it").text
    (tmp_path / "mine.toml").write_text(text.replace("[design]", "[settings.cut_or_renew]\nrate = 0.003\n[design]"))
    assert "cut_or_renew.rate 0.003" in result("check", "mine.toml").stdout
    assert "cut_or_renew.rate" not in result("check", "which_bundles_carry_it").stdout
