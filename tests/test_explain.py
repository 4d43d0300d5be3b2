"""`aftermath explain` says first in words what carries a difference, then shows all of it."""

import json

import pandas
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.cli.progress import Bar

FEW = ("--weeks", "20", "-n", "12", "--only", "C13,C14,C29", "--jobs", "1", "--no-store")


def invoke(*words, wide="160"):
    return CliRunner().invoke(app, ["explain", *words], env={"COLUMNS": wide})


@pytest.fixture(scope="module")
def shown():
    return invoke("irremovability", *FEW)


def test_words_come_first_then_claims_bundles_and_sets(shown):
    assert shown.exit_code == 0, shown.output
    text = shown.stdout
    places = [
        text.index(each) for each in ("What carries", "Claims", "Shapley effects sum to", "Bundles", "Smallest sets")
    ]
    assert places == sorted(places)
    assert "all other claims off: C13. No smaller set does: all were tried." in text
    assert "It breaks without: C13" in text
    assert "—" not in text


def test_it_says_beforehand_what_it_will_run_and_afterwards_how_to_get_it_again(shown):
    said = " ".join(shown.stderr.split())
    assert said.index("To run:") < said.index("100 %") < said.index("random seed 1")
    assert "one process does" in said
    assert "predicts nothing" in said


def test_a_narrow_terminal_shows_the_same_numbers(shown):
    narrow = invoke("irremovability", *FEW, wide="78")
    assert narrow.exit_code == 0
    assert max(map(len, narrow.stdout.splitlines())) <= 78
    assert "What carries" in narrow.stdout


def test_json_has_every_table_and_csv_the_same_rows(tmp_path):
    words = (
        "rad_share_short",
        "--weeks",
        "52",
        "-n",
        "3",
        "--only",
        "C13,C37,C38",
        "--jobs",
        "1",
        "--store",
        str(tmp_path),
    )
    whole = json.loads(invoke(*words, "--output", "json", "--quiet").stdout)
    again = invoke(*words, "--output", str(tmp_path / "all.csv"))
    rows = pandas.read_csv(tmp_path / "all.csv", low_memory=False)
    tables = {name: each for name, each in whole.items() if isinstance(each, list)}
    assert {"contrast", "knockouts", "shapley", "shapley_sum", "postings", "postings_by_week", "budget"} <= set(tables)
    assert rows["table"].value_counts().to_dict() == {name: len(each) for name, each in tables.items() if each}
    assert {each["week"] for each in tables["postings_by_week"]} == set(range(1, 53))
    assert whole["provenance"]["budget"] == 10_000
    assert whole["units"] == {"rad_share_short": "% of rebels"}
    assert "are in the store" in " ".join(again.stderr.split())


def test_a_level_is_explained_against_every_claim_off():
    found = invoke("returns", "siege_broken", "--level", *FEW)
    assert found.exit_code == 0, found.output
    assert "with every claim off" in found.stdout
    assert "siege_broken · " in " ".join(found.stderr.split())


def test_an_outcome_without_a_value_says_so_and_concludes_nothing():
    found = invoke("pacified_week", "--weeks", "30", "-n", "3", "--only", "C13,C14", "--jobs", "1", "--no-store")
    assert found.exit_code == 0, found.output
    assert "in no run" in found.stdout
    assert "Shapley effects cannot be told" in found.stdout
    assert "That is no conclusion yet" in found.stdout
    assert "breaks" not in found.stdout
    assert "nan" not in found.stdout


def test_what_a_budget_leaves_out_is_said():
    found = invoke("irremovability", *FEW, "--budget", "60")
    said = " ".join(found.stderr.split())
    assert "Left out, since the budget is 60 runs" in said
    assert "would take all" in said


def test_a_search_that_ends_early_says_how_many_runs_it_took(capsys):
    with Bar(100, 10, quiet=False, at_most=True) as bar:
        bar(3 * 10)
    assert capsys.readouterr().err.startswith("3 runs of at most 100 runs of 10 weeks")
    with Bar(100, 10, quiet=False, at_most=True):
        pass
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("irremovabillity",), "did you mean 'irremovability'"),
        (("rad_share_long", "--weeks", "52"), "needs at least 156"),
        (("irremovability", "-n", "2"), "at least 3"),
        (("irremovability", "--assumptions", "null"), "every claim is off"),
        (("irremovability", "--methods", "shapely"), "did you mean 'shapley'"),
        (("irremovability", "--budget", "5"), "the comparison itself takes 256 runs"),
        (("irremovability", "reference", "placebo", "--level"), "leave out placebo"),
        (("irremovability", "--store", "x", "--no-store"), "choose one"),
        (("irremovability", "--output", "x.txt"), "expected"),
    ],
)
def test_nonsense_is_refused_before_anything_is_run(words, complaint):
    found = invoke(*words)
    assert found.exit_code == 2
    assert complaint in " ".join(found.stderr.split())
    assert "To run" not in found.stderr


def test_a_claim_that_was_not_run_is_not_called_a_zero():
    shown = invoke("irremovability", *FEW, "--methods", "knockouts", "--budget", "60").stdout
    left = shown.partition("Not looked at, since the budget did not reach: ")[2].partition(".")[0].split(", ")
    seen = shown.partition("Nothing to be seen of: ")[2].partition(".")[0].split(", ")
    assert left != [""]
    assert not set(left) & set(seen)
