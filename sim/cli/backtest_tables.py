"""Tables of a backtest for the terminal: facts, themes, assumption sets, bundles."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.cli.screen import FULL, INDENT, NOTHING, WIDE, Cell, by_outcome, console, frame, minus, number, percent
from sim.hindsight.contrasts import HELPS, HURTS, OPEN, SAME
from sim.hindsight.facts import Fact
from sim.hindsight.numbers import amount, change, span
from sim.hindsight.words import MARKS, side_in_words

if TYPE_CHECKING:
    import pandas

WORDS = {HELPS: ("✓ " + HELPS, "bold"), HURTS: ("✗ " + HURTS, "bold"), SAME: ("= " + SAME, ""), OPEN: ("~ " + OPEN, "")}


# ---------------------------------------------------------------- facts and themes
def fact_table(scores: "pandas.DataFrame", facts: Mapping[str, Fact], title: str) -> Table:
    """Return all facts with what runs make of them, under their themes."""
    width = console().width
    wide, full = width >= WIDE, width >= FULL
    columns = [("Fact", "left"), *([("Unit", "left")] if full else []), ("Known", "right")]
    columns += [("Range", "right")] if wide else []
    columns += [("Runs", "right"), *([("90 % of runs", "right"), ("Runs in range", "right")] if wide else [])]
    columns += [("In words", "left"), ("Score", "right")]
    columns += [("Same again", "right"), ("Trend", "right")] if wide else []
    table = frame(*columns, title=title)
    theme = ""
    for name, row in by_outcome(scores).items():
        fact = facts[name]
        if fact.theme != theme:
            if theme:
                table.add_row()
            theme = fact.theme
            table.add_row(Text(theme[0].upper() + theme[1:], style="bold"))
        table.add_row(*fact_cells(fact, row, wide, full))
    return table


def fact_cells(fact: Fact, row: Mapping[str, Any], wide: bool, full: bool) -> list[Cell]:
    """Return the cells of one fact."""
    unit = "" if full else f", {fact.unit}"
    label = Text.assemble((f"{fact.id} ", "dim"), fact.title, (unit, "dim"))
    cells: list[Cell] = [Padding(label, INDENT), *([fact.unit] if full else [])]
    known, inside = span(fact.low, fact.high, fact), span(row["p5"], row["p95"], fact)
    best, median = amount(fact.best, fact), amount(row["median"], fact)
    side = row["side"]
    words = Text(f"{MARKS[side]} {side_in_words(side, fact)}", style="" if side == "within" else "bold")
    if wide:
        cells += [best, known, median, inside, percent(row["inside"])]
    else:
        cells += [Text.assemble(best, "\n", (known, "dim")), Text.assemble(median, "\n", (inside, "dim"))]
    cells += [words, number(row["score"], 1)]
    return cells + ([guessed(fact, row, each) for each in ("persistence", "trend")] if wide else [])


def guessed(fact: Fact, row: Mapping[str, Any], name: str) -> Cell:
    """Return what a baseline says, marked like the runs."""
    value = float(row[name])
    if math.isnan(value):
        return NOTHING
    return f"{amount(value, fact)} {MARKS[fact.side(value)]}"


def theme_table(themes: "pandas.DataFrame") -> Table:
    """Return hits and scores by theme, beside the baselines."""
    wide = console().width >= WIDE
    table = frame(
        ("Theme", "left"),
        ("Facts", "right"),
        ("Hits", "right"),
        *([("Within 90 % of runs", "right"), ("Runs in range", "right")] if wide else []),
        ("Score", "right"),
        ("Same again, hits", "right"),
        ("score", "right"),
        *([("Trend, hits", "right"), ("score", "right")] if wide else []),
    )
    for name, row in by_outcome(themes).items():
        style = "bold" if name == "all" else ""
        table.add_row(*(Text(cell, style=style) for cell in theme_cells(name, row, wide)))
    return table


def theme_cells(name: str, row: Mapping[str, Any], wide: bool) -> list[str]:
    """Return the cells of one theme; a baseline's are its hits of as many facts, and its score."""
    cells = [name[0].upper() + name[1:], f"{row['facts']:.0f}", f"{row['hits']:.0f}"]
    cells += [f"{row['covered']:.0f}", percent(row["inside"])] if wide else []
    cells += [number(row["score"], 2)]
    for each in ("persistence", "trend") if wide else ("persistence",):
        of = row[f"{each}_of"]
        cells += [f"{row[f'{each}_hits']:.0f} of {of:.0f}" if of else NOTHING, number(row[f"{each}_score"], 2)]
    return cells


# ---------------------------------------------------------------- sets and bundles
def set_table(sets: Mapping[str, Mapping[str, Any]]) -> Table:
    """Return whole assumption sets side by side."""
    table = frame(
        ("Assumptions", "left"),
        ("Hits", "right"),
        ("Within 90 % of runs", "right"),
        ("Runs in range", "right"),
        ("Score, 95 %", "right"),
        title="The same with whole assumption sets",
    )
    for label, row in sets.items():
        reach = NOTHING if math.isnan(row["score_low"]) else f"{row['score_low']:.2f}–{row['score_high']:.2f}"
        table.add_row(
            label,
            f"{row['hits']} of {row['facts']}",
            str(row["covered"]),
            percent(row["inside"]),
            f"{row['score']:.2f} [{minus(reach)}]",
        )
    return table


def bundle_table(bundles: Mapping[str, Mapping[str, Any]]) -> Table:
    """Return what changes with each bundle off, and which hits it costs or brings."""
    wide = console().width >= WIDE
    table = frame(
        ("Without", "left"),
        ("Hits", "right"),
        ("Change of score, 95 %", "right"),
        *([("Change of runs in range, points", "right")] if wide else []),
        ("In words", "left"),
        title="Which claims earn their place: each bundle off",
    )
    for name, row in bundles.items():
        moved = [f"{word} {', '.join(row[key])}" for key, word in (("lost", "loses"), ("gained", "gains")) if row[key]]
        words = Text.assemble(WORDS.get(row["word"], (f"· {row['word']}", "")))
        if moved:
            words.append(f" ({'; '.join(moved)})", style="dim")
        hits = f"{row['hits']}" + (f" ({minus(format(row['hits_change'], '+d'))})" if row["hits_change"] else "")
        cells: list[Cell] = [name, hits, change(row, "score", 3)]
        table.add_row(*cells, *([change(row, "inside", 1, 100)] if wide else []), words)
    return table
