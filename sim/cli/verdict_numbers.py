"""The numbers behind a verdict, on the terminal: a line each, or stacked where there is little room."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.cli import screen
from sim.cli.screen import NOTHING, frame, number, spread
from sim.outcomes import Outcome
from sim.verdict import checks as machinery
from sim.verdict.contrasts import Contrast, Level
from sim.verdict.forecasts import AGAINST, Threshold
from sim.verdict.sentences import where_from
from sim.verdict.words import AGREES, CONTRADICTS, OPEN, PEOPLE, RELATIVE, SAME, TOO_SHORT

SYMBOLS = {
    AGREES: ("▲", "bold"),
    RELATIVE: ("△", "bold"),
    PEOPLE: ("△", "bold"),
    CONTRADICTS: ("▼", "bold"),
    SAME: ("=", ""),
    OPEN: ("?", "dim"),
    TOO_SHORT: (NOTHING, "dim"),
    machinery.WORKS: ("▲", "bold"),
    machinery.WRONG_WAY: ("▼", "bold"),
    machinery.SMALL: ("=", ""),
    machinery.STILL: (NOTHING, "dim"),
}
FALLS, LABEL = "Aleppo falls", 32  # the first column of every table of numbers, as wide in all of them
WORDY = ("Outcome", "In words", "Where from")
FLAT = 128  # columns from which a row of numbers takes one line
ROOMY = 156  # columns from which there is room to say where each difference comes from
SHARE = 2  # decimals of a share of runs


@dataclass(frozen=True)
class Cells:
    """The numbers of a row as written."""

    mean: str = ""
    difference: str = ""
    interval: str = ""
    off: str = ""
    source: str = ""


def in_words(word: str) -> Text:
    """Return a word with its sign, so that colour or weight is never the only one."""
    symbol, style = SYMBOLS[word]
    text = word.replace("practical ", "") if screen.console().width < screen.FOLDED else word
    return Text(f"{symbol} {text}", style)


def number_table() -> Table:
    """Return an empty table of numbers behind a verdict; all have the same columns, so that they stand in line."""
    width = screen.console().width
    stacked = width < FLAT
    columns = [("Outcome", LABEL if stacked else LABEL + 9), ("Mean", 6)]
    columns += [("Difference", 16)] if stacked else [("Difference", 10), ("95 % interval", 19)]
    columns += [("In words", 16 if width < screen.FOLDED else 26)]
    columns += [] if stacked else [("Rules off", 9)]
    columns += [("Where from", 25)] if width >= ROOMY else []
    table = frame(*((name, "left" if name in WORDY else "right") for name, _ in columns))
    for column, (_, least) in zip(table.columns, columns, strict=True):
        column.min_width = least
        if column.justify == "left":  # words wrap, so that numbers keep their place
            column.max_width = least
    return table


def add_row(table: Table, label: screen.Cell, cells: Cells, word: Text) -> None:
    """Add a row: with little room the interval goes under the difference, and the null's under the word."""
    width = screen.console().width
    if width < FLAT:
        both = [Text(each, style) for each, style in ((cells.difference, ""), (cells.interval, "dim")) if each]
        off = f"\nrules off {cells.off}" if cells.off else ""
        row: list[screen.Cell] = [Text("\n").join(both), Text.assemble(word, (off, "dim"))]
    else:
        row = [cells.difference, cells.interval, word, cells.off]
    table.add_row(label, cells.mean, *row, *([cells.source] if width >= ROOMY else []))


def add_contrasts(table: Table, contrasts: Sequence[Contrast], believed: str) -> None:
    """Add outcome by outcome: the fall, then each broken siege."""
    before: Outcome | None = None
    for each in contrasts:
        of = each.outcome
        if of is not before:
            if before is not None:
                table.add_row()
            add_row(table, heading(of, of.unit), Cells(), note(f"matters from {number(of.sesoi, min(of.digits, 2))}"))
            add_row(table, inset(FALLS), Cells(number(each.fall, of.digits)), note(""))
        before = of
        found = Cells(
            number(each.broken, of.digits),
            number(each.difference.mean, of.digits, sign=True),
            spread(each.difference.low, each.difference.high, of.digits, sign=True),
            number(each.null.mean, of.digits, sign=True),
            where_from(each.attribution, believed) or NOTHING,
        )
        add_row(table, inset(f"broken: {AGAINST[each.versus]}"), found, in_words(each.word))


def add_level(table: Table, level: Level, threshold: Threshold, believed: str) -> None:
    """Add a share of fall runs, with the shares at which it agrees or contradicts."""
    few = threshold.agrees < threshold.contradicts
    agrees = f"agrees {'to' if few else 'from'} {threshold.agrees:.2f}"
    contradicts = f"contradicts {'from' if few else 'below'} {threshold.contradicts:.2f}"
    what = f"at least {threshold.at_least:.0f} {level.outcome.unit}" if threshold.at_least > 1 else level.outcome.unit
    add_row(table, heading(level.outcome, what), Cells(), note(f"{agrees}\n{contradicts}"))
    found = Cells(
        number(level.share.mean, SHARE),
        "",
        spread(level.share.low, level.share.high, SHARE),
        number(level.null.mean, SHARE),
        where_from(level.attribution, believed) or NOTHING,
    )
    add_row(table, inset(FALLS), found, in_words(level.word))


def heading(outcome: Outcome, unit: str) -> Text:
    """Return the line above an outcome's rows."""
    return Text.assemble((outcome.title, "bold"), f", {unit}")


def inset(label: str) -> Padding:
    """Return the label of a row below a heading."""
    return Padding(label, (0, 0, 0, 2))


def note(text: str) -> Text:
    """Return words that are no finding."""
    return Text(text, "dim")
