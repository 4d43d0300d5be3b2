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
from sim.hindsight.contrasts import standing, without
from sim.hindsight.facts import Fact, load_facts, mapped, not_mapped
from sim.hindsight.scores import ALL, by_theme, score
from sim.hindsight.words import bends, counted, tale

NULL, WITHOUT = "null", "without "
Runs = Mapping[str, pandas.DataFrame]


def show(runs: Runs, asked: str, own: bool, headline: str, quiet: bool) -> None:
    """Show a backtest on screen: `runs` by label, `asked` in full; `own` if no assumption set equals it."""
    facts, console = load_facts(), screen.console()
    scores = score(runs[asked], facts)
    themes = by_theme(scores)
    title = f"{headline}, beside {len(scores)} of {screen.count(len(facts), 'fact')} known by January 2018"
    console.print(tables.fact_table(scores, facts, title))
    console.print(tables.theme_table(themes))
    console.print(Text(summary(scores, themes, facts)))
    console.print()
    tell(scores, score(runs[NULL], facts) if NULL in runs else None, facts)
    if len(runs) > 1:
        console.print(tables.set_table(sets(runs, asked, own, facts)))
        console.print(tables.bundle_table(bundles(runs, asked, facts), facts))
    show_not_modelled(facts)
    late = [fact.title for fact in mapped(facts.values()) if fact.id not in scores.index]
    if late:
        screen.say(f"Left out, since these runs are too short: {', '.join(late)}.", quiet)
    screen.say(TERMS + (SETS_TERMS if len(runs) > 1 else ""), quiet)


TERMS = (
    "Known: the best value and the range of what is known, which is a tolerance. Hit: the median of runs lies in that "
    "range. 90 % of runs: from the 5th to the 95th percentile. Score: how far runs lie from the best value, in half-"
    "widths of the range, less the credit for honest spread (CRPS); 0 is best, 5 worst. Same again: what would be said "
    "if the last figure from before 28 November 2016 went on; trend: the straight line through the last two."
)
SETS_TERMS = (
    " Change: without the bundle, less with it, on the same replicates, with its 95 % interval; a higher score is "
    "worse. Better, worse: surely, and by as much as half a half-width in one fact. No practical difference: surely "
    "less."
)


def summary(scores: pandas.DataFrame, themes: pandas.DataFrame, facts: Mapping[str, Fact]) -> str:
    """Sum up in a few sentences."""
    whole = screen.by_outcome(themes)[ALL]
    text = [
        f"The median of runs hits {whole['hits']:.0f} of {screen.count(int(whole['facts']), 'fact')}; "
        f"{whole['covered']:.0f} lie within 90 % of runs."
    ]
    for name, words in (("persistence", "'Same again'"), ("trend", "The trend")):
        if of := int(whole[f"{name}_of"]):
            text.append(
                f"{words} speaks of {of} of them and hits {whole[f'{name}_hits']:.0f}, the runs "
                f"{whole[f'hits_where_{name}']:.0f} of the same; {tables.skill_words(whole[f'{name}_skill'])}."
            )
    parted = scores[[bends(facts[str(name)]) for name in scores.index]]
    if len(parted):
        whom = counted(parted)
        text.append(
            f"In {screen.count(len(parted), 'fact')} history contradicts the essay or bears it out only in part: there "
            f"the runs agree with history in {whom['history'] + whom['both']}, err on the essay's side in "
            f"{whom['essay']}, on the other in {whom['neither']}."
        )
        borne_out = scores.drop(index=parted.index)
        text.append(
            f"In the other {len(borne_out)} it bears the essay out, and the runs hit {int(borne_out['hit'].sum())}."
        )
    return " ".join(text)


def tell(scores: pandas.DataFrame, null: pandas.DataFrame | None, facts: Mapping[str, Fact]) -> None:
    """Tell fact by fact where history contradicts the essay or bears it out only in part."""
    console = screen.console()
    rows = screen.by_outcome(scores)
    parted = [fact for fact in facts.values() if bends(fact) and fact.id in rows]
    if not parted:
        return
    console.print(Text("Where history parts from the essay, in whole or in part", style="bold"))
    for fact in parted:
        row = rows[fact.id]
        amount = tables.with_unit(row["median"], fact)
        alone = "" if null is None else str(null.loc[fact.id, "side"])
        console.print(Text.assemble((f"{fact.id} {fact.title}. ", "bold"), tale(fact, row, amount, alone)))
    console.print()


def show_not_modelled(facts: Mapping[str, Fact]) -> None:
    """Name the facts that nothing in the model stands for, with what happened and why it is not there."""
    console = screen.console()
    missing = not_mapped(facts.values())
    heading = f"Not modelled, and not scored: {len(missing)} of {screen.count(len(facts), 'fact')}"
    console.print(Text(heading, style="bold"))
    for fact in missing:
        console.print(Text.assemble((f"{fact.id} {fact.title}. ", "bold"), f"{fact.history} Left out: {fact.why_not}."))


# ---------------------------------------------------------------- comparisons
def sets(runs: Runs, asked: str, own: bool, facts: Mapping[str, Fact]) -> dict[str, dict[str, object]]:
    """Return how whole assumption sets do, and before them what was asked if it is none of them."""
    shown = [label for label in runs if not label.startswith(WITHOUT) and (own or label != asked)]
    return {label: standing(runs[label], facts) for label in shown}


def bundles(runs: Runs, asked: str, facts: Mapping[str, Fact]) -> dict[str, dict[str, object]]:
    """Return what changes with each bundle off."""
    return {
        label.removeprefix(WITHOUT): without(runs[asked], each, facts)
        for label, each in runs.items()
        if label.startswith(WITHOUT)
    }


# ---------------------------------------------------------------- rows
def write_scores(runs: Runs, asked: str, own: bool, to: Destination, provenance: Mapping[str, Any]) -> None:
    """Write one row a fact and assumptions; JSON also holds themes, sets, bundles and what is not modelled.

    An infinite number of days, a date that does not come, is empty in a file.
    """
    facts = load_facts()
    rows = pandas.concat([scored(label, each, facts) for label, each in runs.items()], ignore_index=True)
    units = {fact.id: fact.unit for fact in mapped(facts.values())}
    if to.form != "json":
        write(rows, to, provenance, units)
        return
    whole = json.loads(as_json(rows, provenance, units))
    whole["themes"] = json.loads(by_theme(score(runs[asked], facts)).reset_index().to_json(orient="records"))
    whole["sets"] = plain(sets(runs, asked, own, facts)) if len(runs) > 1 else []
    whole["bundles"] = plain(bundles(runs, asked, facts)) if len(runs) > 1 else []
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


def scored(label: str, runs: pandas.DataFrame, facts: Mapping[str, Fact]) -> pandas.DataFrame:
    """Return the scores of one set of assumptions as rows for a file."""
    found = score(runs, facts).reset_index()
    found = found.replace([math.inf, -math.inf], math.nan)
    found.insert(0, "assumptions", label)
    return found


def plain(rows: Mapping[str, Mapping[str, object]]) -> list[dict[str, object]]:
    """Return rows for JSON: what has no value is null."""
    return [
        {"name": label}
        | {key: None if isinstance(cell, float) and math.isnan(cell) else cell for key, cell in row.items()}
        for label, row in rows.items()
    ]
