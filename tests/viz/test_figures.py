"""Figures: every kind can be read, whatever stands in its table, and the same table gives the same file."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas
import pytest

from sim.errors import ExperimentError
from sim.experiments.sweep.folder.manifest import SeriesRecord
from tests.viz import made
from viz import figures
from viz.figures import NothingToDrawError, canvas, naming, subject
from viz.figures.boxes import inside_of
from viz.figures.canvas import file_bytes, house, tick
from viz.figures.morris import above

LONG = [made.setting(f"a_rule_whose_name_goes_on_and_on_for_ever_{at}.a_parameter_that_does_too") for at in range(3)]
RANGES = [made.setting("cut_or_renew.rate", low=0.0, high=0.01), made.setting("hopeless_cause_cuts_losses.pull")]
SWITCHES = [made.switch(each) for each in (*made.CLAIMS, "Turkey")]
LEAD = made.choice("lead", ["jihadist", "mainstream", "turkey"])
EVERY = [*SWITCHES, *LONG, *RANGES, LEAD]
SERIES = [
    SeriesRecord(name="rebels", unit="persons", about="rebel fighters there, forces of a foreign state left out"),
    SeriesRecord(name="deaths", unit="deaths / week", about="conflict deaths, all parties"),
    SeriesRecord(name="non_negotiable_share", unit="share", about="opposition fighters in groups that never sign"),
]
THREE = ("aleppo_falls", "siege_broken_turkey", "siege_broken")
SWEEP = made.manifest(EVERY, series=SERIES, scenarios=THREE)
NAMES = [each.name for each in EVERY]
FORTY = NAMES[-41:-1]
SPLITS = [(0, "C14", 0.5), (2, LONG[0].name, 0.4), (4, "cut_or_renew.rate", 0.003), (1, "lead", 0.5)]

TABLES: dict[str, tuple[str, Callable[[], Any]]] = {
    "one point": ("ci", lambda: made.ci(1)),
    "few points": ("ci", lambda: made.ci(9)),
    "many points": ("ci", lambda: made.ci(200)),
    "three scenarios": ("ci", lambda: made.ci(4, THREE)),
    "a difference": ("diff", lambda: made.diff(1)),
    "few differences": ("diff", lambda: made.diff(14)),
    "many differences": ("diff", lambda: made.diff(300)),
    "two differences a point": ("diff", lambda: made.diff(5, THREE[1:])),
    "many, two a point": ("diff", lambda: made.diff(60, THREE[1:])),
    "knock-outs": ("tornado", lambda: made.tornado()),
    "two levels each": ("tornado", lambda: made.tornado(NAMES[:9], ("0.5", "2"))),
    "five levels each": ("tornado", lambda: made.tornado(NAMES[:6], ("0", "0.5", "1", "1.5", "2"))),
    "forty knock-outs": ("tornado", lambda: made.tornado(FORTY)),
    "one knock-out": ("tornado", lambda: made.tornado(NAMES[:1])),
    "effects": ("shapley", lambda: made.shapley()),
    "effects of one": ("shapley", lambda: made.shapley(NAMES[:1])),
    "effects of twelve": ("shapley", lambda: made.shapley(NAMES[-12:])),
    "sets": ("sets", lambda: made.sets()),
    "many sets": ("sets", lambda: made.sets(NAMES[-9:], [*combinations(range(9), 2)])),
    "the empty set": ("sets", lambda: made.sets(enough=[()])),
    "sets with conditions": ("sets", lambda: made.sets(without=[((3,), (0, 5))])),
    "screening": ("morris", lambda: made.morris(NAMES[:12])),
    "screening of forty": ("morris", lambda: made.morris(FORTY)),
    "screening of one": ("morris", lambda: made.morris(NAMES[:1])),
    "indices": ("sobol", lambda: made.sobol(NAMES[:7])),
    "indices of forty": ("sobol", lambda: made.sobol(FORTY)),
    "an index": ("sobol", lambda: made.sobol(NAMES[:1])),
    "a box": ("prim", lambda: made.prim([SWITCHES[0], *RANGES, LEAD, *LONG])),
    "two boxes": ("prim", lambda: made.prim([SWITCHES[0], *RANGES, *LONG], 2)),
    "a tree": ("cart", lambda: made.cart(SPLITS)),
    "a tree of numbers": ("cart", lambda: made.cart(SPLITS, conclusion="")),
    "one series": ("weekly", lambda: made.weekly(["rebels"])),
    "three series": ("weekly", lambda: made.weekly([each.name for each in SERIES], THREE)),
    "a short series": ("weekly", lambda: made.weekly(["deaths"], weeks=20)),
    "replicates": ("converge", made.converge),
    "two factors": ("grid", lambda: made.crossed(*RANGES)),
    "many levels": ("grid", lambda: made.crossed(*RANGES, levels=14)),
}  # fmt: skip


@pytest.fixture(scope="module", params=TABLES)
def drawn(request: pytest.FixtureRequest) -> Iterator[tuple[str, Any, Any]]:
    method, make = TABLES[request.param]
    table = make()
    figure = figures.draw(method, table, SWEEP)
    with house():
        yield method, table, figure


def texts(figure: Any) -> list[tuple[str, Any]]:
    """Every piece of writing on a figure with the box it fills."""
    from matplotlib.text import Text

    found = [*figure.texts, *(each for legend in figure.legends for each in legend.get_texts())]
    for axes in figure.axes:
        if not axes.get_visible():
            continue
        found += [*axes.texts, axes.xaxis.label, axes.yaxis.label, axes.title, axes._left_title]
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            if not axes.axison or not axis.get_tick_params().get(
                "labelbottom", axis.get_tick_params().get("labelleft")
            ):
                continue
            there = zip(axis.get_majorticklocs(), axis.get_ticklabels(), strict=True)
            found += [each for at, each in there if low <= at <= high]
    written = [each for each in found if each.get_text() and each.get_visible()]
    for each in written:
        each.get_window_extent()  # puts an annotation in its place
    return [(each.get_text(), Text.get_window_extent(each)) for each in written]  # without an annotation's arrow


def test_nothing_is_written_outside_the_page(drawn):
    _, _, figure = drawn
    outside = [
        text
        for text, box in texts(figure)
        if box.x0 < 0 or box.y0 < 0 or box.x1 > figure.bbox.x1 or box.y1 > figure.bbox.y1
    ]
    assert outside == []


def test_no_writing_lies_on_other_writing(drawn):
    _, _, figure = drawn
    on = [
        (one, other)
        for (one, a), (other, b) in combinations(texts(figure), 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1.5
    ]
    assert on == []


def test_no_writing_is_smaller_than_small_print(drawn):
    from matplotlib.text import Text

    from viz.style import TINY

    _, _, figure = drawn
    assert min(each.get_fontsize() for each in figure.findobj(Text) if each.get_text()) >= TINY


def test_an_svg_is_whole_and_names_no_date(drawn):
    once = file_bytes(drawn[2], "svg")
    ElementTree.fromstring(once)
    assert b"<dc:date>" not in once


@pytest.mark.parametrize("method", figures.KINDS)
def test_the_same_table_gives_the_same_bytes(method):
    make = dict(TABLES.values())[method]
    once, again = (figures.draw(method, make(), SWEEP) for _ in range(2))
    assert file_bytes(once, "svg") == file_bytes(again, "svg") == file_bytes(once, "svg")


@pytest.mark.parametrize("text", ["", " ", "W" * 400, "WWWW " * 90, "so many words " * 30, "$x_{1}$ and \\frac"])
def test_words_above_and_below_axes_stay_on_the_page(text):
    with house():
        figure = canvas.settled(canvas.page(1.0, text, text, [text, "short", text]))
        assert all(box.x0 >= 0 and box.x1 <= figure.bbox.x1 for _, box in texts(figure))
        assert len(texts(figure)) <= 14


def test_words_for_those_who_cannot_see_it_say_numbers(drawn):
    method, table, _ = drawn
    words = figures.describe(method, table, SWEEP)
    assert any(each.isdigit() for each in words)
    assert "nan" not in words.lower().split()
    assert len(words) < 2500


def test_a_png_is_the_same_twice():
    once, again = (file_bytes(figures.draw("tornado", made.tornado(), SWEEP), "png") for _ in range(2))
    assert once == again


def test_a_readers_own_settings_change_no_figure():
    import matplotlib

    plain = file_bytes(figures.draw("shapley", made.shapley(), SWEEP), "svg")
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "none"}):
        assert file_bytes(figures.draw("shapley", made.shapley(), SWEEP), "svg") == plain


def test_drawing_leaves_a_readers_settings_and_figures_alone():
    import matplotlib
    from matplotlib import _pylab_helpers

    before = dict(matplotlib.rcParams)
    figures.draw("ci", made.ci(), SWEEP)
    assert dict(matplotlib.rcParams) == before
    assert _pylab_helpers.Gcf.get_all_fig_managers() == []


# ---------------------------------------------------------------- nothing there
EMPTY = ["ci", "diff", "tornado", "shapley", "morris", "sobol", "converge"]


@pytest.mark.parametrize("method", EMPTY)
def test_a_table_without_any_value_is_refused_in_words(method):
    table = {name: make() for name, make in (TABLES[each] for each in TABLES)}[method]
    numbers = table.select_dtypes("number").columns.difference(["point", "runs", "pairs", "replicates"])
    table[numbers] = np.nan
    with pytest.raises(NothingToDrawError, match="weeks 105–156"):
        figures.draw(method, table, SWEEP)


def test_no_sufficient_set_no_box_no_split_and_no_series_are_refused_in_words():
    none = made.sets(enough=[])
    box = made.prim(RANGES)
    for method, table, words in (
        ("sets", none, "no set of factors is enough"),
        ("prim", box._replace(boxes=box.boxes.iloc[:0]), "no box"),
        ("cart", made.cart([]), "better than chance"),
        ("weekly", made.said(made.weekly(["rebels"]).assign(p50=np.nan)), "weekly series"),
        ("grid", made.diff(5), "no two factors"),
    ):
        with pytest.raises(NothingToDrawError, match=words):
            figures.draw(method, table, SWEEP)


def test_what_differs_by_exactly_nothing_can_be_drawn():
    table = made.tornado(NAMES[:3])
    table[["change", "low", "high"]] = 0.0
    file_bytes(figures.draw("tornado", table, SWEEP), "svg")
    effects = made.shapley(NAMES[:3])
    effects[["effect", "se", "low", "high"]] = 0.0
    effects.attrs |= {"none": 0.0, "all": 0.0}
    file_bytes(figures.draw("shapley", effects, SWEEP), "svg")


def test_one_missing_interval_does_not_hide_its_value():
    table = made.diff(3)
    table.loc[1, ["low", "high"]] = np.nan
    assert "without" in figures.describe("diff", table, SWEEP)
    file_bytes(figures.draw("diff", table, SWEEP), "svg")


# ---------------------------------------------------------------- what is shown
def test_the_largest_change_stands_on_top():
    figure = figures.draw("tornado", made.tornado(NAMES[:6]).iloc[::-1], SWEEP)
    first = figure.axes[0].get_yticklabels()[0].get_text()
    assert first.replace("\n", " ").startswith(f"{NAMES[0]} ")


def test_factors_of_which_nothing_is_seen_are_named_in_a_line_where_rows_are_many():
    table = made.tornado(NAMES[:20])
    table.loc[10:, ["change", "low", "high"]] = [0.0, -0.04, 0.04]  # 0.0 with one digit
    figure = figures.draw("tornado", table, SWEEP)
    assert len(figure.axes[0].get_yticklabels()) == 10
    written = " ".join(each.get_text() for each in figure.texts)
    assert "Nothing to be seen of: " in written
    assert all(name in written for name in NAMES[10:20])
    few = figures.draw("tornado", made.said(table.tail(8)), SWEEP)
    assert len(few.axes[0].get_yticklabels()) == 8


def test_a_waterfall_ends_at_what_all_together_come_to():
    table = made.shapley()
    bars = [each for each in figures.draw("shapley", table, SWEEP).axes[0].patches if each.get_width()]
    assert bars[0].get_x() + bars[0].get_width() == pytest.approx(table.attrs["none"]) or bars[
        0
    ].get_x() == pytest.approx(table.attrs["none"])
    ends = {round(each.get_x() + each.get_width(), 9) for each in bars}
    assert round(table.attrs["all"], 9) in ends


def test_a_factor_within_the_noise_is_not_drawn_as_one_above_it():
    assert not above({"mu_star_low": 0.0})
    assert above({"mu_star_low": 0.01})
    figure = figures.draw("morris", made.morris(NAMES[:6]), SWEEP)
    filled = [line.get_markerfacecolor() != "white" for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert filled == [True] * 5 + [False]


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("C02", "C02 victory raises Moscow"),
        ("Turkey", "Turkey (bundle)"),
        ("hopeless_cause_cuts_losses.pull", "C14 hopeless cause cuts losses: pull"),
        ("cut_or_renew.rate", "cut or renew: rate"),
        ("lead", "lead"),
    ],
)
def test_factors_are_called_by_the_words_of_their_claims(name, called):
    assert naming.factor_name(name, SWEEP) == called


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        (0.0, (-1.0, 0.0, 1.0), "0"),
        (-2.5, (-5.0, -2.5, 0.0), "−2.5"),
        (12_500.0, (0.0, 12_500.0, 25_000.0), "12.5k"),
        (2_000.0, (0.0, 1_000.0, 2_000.0), "2,000"),
        (1_200_000.0, (0.0, 400_000.0, 800_000.0, 1_200_000.0), "1.2m"),
        (0.004, (0.0, 0.002, 0.004), "0.004"),
    ],
)
def test_numbers_along_an_axis_are_as_short_as_they_can_be(value, shown, text):
    assert tick(value, shown) == text


def test_the_line_runs_between_cells_of_another_conclusion_and_nowhere_else():
    from viz.figures.heat import grid

    table = made.crossed(*RANGES)
    clear = grid(table, SWEEP).words == "clearly higher"
    below = grid(table, SWEEP).words == "clearly lower"
    side = clear.astype(int) - below
    edges = (side[1:] != side[:-1]).sum() + (side[:, 1:] != side[:, :-1]).sum()
    assert edges > 0
    assert len(figures.draw("grid", table, SWEEP).axes[0].lines) == edges
    same = figures.draw("grid", made.said(table.assign(word="undecided")), SWEEP)
    assert len(same.axes[0].lines) == 0
    assert any("the conclusion is the same in all cells" in each.get_text() for each in same.texts)


@pytest.mark.parametrize(
    ("conclusion", "look_for", "told"),
    [
        ("clearly higher", "holds", "A is clearly higher"),
        ("clearly higher", "fails", "A is not clearly higher"),
        ("no practical difference", "fails", "A and B may differ by what matters"),
        (">= 0.5", "holds", "it is at least 0.5"),
        ("> 30", "fails", "it is at most 30"),
        ("", "holds", ""),
    ],
)
def test_what_is_looked_for_is_said_without_double_negation(conclusion, look_for, told):
    table = made.said(pandas.DataFrame(), conclusion=conclusion, look_for=look_for)
    assert subject.condition(table) == told


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0000231, "0.0000231"),
        (3812.4, "3,812"),
        (-0.387, "−0.387"),
        (2.0, "2"),
        (0.0, "0"),
        (160_000, "160k"),
        (12.5, "12.5"),
    ],
)
def test_values_of_parameters_are_written_plainly(value, text):
    assert naming.plain(value) == text


def test_a_factor_that_is_averaged_over_is_said_to_be():
    table = pandas.concat([made.crossed(*RANGES).assign(C14=on) for on in (0.0, 1.0)])
    table.attrs = made.crossed(*RANGES).attrs
    from viz.figures.heat import grid

    assert grid(table, SWEEP).averaged == 1
    assert grid(made.crossed(*RANGES), SWEEP).averaged == 0


# ---------------------------------------------------------------- files
def test_a_figure_is_written_by_its_ending_and_no_other(tmp_path: Path):
    figure = figures.draw("converge", made.converge(), SWEEP)
    for name, start in (("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.PDF", b"%PDF")):
        figures.save(figure, tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)
    with pytest.raises(ExperimentError, match=r"\.png, \.svg, \.pdf"):
        figures.save(figure, tmp_path / "a.jpg")
    with pytest.raises(ExperimentError, match="there is no folder"):
        figures.save(figure, tmp_path / "nowhere" / "a.png")
    (tmp_path / "b.png").mkdir()
    with pytest.raises(ExperimentError, match="cannot be written"):
        figures.save(figure, tmp_path / "b.png")


def test_an_unknown_method_is_refused_with_the_nearest():
    with pytest.raises(ExperimentError, match="did you mean 'tornado'"):
        figures.draw("tornada", made.tornado(), SWEEP)


def test_nothing_heavy_is_imported_before_a_figure_is_drawn():
    code = (
        "import sys, viz.figures, viz.style, viz.figures.naming\n"
        "sys.exit(any(each in sys.modules for each in ('matplotlib', 'pandas', 'jinja2')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_matplotlib_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ExperimentError, match=r"aftermath\[analysis\]"):
        figures.draw("ci", made.ci(), SWEEP)


def test_a_box_marks_the_side_of_a_switch_that_it_keeps():
    assert inside_of({"levels": "on"}, made.switch("C14")) == [1.0]
    assert inside_of({"levels": "off, on"}, made.switch("C14")) == [0.0, 1.0]
    assert inside_of({"levels": "turkey"}, made.choice("lead", ["jihadist", "turkey"])) == [1.0]
