"""What the numbers of a table are: an outcome of which scenarios, what is looked for, and where they come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.compare import CONFIDENCE, HIGHER, LOWER, SAME
from sim.errors import ExperimentError
from sim.experiments.sweep.folder.manifest import Manifest, OutcomeRecord
from sim.numerals import number, percent
from viz.figures.naming import MINUS, claim_of, held_name

if TYPE_CHECKING:
    import pandas

MOST_HELD = 6  # values named one by one
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


def condition(table: "pandas.DataFrame") -> str:
    """Say what is looked for, as a clause: that a conclusion holds, or that it fails; nothing if none was named."""
    text = str(table.attrs.get("conclusion") or "").strip()
    fails = table.attrs.get("look_for") == FAILS
    if text in WORDS_OF_A:
        return WORDS_OF_A[text][fails]
    sign = next((each for each in CONDITIONS if text.startswith(each)), None)
    return text if sign is None else f"it is {CONDITIONS[sign][fails]} {text.removeprefix(sign).strip()}"


def interval_words(table: "pandas.DataFrame") -> str:
    """Return how the intervals of a table are called: by their confidence."""
    return f"{100 * float(table.attrs.get('level') or CONFIDENCE):g}\u00a0% interval"


def design_words(manifest: Manifest) -> str:
    """Return how design points were chosen."""
    name = str(manifest.sampler.get("name", "file"))
    return DESIGNS.get(name, name.replace("_", " "))


def held_at(manifest: Manifest) -> str:
    """Say in one line what claims and parameters are held at, where that is not the default."""
    strengths, others = [], []
    for each in manifest.held:
        claim = claim_of(each.name)
        if claim is not None and each.name.endswith(".strength"):
            strengths.append(f"{claim.id}\u00a0{each.value:g}")
        else:
            others.append(f"{held_name(each.name)} {each.value:g}")
    changed = [*sorted(strengths), *sorted(others)]
    shown = changed[:MOST_HELD]
    more = [f"and {len(changed) - len(shown)} more"] if len(changed) > len(shown) else []
    said = f"assumptions “{manifest.assumptions.title}”"
    return f"{said}, held: {', '.join([*shown, *more])}" if changed else said


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
