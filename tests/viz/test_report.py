"""Reports: one page that loads nothing, escapes everything, and says its numbers to those who cannot see them."""

import html
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas
import pytest

from sim.errors import ExperimentError
from sim.experiments.sweep.folder.manifest import Held, SeriesRecord, Titled
from tests.viz import made
from viz.report import answer, page, words
from viz.report.findings import HEADINGS, ORDER, Findings
from viz.report.inline import inlined

SWITCHES = [made.switch(each) for each in (*made.CLAIMS, "Turkey")]
RANGES = [made.setting("cut_or_renew.rate", low=0.0, high=0.01), made.setting("hopeless_cause_cuts_losses.pull")]
LEAD = made.choice("lead", ["jihadist", "mainstream"])
SERIES = [SeriesRecord(name="rebels", unit="persons", about="rebel fighters there")]
NAMES = [each.name for each in (*SWITCHES, *RANGES)]
SWEEP = made.manifest([*SWITCHES, *RANGES, LEAD], series=SERIES)
VOID = {"meta", "br", "img", "link", "input", "hr"}
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}</textarea>\\'


def everything(manifest=SWEEP):
    tables = {
        "ci": made.ci(3),
        "diff": made.diff(5),
        "weekly": made.weekly(["rebels"], weeks=60),
        "tornado": made.tornado(NAMES[:6]),
        "shapley": made.shapley(NAMES[:4]),
        "sets": made.sets(NAMES[:5]),
        "morris": made.morris(NAMES[:6]),
        "sobol": made.sobol(NAMES[:5]),
        "grid": made.crossed(*RANGES),
        "prim": made.prim([SWITCHES[0], *RANGES, LEAD]),
        "cart": made.cart([(0, "C14", 0.5), (2, "lead", 0.5)]),
        "converge": made.converge(),
    }
    return found_of(tables, manifest=manifest)


def found_of(tables, **more):
    failures = pandas.DataFrame([{"point": 2, "scenario": "aleppo_falls", "replicate": 3, "error": "ValueError: no"}])
    known = dict(
        manifest=SWEEP, left_out={}, points=12, replicates=64, there=1536, runs=1536, failed=1, where="runs/lead",
        commands=("aftermath sweep run runs/lead/sweep.toml -o again", "aftermath analyse report again -o report.html"),
        failures=failures,
    )  # fmt: skip
    return Findings(tables=tables, **(known | more))


class Reader(HTMLParser):
    """Reads a page: its tags with attributes, the text of each, and whether tags are closed in order."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.texts, self.wrong = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))

    def all_of(self, *names):
        return [attributes for tag, attributes in self.tags if tag in names]

    def text(self):
        return " ".join("".join(data for _, data in self.texts).split())


@pytest.fixture(scope="module")
def made_page():
    return page.report(everything(), "lead")


@pytest.fixture(scope="module")
def read(made_page):
    return Reader(made_page.html)


# ---------------------------------------------------------------- the page
def test_every_figure_stands_in_the_page(made_page, read):
    assert made_page.left_out == ()
    assert len(read.all_of("figure")) == len(ORDER)
    assert set(made_page.pictures) == page.PICTURES


def test_a_page_loads_nothing(made_page, read):
    loading = ("src", "srcset", "href", "xlink:href", "data", "action", "poster", "background", "manifest", "ping")
    asked = [each[name] for _, each in read.tags for name in loading if name in each]
    assert asked
    assert all(each.startswith("#") for each in asked)
    assert not read.all_of("script", "link", "iframe", "object", "embed", "img", "base", "form")
    style = "".join(data for tag, data in read.texts if tag == "style")
    assert "@import" not in made_page.html
    assert "url(" not in style
    inside = [value for _, each in read.tags for value in each.values() if value and "url(" in value]
    assert all("url(#" in each for each in inside)


def test_tags_are_closed_in_order_and_names_are_unique(read):
    assert read.wrong == []
    assert read.open == []
    names = [each["id"] for _, each in read.tags if "id" in each]
    assert len(names) == len(set(names))
    assert {each["href"][1:] for each in read.all_of("a", "use")} <= set(names)
    assert {each["aria-labelledby"] for _, each in read.tags if "aria-labelledby" in each} <= set(names)


def test_headings_go_down_one_step_at_a_time(read):
    levels = [int(tag[1]) for tag, _ in read.tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert max(below - above for above, below in pairwise(levels)) <= 1


def test_every_figure_has_words_with_its_numbers_and_a_caption_with_its_source(read):
    pictures = read.all_of("svg")
    assert len(pictures) == len(ORDER)
    for each in pictures:
        assert each["role"] == "img"
        assert any(letter.isdigit() for letter in each["aria-label"])
    text = read.text()
    assert text.count("random seed 1") >= len(ORDER)
    assert "95\u00a0% intervals: percentile bootstrap" in html.unescape("".join(data for _, data in read.texts))
    assert "no failed run" in text


def test_every_table_names_its_columns_and_rows(read):
    assert len(read.all_of("details")) == len(ORDER) + 1
    assert {each.get("scope") for each in read.all_of("th")} == {"col", "row"}
    assert len(read.all_of("table")) >= len(ORDER) + 3


def test_what_scrolls_can_be_reached_by_keyboard_and_is_named(read):
    scrolling = [each for _, each in read.tags if each.get("class") in ("card", "wide") or "tabindex" in each]
    assert scrolling
    assert all(each["tabindex"] == "0" and each["role"] == "group" and each["aria-label"] for each in scrolling)


def test_the_sweeps_file_and_the_commands_stand_there_to_the_letter():
    text = 'title = "A & B"  # <not a tag>\n\n[design]\nsampler = "knock_outs"\n'
    found = page.report(replace(everything(), tables={}, manifest=SWEEP.model_copy(update={"text": text})), "lead")
    assert f">{html.escape(text, quote=False)}</pre>".replace('"', "&#34;") in found.html
    assert "aftermath sweep run runs/lead/sweep.toml -o again\naftermath analyse report again" in found.html


def test_every_assumption_stands_there_with_range_unit_and_source(read):
    text = read.text()
    for each in SWEEP.held:
        assert f"{each.value:g} {each.default:g}".replace(" ", "") in text.replace(" ", "")
        assert each.source in text
        assert each.unit in text
    for each in RANGES:
        assert f"{each.low:g} to {each.high:g}" in text
        assert each.source in text
    assert "C14 hopeless cause cuts losses" in text
    assert "jihadist, mainstream" in text


def test_a_page_says_what_it_is_not(read):
    text = read.text()
    for words_ in ("explores an argument", "predicts nothing", "not the same as no difference", "background"):
        assert words_ in text
    assert "ValueError: no" in text
    assert "1 run failed and has no outcome" in text


def test_what_is_not_shown_says_why():
    found = page.report(found_of({}, left_out={"morris": "needs morris"}), "lead")
    assert found.left_out == ((HEADINGS["morris"], "needs morris"),)
    assert f"<strong>{HEADINGS['morris']}:</strong> needs morris" in found.html
    empty = made.ci(2).assign(mean=np.nan)
    (left,) = page.report(found_of({"ci": made.said(empty)}), "lead").left_out
    assert "no run has a value" in left[1]


def test_the_same_findings_give_the_same_page():
    tables = {method: everything().tables[method] for method in ("ci", "sobol", "cart")}
    once, again = (page.report(found_of(tables), "lead") for _ in range(2))
    assert once == again


def test_a_page_of_forty_factors_is_not_too_large_to_send():
    tables = {"tornado": made.tornado(NAMES[-40:]), "morris": made.morris(NAMES[-40:]), "diff": made.diff(2000)}
    assert len(page.report(found_of(tables), "lead").html) < 3_000_000


# ---------------------------------------------------------------- hostile words
def test_no_word_of_a_sweep_becomes_a_tag():
    titled = tuple(Titled(name=each.name, title=HOSTILE, about=HOSTILE) for each in SWEEP.scenarios)
    hostile = SWEEP.model_copy(
        update={
            "title": HOSTILE,
            "question": HOSTILE,
            "about": HOSTILE,
            "text": HOSTILE,
            "name": HOSTILE,
            "scenarios": titled,
            "assumptions": Titled(name=HOSTILE, title=HOSTILE, about=HOSTILE),
            "held": (Held(name=HOSTILE, value=1, default=0, low=0, high=2, unit=HOSTILE, source=HOSTILE),),
            "outcomes": tuple(each.model_copy(update={"title": HOSTILE, "unit": HOSTILE}) for each in SWEEP.outcomes),
            "factors": (RANGES[0].model_copy(update={"title": HOSTILE, "unit": HOSTILE, "source": HOSTILE}),),
            "series": (SERIES[0].model_copy(update={"about": HOSTILE, "unit": HOSTILE}),),
            "versions": {HOSTILE: HOSTILE},
        }
    )
    tables = {"ci": made.ci(), "diff": made.diff(2), "weekly": made.weekly(["rebels"], weeks=30)}
    tables["diff"]["label"] = HOSTILE
    failures = pandas.DataFrame([{"point": 0, "scenario": HOSTILE, "replicate": 0, "error": HOSTILE}])
    found = found_of(tables, manifest=hostile, where=HOSTILE, commands=(HOSTILE,), failures=failures)
    text = page.report(found, "lead").html
    read = Reader(text)
    assert read.wrong == []
    assert not read.all_of("script", "img", "textarea")
    assert not [name for _, each in read.tags for name in each if name.startswith("on")]
    assert "{{ 7 * 7 }}" in text
    assert "49" not in read.all_of("title")


def test_a_dollar_in_a_title_is_a_dollar():
    priced = SWEEP.model_copy(
        update={"outcomes": tuple(each.model_copy(update={"title": "$\\frac{1}$ or $2"}) for each in SWEEP.outcomes)}
    )
    page.report(found_of({"ci": made.ci(), "diff": made.diff(3)}, manifest=priced), "lead")


def test_letters_that_the_font_lacks_do_not_stop_a_report():
    chinese = SWEEP.model_copy(
        update={"outcomes": tuple(each.model_copy(update={"title": "阿勒颇 حلب 🕊"}) for each in SWEEP.outcomes)}
    )
    assert "阿勒颇" in page.report(found_of({"ci": made.ci()}, manifest=chinese), "lead").html


# ---------------------------------------------------------------- files
def test_pictures_lie_beside_the_page_and_old_ones_go(tmp_path: Path):
    whole = page.report(found_of({"ci": made.ci(), "diff": made.diff(2)}), "lead")
    written = whole.write(tmp_path / "lead.html")
    assert written[-1] == tmp_path / "lead.html"
    folder = tmp_path / "lead_figures"
    assert {each.name for each in folder.iterdir()} == {"ci.svg", "ci.png", "diff.svg", "diff.png"}
    (folder / "mine.txt").write_text("a reader's own", encoding="utf-8")
    page.report(found_of({"ci": made.ci()}), "lead").write(tmp_path / "lead.html")
    assert {each.name for each in folder.iterdir()} == {"ci.svg", "ci.png", "mine.txt"}
    assert {each.name for each in tmp_path.iterdir()} == {"lead.html", "lead_figures"}


def test_a_page_that_cannot_be_written_says_so_in_one_line(tmp_path: Path):
    (tmp_path / "lead_figures").write_text("in the way", encoding="utf-8")
    with pytest.raises(ExperimentError, match=r"lead\.html: cannot be written"):
        page.report(found_of({}), "lead").write(tmp_path / "lead.html")


def test_what_a_figure_names_is_its_own_within_the_page():
    svg = b'<?xml version="1.0"?><!-- x --><svg viewBox="0 0 9 9" width="9pt"><metadata>m</metadata>'
    svg += b'<g id="a"/><use xlink:href="#a"/><g clip-path="url(#b)"/></svg>'
    found = inlined(svg, "ci", 'words with "quotes"')
    assert found.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img" aria-label="words')
    assert found.endswith('<g id="ci-a"/><use href="#ci-a"/><g clip-path="url(#ci-b)"/></svg>')


# ---------------------------------------------------------------- the short answer
def test_the_answer_leads_with_the_difference_as_held():
    table = made.diff(4)
    table.loc[0, ["mean_a", "mean_b", "difference", "low", "high"]] = [48.2, 39.4, 8.8, 6.4, 11.0]
    table.loc[0, "word"] = "clearly higher"
    said = answer.answer(found_of({"diff": table}))
    assert said.startswith(
        "With everything as held, “Never-signing, weeks 105–156” comes to 48.2 % of rebels in “Aleppo falls” and 39.4 "
        "% of rebels in “Siege broken, with Turkey's help”: a difference of +8.8  (+6.4 to +11.0), clearly higher in "
        "the first."
    )
    assert "Over 4 design points it is " in said


def test_background_is_told_from_what_claims_do():
    table = made.diff(3)
    table["label"] = ["all on", "all off", "without C14"]
    table.loc[1, ["difference", "low", "high", "word"]] = [0.2, 0.0, 0.4, "no practical difference"]
    said = answer.answer(found_of({"diff": table}))
    assert "With all of what is varied off the difference is +0.2  (0.0 to +0.4)" in said
    assert "background and no claim’s doing" in said


def test_points_without_a_base_are_counted_by_their_words():
    table = made.diff(50)
    said = answer.answer(found_of({"diff": table}))
    counted = table["word"].value_counts()
    assert f"undecided with these runs at {counted['undecided']}" in said
    assert "With everything as held" not in said


def test_a_share_of_runs_is_told_in_percent():
    table = made.ci(1)
    table[["mean", "low", "high"]] = [0.25, 0.15, 0.35]
    table.attrs["outcome"] = made.PEACE.name
    assert "comes to 25 % of runs in “Aleppo falls” (0.15–0.35)" in answer.answer(found_of({"ci": table}))


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("clearly lower", "All of the 2 factors clearly move it"),
        ("undecided", "None of the 2 factors clearly moves it"),
    ],
)
def test_it_is_said_how_many_factors_move_the_result(word, told):
    table = made.tornado(NAMES[:2]).assign(word=word)
    said = answer.answer(found_of({"tornado": table}))
    assert f"Switched off alone, “{NAMES[0]} " in said
    assert told in said


def test_a_conclusion_that_needs_no_claim_is_said_to_need_none():
    assert "needs none of the factors" in answer.answer(found_of({"sets": made.sets(NAMES[:3], enough=[()])}))


def test_a_poor_box_is_not_offered_as_a_finding():
    boxes = made.prim(RANGES, taken=0)
    said = answer.answer(found_of({"prim": boxes}))
    assert "No corner of the assumptions tells where A is clearly higher" in said
    good = answer.answer(found_of({"prim": made.prim(RANGES, taken=25)}))
    assert "of all such points lie there" in good


def test_wide_intervals_ask_for_replicates():
    table = made.converge()
    assert "less than what matters (5)" in answer.answer(found_of({"converge": table}))
    table["half_width_widest"] = 10.0
    assert "more than what matters (5): some 256 would be needed there" in answer.answer(found_of({"converge": table}))


def test_runs_that_are_missing_are_said_to_be():
    found = found_of({"ci": made.ci()}, there=1000)
    assert "536 of 1,536 runs are not there yet" in answer.answer(found)
    assert any("still to come" in each for each in words.caveats(found))


def test_a_leading_manipulation_check_is_called_one():
    check = SWEEP.outcomes[0].model_copy(update={"role": "manipulation check"})
    told = " ".join(words.caveats(found_of({}, manifest=SWEEP.model_copy(update={"outcomes": (check,)}))))
    assert "one rule moves it by itself" in told
