"""What happened, what the essay would have led one to expect, and whom runs follow: plain sentences."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.hindsight.facts import Fact
from sim.hindsight.numbers import is_date
from sim.measures import EAST_ALEPPO
from sim.numerals import count

if TYPE_CHECKING:
    import pandas

    from sim.scenario import Scenario

MARKS = {"within": "=", "below": "▼", "above": "▲"}  # of a median that hits, is too low, is too high
MISSES = {"within": "hit", "below": "too low", "above": "too high"}
DATES = {"within": "hit", "below": "too early", "above": "too late"}
SIDES = {"below": "lower than what happened", "above": "higher than what happened", "within": "near what happened"}
FOLLOWS = {
    "history": "agree with history against the essay",
    "essay": "err on the essay's side",
    "both": "agree with history, and with the essay as far as that does",
    "neither": "err on the other side",
}
SILENT = {"history": "agree with history", "neither": "miss it"}
WITHIN = {"both": FOLLOWS["both"], "neither": "miss it, where the essay would not"}
DECEMBER_2016 = range(1, 5)  # weeks that begin in it
LEAST_SKILL = 0.005  # below, two scores are as good as each other

TERMS = {
    "Known": "the best value and the range of what is known, which is a tolerance",
    "Hit": "the median of runs lies in that range",
    "90 % of runs": "from the 5th to the 95th percentile",
    "Within 90 % of runs": "the best value lies there; runs that agree closely may hit the range and leave it out",
    "Score": "how far runs lie from the best value, in half-widths of the range, less the credit for honest spread "
    "(CRPS); 0 is best, 5 worst",
    "Same again": "what would be said if the last figure from before 28 November 2016 went on",
    "Trend": "the straight line through the last two",
}
TERMS_OF_CHANGES = {
    "Change": "without the bundle, less with it, on the same replicates, with its 95 % interval; a higher score is "
    "worse",
    "Better, worse": "surely, and by as much as half a half-width in one fact",
    "No practical difference": "surely less",
}


def in_a_line(terms: Mapping[str, str]) -> str:
    """Return terms and what they mean as running text."""
    return " ".join(f"{term}: {meaning}." for term, meaning in terms.items())


# ---------------------------------------------------------------- one fact
def side_in_words(side: str, fact: Fact) -> str:
    """Say of a value whether it hits, or on which side it misses."""
    return (DATES if is_date(fact) else MISSES)[side]


def bends(fact: Fact) -> bool:
    """Say whether history contradicts the essay here, or bears it out only in part."""
    return fact.direction != "supports"


def tale(fact: Fact, row: Mapping[str, Any], amount: str, null_side: str = "") -> str:
    """Tell one fact: the essay, history, and the runs with their median written as `amount`; see `runs_in_words`."""
    return f"{fact.essay} {fact.history} {runs_in_words(fact, row, amount, null_side)}"


def runs_in_words(fact: Fact, row: Mapping[str, Any], amount: str, null_side: str = "") -> str:
    """Say where the runs lie and whom they follow.

    `null_side` is where the runs without any claim or rival lie; if they err in the same way, that is said,
    since then no claim is to blame.
    """
    side, follows = str(row["side"]), str(row["follows"])
    verdict = {"silent": SILENT, "within": WITHIN}.get(fact.essay_expects, FOLLOWS)[follows]
    alike = ", as they do with every claim off" if null_side == side != "within" else ""
    return f"The median of runs, {amount}, is {SIDES[side]}: they {verdict}{alike}."


# ---------------------------------------------------------------- all facts
def counted(scores: "pandas.DataFrame") -> dict[str, int]:
    """Count whom the medians follow."""
    return {word: int((scores["follows"] == word).sum()) for word in FOLLOWS}


def skill_in_words(skill: float) -> str:
    """Say whether the runs beat a baseline, by their score on the same facts."""
    if math.isnan(skill):
        return "nothing to compare"
    how = f"{abs(100 * skill):.0f} % {'better' if skill > 0 else 'worse'}"
    return f"by their score the runs are {how}" if abs(skill) >= LEAST_SKILL else "by their score the runs are as good"


def hits_in_words(whole: Mapping[str, float]) -> list[str]:
    """Say how many facts the runs hit, and how they do beside both naive guesses; `whole` as `tally` has it."""
    text = [
        f"The median of runs hits {whole['hits']:.0f} of {count(int(whole['facts']), 'fact')}; "
        f"{whole['covered']:.0f} lie within 90 % of runs."
    ]
    for name, words in (("persistence", "'Same again'"), ("trend", "The trend")):
        if of := int(whole[f"{name}_of"]):
            text.append(
                f"{words} speaks of {of} of them and hits {whole[f'{name}_hits']:.0f}, the runs "
                f"{whole[f'hits_where_{name}']:.0f} of the same; {skill_in_words(whole[f'{name}_skill'])}."
            )
    return text


def partings_in_words(scores: "pandas.DataFrame", facts: Mapping[str, Fact]) -> list[str]:
    """Say whom the runs follow where history parts from the essay, and whether they hit where it does not."""
    parted = scores[[bends(facts[str(name)]) for name in scores.index]]
    if not len(parted):
        return []
    whom, borne_out = counted(parted), scores.drop(index=parted.index)
    return [
        f"In {count(len(parted), 'fact')} history contradicts the essay or bears it out only in part: there "
        f"the runs agree with history in {whom['history'] + whom['both']}, err on the essay's side in "
        f"{whom['essay']}, and miss otherwise in {whom['neither']}.",
        f"In the other {len(borne_out)} it bears the essay out, and the runs hit {int(borne_out['hit'].sum())}.",
    ]


# ---------------------------------------------------------------- whose world
def another_world(scenario: "Scenario", name: str) -> str:
    """Say that the facts are not those of a scenario, called `name`; nothing if it forces the fall when it came."""
    from sim.events.battles import Control

    forced = [each for each in scenario.events if isinstance(each, Control)]
    if any(each.place == EAST_ALEPPO and each.to == "regime" and each.week in DECEMBER_2016 for each in forced):
        return ""
    return (
        f"In what happened, east Aleppo fell in December 2016; '{name}' does not force that, so the facts are "
        "those of another world."
    )
