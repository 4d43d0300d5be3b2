"""What reading the reader's own copy of the essay promises. All texts here are invented."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from sim.errors import DataError
from sim.essay import Source, checksum, normalise, read_essay, read_source, split
from sim.paths import ROOT, SEEDS

TEXT = """\
The miller counts his sacks. The U.S. Grain Board — a slow body — counts them again.

He said "we have enough". Nobody, not even Dr. Oat, believed him!
Winter is long.
"""
SPLIT = {
    (1, 1): "The miller counts his sacks.",
    (1, 2): "The U.S. Grain Board — a slow body — counts them again.",
    (2, 1): 'He said "we have enough".',
    (2, 2): "Nobody, not even Dr. Oat, believed him!",
    (2, 3): "Winter is long.",
}
MARKS = {place: checksum(sentence) for place, sentence in SPLIT.items()}
SOURCE = Source(title="Sacks", author="A. Miller", outlet="Mill News", date="2001-02-03", checksums=MARKS)


def copy(folder: Path, text: str) -> Path:
    path = folder / "copy.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_sentences_end_where_a_reader_would_end_them() -> None:
    assert split(TEXT) == SPLIT


@pytest.mark.parametrize("first", ["2001-02-03\n\n", "date 2001-02-03\n", " Date: 2001-02-03 ", "\n2001-02-03\n"])
def test_a_leading_date_is_not_part_of_the_text(first: str) -> None:
    assert split(first + TEXT) == SPLIT


def test_a_date_further_down_stays() -> None:
    assert split("It began.\n\n2001-02-03 was a Saturday.")[2, 1] == "2001-02-03 was a Saturday."


def test_an_empty_text_has_no_sentences() -> None:
    assert split(" \n\n \n") == {}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The U.K. and the U.S. agree.", 1),
        ("The report of J. R. Wheat is short. It ends.", 2),
        ("Bread rose by 3.5 per cent. Oats fell.", 2),
        ("Is it so? (Some doubt it.) They wait.", 3),
        ("He left.” “Come back”, she said.", 2),
        ("It costs more... and more.", 1),
        ("No stop at the end", 1),
    ],
)
def test_stops_inside_a_sentence_do_not_end_it(text: str, count: int) -> None:
    assert len(split(text)) == count


@pytest.mark.parametrize(
    "other",
    [
        "The miller's 'sack' - \"full\" - is heavy.",
        "The miller's 'sack'\u2014\"full\" -- is heavy.",
        "The miller\u2019s \u2018sack\u2019 \u2014 \u201cfull\u201d \u2013 is heavy.",
        "  The miller\u2019s\u00a0\u2018sack\u2019 \u2014 \u201cfull\u201d\n\u2013 is   heavy.\t",
        "The mill\u00ader's 'sack' - \"full\" - is heavy.\u200b",
    ],
)
def test_quotes_dashes_and_spaces_do_not_change_a_checksum(other: str) -> None:
    plain = "The miller's 'sack'-\"full\"-is heavy."
    assert normalise(other) == plain
    assert checksum(other) == checksum(plain)


def test_another_word_changes_a_checksum() -> None:
    assert checksum("Winter is long.") != checksum("Winter is short.")


def test_a_faithful_copy_matches_throughout(tmp_path: Path) -> None:
    essay = read_essay(copy(tmp_path, TEXT.replace("—", "\u2013").replace("\n", "\r\n")), SOURCE)
    assert essay.matched == frozenset(SPLIT)
    assert essay.message == ""
    assert essay.sentence(2, 3) == "Winter is long."


def test_a_changed_sentence_is_reported_and_the_others_are_shown(tmp_path: Path) -> None:
    essay = read_essay(copy(tmp_path, TEXT.replace("long", "short")), SOURCE)
    assert essay.sentence(2, 3) is None
    assert essay.sentences[2, 3] == "Winter is short."
    assert essay.sentence(1, 1) == SPLIT[1, 1]
    assert "4 of the essay's 5 sentences match" in essay.message
    assert essay.message.endswith("2.3")


def test_a_heading_or_a_lost_paragraph_does_not_hide_the_rest(tmp_path: Path) -> None:
    headed = read_essay(copy(tmp_path, "Sacks\n\nBy A. Miller\n\n" + TEXT), SOURCE)
    assert headed.missing == ()
    assert headed.sentence(2, 1) == SPLIT[2, 1]
    cut = read_essay(copy(tmp_path, TEXT.split("\n\n")[1]), SOURCE)
    assert cut.missing == ((1, 1), (1, 2))
    assert cut.sentence(2, 2) == SPLIT[2, 2]


def test_a_place_outside_the_essay_has_no_sentence(tmp_path: Path) -> None:
    assert read_essay(copy(tmp_path, TEXT), SOURCE).sentence(9, 9) is None


def test_another_text_is_refused_with_the_essay_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r'copy\.txt: none of the 1 sentences .* "Sacks" by A\. Miller'):
        read_essay(copy(tmp_path, "Something else."), SOURCE)


def test_a_text_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"absent\.txt: cannot read"):
        read_essay(tmp_path / "absent.txt", SOURCE)
    path = tmp_path / "old.txt"
    path.write_bytes("Café.".encode("latin-1"))
    with pytest.raises(DataError, match="UTF-8"):
        read_essay(path, SOURCE)


def test_the_seeds_know_eight_paragraphs_and_nineteen_sentences() -> None:
    source = read_source()
    assert (source.author, source.outlet, source.date) == ("Kyle Orton", "TRT World", "2016-11-29")
    assert {paragraph for paragraph, _ in source.checksums} == set(range(1, 9))
    assert len(source.checksums) == len(set(source.checksums.values())) == 19


def test_the_seeds_number_the_sentences_of_a_paragraph_without_gaps() -> None:
    places = read_source().checksums
    for paragraph, sentence in places:
        assert sentence == 1 or (paragraph, sentence - 1) in places


def test_invented_text_does_not_pass_for_the_essay(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="Kyle Orton"):
        read_essay(copy(tmp_path, TEXT))


def test_no_page_and_no_entry_of_the_ledger_holds_a_sentence_of_the_essay() -> None:
    marks = set(read_source().checksums.values())
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *SEEDS.rglob("*.md")]
    entries = tomllib.loads((SEEDS / "claims.toml").read_text(encoding="utf-8")).values()
    texts = {str(page): page.read_text(encoding="utf-8") for page in pages}
    texts["claims.toml"] = "\n\n".join(str(words) for entry in entries for words in entry.values())
    assert [name for name, text in texts.items() if marks & set(map(checksum, split(text).values()))] == []


HEAD = 'title = "Sacks"\nauthor = "A. Miller"\noutlet = "Mill News"\ndate = "2001-02-03"\n'
ROW = '[[sentences]]\nparagraph = 1\nsentence = 1\nsha256 = "0123456789abcdef"\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + ROW.replace("paragraph", "paragrph"), "did you mean 'paragraph'"),
        (HEAD + ROW.replace("sentence = 1\n", ""), "sentence: missing field"),
        (HEAD.replace("outlet", "outlets") + ROW, "did you mean 'outlet'"),
        (HEAD + ROW.replace("= 1", "= 0"), "whole numbers from 1 up"),
        (HEAD + ROW.replace("0123", "XYZ!"), "16 lower-case hexadecimal digits"),
        (HEAD + ROW + ROW, "appear twice"),
        (HEAD + "sentences = 3\n", "[[sentences]]"),
        (HEAD + "sentences = [3]\n", "expected a table"),
        (HEAD + "[[sentences]\n", "not valid TOML"),
    ],
)
def test_broken_checksums_are_refused_in_the_readers_words(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "essay.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_source(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert words in str(caught.value)


def test_a_sound_source_is_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "essay.toml"
    path.write_text(HEAD + ROW, encoding="utf-8")
    assert read_source(path) == replace(SOURCE, checksums={(1, 1): "0123456789abcdef"})
