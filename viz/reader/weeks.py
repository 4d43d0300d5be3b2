"""When what each side forces begins, by scenario and policy: marks of the time bar."""

from dataclasses import dataclass
from functools import lru_cache

from sim.scenario import beginning, load_policy, load_scenario
from sim.sums import Term, put_together, terms_of
from viz.screen.forced import in_words

MOST_KEPT = 1024  # scenarios with their weeks


@dataclass(frozen=True)
class Forcing:
    """A scenario or policy, and what it forces: in words by week, from `week` on where by itself it begins in `own`."""

    name: str
    title: str
    own: int
    week: int
    forces: tuple[tuple[int, str], ...]


@lru_cache(maxsize=MOST_KEPT)
def forcing(scenario: str) -> tuple[Forcing, ...]:
    """Return what the terms of a scenario force, the scenario's own first; whatever forces nothing is left out."""
    found = []
    for at, term in enumerate(terms_of(scenario)):
        by_itself = load_policy(term.name) if at else load_scenario(term.name)
        if not by_itself.events:
            continue
        own = by_itself.events[0].week
        week = term.week or own
        texts: dict[int, list[str]] = {}
        for event in beginning(by_itself, week).events:
            texts.setdefault(event.week, []).append(in_words(event).text)
        forces = tuple((each, " ".join(said)) for each, said in texts.items())
        found.append(Forcing(term.name, by_itself.title, own, week, forces))
    return tuple(found)


def with_week(scenario: str, name: str, week: int | None) -> str:
    """Return a scenario in which one of its terms begins in another week, in its own if none is given."""
    return put_together([Term(name, week) if each.name == name else each for each in terms_of(scenario)])


def with_terms(scenario: str, names: list[str]) -> str:
    """Return the sum of other terms, in the same weeks where a scenario has them already, by their names."""
    weeks = {each.name: each.week for each in terms_of(scenario)}
    return put_together([Term(each, weeks.get(each)) for each in dict.fromkeys(names)])
