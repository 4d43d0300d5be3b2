"""What runs say of the facts, in words and numbers for the screen: fact by fact, by theme, set by set."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.assumptions import load_assumptions
from sim.bundles import load_bundles
from sim.experiments.hindsight import AS_ASKED, NULL, Runs, bundles_of, sets_of
from sim.hindsight import WEEKS, words
from sim.hindsight.contrasts import HELPS, HURTS, OPEN, SAME
from sim.hindsight.facts import Fact
from sim.hindsight.numbers import amount, change, span, with_unit
from sim.hindsight.scores import BASELINES, by_theme, score, tally
from sim.numerals import NOTHING, minus, number, percent
from viz.screen.strip import strip

if TYPE_CHECKING:
    import pandas

WORDS = {HELPS: "✓", HURTS: "✗", SAME: "=", OPEN: "~"}  # signs, so that colour is never needed
WHOM = {
    "history": "The runs agree with history against the essay",
    "both": "The runs agree with history, and with the essay as far as that does",
    "essay": "The runs err on the essay's side",
    "neither": "The runs miss, and not on the essay's side",
}


# ---------------------------------------------------------------- as asked
def scores_in_words(runs: Runs, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """Return every fact that is scored, the themes, and all of them summed up; beside the runs with every claim off."""
    scores, null = score(runs[AS_ASKED], facts), score(runs[NULL], facts)
    rows, others = by_name(scores), by_name(null)
    beside = not runs[AS_ASKED].equals(runs[NULL])
    return {
        "replicates": len(runs[AS_ASKED]),
        "weeks": WEEKS,
        "facts": {name: fact_in_words(facts[name], row, others[name], beside) for name, row in rows.items()},
        "themes": [{"name": name, **theme_in_words(row)} for name, row in by_name(by_theme(scores)).items()],
        "hits": words.hits_in_words(tally(scores)),
        "null": null_in_words(tally(scores), tally(null)),
        "partings": words.partings_in_words(scores, facts),
        "whom": [
            {"word": word, "title": title, "facts": following}
            for word, title in WHOM.items()
            if (
                following := [name for name, row in rows.items() if words.bends(facts[name]) and row["follows"] == word]
            )
        ],
    }


def by_name(rows: "pandas.DataFrame") -> dict[str, dict[str, Any]]:
    """Return rows by name as plain cells."""
    return {str(name): {str(key): cell for key, cell in row.items()} for name, row in rows.to_dict("index").items()}


def fact_in_words(fact: Fact, row: Mapping[str, Any], null: Mapping[str, Any], beside: bool) -> dict[str, Any]:
    """Return what runs say of one fact; `beside`, whether those with every claim off are other runs."""
    guesses = {each: float(row[each]) for each in BASELINES}
    others = guesses | ({"null": float(null["median"])} if beside else {})
    places = {name: float(row[name]) for name in ("median", "p5", "p95")}
    return {
        "mark": words.MARKS[row["side"]],
        "word": words.side_in_words(row["side"], fact),
        "hit": bool(row["hit"]),
        "median": amount(row["median"], fact),
        "interval": span(row["p5"], row["p95"], fact),
        "inside": percent(row["inside"]),
        "score": number(row["score"], 1),
        "guesses": {name: guess_in_words(value, fact) for name, value in others.items()},
        "strip": strip(fact, places | others),
        "tale": words.runs_in_words(fact, row, with_unit(row["median"], fact), str(null["side"]) if beside else ""),
    }


def guess_in_words(value: float, fact: Fact) -> dict[str, str] | None:
    """Return another value for a fact, with its sign and word; None where there is none."""
    if math.isnan(value):
        return None
    side = fact.side(value)
    return {"value": amount(value, fact), "mark": words.MARKS[side], "word": words.side_in_words(side, fact)}


def theme_in_words(row: Mapping[str, float]) -> dict[str, str]:
    """Return hits and scores of a theme, beside the guesses; these of as many facts as they speak of."""
    found = {
        "facts": f"{row['facts']:.0f}",
        "hits": f"{row['hits']:.0f}",
        "covered": f"{row['covered']:.0f}",
        "inside": percent(row["inside"]),
        "score": number(row["score"], 2),
    }
    for each in BASELINES:
        of = row[f"{each}_of"]
        found[each] = f"{row[f'{each}_hits']:.0f} of {of:.0f}" if of else NOTHING
        found[f"{each}_score"] = number(row[f"{each}_score"], 2)
    return found


def null_in_words(asked: Mapping[str, float], null: Mapping[str, float]) -> str:
    """Say how the runs do beside those with every claim and rival off."""
    skill = 1 - asked["score"] / null["score"] if null["score"] > 0 else math.nan
    return (
        f"With every claim and rival off, the runs hit {null['hits']:.0f} of the same {null['facts']:.0f}; against "
        f"those, {words.skill_in_words(skill)}."
    )


# ---------------------------------------------------------------- other assumptions
def sets_in_words(runs: Runs, own: bool, facts: Mapping[str, Fact]) -> list[dict[str, str]]:
    """Return how whole assumption sets do."""
    found = []
    for label, row in sets_of(runs, own, facts).items():
        cells: dict[str, Any] = dict(row)
        reach = f"{cells['score_low']:.2f}{NOTHING}{cells['score_high']:.2f}"
        found.append(
            {
                "name": label,
                "title": "As you have it" if label == AS_ASKED else load_assumptions(label).title,
                "hits": f"{cells['hits']} of {cells['facts']}",
                "covered": str(cells["covered"]),
                "inside": percent(cells["inside"]),
                "score": f"{cells['score']:.2f} [{minus(reach)}]",
            }
        )
    return found


def bundles_in_words(runs: Runs, facts: Mapping[str, Fact]) -> list[dict[str, Any]]:
    """Return what changes with each bundle off."""
    found = []
    for label, row in bundles_of(runs, facts).items():
        cells: dict[str, Any] = dict(row)
        by = minus(format(cells["hits_change"], "+d")) if cells["hits_change"] else ""
        found.append(
            {
                "name": label,
                "says": load_bundles().bundles[label].says,
                "hits": f"{cells['hits']}" + (f" ({by})" if by else ""),
                "change": change(cells, "score", 3),
                "inside": change(cells, "inside", 1, 100),
                "mark": WORDS.get(cells["word"], "·"),
                "word": cells["word"],
                "lost": cells["lost"],
                "gained": cells["gained"],
            }
        )
    return found
