"""What factors are made on: the file, its bases, and what each value is held at there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.catalogue import catalogue
from sim.experiments.sweep.file.bases import Bases
from sim.experiments.sweep.file.keys import SweepFile
from sim.experiments.sweep.file.lines import Lines, Path
from sim.experiments.sweep.sampling.factors import Factor
from sim.rule import rules

OURS = "choice"  # the source of a range that no source gives
NEEDS_A_BASE = "one_at_a_time"  # the sampler whose points begin with what is held


@dataclass(frozen=True)
class Varied:
    """A factor and what it sets: values by full name, or the names of events; a choice sets neither."""

    factor: Factor
    names: tuple[str, ...]
    path: Path


@dataclass(frozen=True)
class Ground:
    """A file and the bases of its factors."""

    file: SweepFile
    bases: Bases
    lines: Lines

    @property
    def first(self) -> list[Mapping[str, float]]:
        """The values of every scenario under the first alternative of every choice."""
        return [base.values for (_, picked), base in self.bases.items() if not any(picked)]

    def held(self, name: str, path: Path) -> float:
        """Return what a value is where nothing varies it, in the first scenario."""
        default = catalogue()[name].default
        return self.steady([each.get(name, default) for each in self.first], path)

    def steady(self, found: Iterable[float], path: Path) -> float:
        """Return the first of the values held; ExperimentError if they differ and the sampler begins with them."""
        every = list(dict.fromkeys(found))
        if len(every) > 1 and self.file.design.sampler == NEEDS_A_BASE:
            said = " and ".join(f"{each:g}" for each in every)
            raise self.lines.refuse(f"{NEEDS_A_BASE} begins with what is held, and here that is {said}", *path)
        return float(every[0])

    def acts(self, rule: str) -> bool:
        """Whether a rule is on in any scenario under any combination of alternatives."""
        of = rules()[rule].strength
        return any(base.values.get(of.name, of.default) != 0 for base in self.bases.values())


def words(given: Any, lines: Lines, *path: str) -> list[str]:
    """Return a list of words, or one word as a list."""
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise lines.refuse(f"expected a list of words, not {given!r}", *path)
    for each in listed:
        if listed.count(each) > 1:
            raise lines.refuse(f"'{each}' is named twice", *path)
    return listed
