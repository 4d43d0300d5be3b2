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

if TYPE_CHECKING:
    import pandas

LATER = "later"
COARSE = 2.0  # steps of a last digit that a tolerance should span
SIDES = {"within": ("= hit", ""), "below": ("▼ too low", "bold"), "above": ("▲ too high", "bold")}
DATES = {"within": ("= hit", ""), "below": ("▼ too early", "bold"), "above": ("▲ too late", "bold")}
WORDS = {HELPS: ("✓ " + HELPS, "bold"), HURTS: ("✗ " + HURTS, "bold"), SAME: ("= " + SAME, ""), OPEN: ("~ " + OPEN, "")}


# ---------------------------------------------------------------- numbers
def digits(fact: Fact) -> int:
    """Return how many decimals tell values apart: those of the range, and enough for its width; a count has none."""
    if fact.low == fact.high:
        return 0
    written = max(len(f"{each:g}".partition(".")[2]) for each in (fact.low, fact.high))
    return max(written, math.ceil(-math.log10(fact.tolerance / COARSE)), 0)


def amount(value: float, fact: Fact) -> str:
    """Write a value of a fact; a date that does not come within the window is `later`."""
    if math.isinf(value):
        return LATER
    return number(value, digits(fact)) if value else "0"


def span(low: float, high: float, fact: Fact) -> str:
    """Write a range of values of a fact."""
    if low == high:
        return amount(low, fact)
    both = [amount(each, fact) for each in (low, high)]
    return (" to " if low < 0 or LATER in both else NOTHING).join(both)


def with_unit(value: float, fact: Fact) -> str:
    """Write a value with its unit; a ratio or fraction needs none, a date names its origin."""
    text = amount(value, fact)
    if fact.unit in ("ratio", "fraction", "number"):
        return text
    if fact.unit.startswith("%"):
        return f"{text} {fact.unit}"
    return f"{text} than the window" if text == LATER else f"{text} {fact.unit}"


def skill_words(skill: float) -> str:
    """Say whether the runs beat a baseline, by their score on the same facts."""
    if math.isnan(skill):
        return "nothing to compare"
    how = f"{abs(100 * skill):.0f} % {'better' if skill > 0 else 'worse'}"
    return f"by their score the runs are {how}" if abs(skill) >= 0.005 else "by their score the runs are as good"


def change(row: Mapping[str, Any], name: str, places: int, times: float = 1.0) -> str:
    """Write a change with its interval."""
    middle, low, high = (times * float(row[f"{name}_{each}"]) for each in ("change", "low", "high"))
    if not (middle or low or high):
        return "0"
    inner = NOTHING if math.isnan(low) else f"{number(low, places, True)} to {number(high, places, True)}"
    return f"{number(middle, places, True)} [{inner}]"


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
    words = Text(*(DATES if fact.unit.startswith("days") else SIDES)[row["side"]])
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
    mark = SIDES[fact.side(value)][0][0]
    return f"{amount(value, fact)} {mark}"


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


def bundle_table(bundles: Mapping[str, Mapping[str, Any]], facts: Mapping[str, Fact]) -> Table:
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
