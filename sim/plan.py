"""The week as a plan: every phase with its rules and decisions, and the numbers they read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sim.catalogue import decisions, owners, tables
from sim.dates import FIRST_WEEK, LAST_WEEK
from sim.decision import PHASES
from sim.events import Event
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
    """One thing that happens: a table of day 0, an event, rule or decision; `says` what is claimed, `does` how.

    A decision has the scale on which rules influence it, the `axes` it is taken along, and its `parts`.
    """

    phase: str
    kind: str
    name: str
    claim: str
    says: str
    does: str
    settings: tuple[Setting, ...]
    scale: str = ""
    axes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def is_on(self) -> bool:
        """Whether it acts here: a rule of strength 0 does not."""
        return self.kind != "rule" or self.settings[0].value != 0


def plan(values: Mapping[str, float], events: Iterable[Event] = ()) -> Iterator[Step]:
    """Yield day 0 and the steps of a week in order, with the values that differ from the defaults in `values`.

    Events come first, each in its own week. Within a phase all rules ask first, reading the world as it
    stands; then the agents decide, one decision after the other. Strengths not named in `values` are at
    their default.
    """

    def settings(parameters: Iterator[Parameter]) -> tuple[Setting, ...]:
        return tuple(Setting(each, values.get(each.name, each.default)) for each in parameters)

    for name in ("origins", *(each.kind for each in tables())):
        kind = owners()[name]
        yield Step(START, "table", name, "", "", first_line(kind), settings(declared(name, kind)))
    for event in sorted(events, key=lambda each: values.get(week_of(each).name, each.week)):
        yield Step("events", "event", event.name, "", event.about, in_words(event), settings(iter([week_of(event)])))
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
            own = settings(declared(name, each.parameters))
            yield Step(phase, "decision", name, "", "", each.about, own, each.scale, each.axes, each.parts)


# ---------------------------------------------------------------- events in words
def week_of(event: Event) -> Parameter:
    """Return an event's week as a parameter, by the name that `--set` knows."""
    return Parameter(f"event.{event.name}.week", event.week, FIRST_WEEK, LAST_WEEK, "week", "the scenario")


FORCED = {
    "effort": "who tried",
    "escape": "defenders who get away",
    "capacity": "seats",
    "hold": "weeks the road is kept open",
    "held_by": "only if held by",
    "never_signing_leave": "groups that never sign leave",
    "supplies": "supplies enter",
    "times": "times that of day 0",
    "power": "times the air power of day 0",
    "institutions": "who decides",
}
LEFT_OPEN = ("effort", "help", "escape")  # what the world decides if the scenario does not say


def in_words(event: Event) -> str:
    """Say all that an event forces, and what it leaves to the world."""
    kind, place = getattr(event, "kind", "event"), getattr(event, "place", None)
    told = [f"{kind} of {place}" if place else kind]
    for word in type(event).model_fields:
        value = getattr(event, word)
        if word in Event.model_fields or word in ("kind", "place") or (value is None and word not in LEFT_OPEN):
            continue
        told.append("no state helped" if value == {} else f"{FORCED.get(word, word)}: {cell(word, value)}")
    return "; ".join(told)


def cell(word: str, value: object) -> str:
    """Write what is forced: shares in percent, nothing as left to the world."""
    if value is None:
        return "left to the world"
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {100 * share:.0f} %" for name, share in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{100 * value:.0f} %" if word == "escape" else f"{value:g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def first_line(kind: type) -> str:
    """Return the first line of a docstring."""
    return (kind.__doc__ or "").strip().splitlines()[0]
