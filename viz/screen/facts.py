"""The facts of history as a screen shows them, whatever is run: what happened, when, where it is from."""

import json
from datetime import date
from functools import cache
from typing import Any

from sim.bundles import load_bundles
from sim.hindsight.facts import Fact, load_facts
from sim.hindsight.numbers import amount, span
from sim.hindsight.words import SIDES, TERMS, TERMS_OF_CHANGES
from sim.verdict.forecasts import BY_NUMBER
from viz.screen.measures import MEASURES

# What is charted week by week and comes nearest to what stands for a fact in the model.
CHARTS = {
    "regime_area": "area_regime",
    "opposition_area": "area_opposition",
    "deaths_against_2016": "deaths",
    "civilian_deaths_against_november": "deaths",
    "days_until_washington_stops": "support",
    "settlements_signed": "settled",
    "displaced_stock": "displaced",
    "moved_onward_against_2016": "onward",
    "populist_change_germany": "populism",
    "populist_change_netherlands": "populism",
    "populist_change_britain": "populism",
}
RIVALS = "E"  # their numbers are their own: a side test is of a claim of the essay
CONFIDENCE = {
    "sourced": "the figure is the source's own, or its rounding",
    "secondary": "found in a report of somebody else",
    "derived": "worked out from figures of the source",
    "judgement": "judged; no source states it",
    "memory": "recalled; no source was at hand",
}
DIRECTIONS = {
    "supports": "bears the essay out",
    "contradicts": "contradicts the essay",
    "mixed": "bears the essay out in part only",
}
EXPECTS = {
    **{side: f"{words} here" for side, words in SIDES.items()},
    "silent": "nothing: the essay is silent here",
}
LESSONS = (
    (
        "What it can show",
        "Where these assumptions contradict the record; and whether the runs come nearer to it than two guesses that "
        "anybody could have made: that all stays as it was, or goes on as it went.",
    ),
    (
        "What it cannot show",
        "Anything about the world that did not happen: no record tells how a broken siege would have gone. Nor does a "
        "hit make the argument right: history is one draw, and with every claim off the runs hit facts too.",
    ),
    (
        "What set the numbers",
        "Nothing that became known after January 2018 set a number of the model. The background was fitted to levels "
        "of 2016, claims stand as stated, and no strength was fitted to these facts.",
    ),
)


@cache
def facts_text() -> str:
    """Return themes and facts, and what hindsight can show, as JSON."""
    facts = load_facts()
    return json.dumps(
        {
            "themes": list(dict.fromkeys(each.theme for each in facts.values())),
            "facts": [fact_in_words(each) for each in facts.values()],
            "lessons": LESSONS,
        },
        ensure_ascii=False,
    )


@cache
def terms_text() -> str:
    """Return the words of scores and comparisons, and what they mean, as JSON."""
    return json.dumps({"scores": list(TERMS.items()), "changes": list(TERMS_OF_CHANGES.items())})


def fact_in_words(fact: Fact) -> dict[str, Any]:
    """Return one fact with all a reader may want to know of it."""
    chart = CHARTS.get(fact.measure)
    return {
        "id": fact.id,
        "theme": fact.theme,
        "title": fact.title,
        "unit": fact.unit,
        "definition": fact.definition,
        "history": fact.history,
        "essay": fact.essay,
        "expects": EXPECTS[fact.essay_expects],
        "direction": DIRECTIONS[fact.direction],
        "when": dates(fact.first_day, fact.last_day),
        "weeks": f"week {fact.first_week}"
        if fact.first_week == fact.last_week
        else f"weeks {fact.first_week} to {fact.last_week}",
        "best": amount(fact.best, fact),
        "range": span(fact.low, fact.high, fact),
        "guesses": [guess_in_words(fact, each) for each in ("persistence", "trend")],
        "guessNote": fact.baseline_note,
        "source": fact.source,
        "address": fact.address,
        "confidence": CONFIDENCE[fact.confidence],
        "knownBy": day(fact.known_by),
        "note": fact.note,
        "claims": [{"id": each, "listed": each in listed(), "verdict": verdict_of(each)} for each in fact.claims],
        "chart": None if chart is None else {"name": chart, "title": MEASURES[chart].title, "week": fact.last_week},
        "whyNot": fact.why_not,
    }


def guess_in_words(fact: Fact, name: str) -> str:
    """Return what a naive guess says, in the unit of the fact; empty where it says nothing."""
    value: float | None = getattr(fact, name)
    return "" if value is None else amount(value, fact)


@cache
def listed() -> frozenset[str]:
    """Return the claims that the assumption panel lists."""
    return frozenset(claim for each in load_bundles().bundles.values() for claim in each.claims)


def verdict_of(claim: str) -> str:
    """Return the verdict that tests a claim, as a forecast or by a side test of its number; empty if none does."""
    return next((each for each in (claim, f"T{claim[1:]}") if claim[0] not in RIVALS and each in BY_NUMBER), "")


# ---------------------------------------------------------------- days
def dates(first: date, last: date) -> str:
    """Return the days from one to another, as short as can be."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    return f"{first.day} {first:%B} to {day(last)}" if first.year == last.year else f"{day(first)} to {day(last)}"


def day(of: date) -> str:
    """Return a day in words."""
    return f"{of.day} {of:%B %Y}"
