"""What is asked of runs: an outcome in one scenario, or how it differs between two on the same luck."""

from dataclasses import dataclass

from sim.errors import ExperimentError, guess
from sim.experiments.sweep.folder.manifest import Manifest, OutcomeRecord

MINUS = " - "


@dataclass(frozen=True)
class Quantity:
    """An outcome in scenario `one`, or its paired difference `one` minus `other`."""

    outcome: OutcomeRecord
    one: str
    other: str | None = None

    @property
    def of(self) -> str:
        """How it is asked for: "A", or "A - B"."""
        return self.one if self.other is None else f"{self.one}{MINUS}{self.other}"

    @property
    def paired(self) -> bool:
        """Whether it is a difference."""
        return self.other is not None

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios whose runs it needs."""
        return (self.one,) if self.other is None else (self.one, self.other)


def outcome_of(manifest: Manifest, name: str | None) -> OutcomeRecord:
    """Return a sweep's outcome by name, its first if none is named; ExperimentError with the nearest name."""
    known = {each.name: each for each in manifest.outcomes}
    if name is None:
        return manifest.outcomes[0]
    if name not in known:
        raise ExperimentError(f"outcome '{name}': the sweep has none of this name{guess(name, known)}")
    return known[name]


def quantity_of(manifest: Manifest, of: str | None, outcome: str | None) -> Quantity:
    """Return what `of` ("A", or "A - B") names in an outcome; by default the first scenario minus the second, if any.

    ExperimentError names what is wrong, and the nearest scenario.
    """
    about, known = outcome_of(manifest, outcome), [each.name for each in manifest.scenarios]
    if of is None:
        return Quantity(about, *known[:2])
    words = [each.strip() for each in ([of] if of.strip() in known else of.split(MINUS))]
    for word in words:
        if word not in known:
            raise ExperimentError(f"--of '{of}': the sweep has no scenario '{word}'{guess(word, known)}")
    if len(words) > 2 or len(set(words)) < len(words):
        raise ExperimentError(f"--of '{of}': write one scenario, or two as 'A - B'")
    return Quantity(about, *words)


def levels_of(manifest: Manifest, outcome: str | None) -> list[Quantity]:
    """Return an outcome in every scenario."""
    return [Quantity(outcome_of(manifest, outcome), each.name) for each in manifest.scenarios]


def differences_of(manifest: Manifest, outcome: str | None) -> list[Quantity]:
    """Return the first scenario minus each other one; ExperimentError if there is no other."""
    first, *others = (each.name for each in manifest.scenarios)
    if not others:
        raise ExperimentError(f"diff: the sweep has one scenario, {first}; a difference needs two")
    return [Quantity(outcome_of(manifest, outcome), first, other) for other in others]
