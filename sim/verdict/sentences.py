"""Verdicts in sentences that a student understands."""

from collections.abc import Mapping

from sim.outcomes import LONG, SHORT
from sim.verdict.attribution import BACKGROUND, CLAIMS, PARTLY, UNDECIDED
from sim.verdict.contrasts import Level
from sim.verdict.forecasts import CONTRAST, VERSIONS
from sim.verdict.judge import Judged
from sim.verdict.robustness import Robustness
from sim.verdict.verdicts import Reading, Verdict
from sim.verdict.words import AGREES, CONTRADICTS, OPEN, PARTIAL, PEOPLE, RELATIVE, SAME, TOO_SHORT, supports

EARLY_ON = f"In weeks {SHORT[0]} to {SHORT[1]}"
LATE_ON = f"In weeks {LONG[0]} to {LONG[1]}"
HARD_LINE = {
    AGREES: "{when} groups that would never sign have a larger share of the rebels and more fighters where Aleppo "
    "falls than where the siege is broken.",
    RELATIVE: "{when} groups that would never sign have a larger share of the rebels where Aleppo falls, but not more "
    "fighters: a share also grows because others lose more.",
    CONTRADICTS: "{when} groups that would never sign have a smaller share of the rebels and fewer fighters where "
    "Aleppo falls than where the siege is broken.",
    SAME: "{when} it makes no practical difference to the share or the number of fighters who would never sign "
    "whether Aleppo falls or the siege is broken.",
    OPEN: "These runs do not settle whether groups that would never sign gain more from the fall than from a broken "
    "siege.",
}
PEOPLE_LEAVE = {
    AGREES: "By week 156 more people have fled abroad where Aleppo falls than where the siege is broken.",
    CONTRADICTS: "By week 156 fewer people have fled abroad where Aleppo falls than where the siege is broken.",
    SAME: "Whether Aleppo falls or the siege is broken makes no practical difference to how many flee abroad by the "
    "end.",
    OPEN: "These runs do not settle whether more people flee abroad where Aleppo falls.",
}
SENTENCES: Mapping[str, Mapping[str, str]] = {
    "F1": {
        AGREES: "Where Aleppo falls, {share} of the runs find peace by week 156, and surely no more than 10\u00a0%.",
        CONTRADICTS: "Where Aleppo falls, {share} of the runs find peace by week 156, and surely half or more.",
        OPEN: "Where Aleppo falls, {share} of the runs find peace by week 156 ({low} to {high} with 95\u00a0% "
        "confidence): neither surely few (10\u00a0%) nor surely half.",
    },
    "F2": {word: text.format(when=EARLY_ON) for word, text in HARD_LINE.items()},
    "F3": {
        AGREES: f"{EARLY_ON} at least two of four signs of disorder are clearly stronger where Aleppo falls, and none "
        "is weaker.",
        CONTRADICTS: f"{EARLY_ON} at least two of four signs of disorder are clearly weaker where Aleppo falls, and "
        "none is stronger.",
        SAME: f"{EARLY_ON} deaths, people ruled by nobody, changes of control and the number of groups are in "
        "practice the same whether Aleppo falls or the siege is broken.",
        OPEN: "The four signs of disorder do not give one clear answer.",
    },
    "F4": {
        AGREES: "More people flee abroad where Aleppo falls, and either Syria's neighbours grow tenser or Europe's "
        "populists gain.",
        PEOPLE: "More people flee abroad where Aleppo falls, but neither tension in neighbour countries nor the "
        "populist vote in Europe clearly follows.",
        CONTRADICTS: "Fewer people flee abroad where Aleppo falls, and tension or the populist vote is lower too.",
        SAME: "Flight abroad, tension in neighbour countries and the populist vote in Europe are in practice the same "
        "whether Aleppo falls or the siege is broken.",
        OPEN: "These runs do not settle whether the fall is felt abroad.",
    },
    "F5": {
        AGREES: "No peace, the spread of hard-line groups and disorder all hold late as they do early.",
        CONTRADICTS: f"{LATE_ON} at least one of F1 to F3 has surely passed, or is clearly the other way.",
        SAME: f"{LATE_ON} neither hard-line groups nor disorder differ in practice between the fall and a broken "
        "siege: there is nothing that could last.",
        OPEN: "Not all of F1 to F3 agree both early and late, so these runs do not bear out that they last; nor do "
        "they show that they pass.",
    },
    "T04": {
        AGREES: "In {share} of the runs a fifth of the mainstream fighters are still there a year after the fall, "
        "surely in four runs of five.",
        CONTRADICTS: "Only in {share} of the runs are a fifth of the mainstream fighters still there a year after the "
        "fall, surely in fewer than four of five.",
        OPEN: "In {share} of the runs a fifth of the mainstream fighters are still there a year after the fall: not "
        "surely four of five, nor surely fewer.",
    },
    "T31": PEOPLE_LEAVE,
    "T42": {word: text.format(when=LATE_ON) for word, text in HARD_LINE.items()},
    "talks": {
        AGREES: "A settlement is clearly rarer where Aleppo falls.",
        CONTRADICTS: "A settlement is clearly more frequent where Aleppo falls.",
        SAME: "A settlement is as frequent, in practice, where Aleppo falls as where the siege is broken.",
        OPEN: "These runs do not settle whether a settlement is rarer where Aleppo falls.",
    },
}
NO_GAIN = {
    AGREES: "Held against a broken siege, the fall does not help: peace is surely not 10 points more frequent.",
    CONTRADICTS: "Held against a broken siege, the fall does help: peace is clearly more frequent.",
    OPEN: "Whether peace is more frequent than after a broken siege is undecided.",
    TOO_SHORT: "",
}
SOURCES = {
    CLAIMS: "With every rule off this is not so: it comes from the {on}.",
    BACKGROUND: "It is so with every rule off as well, and so no evidence for the essay's claims.",
    PARTLY: "In part it is so with every rule off as well; the rest comes from the {on}.",
    UNDECIDED: "Whether it comes from the {on} cannot be told from these runs.",
}
GLOSS = (
    "Higher or lower: the 95 % interval leaves out 0, the difference is large enough to matter, and two pairs of three "
    "show it; of shares of runs the whole interval lies beyond the threshold. No practical difference: surely too "
    "small to matter. Undecided: neither. A verdict needs two of the first three broken sieges. Rules off: the same "
    "difference with every claim and rival off; what is there too is background."
)
NOT_REACHED = "These runs are too short to tell."


def explain(verdict: Verdict, on: str) -> str:
    """Say a verdict in one to three sentences; `on` names what is switched on: claims, rivals or both."""
    number, found = verdict.forecast.number, verdict.headline
    if found.word == TOO_SHORT:
        return NOT_REACHED
    text = SENTENCES[number][found.word]
    if found.level is not None:
        text = with_share(text, found.level)
    parts = [text, SOURCES.get(found.attribution, "").format(on=on), exceptions(found)]
    if number == "F1" and (other := verdict.reading(CONTRAST, found.window)) is not None:
        parts.append(NO_GAIN[other.word])
    return " ".join(each for each in parts if each)


def where_from(attribution: str, on: str) -> str:
    """Say in short where something comes from; with rivals on, what is not background may be theirs."""
    return {CLAIMS: f"from {on}", PARTLY: f"partly {on}", BACKGROUND: "background"}.get(attribution, attribution)


def with_share(text: str, level: Level) -> str:
    """Fill in a share of runs and its interval."""
    of: Judged = level.share
    return text.format(share=percent(of.mean), low=percent(of.low), high=percent(of.high))


def percent(share: float) -> str:
    """Write a share in percent, never broken over two lines."""
    return f"{100 * share:.0f}\u00a0%"


def exceptions(reading: Reading) -> str:
    """Name the broken sieges against which a clear verdict does not hold."""
    if reading.word not in (AGREES, CONTRADICTS, SAME, *PARTIAL):
        return ""
    others = [
        f"where {VERSIONS[versus]}: {word}"
        for versus, word in reading.by_version.items()
        if versus in VERSIONS and not supports(word, reading.word)
    ]
    return f"Not so against the siege broken {' or '.join(others)}." if others else ""


def over_ranges(robustness: Robustness, number: str) -> str:
    """Say at what share of points each word was found."""
    shares = ", ".join(f"{word} {percent(share)}" for word, share in robustness.shares[number].items())
    points = f"{robustness.points} points in the stated ranges, {robustness.pairs} pairs each and read off means"
    return f"Over {points}: {shares}."
