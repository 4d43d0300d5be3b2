"""What is shown or written of a backtest: facts, themes, whom the runs follow, which claims help."""

import json
import math
import sys
from collections.abc import Mapping
from typing import Any

import pandas
from rich.text import Text

from sim.cli import backtest_tables as tables
from sim.cli import screen
from sim.cli.output import Destination, as_json, write
from sim.errors import ExperimentError
from sim.experiments.hindsight import AS_ASKED, NULL, Runs, bundles_of, sets_of
from sim.hindsight import words
from sim.hindsight.facts import Fact, load_facts, mapped, not_mapped
from sim.hindsight.numbers import with_unit
from sim.hindsight.scores import as_rows, by_theme, score, tally


def show(runs: Runs, own: bool, headline: str, quiet: bool) -> None:
    """Show a backtest on screen: `runs` by label; `own` if what was asked is no assumption set."""
    facts, console = load_facts(), screen.console()
    scores = score(runs[AS_ASKED], facts)
    themes = by_theme(scores)
    title = f"{headline}, beside {len(scores)} of {screen.count(len(facts), 'fact')} known by January 2018"
    console.print(tables.fact_table(scores, facts, title))
    console.print(tables.theme_table(themes))
    console.print(Text(" ".join([*words.hits_in_words(tally(scores)), *words.partings_in_words(scores, facts)])))
    console.print()
    tell(scores, score(runs[NULL], facts) if NULL in runs else None, facts)
    if len(runs) > 1:
        console.print(tables.set_table(sets_of(runs, own, facts)))
        console.print(tables.bundle_table(bundles_of(runs, facts)))
    show_not_modelled(facts)
    late = [fact.title for fact in mapped(facts.values()) if fact.id not in scores.index]
    if late:
        screen.say(f"Left out, since these runs are too short: {', '.join(late)}.", quiet)
    screen.say(words.in_a_line(words.TERMS | (words.TERMS_OF_CHANGES if len(runs) > 1 else {})), quiet)


def tell(scores: pandas.DataFrame, null: pandas.DataFrame | None, facts: Mapping[str, Fact]) -> None:
    """Tell fact by fact where history contradicts the essay or bears it out only in part."""
    console = screen.console()
    rows = screen.by_outcome(scores)
    parted = [fact for fact in facts.values() if words.bends(fact) and fact.id in rows]
    if not parted:
        return
    console.print(Text("Where history parts from the essay, in whole or in part", style="bold"))
    for fact in parted:
        row = rows[fact.id]
        amount = with_unit(row["median"], fact)
        alone = "" if null is None else str(null.loc[fact.id, "side"])
        console.print(Text.assemble((f"{fact.id} {fact.title}. ", "bold"), words.tale(fact, row, amount, alone)))
    console.print()


def show_not_modelled(facts: Mapping[str, Fact]) -> None:
    """Name the facts that nothing in the model stands for, with what happened and why it is not there."""
    console = screen.console()
    missing = not_mapped(facts.values())
    heading = f"Not modelled, and not scored: {len(missing)} of {screen.count(len(facts), 'fact')}"
    console.print(Text(heading, style="bold"))
    for fact in missing:
        console.print(Text.assemble((f"{fact.id} {fact.title}. ", "bold"), f"{fact.history} Left out: {fact.why_not}."))


# ---------------------------------------------------------------- rows
def write_scores(runs: Runs, own: bool, to: Destination, provenance: Mapping[str, Any]) -> None:
    """Write one row a fact and assumptions; JSON also holds themes, sets, bundles and what is not modelled.

    An infinite number of days, a date that does not come, is empty in a file.
    """
    facts = load_facts()
    rows = as_rows(runs, facts)
    units = {fact.id: fact.unit for fact in mapped(facts.values())}
    if to.form != "json":
        write(rows, to, provenance, units)
        return
    whole = json.loads(as_json(rows, provenance, units))
    whole["themes"] = json.loads(by_theme(score(runs[AS_ASKED], facts)).reset_index().to_json(orient="records"))
    whole["sets"] = plain(sets_of(runs, own, facts)) if len(runs) > 1 else []
    whole["bundles"] = plain(bundles_of(runs, facts)) if len(runs) > 1 else []
    whole["not_modelled"] = [
        {"fact": each.id, "title": each.title, "why": each.why_not} for each in not_mapped(facts.values())
    ]
    text = json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
    if to.file is None:
        sys.stdout.write(text)
        return
    try:
        to.file.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise ExperimentError(f"{to.file}: cannot be written ({problem.strerror})") from None


def plain(rows: Mapping[str, Mapping[str, object]]) -> list[dict[str, object]]:
    """Return rows for JSON: what has no value is null."""
    return [
        {"name": label}
        | {key: None if isinstance(cell, float) and math.isnan(cell) else cell for key, cell in row.items()}
        for label, row in rows.items()
    ]
