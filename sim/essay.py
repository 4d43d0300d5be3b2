"""The reader's own copy of the essay, cut into sentences and checked against checksums."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sim.errors import DataError, guess
from sim.paths import SEEDS

Place = tuple[int, int]  # paragraph and sentence, both counted from 1

CHECKSUM_LENGTH = 16
CHECKSUM = re.compile(rf"[0-9a-f]{{{CHECKSUM_LENGTH}}}")
DATE_LINE = re.compile(r"\A\s*(?:date:?\s+)?\d{4}-\d{2}-\d{2}\s+", re.IGNORECASE)
BLANK_LINES = re.compile(r"\n\s*\n")
SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u00b4`"
DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
PLAIN = str.maketrans(
    {**dict.fromkeys(SINGLE_QUOTES, "'"), **dict.fromkeys(DOUBLE_QUOTES, '"'), **dict.fromkeys(DASHES, "-")}
)
SPACED_DASHES = re.compile(r" ?-+ ?")  # publishers differ on the spaces around a dash
# A full stop, with any closing quotes or brackets, before something that can open a sentence.
QUOTES = f"\"'{SINGLE_QUOTES}{DOUBLE_QUOTES}"
SENTENCE_END = re.compile(rf"[.!?]+[{QUOTES})\]]*\s+(?=[{QUOTES}(\[]*[A-Z0-9])")
INITIALS = re.compile(r"(?:^|[^A-Za-z.])(?:[A-Za-z]\.)+$")
ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sen|Rep|Gov|St|No|vs|cf|ca|approx)\.$")


@dataclass(frozen=True)
class Source:
    """What is known of the essay without its text: `seeds/essay.toml`."""

    title: str
    author: str
    outlet: str
    date: str
    checksums: dict[Place, str]


@dataclass(frozen=True)
class Essay:
    """A copy held against the checksums: its sentences by place, and the places that match.

    A sentence that matches stands at its place in the essay even if the copy has gained or lost
    paragraphs; other places hold whatever the copy has there.
    """

    path: Path
    sentences: dict[Place, str]
    matched: frozenset[Place]
    expected: frozenset[Place]

    def sentence(self, paragraph: int, sentence: int) -> str | None:
        """The sentence at this place if it matches its checksum, else None."""
        place = (paragraph, sentence)
        return self.sentences[place] if place in self.matched else None

    @property
    def missing(self) -> tuple[Place, ...]:
        """Places whose sentence is absent or worded otherwise, in reading order."""
        return tuple(sorted(self.expected - self.matched))

    @property
    def message(self) -> str:
        """How many sentences match and which do not; empty if all do."""
        if not self.missing:
            return ""
        found = f"{len(self.matched)} of the essay's {len(self.expected)} sentences match"
        places = ", ".join(f"{paragraph}.{sentence}" for paragraph, sentence in self.missing)
        return f"{self.path}: {found}; missing or worded otherwise (paragraph.sentence): {places}"


def read_essay(path: Path | str, source: Source | None = None) -> Essay:
    """Read a UTF-8 text, blank lines between paragraphs, and hold it against `source` (the default: seeds).

    A copy that matches in part is returned, and `message` says what differs. Raises DataError if the
    file cannot be read or no sentence of it matches.
    """
    known = read_source() if source is None else source
    copy = split(_read(Path(path)))
    text_of = {checksum(text): text for text in copy.values()}
    matching = {place: text_of[mark] for place, mark in known.checksums.items() if mark in text_of}
    essay = Essay(Path(path), {**copy, **matching}, frozenset(matching), frozenset(known.checksums))
    if not matching:
        what = f'"{known.title}" by {known.author}, {known.outlet}, {known.date}'
        raise DataError(f"{path}: none of the {len(copy)} sentences here matches the essay; is it {what}?")
    return essay


def split(text: str) -> dict[Place, str]:
    """Sentences by (paragraph, sentence), whitespace collapsed; a leading date line is not text.

    A full stop after initials or a common abbreviation (`U.S.`, `Dr.`) does not end a sentence.
    """
    paragraphs = (part for part in BLANK_LINES.split(DATE_LINE.sub("", text)) if part.strip())
    return {
        (number, position): sentence
        for number, paragraph in enumerate(paragraphs, start=1)
        for position, sentence in enumerate(_sentences(paragraph), start=1)
    }


def normalise(sentence: str) -> str:
    """Plain quotes, dashes and spaces, nothing invisible, so that copies of one text agree."""
    plain = unicodedata.normalize("NFKC", sentence.translate(PLAIN)).translate(PLAIN)
    visible = "".join(each for each in plain if unicodedata.category(each) != "Cf")
    return SPACED_DASHES.sub("-", " ".join(visible.split()))


def checksum(sentence: str) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the normalised sentence."""
    return sha256(normalise(sentence).encode()).hexdigest()[:CHECKSUM_LENGTH]


def read_source(path: Path = SEEDS / "essay.toml") -> Source:
    """Title, author, outlet, date and checksums of the essay. Raises DataError if the file is broken."""
    try:
        table = tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{path}: not valid TOML: {error}") from error
    words = ("title", "author", "outlet", "date")
    _check_keys(str(path), table, (*words, "sentences"))
    rows = table["sentences"]
    if not isinstance(rows, list) or not rows:
        raise DataError(f"{path}: sentences: expected tables [[sentences]]")
    checksums: dict[Place, str] = {}
    for number, row in enumerate(rows, start=1):
        place, mark = _row(f"{path}: sentences, row {number}", row)
        if place in checksums:
            raise DataError(f"{path}: sentences, row {number}: paragraph and sentence {place} appear twice")
        checksums[place] = mark
    return Source(checksums=checksums, **{word: str(table[word]) for word in words})


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(f"{path}: cannot read the file ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not a UTF-8 text file; save the essay as plain text (UTF-8)") from error


def _sentences(paragraph: str) -> list[str]:
    line = " ".join(paragraph.split())
    found, start = [], 0
    for end in SENTENCE_END.finditer(line):
        head = line[start : end.end()].rstrip()
        if INITIALS.search(head) or ABBREVIATION.search(head):
            continue
        found.append(head)
        start = end.end()
    return [*found, line[start:]]


def _row(at: str, row: object) -> tuple[Place, str]:
    if not isinstance(row, dict):
        raise DataError(f"{at}: expected a table with paragraph, sentence, sha256")
    _check_keys(at, row, ("paragraph", "sentence", "sha256"))
    paragraph, sentence, mark = row["paragraph"], row["sentence"], row["sha256"]
    if not all(type(number) is int and number >= 1 for number in (paragraph, sentence)):
        raise DataError(f"{at}: paragraph and sentence are whole numbers from 1 up")
    if not isinstance(mark, str) or not CHECKSUM.fullmatch(mark):
        raise DataError(f"{at}: sha256 = {mark!r}: expected {CHECKSUM_LENGTH} lower-case hexadecimal digits")
    return (paragraph, sentence), mark


def _check_keys(at: str, table: dict[str, object], allowed: Iterable[str]) -> None:
    for key in table:
        if key not in allowed:
            raise DataError(f"{at}: {key}: unknown field{guess(key, allowed)}")
    for key in allowed:
        if key not in table:
            raise DataError(f"{at}: {key}: missing field")
