"""Sentences and names that screens share: places in the essay, weeks, what this is and is not."""

from collections.abc import Sequence

from sim.bundles import EVENT
from sim.dates import DAY_0 as DAY_0

DISCLAIMER = "It explores an argument and predicts nothing."
INTRODUCTION = (
    "In November 2016 an essay argued what would follow if east Aleppo fell. Its claims are the rules of this "
    "simulated war: switch them off, and see what still follows. Why names the claims that carry a difference; "
    "Argument judges the essay's forecasts."
)
SIGNS = {"+": "raises", "-": "lowers", "0": "bears on"}
KINDS = {
    "control": "a place changes hands",
    "relief": "a siege is broken",
    "evacuation": "an evacuation",
    "truce": "a local truce",
    "support": "war support changes",
    "declaration": "a state declares itself",
    "funds": "reconstruction money is paid or refused",
    "operation": "a state's operation changes",
    "forces": "a state's forces change",
    "air": "air power changes",
    "invasion": "an outside invasion",
    "border": "a border closes",
    "passage": "a way abroad opens",
}


def place_in_essay(paragraphs: Sequence[int], sentences: Sequence[int]) -> str:
    """Return where a claim stands, as a reader would say it; empty for what the essay does not hold."""
    if not paragraphs:
        return ""
    where = f"paragraph{'s' * (len(paragraphs) > 1)} {listing(paragraphs)}"
    return f"{where}, sentence{'s' * (len(sentences) > 1)} {listing(sentences)}" if sentences else where


def listing(words: Sequence[object], last: str = "and") -> str:
    """Return words joined as in a sentence."""
    texts = [str(each) for each in words]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {last} {texts[-1]}"


def driver_in_words(driver: str) -> str:
    """Return what a claim waits for: another claim, or a kind of event of a scenario."""
    if driver.startswith(EVENT):
        kind = driver.removeprefix(EVENT)
        return f"an event of a scenario or policy ({KINDS.get(kind, kind)})"
    return driver


def parameter_label(name: str) -> str:
    """Return the last word of a parameter's name, as people write it."""
    return name.rpartition(".")[2].replace("_", " ")
