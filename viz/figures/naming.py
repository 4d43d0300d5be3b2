"""What factors, their values, points and scenarios are called in figures, captions and tables."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from sim.bundles import load_bundles
from sim.claims import Claim, load_claims
from sim.experiments.sweep.folder.manifest import FactorRecord, Manifest
from sim.experiments.sweep.sampling.factors import SWITCH
from sim.numerals import minus, number

MINUS = " - "  # between two scenarios, in the name of a difference
LONGEST, SHORTEST = 60, 22  # characters of a name that can stand beside an axis, and within a figure
PLAIN = 1000  # from where on a number needs no digits after the point
MOST_NAMED = 16  # factors named in a line
FEW_FACTORS = 3  # that can name a point
LABELS = ("without", "only")  # with which samplers begin the label of a point that differs in one factor
PROPER = ("Moscow", "Europe", "Islamic State")  # in the names of rules, which are written small
Cells = Mapping[Any, Any]  # a row of a table


def short_words(claim: Claim) -> str:
    """Return a claim in a few words: its rule's name, which is a small sentence, else the claim cut short."""
    if claim.rule is None:
        return clipped(claim.says, LONGEST)
    text = claim.rule.replace("_", " ")
    for name in PROPER:
        text = text.replace(name.lower(), name)
    return text


def clipped(text: str, longest: int) -> str:
    """Return text of at most so many characters; what is cut off is shown to be."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def factor_name(name: str, manifest: Manifest) -> str:
    """Return how a factor is called: by the number and few words of the claim it is of, where there is one."""
    if (claim := load_claims().get(name)) is not None:
        return f"{name} {short_words(claim)}"
    of = factor(name, manifest)
    if name in load_bundles().bundles:
        return f"{name} (bundle)"
    if of is not None and of.kind == SWITCH:
        return name.replace("_", " ")
    if claim_of(name) is not None:
        return held_name(name)
    title = of.title if of is not None and of.title else name
    return clipped(title.replace("_", " ").replace(".", ": "), LONGEST)


def unseen(names: Sequence[str], manifest: Manifest) -> str:
    """Say which factors have no row, since all their numbers are written as zero; nothing if there are none."""
    if not names:
        return ""
    shown = [short_name(each, manifest) for each in names[:MOST_NAMED]]
    more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
    return f" Nothing to be seen of: {', '.join([*shown, *more])}."


def claim_of(name: str) -> Claim | None:
    """Return the claim whose rule owns a parameter, or None."""
    return _acted().get(name.rpartition(".")[0])


def held_name(name: str) -> str:
    """Return how a held value is called: the strength of a claim, or a parameter of its rule, by the claim."""
    claim, word = claim_of(name), name.rpartition(".")[2]
    if claim is None:
        return name.replace("_", " ").replace(".", ": ")
    return f"{claim.id} {short_words(claim)}: {word.replace('_', ' ')}"


def short_name(name: str, manifest: Manifest) -> str:
    """Return as short a name as can be told from others, for within a figure."""
    if (claim := claim_of(name)) is not None:
        return clipped(f"{claim.id} {name.rpartition('.')[2].replace('_', ' ')}", SHORTEST)
    return name if name in load_claims() else clipped(factor_name(name, manifest), SHORTEST)


@cache
def _acted() -> dict[str, Claim]:
    """Claims by the rule that acts them."""
    return {each.rule: each for each in load_claims().values() if each.rule is not None}


def factor(name: str, manifest: Manifest) -> FactorRecord | None:
    """Return a factor of the sweep by name, or None."""
    return next((each for each in manifest.factors if each.name == name), None)


def scenario_title(name: str, manifest: Manifest) -> str:
    """Return a scenario's title as it was when the sweep was run; of a difference both, with a minus between."""
    titles = {each.name: each.title for each in manifest.scenarios}
    return titles[name] if name in titles else " − ".join(titles.get(each, each) for each in name.split(MINUS))


def level_name(name: str, level: str, manifest: Manifest) -> str:
    """Return how a level of a factor is called: a switch is on or off."""
    of = factor(name, manifest)
    if of is not None and of.kind == SWITCH:
        return "on" if level in ("1", "on") else "off"
    return level


def point_name(row: Cells, manifest: Manifest) -> str:
    """Return how a design point is called: by its label, factors named in words, else by what few factors are."""
    label = str(row["label"])
    begins, _, name = label.partition(" ")
    if begins in LABELS and factor(name, manifest) is not None:
        return f"{begins} {factor_name(name, manifest)}"
    if label:
        return label
    names = [each.name for each in manifest.factors if each.name in row]
    if not 0 < len(names) <= FEW_FACTORS:
        return f"point {row['point']}"
    return ", ".join(f"{short_name(each, manifest)} {level_of(row[each], each, manifest)}" for each in names)


def plain(value: float) -> str:
    """Write a parameter's value with three digits that tell, and never with an exponent."""
    if abs(value) >= PLAIN:
        return number(value, 0)
    return minus(np.format_float_positional(value, precision=3, unique=False, fractional=False, trim="-"))


def level_of(value: Any, name: str, manifest: Manifest) -> str:
    """Return a factor's value as a reader knows it."""
    return value.replace("_", " ") if isinstance(value, str) else level_name(name, plain(value), manifest)
