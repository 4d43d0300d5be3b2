"""The documents say what the code says: their tables are fresh, their formulas those of the rules."""

import re

import numpy as np
import pytest

from sim.catalogue import catalogue, decisions
from sim.document.acts import formulas
from sim.document.entities import day0
from sim.document.formulas import KINDS, Writer, formula_of, readings
from sim.document.pages import DOCS, MARKED, TABLES, fresh, marked, pages, shown, stale
from sim.entries import Influence
from sim.errors import DataError
from sim.parameter import declared
from sim.rule import rules


def test_no_table_in_the_documents_is_out_of_date():
    behind = [str(path.relative_to(DOCS.parent)) for path in stale()]
    assert not behind, f"{', '.join(behind)}: the tables are out of date; bring them up to date with: make docs"


def test_every_table_stands_in_some_document():
    found = {name for path in pages() for name in shown(path.read_text(encoding="utf-8"))}
    assert set(TABLES) - found == set(), "give each of these a place in docs"


def test_a_table_that_was_touched_by_hand_is_found_and_mended(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n\n{marked('confidence')}\n\nafter\n", encoding="utf-8")
    assert stale(tmp_path) == {}
    page.write_text(page.read_text(encoding="utf-8").replace("judgement", "certainty"), encoding="utf-8")
    assert stale(tmp_path) == {page: f"before\n\n{marked('confidence')}\n\nafter\n"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("<!-- table:confidense begin -->\n<!-- table:confidense end -->", "did you mean 'confidence'"),
        ("<!-- table:confidence begin -->\n", "one begin and one end"),
    ],
)
def test_a_marker_that_cannot_be_read_is_refused(text, complaint):
    with pytest.raises(DataError, match=complaint):
        fresh(text, "page.md")


def test_every_link_between_documents_leads_somewhere():
    for path in sorted(DOCS.rglob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


# ---------------------------------------------------------------- formulas
def test_a_formula_reads_as_the_claim_is_acted():
    assert formula_of(rules()["betrayal_bars_the_way_back"]).lines == [
        "leaning = groups.western × groups.armed_opposition",
        "choose_group: add −aversion × beliefs.betrayal × leaning",
    ]


@pytest.mark.parametrize("name", rules())
def test_a_formula_names_exactly_what_the_rule_asks(name):
    asked = set()
    for entry in rules()[name].ask(day0(), day0().settings.get(name)):
        if isinstance(entry, Influence):
            asked.add(f"{entry.decision}, {entry.part}" if entry.part else entry.decision)
        else:
            asked.add(f"{entry.of.kind}.{entry.level}")
    assert set(formulas()[name].moves) == asked


@pytest.mark.parametrize("name", rules())
def test_a_formula_names_every_parameter_of_its_rule(name):
    text = "\n".join(formulas()[name].lines)
    for each in declared(name, rules()[name].parameters):
        assert re.search(rf"\b{each.name.partition('.')[2]}\b", text), each.name


def test_whatever_a_formula_reads_is_said_in_words():
    every = dict(readings(formulas().values()))
    assert all(every.values())
    read = {f"{owner}.{name}" for each in formulas().values() for owner, name in each.reads if owner in KINDS}
    assert read == {name for name in every if "." in name}


def test_a_rule_that_no_formula_can_say_is_refused():
    import ast

    body = ast.parse("for each in world.places:\n    pass").body
    with pytest.raises(TypeError, match="a formula cannot say"):
        Writer({}).write("a_loop", body)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("a * (b + c)", "a × (b + c)"),
        ("a - (b - c)", "a − (b − c)"),
        ("-a * b", "−a × b"),
        ("np.where(a > 0, b, c) * d", "(b where a > 0, else c) × d"),
        ("np.log1p(-a)", "log(1 − a)"),
        ("x[:, None] * y[:, :, None]", "x × y"),
        ("~a & b", "not a and b"),
    ],
)
def test_expressions_keep_their_meaning_on_paper(code, text):
    import ast

    assert Writer({"np": np}).text(ast.parse(code, mode="eval").body) == text


# ---------------------------------------------------------------- decisions
@pytest.mark.parametrize("name", decisions())
def test_the_formula_of_a_decision_names_every_parameter_it_has(name):
    page = (DOCS / "odd" / "decisions.md").read_text(encoding="utf-8")
    section = MARKED.sub("", page.partition(f"### `{name}`\n")[2].partition("\n### ")[0])
    for each in declared(name, decisions()[name].parameters):
        word = each.name.partition(".")[2]
        assert re.search(rf"\b{word}\b", section), f"docs/odd/decisions.md, {name}: says nothing of {word}"


def test_every_parameter_stands_in_one_of_the_tables():
    text = "".join(path.read_text(encoding="utf-8") for path in pages())
    figures = ("places", "groups", "states", "hosts", "electorates", "presence", "sponsorship")
    for name in catalogue():
        in_a_row_of_its_kind = name.partition(".")[0] in figures and name.count(".") == 2
        assert in_a_row_of_its_kind or name.endswith(".strength") or f"`{name}`" in text, name
