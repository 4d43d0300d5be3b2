"""From [vary] to factors: switches, strengths, settings, dates of events, choices, and whole kinds of ranges."""

from collections.abc import Iterator

from sim.errors import guess
from sim.experiments.sweep.file.bases import Bases
from sim.experiments.sweep.file.conflicts import check_apart, check_names
from sim.experiments.sweep.file.ground import OURS, Ground, Varied, words
from sim.experiments.sweep.file.keys import SweepFile
from sim.experiments.sweep.file.lines import Lines
from sim.experiments.sweep.file.ranges import Range, read_range
from sim.experiments.sweep.file.settings import ranges, settings
from sim.experiments.sweep.file.switches import strengths, switches
from sim.experiments.sweep.sampling.factors import CHOICE, WEEK, Factor

EVENTS = "events"


def varied_of(file: SweepFile, bases: Bases, lines: Lines) -> tuple[Varied, ...]:
    """Return every factor in the order of the file: switches, strengths, settings, weeks, choices, ranges.

    ExperimentError names the key that varies nothing, what does not exist, or what two factors would both set.
    """
    ground = Ground(file, bases, lines)
    found = [*switches(ground), *strengths(ground), *settings(ground), *weeks(ground), *choices(ground)]
    found += ranges(ground, found)
    if not found:
        raise lines.refuse("nothing varies; name switches, strengths, settings, weeks, choices or ranges", "vary")
    check_apart(found, file, lines)
    check_names(found, lines)
    return tuple(found)


def weeks(ground: Ground) -> Iterator[Varied]:
    """Yield a factor for every date: that of the event of its name, or of all the events it lists."""
    own: dict[str, list[int]] = {}
    for base in ground.bases.values():
        for event in base.scenario.events:
            own.setdefault(event.name, []).append(event.week)
    for name, spec in ground.file.vary.weeks.items():
        path = ("vary", "weeks", name)
        events: tuple[str, ...] = (name,)
        if isinstance(spec, dict) and EVENTS in spec:
            events = tuple(words(spec[EVENTS], ground.lines, *path, EVENTS))
            spec = {key: each for key, each in spec.items() if key != EVENTS}
        if not events:
            raise ground.lines.refuse("expected at least one event", *path, EVENTS)
        for each in events:
            if each not in own:
                hint = guess(each, own) or "; none of them forces any event"
                raise ground.lines.refuse(f"no scenario of this sweep has an event '{each}'{hint}", *path)
        within = Range(1, ground.file.weeks, "weeks", whole=True)
        low, high, levels = read_range(spec, within, ground.lines, *path)
        held = ground.steady([week for each in events for week in own[each]], path)
        factor = Factor(name, WEEK, f"week of {' and '.join(events)}", "week", OURS, low, high, held, levels=levels)
        yield Varied(factor, events, path)


def choices(ground: Ground) -> Iterator[Varied]:
    """Yield a factor for every choice; its value is the position of the alternative taken."""
    for name, alternatives in ground.file.vary.choices.items():
        levels = tuple(float(at) for at in range(len(alternatives)))
        title = name.replace("_", " ")
        labels = tuple(alternatives)
        factor = Factor(name, CHOICE, title, "alternative", OURS, 0.0, levels[-1], 0.0, levels=levels, labels=labels)
        yield Varied(factor, (), ("vary", "choices", name))
