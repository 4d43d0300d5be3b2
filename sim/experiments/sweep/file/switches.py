"""Factors on claims: switches of claims, rivals and bundles, and their strengths."""

from collections.abc import Iterable, Iterator
from typing import Any

from sim.bundles import load_bundles
from sim.claims import load_claims
from sim.errors import guess
from sim.experiments.sweep.file.bases import acted
from sim.experiments.sweep.file.ground import OURS, Ground, Varied, words
from sim.experiments.sweep.file.lines import Path
from sim.experiments.sweep.file.ranges import Range, read_range
from sim.experiments.sweep.sampling.factors import STRENGTH, SWITCH, Factor
from sim.rule import STRENGTH_HIGH, STRENGTH_LOW, rules

GROUPS = CLAIMS, RIVALS, BUNDLES = ("claims", "rivals", "bundles")  # of switches, by one word
STATUS = {CLAIMS: "rule", RIVALS: "rival"}
STRENGTHS = Range(STRENGTH_LOW, STRENGTH_HIGH, "times as stated")


def switches(ground: Ground) -> Iterator[Varied]:
    """Yield a factor for every claim, rival or bundle that is switched off or left as held."""
    path = ("vary", "switches")
    for word in words(ground.file.vary.switches, ground.lines, *path):
        for name in group(ground, word) if word in GROUPS else [word]:
            some = rules_on(ground, name, path)
            if not some:
                raise ground.lines.refuse(f"{name} is off as it is held: there is nothing to switch", *path)
            factor = Factor(name, SWITCH, says(name), "0 off, 1 as held", OURS, 0.0, 1.0, 1.0, levels=(0.0, 1.0))
            yield Varied(factor, strengths_of(some), path)


def strengths(ground: Ground) -> Iterator[Varied]:
    """Yield a factor for every strength; `claims` and `rivals` are all that are on."""
    for word, spec in ground.file.vary.strengths.items():
        path = ("vary", "strengths", word)
        for name in group(ground, word) if word in GROUPS else [word]:
            yield strength(ground, name, spec, path)


def strength(ground: Ground, name: str, spec: Any, path: Path) -> Varied:
    """Return the strength of a claim, or the same one for all claims of a bundle that are on, as a factor."""
    some = rules_on(ground, name, path) if name in load_bundles().bundles else rules_of(ground, name, path)
    if not some:
        raise ground.lines.refuse("no claim of this bundle is on as it is held", *path)
    held = {each: ground.held(rules()[each].strength.name, path) for each in some}
    if len(set(held.values())) > 1:
        said = ", ".join(f"{rule} {strength:g}" for rule, strength in held.items())
        raise ground.lines.refuse(f"its rules are held at different strengths ({said}): name them singly", *path)
    low, high, levels = read_range(spec, STRENGTHS, ground.lines, *path)
    factor = Factor(name, STRENGTH, says(name), STRENGTHS.unit, OURS, low, high, held[some[0]], levels=levels)
    return Varied(factor, strengths_of(some), path)


def group(ground: Ground, word: str) -> list[str]:
    """Return the claims, rivals or bundles that are on."""
    every = list(load_bundles().bundles) if word == BUNDLES else list(dict.fromkeys(r.claim for r in rules().values()))
    if word != BUNDLES:
        every = [each for each in every if load_claims()[each].status == STATUS[word]]
    return [each for each in every if rules_on(ground, each, ("vary", "switches"))]


def rules_on(ground: Ground, name: str, path: Path) -> list[str]:
    """Return those rules of a claim, rule or bundle that are on somewhere."""
    return [each for each in rules_of(ground, name, path) if ground.acts(each)]


def rules_of(ground: Ground, name: str, path: Path) -> list[str]:
    """Return the rules of a claim, given by number or by a rule's name, or of a bundle."""
    bundles = load_bundles().bundles
    known = [*load_claims(), *rules(), *bundles]
    if name not in known:
        raise ground.lines.refuse(f"unknown claim or bundle '{name}'{guess(name, known)}", *path)
    claims = bundles[name].acted if name in bundles else (name,)
    return [rule for claim in claims for rule in acted(claim, ground.lines.at(*path))]


def strengths_of(some: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the strengths of rules."""
    return tuple(rules()[each].strength.name for each in some)


def says(name: str) -> str:
    """Return what a claim, rule or bundle says."""
    if name in load_bundles().bundles:
        return load_bundles().bundles[name].says
    return load_claims()[name].says if name in load_claims() else rules()[name].says
