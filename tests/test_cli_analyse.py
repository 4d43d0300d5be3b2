"""The commands `analyse`: what was put into runs is told in tables and words, and misfits in one line."""

import io
import json
import subprocess
import sys

import numpy as np
import pandas
import pytest
from typer.testing import CliRunner

from sim.cli import app
from tests.experiments.analysis.functions import morris, saltelli
from tests.experiments.analysis.made import (
    A,
    all_sets,
    choice,
    designed,
    luck,
    outcome,
    strength,
    switch,
    write_sweep,
)

METHODS = ("ci", "diff", "tornado", "morris", "sobol", "shapley", "sets", "prim", "cart", "converge")
CLAIMS = ("C13", "C14", "C28", "C30")
SLOPES = np.array([4.0, -2.0, 1.0, 0.0])
OUTCOMES = (outcome("rad_share_long", "% of rebels", 0.5), outcome("pacified", "share of runs", 0.1, yes_no=True))


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.setenv("NO_COLOR", "1")


def claims(values, scenario, replicate, name):
    base = 20 + 0.3 * luck(1000, "shared")[replicate]
    value = base + (scenario == A) * (values[:, :4] @ SLOPES + 0.2 * luck(1000, "uneven")[replicate] * values[:, 0])
    return value if name == "rad_share_long" else value > 21


def ranges(values, scenario, replicate, name):
    value = 20 + 0.1 * luck(1000, scenario)[replicate] + (scenario == A) * (4 * values[:, 0] + 2 * values[:, 1])
    return value if name == "rad_share_long" else value > 21


def corner(values, scenario, replicate, name):
    there = (values[:, 0] > 1.2) & (values[:, 3] != 2)
    value = 20 + 0.1 * luck(1000, scenario)[replicate] + 3.0 * (scenario == A) * there
    return value if name == "rad_share_long" else value > 21


@pytest.fixture(scope="module")
def sweeps(tmp_path_factory):
    """Folders of five designs, by name."""
    root = tmp_path_factory.mktemp("sweeps")
    switches = [switch(name) for name in CLAIMS]
    bits = np.vstack([np.ones((1, 4)), np.zeros((1, 4)), 1 - np.eye(4)])
    labels = ("all on", "all off", *(f"without {name}" for name in CLAIMS))
    factors = [strength("C14", 0, 2), strength("rate", 0, 1), switch("Turkey")]
    fill = designed(
        [*factors, choice("lead", "jihadist", "mainstream", "turkey")],
        np.random.default_rng(3).uniform(size=(200, 4)),
    )
    return {
        "knock_outs": write_sweep(
            root / "knock_outs", designed(switches, bits, labels), claims, sampler="knock_outs", outcomes=OUTCOMES,
            fail=lambda scenario, point, replicate: (point == 2) & (replicate == 3),
            drop=lambda scenario, point, replicate: (point == 4) & (replicate > 16),
        ),
        "two_level": write_sweep(
            root / "two_level", all_sets(switches), claims, sampler="two_level", outcomes=OUTCOMES
        ),
        "latin_hypercube": write_sweep(root / "latin", fill, corner, outcomes=OUTCOMES, replicates=8),
        "morris": write_sweep(
            root / "morris", designed(factors, morris(3, 8)), ranges, sampler="morris", outcomes=OUTCOMES
        ),
        "saltelli": write_sweep(
            root / "saltelli", designed(factors, saltelli(3, 32, True)), ranges, sampler="saltelli",
            settings={"second_order": True}, outcomes=OUTCOMES,
        ),
    }  # fmt: skip


def analyse(*words):
    return CliRunner().invoke(app, ["analyse", *(str(each) for each in words)], prog_name="aftermath")


def result(*words):
    found = analyse(*words)
    assert found.exit_code == 0, found.stderr
    return found


def said(found):
    """Return all words on standard output as one line."""
    return " ".join(found.stdout.split())


def rows(*words):
    return pandas.read_csv(io.StringIO(result(*words, "--output", "csv").stdout))


# ---------------------------------------------------------------- help
@pytest.mark.parametrize("method", METHODS)
def test_every_help_shows_an_example(method):
    assert "Example:  aftermath analyse" in result(method, "--help").stdout


def test_help_imports_nothing_heavy():
    heavy = ("numpy", "pandas", "duckdb", "SALib", "sklearn", "sim.experiments")
    code = (
        "import sys; from sim.cli import app; app(['analyse', 'ci', '--help'], standalone_mode=False); "
        f"print([each for each in {heavy} if each in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "[]"


# ---------------------------------------------------------------- in words
def test_ci_shows_every_scenario_and_says_how_incomplete_the_folder_is(sweeps):
    found = result("ci", sweeps["knock_outs"])
    assert "rad_share_long made up (% of rebels); every scenario by itself" in said(found)
    assert "“without C14”" in said(found)
    words = " ".join(found.stderr.split())
    assert "6 design points (knock_outs) · 20 replicates · 156 weeks · random seed 1 · 95 % intervals" in words
    assert "Left out: 2 runs of 240 in which a run failed" in words
    assert "Incomplete: 234 of 240 runs" in words
    assert "Held at Contested (contested)." in words
    assert "predicts nothing" in words


def test_diff_counts_the_points_at_which_scenarios_differ(sweeps):
    found = said(result("diff", sweeps["knock_outs"]))
    assert "Of 6 design points: clearly higher in A at 4; " in found
    assert "A − B is largest at “without C14”" in found


def test_the_first_scenario_is_held_against_each_other_one(tmp_path):
    def by_name(values, scenario, replicate, name):
        return {"one": 1.0, "two": 2.0, "three": 4.0}[scenario] + 0 * replicate

    folder = write_sweep(
        tmp_path / "three",
        designed([switch("C13")], np.array([[0.0], [1.0]])),
        by_name,
        scenarios=("one", "two", "three"),
    )
    found = said(result("diff", folder))
    assert "A − B (A: one; B: each other scenario)" in found
    assert "Against two: of 2 design points: clearly lower in A at 2." in found
    assert "Against three: of 2 design points: clearly lower in A at 2. A − B is largest at point 0: −3.00" in found
    assert rows("diff", folder).difference.tolist() == [-1, -3, -1, -3]
    assert rows("diff", folder, "--of", "three - two").difference.tolist() == [2, 2]


def test_diff_over_all_points_names_the_levels_that_turn_it(sweeps):
    found = said(result("diff", sweeps["latin_hypercube"], "--pooled"))
    assert "Over 200 design points A − B is" in found
    assert "lead at turkey: no difference that matters" in found


def test_the_tornado_says_by_how_much_a_claim_moves_the_difference(sweeps):
    found = said(result("tornado", sweeps["knock_outs"]))
    assert "With C13 off the difference falls by" in found
    assert "With C14 off the difference rises by 2.00 (2.00 to 2.00) percentage points" in found
    assert "No practical change from C30: 0.50 percentage points would matter." in found


def test_morris_says_what_moves_the_outcome_and_what_has_exactly_no_effect(sweeps):
    found = said(result("morris", sweeps["morris"]))
    assert "C14 moves the difference by 8.000" in found
    assert "over its whole range, upwards." in found
    assert "Exactly no effect, in any run: Turkey." in found


def test_sobol_says_what_is_luck_and_what_cannot_be_told_from_nothing(sweeps):
    found = said(result("sobol", sweeps["saltelli"]))
    assert "What pairs do together" in found
    assert "Cannot be told from nothing: Turkey." in found
    assert "Of the variance of single runs" in found
    assert "10 disjoint blocks of replicates" in found


def test_shapley_says_what_all_claims_sum_to(sweeps):
    found = said(result("shapley", sweeps["two_level"]))
    assert "Most comes from C13 +4.0" in found
    assert "C14 −2.000 (−2.000 to −2.000)" in found
    assert "on 20 replicates with a value in every one of 16 sets." in found


def test_sets_say_what_is_enough_and_what_it_is_lost_without(sweeps):
    found = said(result("sets", sweeps["two_level"]))
    assert "Enough for “clearly higher”, all other claims off: C13; or C28." in found
    assert "With all other claims on, it is lost without C13." in found
    harder = said(result("sets", sweeps["two_level"], "--holds", ">= 3"))
    assert "all other claims off: C13." in harder


def test_prim_says_where_a_conclusion_holds(sweeps):
    found = said(result("prim", sweeps["latin_hypercube"], "--holds", "clearly higher"))
    assert "lead is jihadist or mainstream" in found
    assert "(density)" in found
    assert "(coverage)" in found


def test_cart_says_where_a_conclusion_holds_and_how_well_it_guesses(sweeps):
    found = said(result("cart", sweeps["latin_hypercube"], "--holds", "clearly higher"))
    assert "lead is not turkey" in found
    assert "On points it has not seen the tree makes" in found
    assert "its mean is" in said(result("cart", sweeps["latin_hypercube"], "--of", A))


def test_converge_says_how_many_more_replicates_would_do(sweeps):
    found = said(result("converge", sweeps["two_level"], "--half-width", "0.01"))
    assert "For ±0.01 at the widest point some" in found
    assert "more than there are" in found


@pytest.mark.parametrize("columns", ["80", "160"])
@pytest.mark.parametrize(
    ("method", "sweep", "more"),
    [
        ("ci", "knock_outs", ()),
        ("diff", "latin_hypercube", ()),
        ("diff", "latin_hypercube", ("--pooled",)),
        ("tornado", "knock_outs", ()),
        ("morris", "morris", ()),
        ("sobol", "saltelli", ()),
        ("shapley", "two_level", ()),
        ("sets", "two_level", ()),
        ("prim", "latin_hypercube", ("--holds", "> 1")),
        ("cart", "latin_hypercube", ("--holds", "> 1")),
        ("converge", "two_level", ()),
    ],
)
def test_tables_fit_the_terminal_and_show_no_bare_nan(sweeps, monkeypatch, columns, method, sweep, more):
    monkeypatch.setenv("COLUMNS", columns)
    found = result(method, sweeps[sweep], *more)
    assert max(map(len, found.stdout.splitlines())) <= int(columns)
    assert "nan" not in found.stdout
    assert "…" not in found.stdout.replace("… and", "")


def test_long_tables_are_cut_on_the_screen_and_whole_in_a_file(sweeps, tmp_path):
    assert "… and 160 rows more" in said(result("diff", sweeps["latin_hypercube"]))
    file = tmp_path / "diff.parquet"
    assert f"wrote {file}" in " ".join(result("diff", sweeps["latin_hypercube"], "-o", file).stderr.split())
    assert len(pandas.read_parquet(file)) == 200


# ---------------------------------------------------------------- for machines
def test_csv_has_the_columns_of_the_table_and_no_words(sweeps):
    found = rows("tornado", sweeps["knock_outs"])
    assert found.columns.tolist() == ["factor", "level", "label", "value", "base", "change", "low", "high", "word"]
    assert found.set_index("factor").change["C14"] == pytest.approx(2)


def test_json_says_what_it_rests_on(sweeps):
    found = json.loads(result("sobol", sweeps["saltelli"], "--output", "json").stdout)
    assert found["provenance"]["sweep"] == "made"
    assert found["provenance"]["quantity"] == f"{A} - siege_broken"
    assert found["provenance"]["blocks"] == 10
    assert found["units"]["rad_share_long"] == "% of rebels"
    assert {each["factor"] for each in found["sobol"]} == {"C14", "rate", "Turkey"}
    assert len(found["interactions"]) == 3


def test_a_search_that_finds_nothing_still_writes_its_columns(sweeps):
    found = result("prim", sweeps["latin_hypercube"], "--holds", "> 100", "--look-for", "holds", "-o", "csv")
    assert found.stdout.strip() == "box,factor,low,high,levels,quasi_p"


def test_quiet_leaves_out_what_it_rests_on(sweeps):
    assert result("ci", sweeps["two_level"], "--quiet").stderr == ""


def test_points_may_be_picked_by_factor(sweeps):
    found = rows("ci", sweeps["latin_hypercube"], "--of", A, "--where", "lead=turkey", "--where", "C14>=1.5")
    assert set(found.lead) == {"turkey"}
    assert found.C14.min() >= 1.5
    assert "of 200 design points" in result("ci", sweeps["latin_hypercube"], "--where", "lead=turkey").stderr


def test_another_level_has_other_intervals_and_says_so(sweeps):
    usual, wide = rows("ci", sweeps["two_level"]), rows("ci", sweeps["two_level"], "--level", "0.99")
    assert ((wide.high - wide.low) > (usual.high - usual.low)).all()
    found = result("ci", sweeps["two_level"], "--level", "0.99")
    assert "99 % of mean" in found.stdout
    assert "99 % intervals" in found.stderr


def test_the_first_outcome_is_the_one_that_is_meant(sweeps):
    assert rows("diff", sweeps["two_level"]).equals(rows("diff", sweeps["two_level"], "--outcome", "rad_share_long"))


def test_the_same_request_gives_the_same_bytes(sweeps):
    for words in (("sobol", sweeps["saltelli"]), ("prim", sweeps["latin_hypercube"], "--holds", "> 1")):
        assert result(*words, "-o", "json").stdout == result(*words, "-o", "json").stdout


# ---------------------------------------------------------------- refusals
@pytest.mark.parametrize(
    ("method", "sweep", "more", "complaint"),
    [
        ("sobol", "knock_outs", (), "sobol needs a sweep drawn by saltelli; this one is drawn by knock_outs"),
        ("morris", "two_level", (), "It fits: ci, diff, converge, shapley, sets, tornado"),
        ("shapley", "latin_hypercube", (), "some factor has more than two levels"),
        ("tornado", "latin_hypercube", (), "tornado needs a sweep drawn by knock_outs or one_at_a_time"),
        ("diff", "two_level", ("--of", A), "a difference needs two scenarios"),
        ("ci", "two_level", ("--outcome", "pacifed"), "did you mean 'pacified'"),
        ("ci", "two_level", ("--of", "aleppo_fals"), "did you mean 'aleppo_falls'"),
        ("ci", "two_level", ("--where", "C15=on"), "did you mean 'C1"),
        ("ci", "two_level", ("--where", "C13=onn"), "did you mean 'on'"),
        ("ci", "two_level", ("--where", "C13"), "expected FACTOR=LEVEL"),
        ("ci", "latin_hypercube", ("--where", "C14>9"), "no point is like that"),
        ("ci", "latin_hypercube", ("--where", "C14>x"), "'x' is no number"),
        ("ci", "two_level", ("--level", "95"), "expected a share"),
        ("ci", "two_level", ("--output", "x.txt"), "expected table, csv, json"),
        ("prim", "latin_hypercube", ("--holds", "lots"), "expected a condition"),
        ("prim", "latin_hypercube", ("--of", A), "say what is to hold"),
        ("prim", "latin_hypercube", ("--of", A, "--holds", "clearly higher"), "is said of a difference"),
        ("prim", "latin_hypercube", ("--look-for", "both"), "expected holds or fails"),
        ("prim", "latin_hypercube", ("--boxes", "0"), "at least 1"),
        ("prim", "knock_outs", (), "at least 20 points"),
        ("cart", "knock_outs", (), "at least 20 points"),
        ("converge", "two_level", ("--half-width", "0"), "must be above 0"),
    ],
)
def test_misfits_are_refused_in_one_line(sweeps, method, sweep, more, complaint):
    found = analyse(method, sweeps[sweep], *more)
    assert found.exit_code == 2
    assert complaint in found.stderr
    assert found.stderr.startswith("error: ")
    assert len(found.stderr.splitlines()) == 1
    assert found.stdout == ""


def test_a_folder_that_is_no_sweep_is_refused(tmp_path):
    found = analyse("ci", tmp_path)
    assert found.exit_code == 2
    assert "no sweep was begun there" in found.stderr


@pytest.mark.parametrize(
    ("module", "words"),
    [("duckdb", ("ci", "two_level")), ("SALib", ("sobol", "saltelli")), ("sklearn", ("cart", "latin_hypercube"))],
)
def test_a_library_that_is_missing_is_named_with_what_to_install(sweeps, monkeypatch, module, words):
    from sim.experiments.analysis import extras

    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == module else object())
    found = analyse(words[0], sweeps[words[1]], "--quiet")
    assert found.exit_code == 2
    assert "pip install 'aftermath[analysis]'" in found.stderr


def test_groups_of_runs_that_failed_are_told(tmp_path):
    factors = [strength("C14", 0, 2), strength("rate", 0, 1), switch("Turkey")]
    folder = write_sweep(
        tmp_path / "broken", designed(factors, saltelli(3, 32)), ranges, sampler="saltelli", outcomes=OUTCOMES,
        settings={"second_order": False}, fail=lambda scenario, point, replicate: (point == 9) | (replicate == point),
    )  # fmt: skip
    found = result("sobol", folder)
    assert "Dropped: 1 group of rows in which no replicate has a value in every run" in said(found)
    assert "in which a run failed" in found.stderr
