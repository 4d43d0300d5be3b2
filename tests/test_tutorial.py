"""A student's first hour: every command of the tutorial runs as it stands, at a small size."""

import re
import shlex

import pytest
import typer
from typer.testing import CliRunner

from benchmarks import tutorial
from sim.claims import load_claims
from sim.cli import app
from sim.paths import ROOT
from sim.scenario import load_scenario

PAGE = ROOT / "docs" / "tutorial.md"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SMALL = {"--replicates": 3, "--weeks": 12, "--budget": 12, "--no-store": None, "--no-bundles": None}
WHOLE_RUNS = {"explain": ("--weeks",)}  # what an outcome reads late needs every week


def commands_of(text):
    """Return every command of a page once: lines of console blocks that start with $, and commands within the text."""
    blocks = [body for kind, body in FENCE.findall(text) if kind == "console"]
    typed = [line[2:] for body in blocks for line in body.splitlines() if line.startswith("$ ")]
    named = re.findall(r"`(aftermath [^`]+)`", FENCE.sub("", text))
    return list(dict.fromkeys([*typed, *named]))


COMMANDS = commands_of(PAGE.read_text(encoding="utf-8"))


def small(command):
    """Return the words of a command after `aftermath`, with whatever options it has that make it small."""
    words = shlex.split(command)[1:]
    known = {opt for each in typer.main.get_command(app).commands[words[0]].params for opt in spelled(each)}
    for option, value in SMALL.items():
        if option in known and option not in WHOLE_RUNS.get(words[0], ()):
            words += [option] if value is None else [option, str(value)]
    return words


def spelled(parameter):
    """Return every way to write an option."""
    return (*parameter.opts, *parameter.secondary_opts)


def test_the_page_has_its_commands():
    assert len(COMMANDS) > 30
    assert all(each.split()[0] == "aftermath" for each in COMMANDS)


def test_commands_are_found_where_they_stand():
    page = (
        "Type `aftermath claims`.\n```console\n$ aftermath scenarios\nsome output\n```\n```text\n$ aftermath no\n```\n"
    )
    assert commands_of(page) == ["aftermath scenarios", "aftermath claims"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_first_hour_runs(command, monkeypatch, tmp_path):
    name = shlex.split(command)[1]
    there = typer.main.get_command(app).commands
    assert name in there, f"the tutorial shows 'aftermath {name}', which there is not"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("AFTERMATH_STORE", str(tmp_path / "store"))
    found = CliRunner().invoke(app, small(command), prog_name="aftermath")
    assert found.exit_code == 0, f"{command}: {found.stderr}"
    assert found.stdout.strip()


@pytest.mark.parametrize("case", tutorial.CASES, ids=lambda case: case.command)
def test_the_worked_example_names_what_there_is(case):
    page = PAGE.read_text(encoding="utf-8")
    assert f"`{case.command}`" in page, "the example is out of date; python -m benchmarks.tutorial --write"
    assert {*case.off, *case.only} <= set(load_claims())
    for world in tutorial.WORLDS:
        assert load_scenario(world).events
