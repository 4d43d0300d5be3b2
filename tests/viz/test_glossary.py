"""The words that pages explain: each there once, none without its meaning, none that the verdicts use left out."""

import json
import re
from pathlib import Path

import pytest

from sim.compare import AGREEING, HIGHER, LOWER, OPEN, SAME
from sim.numerals import percent
from sim.verdict.robustness import FRAGILE, RARE, ROBUST
from sim.verdict.words import AGREES, CONTRADICTS, PEOPLE, RELATIVE
from viz import glossary
from viz.pages import why

ROOT = Path(glossary.FILE).parents[1]
COMPONENTS = sorted((ROOT / "viz" / "components").glob("*.vue"))
FIRST_MET = (
    "preset", "contested", "null model", "rival", "bundle", "replicate", "pair", "band", "knock-out", "Shapley effect",
    "smallest difference of interest", "strength", "verdict", "undecided",
)  # fmt: skip


def explained() -> str:
    return " ".join(f"{each['word']} {each['also']} {each['says']}" for each in glossary.terms().values()).lower()


def test_every_word_is_there_once_and_in_the_order_of_the_alphabet() -> None:
    names = list(glossary.terms())
    assert len(names) == len(glossary.read()["term"])
    assert names == sorted(names, key=str.casefold)


def test_every_word_explained_on_a_page_is_in_the_list() -> None:
    used = {word for each in COMPONENTS for word in re.findall(r'<am-term word="([^"]+)"', each.read_text())}
    used |= set(re.findall(r'term="([^"]+)"', Path(str(why.__file__)).read_text()))
    assert used <= set(glossary.terms())
    assert {"preset", "pair", "Shapley effect", "null model"} <= used


@pytest.mark.parametrize("word", FIRST_MET)
def test_a_word_that_readers_stumbled_over_is_explained(word: str) -> None:
    assert len(glossary.terms()[word]["says"]) > 40


@pytest.mark.parametrize(
    "word", [HIGHER, LOWER, SAME, OPEN, AGREES, CONTRADICTS, PEOPLE, RELATIVE, ROBUST, FRAGILE, RARE]
)
def test_every_word_of_judgement_is_explained(word: str) -> None:
    assert word.removeprefix("clearly ") in explained()


def test_figures_in_an_explanation_are_those_that_judge() -> None:
    assert percent(AGREEING) in glossary.terms()["conclusion"]["says"]
    assert "{" not in glossary.help_text().replace('{"', "")


def test_documents_that_are_named_lie_in_the_repository() -> None:
    places = json.loads(glossary.help_text())["places"]
    assert "docs/tutorial.md" in {each["path"] for each in places}
    assert all((ROOT / each["path"]).is_file() for each in places)
