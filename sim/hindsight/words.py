"""What happened, what the essay would have led one to expect, and whom runs follow: plain sentences."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.hindsight.facts import Fact

if TYPE_CHECKING:
    import pandas

SIDES = {"below": "lower than what happened", "above": "higher than what happened", "within": "near what happened"}
FOLLOWS = {
    "history": "agree with history against the essay",
    "essay": "err on the essay's side",
    "both": "agree with history, and with the essay as far as that does",
    "neither": "err on the other side",
}
SILENT = {"history": "agree with history", "neither": "miss it"}


def bends(fact: Fact) -> bool:
    """Say whether history contradicts the essay here, or bears it out only in part."""
    return fact.direction != "supports"


def tale(fact: Fact, row: Mapping[str, Any], amount: str, null_side: str = "") -> str:
    """Tell one fact: the essay, history, and the runs with their median written as `amount`.

    `null_side` is where the runs without any claim or rival lie; if they err in the same way, that is said,
    since then no claim is to blame.
    """
    side, follows = str(row["side"]), str(row["follows"])
    verdict = (SILENT if fact.essay_expects == "silent" else FOLLOWS)[follows]
    alike = ", as they do with every claim off" if null_side == side != "within" else ""
    return f"{fact.essay} {fact.history} The median of runs, {amount}, is {SIDES[side]}: they {verdict}{alike}."


def counted(scores: "pandas.DataFrame") -> dict[str, int]:
    """Count whom the medians follow."""
    return {word: int((scores["follows"] == word).sum()) for word in FOLLOWS}
