"""Postings on the terminal: who moved what bears on an outcome, over the run and by quarter."""

import math
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.claims import load_claims
from sim.cli import screen
from sim.cli.screen import NOTHING, frame, number
from sim.experiments.bookkeeping import BACKGROUND, WHOLE
from sim.rule import rules

if TYPE_CHECKING:
    import pandas

    from sim.experiments.explanation import Explanation

QUARTERS = 125  # columns from which sums by quarter have room
MOST_QUARTERS = 12
FIGURES = 3  # of postings, which have many units


def show_postings(found: "Explanation") -> None:
    """Show who moved what bears on the outcome, over the run and by quarter."""
    out = screen.console()
    if found.sums is None or not len(found.sums):
        return
    out.print(posting_table(found, found.sums[found.sums["span"] == WHOLE]))
    quarters = found.sums[found.sums["span"] != WHOLE]
    if len(quarters) and out.width >= QUARTERS:
        out.print(quarter_table(found, quarters))
    elif len(quarters):
        out.print(Text("Sums by quarter, and week by week: --output json or a file, or a wider terminal."))


def posting_table(found: "Explanation", sums: "pandas.DataFrame") -> Table:
    """Return sums over the run: who moved each target in A, in B, and in A more than in B."""
    pairs = found.question.other is not None
    columns = [("A", "right"), *([("B", "right"), ("A − B", "right"), ("95 % interval", "right")] if pairs else [])]
    columns += [] if pairs else [("95 % interval", "right")]
    table = frame(("Who moved it", "left"), *columns, title="Postings, summed over the run")
    table.columns[0].ratio, table.expand = 1, True
    target = ""
    for row in sums.to_dict("records"):
        if row["target"] != target:
            target = row["target"]
            table.add_row(Text(target, style="bold"))
        word = "difference" if pairs else "a"
        cells = [figure(row["a"]), *([figure(row["b"]), figure(row["difference"], True)] if pairs else [])]
        between = [figure(row[f"{word}_low"], pairs), figure(row[f"{word}_high"], pairs)]
        table.add_row(Padding(mover(row["who"]), screen.INDENT), *cells, " to ".join(between))
    return table


def quarter_table(found: "Explanation", quarters: "pandas.DataFrame") -> Table:
    """Return A − B of postings by quarter; without B, A."""
    word = "difference" if found.question.other is not None else "a"
    spans = list(dict.fromkeys(quarters["last_week"]))[:MOST_QUARTERS]
    heading = f"Postings by quarter, {'A − B' if word == 'difference' else 'A'}, to week"
    table = frame(("Who moved it", "left"), *((str(last), "right") for last in spans), title=heading)
    table.columns[0].ratio, table.expand = 1, True
    for target, rows in quarters.groupby("target", sort=False):
        table.add_row(Text(str(target), style="bold"))
        for who, of in rows.groupby("who", sort=False):
            cells = dict(zip(of["last_week"], of[word], strict=True))
            shown = [figure(cells[last], word == "difference") for last in spans]
            table.add_row(Padding(Text(short(str(who)), overflow="ellipsis"), screen.INDENT), *shown)
    return table


def figure(value: float, sign: bool = False) -> str:
    """Write a posting with about three figures, whatever its unit."""
    if math.isnan(value):
        return NOTHING
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    return number(value, max(FIGURES - max(whole, 1), 0), sign)


def short(who: str) -> str:
    """Return the number of the claim that a rule acts."""
    return rules()[who].claim if who in rules() else who


def mover(who: str) -> Text:
    """Return a mover: a claim with what it says, or the background."""
    if who == BACKGROUND or who not in rules():
        return Text(f"{who}: what agents do without any claim" if who == BACKGROUND else who)
    claim = rules()[who].claim
    return Text.assemble((claim, "bold"), f" {load_claims()[claim].says}")
