"""What factors, scenarios and quantities are called in figures, captions and tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.bundles import load_bundles
from sim.claims import Claim, load_claims
from sim.compare import HIGHER, LOWER, SAME
from sim.errors import ExperimentError
from sim.experiments.sweep.factors import SWITCH
from sim.experiments.sweep.manifest import FactorRecord, Manifest, OutcomeRecord
from sim.numerals import minus, number, percent

if TYPE_CHECKING:
    import pandas

MINUS = " - "  # between two scenarios, in the name of a difference
LONGEST, SHORTEST = 60, 22  # characters of a name that can stand beside an axis, and within a figure
CONFIDENCE = 0.95
PLAIN = 1000  # from where on a number needs no digits after the point
FEW_FACTORS = 3  # that can name a point
MOST_HELD = 6  # values named one by one
LABELS = ("without", "only")  # with which samplers begin the label of a point that differs in one factor
Cells = Mapping[Any, Any]  # a row of a table


def short_words(claim: Claim) -> str:
    """Return a claim in a few words: its rule's name, which is a small sentence, else the claim cut short."""
    return claim.rule.replace("_", " ") if claim.rule else clipped(claim.says, LONGEST)


def clipped(text: str, longest: int) -> str:
    """Return text of at most so many characters; what is cut off is shown to be."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def factor_name(name: str, manifest: Manifest) -> str:
    """Return how a factor is called: by the number and few words of the claim it is of, where there is one."""
    if (claim := load_claims().get(name)) is not None:
        return f"{name} {short_words(claim)}"
    of = factor(name, manifest)
    if of is not None and of.kind == SWITCH:
        return f"{name} (bundle)" if name in load_bundles().bundles else name.replace("_", " ")
    owner, _, word = name.rpartition(".")
    if (claim := _acted().get(owner)) is not None:
        return f"{claim.id} {short_words(claim)}: {word.replace('_', ' ')}"
    title = of.title if of is not None and of.title else name
    return clipped(title.replace("_", " ").replace(".", ": "), LONGEST)


def held_name(name: str) -> str:
    """Return how a held value is called: the strength of a claim, or a parameter of its rule, by the claim."""
    owner, _, word = name.rpartition(".")
    claim = _acted().get(owner)
    if claim is None:
        return name.replace("_", " ").replace(".", ": ")
    return f"{claim.id} {short_words(claim)}: {word.replace('_', ' ')}"


def short_name(name: str, manifest: Manifest) -> str:
    """Return as short a name as can be told from others, for within a figure."""
    owner, _, word = name.rpartition(".")
    if (claim := _acted().get(owner)) is not None:
        return clipped(f"{claim.id} {word.replace('_', ' ')}", SHORTEST)
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


@dataclass(frozen=True)
class Subject:
    """What the numbers of a table measure: an outcome, in one scenario or as a difference of two."""

    outcome: OutcomeRecord
    scenarios: tuple[str, ...]
    titles: Mapping[str, str]

    @property
    def is_difference(self) -> bool:
        """Whether it is a difference of two scenarios."""
        return len(self.scenarios) > 1

    @property
    def of(self) -> str:
        """The scenario, or both with a minus between."""
        return " − ".join(self.titles.get(each, each) for each in self.scenarios)

    @property
    def axis(self) -> str:
        """What is measured, and its unit."""
        return f"{self.outcome.title} ({self.outcome.unit})"

    @property
    def unit(self) -> str:
        """The unit along an axis of the quantity itself."""
        return self.unit_of_change if self.is_difference else self.outcome.unit

    @property
    def unit_of_change(self) -> str:
        """The unit of differences, changes and effects: those of percents are told in points."""
        return "percentage points" if self.outcome.unit.startswith("%") else self.outcome.unit

    def amount(self, value: float) -> str:
        """Write a value with its unit, in a sentence."""
        if self.outcome.yes_no:
            return f"{percent(value)} of runs"
        return f"{number(value, self.outcome.digits)} {self.outcome.unit}"


def subject(table: "pandas.DataFrame", manifest: Manifest) -> Subject:
    """Return what a table is about, by its `attrs`; ExperimentError if the sweep has no such outcome."""
    said: Mapping[Any, Any] = table.attrs
    names = {each.name: each for each in manifest.outcomes}
    wanted = str(said.get("outcome") or manifest.outcomes[0].name)
    if wanted not in names:
        raise ExperimentError(f"outcome '{wanted}': this sweep has kept none of that name")
    scenarios = tuple(str(said.get("quantity") or manifest.scenarios[0].name).split(MINUS))
    return Subject(names[wanted], scenarios, {each.name: each.title for each in manifest.scenarios})


DESIGNS = {
    "knock_outs": "knock-outs, one claim or bundle at a time",
    "one_at_a_time": "one factor at a time",
    "full_factorial": "full factorial",
    "fractional_factorial": "fractional factorial",
    "latin_hypercube": "Latin hypercube",
    "sobol_sequence": "Sobol’ sequence",
    "saltelli": "Saltelli’s matrices",
    "morris": "Morris trajectories",
    "two_level": "every set of factors on and off",
    "file": "points from a file",
}


def design_words(manifest: Manifest) -> str:
    """Return how design points were chosen."""
    name = str(manifest.sampler.get("name", "file"))
    return DESIGNS.get(name, name.replace("_", " "))


CONDITIONS = {
    ">=": ("at least", "below"),
    "<=": ("at most", "above"),
    ">": ("above", "at most"),
    "<": ("below", "at least"),
}
WORDS_OF_A = {  # that it holds, and that it fails
    HIGHER: ("A is clearly higher", "A is not clearly higher"),
    LOWER: ("A is clearly lower", "A is not clearly lower"),
    SAME: ("A and B do not differ by what matters", "A and B may differ by what matters"),
}
FAILS = "fails"  # how analyses call that a conclusion does not hold


def condition(table: "pandas.DataFrame") -> str:
    """Say what is looked for, as a clause: that a conclusion holds, or that it fails; nothing if none was named."""
    text = str(table.attrs.get("conclusion") or "").strip()
    fails = table.attrs.get("look_for") == FAILS
    if text in WORDS_OF_A:
        return WORDS_OF_A[text][fails]
    sign = next((each for each in CONDITIONS if text.startswith(each)), None)
    return text if sign is None else f"it is {CONDITIONS[sign][fails]} {text.removeprefix(sign).strip()}"


def level_name(name: str, level: str, manifest: Manifest) -> str:
    """Return how a level of a factor is called: a switch is on or off."""
    of = factor(name, manifest)
    if of is not None and of.kind == SWITCH:
        return "on" if level in ("1", "on") else "off"
    return level


def interval_words(table: "pandas.DataFrame") -> str:
    """Return how the intervals of a table are called: by their confidence."""
    return f"{100 * float(table.attrs.get('level') or CONFIDENCE):g}\u00a0% interval"


def held_at(manifest: Manifest) -> str:
    """Say in one line what claims and parameters are held at, where that is not the default."""
    strengths, others = [], []
    for each in manifest.held:
        owner, _, word = each.name.rpartition(".")
        if word == "strength" and owner in _acted():
            strengths.append(f"{_acted()[owner].id}\u00a0{each.value:g}")
        else:
            others.append(f"{held_name(each.name)} {each.value:g}")
    changed = [*sorted(strengths), *sorted(others)]
    shown = changed[:MOST_HELD]
    more = [f"and {len(changed) - len(shown)} more"] if len(changed) > len(shown) else []
    said = f"assumptions “{manifest.assumptions.title}”"
    return f"{said}, held: {', '.join([*shown, *more])}" if changed else said


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


def provenance(table: "pandas.DataFrame", manifest: Manifest) -> tuple[str, ...]:
    """Return what every figure says of where its numbers come from, in parts."""
    said: Mapping[Any, Any] = table.attrs
    points, replicates = said.get("points", manifest.points), said.get("replicates", manifest.replicates)
    failed = int(said.get("failed", 0))
    method = str(said.get("method", ""))
    rests_on = method if said.get("level") is None else f"{interval_words(table)}s: {method}"
    return (
        f"design: {design_words(manifest)}",
        f"{points:,} design {'point' if points == 1 else 'points'} × {replicates:,} replicates",
        f"random seed {manifest.random_seed}",
        f"model {manifest.model[:12]}",
        *([rests_on] if method else []),
        f"{failed:,} failed {'run' if failed == 1 else 'runs'}" if failed else "no failed run",
        held_at(manifest),
    )
