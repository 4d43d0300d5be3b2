"""What an explanation says in plain words, on a terminal and on a screen."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sim.bundles import EVENT
from sim.claims import load_claims
from sim.compare import HIGHER, LOWER, NOWHERE, OPEN, SAME, TOO_FEW
from sim.experiments.knockouts import CLAIM, OFF
from sim.numerals import number, spread

if TYPE_CHECKING:
    from sim.experiments.explanation import Explanation
    from sim.experiments.game import Coalition

NAMED = 3  # claims named one by one
Cells = Mapping[Any, Any]
PHRASES = {
    HIGHER: "clearly higher in A",
    LOWER: "clearly lower in A",
    SAME: "no difference that matters",
    OPEN: "undecided",
    TOO_FEW: "too few runs to judge",
    NOWHERE: "in no run",
}
DATES = {HIGHER: "clearly later in A", LOWER: "clearly earlier in A"}


def paragraphs(found: "Explanation") -> Iterator[str]:
    """Yield what was found, in plain words."""
    yield what_is(found)
    if found.effects is not None:
        yield what_adds(found)
    yield what_carries(found)
    if found.knockouts is not None and found.concludes:
        yield what_breaks(found)


def what_is(found: "Explanation") -> str:
    """Say how A differs from B with all claims, and with none."""
    on, off = found.ends.to_dict("records")
    digits = found.question.outcome.digits
    means = f"{number(on['mean_a'], digits)} in A and {number(on['mean_b'], digits)} in B"
    told = f"With all claims and rivals on it is {means}: A − B is {difference(on, found)}."
    if found.question.other is None:
        return told
    then = f"{told} With all of them off it is {difference(off, found)}"
    if not found.concludes:
        return f"{then}."
    background = on["word"] == off["word"]
    return f"{then}: {'that is already in the background' if background else 'the rest comes from them'}."


def difference(row: Cells, found: "Explanation") -> str:
    """Write a contrast with its interval and its word."""
    digits = found.question.outcome.digits
    between = spread(row["low"], row["high"], digits, sign=True)
    return f"{number(row['difference'], digits, sign=True)} ({between}), {phrase(row['word'], found)}"


def phrase(word: str, found: "Explanation") -> str:
    """Say a word of a contrast in a sentence."""
    return (PHRASES | DATES if found.question.outcome.is_date else PHRASES)[word]


def what_adds(found: "Explanation") -> str:
    """Name the claims with the largest Shapley effects that can be told from nothing."""
    assert found.effects is not None
    digits = found.question.outcome.digits
    if not found.effects.attrs["used"]:
        return "Shapley effects cannot be told: in every order of the claims some run has no value of this outcome."
    effects = found.effects[(found.effects["low"] > 0) | (found.effects["high"] < 0)]
    if not len(effects):
        return "Of what the claims add, no single one's part (Shapley effect) can be told from nothing with these runs."
    rows = effects.reindex(effects["effect"].abs().sort_values(ascending=False).index).head(NAMED).to_dict("records")
    lines = [
        f"  {each['claim']}  {number(each['effect'], digits, sign=True)} "
        f"({spread(each['low'], each['high'], digits, sign=True)})  {load_claims()[each['claim']].says}"
        for each in rows
    ]
    return "\n".join(["Of what the claims add, most comes from (Shapley effects):", *lines])


def sum_line(found: "Explanation") -> str:
    """Show that Shapley effects sum to what all claims make."""
    assert found.effects is not None
    digits, of = found.question.outcome.digits + 1, found.effects.attrs
    left_out = f"; {of['asked'] - of['used']} more had no value" if of["used"] < of["asked"] else ""
    return (
        f"Shapley effects sum to {number(found.effects['effect'].sum(), digits, sign=True)}; A − B with all on is "
        f"{number(of['all'], digits, sign=True)}, with all off {number(of['none'], digits, sign=True)}: "
        f"{number(of['all'] - of['none'], digits, sign=True)} "
        f"(on the {of['used']} replicates used, each with an order of the claims and its reverse{left_out})."
    )


def what_carries(found: "Explanation") -> str:
    """Say which sets of claims carry the conclusion."""
    if found.sets is None:
        return "That is no conclusion yet, so that no set of claims can carry one." if found.plan.search else ""
    sets, conclusion = found.sets.found, f"“{phrase(found.word, found)}”"
    if sets.irreducible and not sets.irreducible[0]:
        return f"What carries {conclusion}: the background. It holds with every claim off, so that none is needed."
    if not sets.irreducible:
        everybody = sets.unfinished == found.question.everybody
        known = "only all of them together" if everybody else together(sets.unfinished or frozenset())
        return f"What carries {conclusion}: the budget ended the search. Known to be enough so far: {known}."
    ways = "; or ".join(together(each) for each in sets.irreducible)
    sure = "No smaller set does: all were tried." if sets.proved else "Smallest found; not all smaller sets were tried."
    return f"What carries {conclusion}, all other claims off: {ways}. {sure}"


def together(claims: "Coalition") -> str:
    """Write a set of claims."""
    return " + ".join(sorted(claims))


def what_breaks(found: "Explanation") -> str:
    """Say which single claim breaks the conclusion when it goes."""
    assert found.knockouts is not None
    off = found.knockouts[(found.knockouts["switched"] == OFF) & (found.knockouts["kind"] == CLAIM)]
    tried = "" if len(off) == len(found.question.players) else f" of the {len(off)} tried"
    breaking = off[off["breaks"]].to_dict("records")
    if not breaking:
        return f"No single one{tried} breaks it: it stays “{phrase(found.word, found)}” whichever is switched off."
    told = "; ".join(f"{each['name']} ({phrase(each['word'], found)})" for each in breaking) + tried
    unsure = [each["name"] for each in breaking if each["change_low"] <= 0 <= each["change_high"]]
    luck = f" For {', '.join(unsure)} the change itself may be luck." if unsure else ""
    return f"It breaks without: {told}.{luck}"


def waiting(found: "Explanation") -> str:
    """Name the claims that are on and have nothing to read; nothing if there are none."""
    question = found.question
    waits = {each: question.waits_for(each, question.everybody) for each in question.players}
    named = "; ".join(f"{claim} waits for {waits_for(' or '.join(needs))}" for claim, needs in waits.items() if needs)
    return f"Warning: on, but doing nothing here, since there is nothing for it to read: {named}." if named else ""


def waits_for(needs: str) -> str:
    """Write what a claim waits for: other claims, or an event of some kind."""
    return needs.replace(EVENT, "an event of the kind ")
