"""The week as a plan: every phase with its rules and decisions, and the numbers they read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.catalogue import decisions, owners, tables
from sim.decision import PHASES
from sim.parameter import Parameter, declared
from sim.rule import parameters_of, rules

START = "day 0"


@dataclass(frozen=True)
class Setting:
    """A parameter with the value it has here."""

    of: Parameter
    value: float

    @property
    def overridden(self) -> bool:
        """Whether the value differs from the default."""
        return self.value != self.of.default


@dataclass(frozen=True)
class Step:
    """One thing that happens in a week: a table, rule or decision; `says` what is claimed, `does` how."""

    phase: str
    kind: str
    name: str
    claim: str
    says: str
    does: str
    settings: tuple[Setting, ...]

    @property
    def is_on(self) -> bool:
        """Whether it acts here: a rule of strength 0 does not."""
        return self.kind != "rule" or self.settings[0].value != 0


def plan(values: Mapping[str, float]) -> Iterator[Step]:
    """Yield the steps of a week in order, with the values that differ from the defaults taken from `values`.

    Within a phase all rules ask first, reading the world as it stands; then the agents decide, one decision
    after the other. Strengths not named in `values` are at their default.
    """

    def settings(parameters: Iterator[Parameter]) -> tuple[Setting, ...]:
        return tuple(Setting(each, values.get(each.name, each.default)) for each in parameters)

    for name in ("origins", *(each.kind for each in tables())):
        kind = owners()[name]
        yield Step(START, "table", name, "", "", first_line(kind), settings(declared(name, kind)))
    for phase, names in PHASES.items():
        for rule in rules().values():
            if rule.phase == phase:
                yield Step(
                    phase,
                    "rule",
                    rule.name,
                    rule.claim,
                    rule.says.partition(" - ")[2] or rule.says,
                    " ".join(rule.about.split()),
                    settings(parameters_of(rule)),
                )
        for name in names:
            each = decisions()[name]
            yield Step(phase, "decision", name, "", "", each.about, settings(declared(name, each.parameters)))


def first_line(kind: type) -> str:
    """Return the first line of a docstring."""
    return (kind.__doc__ or "").strip().splitlines()[0]
