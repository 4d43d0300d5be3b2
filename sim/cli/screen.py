"""Tables and words on the terminal: wide ones in full, narrow ones folded, colour never the only sign."""

import math
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.numerals import NOTHING as NOTHING
from sim.numerals import count as count
from sim.numerals import minus as minus
from sim.numerals import number as number
from sim.numerals import percent as percent
from sim.numerals import spread as spread

if TYPE_CHECKING:
    import pandas

    from sim.outcomes import Outcome

NO_TERMINAL = 130  # columns of a table that goes to a file or a pipe
WIDE = 120  # from here on units have a column of their own
FOLDED = 96  # below this, intervals go under their differences
FULL = 160  # from here on there is room for everything
INDENT = (0, 0, 0, 2)
CAVEAT = "This explores an argument; it predicts nothing."

Cell = str | Text | Padding


def console() -> Console:
    """Return the console for results."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else NO_TERMINAL
    return Console(width=width, highlight=False, soft_wrap=False)


def say(text: str, quiet: bool = False) -> None:
    """Say something about the results, on standard error."""
    if not quiet:
        Console(stderr=True, highlight=False).print(Text(text))


def closing(provenance: Mapping[str, Any], quiet: bool) -> None:
    """Close with what this is and how to get it again."""
    overrides = provenance["overrides"]
    parts = [
        " and ".join(provenance["scenarios"]),
        f"assumptions {provenance['assumptions']}",
        count(provenance["replicates"], "replicate"),
        count(provenance["weeks"], "week"),
        f"random seed {provenance['random_seed']}",
        overrides or "no overrides",
    ]
    say(f"{' · '.join(parts)}\n{CAVEAT}", quiet)


# ---------------------------------------------------------------- tables
def frame(*columns: tuple[str, str], title: str = "") -> Table:
    """Return an empty table; each column has a heading and a justification."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 0, 0, 1), title=title, title_justify="left")
    table.title_style = "bold"
    for heading, justify in columns:
        numeric = justify == "right"
        table.add_column(heading, justify=justify, no_wrap=numeric, overflow="fold")  # type: ignore[arg-type]
    return table


def grouped(table: Table, outcomes: Sequence["Outcome"], rows: Mapping[str, Sequence[Cell]]) -> None:
    """Fill a table with one row an outcome, under the headings of their groups."""
    group = ""
    for each in outcomes:
        if each.name not in rows:
            continue
        if each.group != group:
            if group:
                table.add_row()
            group = each.group
            table.add_row(Text(group, style="bold"))
        table.add_row(*rows[each.name])


def label(outcome: "Outcome", wide: bool) -> list[Cell]:
    """Return the first cells of an outcome: title and unit, in one cell if there is little room."""
    if wide:
        return [Padding(outcome.title, INDENT), outcome.unit]
    return [Padding(Text.assemble(f"{outcome.title}, ", (outcome.unit, "dim")), INDENT)]


def first_columns(wide: bool) -> list[tuple[str, str]]:
    """Return the headings of those cells."""
    return [("Outcome", "left"), ("Unit", "left")] if wide else [("Outcome, unit", "left")]


def by_outcome(rows: "pandas.DataFrame") -> dict[str, dict[str, Any]]:
    """Return rows by outcome as plain cells."""
    records = rows.to_dict("records")
    return {
        str(name): {str(key): cell for key, cell in row.items()} for name, row in zip(rows.index, records, strict=True)
    }


def run_table(summary: "pandas.DataFrame", outcomes: Sequence["Outcome"], title: str) -> Table:
    """Return the outcomes of one scenario."""
    wide = console().width >= WIDE
    heading = "95 % interval of mean" if wide else "95 % of mean"
    table = frame(*first_columns(wide), ("Mean", "right"), ("90 % of runs", "right"), (heading, "right"), title=title)
    found = by_outcome(summary)
    rows = {}
    for each in outcomes:
        of = found[each.name]
        rows[each.name] = [
            *label(each, wide),
            number(of["mean"], each.digits),
            NOTHING if each.yes_no else spread(of["p5"], of["p95"], each.digits),
            spread(of["low"], of["high"], each.digits),
        ]
    grouped(table, outcomes, rows)
    return table


WORDS = {
    "clearly higher": ("▲ higher in A", "bold"),
    "clearly lower": ("▼ higher in B", "bold"),
    "no practical difference": ("= no practical difference", ""),
    "undecided": ("? undecided", "dim"),
    "too few runs to judge": ("? too few runs to judge", "dim"),
    "in no run": ("– in no run", "dim"),
}
DATES = {"clearly higher": ("▲ later in A", "bold"), "clearly lower": ("▼ earlier in A", "bold")}


def in_words(word: str, outcome: "Outcome", width: int) -> Text:
    """Return how a difference is called on screen: of dates, the larger is the later."""
    text, style = ((WORDS | DATES) if outcome.is_date else WORDS)[word]
    if width < WIDE:
        text = text.replace("practical ", "")
    return Text(text.replace(" runs to", "\n  runs to") if width < FOLDED else text, style)


def compare_table(contrasts: "pandas.DataFrame", outcomes: Sequence["Outcome"], title: str) -> Table:
    """Return how A differs from B, outcome by outcome."""
    width = console().width
    stacked, wide, full = width < FOLDED, width >= WIDE, width >= FULL
    columns = [*first_columns(wide), ("A", "right"), ("B", "right")]
    columns += [("A − B, 95 %", "right")] if stacked else [("A − B", "right"), ("95 % interval", "right")]
    columns += [("matters from", "right")] if width >= WIDE + 15 else []
    columns += [("std.", "right"), ("same sign", "right")] if full else []
    table = frame(*columns, ("In words", "left"), title=title)
    table.columns[-1].no_wrap = True
    found = by_outcome(contrasts)
    rows = {}
    for each in outcomes:
        of = found[each.name]
        difference = number(of["difference"], each.digits, sign=True)
        between = spread(of["low"], of["high"], each.digits, sign=True)
        cells: list[Cell] = [
            *label(each, wide),
            number(of["mean_a"], each.digits),
            number(of["mean_b"], each.digits),
        ]
        cells += [Text.assemble(difference, "\n", (between, "dim"))] if stacked else [difference, between]
        cells += [number(each.sesoi, min(each.digits, 2))] if width >= WIDE + 15 else []
        agree = NOTHING if math.isnan(of["same_sign"]) else percent(of["same_sign"])
        cells += [number(of["standardised"], 2, sign=True), agree] if full else []
        rows[each.name] = [*cells, in_words(of["word"], each, width)]
    grouped(table, outcomes, rows)
    return table


AGAINST = {"above": ("▲ above", "bold"), "below": ("▼ below", "bold"), "within": ("= within", "")}


def card_table(card: "pandas.DataFrame", title: str) -> Table:
    """Return the report card of the null model."""
    years = [str(name) for name in card if str(name).startswith("year_")]
    table = frame(
        ("Level", "left"),
        ("2016", "right"),
        ("known range", "right"),
        *((name.replace("_", " "), "right") for name in years),
        ("Year 1 against 2016", "left"),
        title=title,
    )
    for row in card.to_dict("records"):
        digits = 2 if row["unit"] == "share" else 0
        table.add_row(
            Text.assemble(row["title"], ", ", (row["unit"].replace("persons a ", "a "), "dim")),
            number(row["best"], digits),
            spread(row["low"], row["high"], digits),
            *(number(row[name], digits) for name in years),
            Text(*AGAINST[row["first_year"]]),
        )
    return table
