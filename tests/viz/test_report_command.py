"""The command `analyse report`, and `--figure`: files where they were asked for, one line where that cannot be."""

import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.experiments.analysis import open_study, quantity_of
from tests.experiments.analysis.functions import morris, saltelli
from tests.experiments.analysis.made import A, all_sets, designed, luck, outcome, strength, switch, write_sweep
from viz.report.gather import Wish, commands, gathered

CLAIMS = ("C13", "C14", "C28")
SLOPES = np.array([4.0, -2.0, 0.0])
OUTCOMES = (outcome("rad_share_long", "% of rebels", 0.5), outcome("pacified", "share of runs", 0.1, yes_no=True))
LABELS = ("all on", "all off", *(f"without {name}" for name in CLAIMS))


def formula(values, scenario, replicate, name):
    uneven = 0.1 * luck(100, "uneven")[replicate] * values[:, 0]
    value = 20 + 0.3 * luck(100, "shared")[replicate] + (scenario == A) * (values[:, :3] @ SLOPES + uneven)
    return value if name == "rad_share_long" else value > 21


def corner(values, scenario, replicate, name):
    value = 20 + 0.1 * luck(100, scenario)[replicate] + 3.0 * (scenario == A) * (values[:, 0] > 1.2)
    return value if name == "rad_share_long" else value > 21


@pytest.fixture(scope="module")
def sweeps(tmp_path_factory):
    """Folders of designs, by sampler."""
    root = tmp_path_factory.mktemp("sweeps")
    switches = [switch(name) for name in CLAIMS]
    factors = [strength("C14", 0, 2), strength("C28", 0, 2), strength("C13", 0, 2)]
    grid = np.array([(a, b) for a in np.linspace(0, 1, 4) for b in np.linspace(0, 1, 3)])
    bits = np.vstack([np.ones((1, 3)), np.zeros((1, 3)), 1 - np.eye(3)])
    designs = {
        "knock_outs": (designed(switches, bits, LABELS), formula, {}),
        "two_level": (all_sets(switches), formula, {}),
        "morris": (designed(factors, morris(3, 6)), formula, {}),
        "saltelli": (designed(factors, saltelli(3, 16, True)), formula, {"second_order": True}),
        "latin_hypercube": (designed(factors, np.random.default_rng(3).uniform(size=(60, 3))), corner, {}),
        "full_factorial": (designed(factors[:2], grid), lambda v, *a: formula(np.c_[v, v[:, :1]], *a), {}),
    }

    def fails(scenario, point, replicate):
        return (point == 2) & (replicate == 3)

    return {
        name: write_sweep(
            root / name, design, of, sampler=name, settings=settings, outcomes=OUTCOMES, replicates=8,
            **({"fail": fails} if name == "knock_outs" else {}),
        )
        for name, (design, of, settings) in designs.items()
    }  # fmt: skip


def analyse(*given):
    return CliRunner().invoke(app, ["analyse", *(str(each) for each in given)], prog_name="aftermath")


# ---------------------------------------------------------------- report
def test_a_report_is_written_with_its_pictures_and_named_on_standard_output(sweeps, tmp_path: Path):
    found = analyse("report", sweeps["knock_outs"], "-o", tmp_path / "lead.html")
    assert found.exit_code == 0, found.stderr
    assert found.stdout == f"{tmp_path / 'lead.html'}\n"
    assert {each.stem for each in (tmp_path / "lead_figures").iterdir()} == {"ci", "diff", "tornado", "converge"}
    assert "pictures beside the page" in found.stderr
    assert "kinds of figure not shown" in found.stderr
    text = (tmp_path / "lead.html").read_text(encoding="utf-8")
    assert "2 runs failed and have no outcome" in text
    assert "ValueError: made to fail" in text


def test_a_quiet_report_says_nothing_but_its_name(sweeps, tmp_path: Path):
    found = analyse("report", sweeps["knock_outs"], "-o", tmp_path / "lead.html", "--quiet")
    assert (found.stderr, found.exit_code) == ("", 0)


def test_the_same_folder_gives_the_same_page(sweeps, tmp_path: Path):
    pages = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        analyse("report", sweeps["two_level"], "-o", tmp_path / name / "lead.html", "-q")
        pages.append(
            [each.read_bytes() for each in sorted((tmp_path / name).rglob("*")) if each.suffix in (".html", ".svg")]
        )
    assert len(pages[0]) == 7
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("sampler", "methods"),
    [
        ("two_level", {"tornado", "shapley", "sets"}),
        ("morris", {"morris"}),
        ("saltelli", {"sobol"}),
        ("latin_hypercube", {"prim", "cart"}),
        ("full_factorial", {"grid"}),
    ],
)
def test_every_design_is_asked_what_it_was_made_for(sweeps, sampler, methods):
    study = open_study(sweeps[sampler])
    told: list[str] = []
    found = gathered(study, Wish(quantity_of(study.manifest, None, None), None, "runs"), told.append)
    assert {"ci", "diff", "converge", *methods} <= set(found.tables)
    assert set(told) >= set(found.tables)
    assert "keeps no weekly series" in found.left_out["weekly"]
    if sampler != "morris":
        assert found.left_out["morris"] == "needs morris"


def test_a_report_is_about_what_was_asked(sweeps, tmp_path: Path):
    page = tmp_path / "lead.html"
    given = ("--outcome", "pacified", "--of", "aleppo_falls", "--holds", ">= 0.5")
    found = analyse("report", sweeps["two_level"], *given, "-o", page, "-q")
    assert found.exit_code == 0, found.stderr
    text = page.read_text(encoding="utf-8")
    assert "pacified made up" in text
    assert "it is at least 0.5" in text
    again = (
        "aftermath analyse report again --outcome pacified --of aleppo_falls --holds &#39;&gt;= 0.5&#39; -o report.html"
    )
    assert again in text


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("-o", "lead.htl"), "name a file ending in .html"),
        (("-o", "lead"), "name a file ending in .html"),
        (("-o", "nowhere/lead.html"), "there is no folder nowhere"),
        (("--outcome", "rad_share_lon"), "did you mean 'rad_share_long'"),
        (("--of", "aleppo_fall"), "did you mean 'aleppo_falls'"),
        (("--holds", "lots"), "expected a condition"),
    ],
)
def test_what_cannot_be_reported_is_refused_in_one_line(sweeps, tmp_path, monkeypatch, given, told):
    monkeypatch.chdir(tmp_path)
    found = analyse("report", sweeps["knock_outs"], *given)
    assert found.exit_code == 2
    assert told in found.stderr
    assert len(found.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_sweep_is_refused(tmp_path: Path):
    found = analyse("report", tmp_path, "-o", tmp_path / "lead.html")
    assert found.exit_code == 2
    assert "no sweep was begun there" in found.stderr


@pytest.mark.parametrize("library", ["jinja2", "matplotlib"])
def test_without_a_library_one_line_says_what_to_install(sweeps, tmp_path, monkeypatch, library):
    import sys

    monkeypatch.setitem(sys.modules, library, None)
    found = analyse("report", sweeps["knock_outs"], "-o", tmp_path / "lead.html", "-q")
    assert found.exit_code == 2
    assert "pip install 'aftermath[analysis]'" in found.stderr


def test_a_folder_that_has_grown_is_told_how(sweeps):
    folder = sweeps["saltelli"]
    grown = folder.with_name("grown_saltelli")
    import shutil

    shutil.copytree(folder, grown)
    study = open_study(grown)
    (grown / "grown").mkdir()
    before = {"points_before": study.folder.points, "replicates_before": 8, "created": "later"}
    growth = {**before, "points": study.folder.points, "replicates": 32}
    (grown / "grown" / "0001.json").write_text(json.dumps(growth), encoding="utf-8")
    study = open_study(grown)
    told = list(commands(study, Wish(quantity_of(study.manifest, None, None), None, "runs")))
    assert told == [
        "aftermath sweep run runs/sweep.toml -o again",
        "aftermath sweep extend again --replicates 32",
        "aftermath analyse report again -o report.html",
    ]


# ---------------------------------------------------------------- --figure
@pytest.mark.parametrize(
    ("sampler", "method"),
    [
        ("knock_outs", "ci"),
        ("knock_outs", "diff"),
        ("knock_outs", "tornado"),
        ("knock_outs", "converge"),
        ("morris", "morris"),
        ("saltelli", "sobol"),
        ("two_level", "shapley"),
        ("two_level", "sets"),
        ("latin_hypercube", "prim"),
        ("latin_hypercube", "cart"),
    ],
)
def test_every_analysis_can_be_drawn(sweeps, tmp_path: Path, sampler, method):
    found = analyse(method, sweeps[sampler], "--figure", tmp_path / "it.svg")
    assert found.exit_code == 0, found.stderr
    ElementTree.fromstring((tmp_path / "it.svg").read_bytes())
    assert "wrote" in found.stderr
    assert "Made up runs" in found.stdout


def test_a_figure_goes_with_rows_for_machines(sweeps, tmp_path: Path):
    plain = analyse("ci", sweeps["knock_outs"], "-o", "csv")
    drawn = analyse("ci", sweeps["knock_outs"], "-o", "csv", "--of", "aleppo_falls - siege_broken", "--level", "0.9",
                    "--figure", tmp_path / "it.png")  # fmt: skip
    assert drawn.exit_code == 0, drawn.stderr
    assert (tmp_path / "it.png").read_bytes().startswith(b"\x89PNG")
    assert plain.stdout.splitlines()[0] == drawn.stdout.splitlines()[0]


def test_a_figure_says_how_many_points_it_shows(sweeps, tmp_path: Path, monkeypatch):
    from viz import figures

    seen = []
    monkeypatch.setattr(
        figures, "save", lambda figure, *rest: seen.append(" ".join(t.get_text() for t in figure.texts))
    )
    analyse("ci", sweeps["knock_outs"], "--where", "C14=off", "--figure", tmp_path / "it.png")
    assert "2 design points" in seen[0]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("ci", "--figure", "it.jpg"), "ending in .png, .svg, .pdf"),
        (("ci", "--figure", "nowhere/it.svg"), "there is no folder nowhere"),
        (("diff", "--pooled", "--figure", "it.svg"), "choose one"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_before_anything_is_computed(sweeps, tmp_path, monkeypatch, given, told):
    monkeypatch.chdir(tmp_path)
    method, *rest = given
    found = analyse(method, sweeps["knock_outs"], *rest)
    assert (found.exit_code, found.stdout) == (2, "")
    assert told in found.stderr
