"""Tables of what is chosen: scenarios and policies with their events, assumption sets."""

from collections.abc import Iterable

from sim.assumptions import PRESETS, Assumptions, load_assumptions
from sim.catalogue import catalogue
from sim.document.markdown import code, first_line, number, table
from sim.events import EVENTS, Event
from sim.paths import SCENARIOS
from sim.plan import in_words
from sim.rule import rules
from sim.scenario import POLICIES, kinds, load_scenario, names, read_scenario

MOST_LEFT_OUT = 6  # more than this, and it is shorter to name what a set holds


def scenarios() -> str:
    """Every scenario: what it asks, what it forces and when."""
    found = [(name, load_scenario(name)) for name in names(SCENARIOS)]
    return table(["scenario", "is", "forces"], [[code(name), each.about, events(each.events)] for name, each in found])


def policies() -> str:
    """Every policy that `+` adds to a scenario."""
    folder = SCENARIOS / POLICIES
    found = [read_scenario(folder / f"{name}.toml", SCENARIOS, ()) for name in names(folder)]
    return table(["policy", "is", "forces"], [[code(each.name), each.about, events(each.events)] for each in found])


def events(given: Iterable[Event]) -> str:
    """Say what is forced, week by week."""
    return ". ".join(f"Week {each.week}, {code(each.name)}: {in_words(each)}" for each in given) or "nothing"


def kinds_of_events() -> str:
    """Every kind of event a scenario may force."""
    rows = []
    for kind, each in zip(kinds(), EVENTS, strict=True):
        fields = [name for name in each.model_fields if name not in (*Event.model_fields, "kind")]
        rows.append([code(kind), first_line(each), ", ".join(map(code, fields))])
    return table(["kind", "forces", "says"], rows)


def assumption_sets() -> str:
    """Every assumption set: which claims and rivals are on, and what else it sets."""
    rows = []
    for name in names(PRESETS):
        chosen = load_assumptions(name)
        strengths = {each.strength.name for each in rules().values()}
        known = catalogue()
        settings = [f"{key} = {number(value)}" for key, value in chosen.values.items()
                    if key not in strengths and value != known[key].default]  # fmt: skip
        rows.append([code(name), chosen.about, held(chosen, "C"), held(chosen, "E"), ", ".join(map(code, settings))])
    return table(["set", "what is believed", "claims", "rivals", "also sets"], rows)


def held(chosen: Assumptions, letter: str) -> str:
    """Say which claims of a letter a set holds, the shorter way."""
    every = {each.claim: chosen.values[each.strength.name] for each in rules().values() if each.claim[0] == letter}
    on, off = [each for each in every if every[each]], [each for each in every if not every[each]]
    other = [f"{each} at {number(every[each])}" for each in on if every[each] != 1]
    if not off or not on:
        told = "all" if not off else "none"
    else:
        told = ", ".join(on) if len(on) <= len(off) or len(off) > MOST_LEFT_OUT else f"all but {', '.join(off)}"
    return "; ".join([told, *other])
