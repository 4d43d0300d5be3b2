"""What happened in one run, week by week, in plain sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from sim.places import OPPOSITION, SIDES
from sim.seeds import load_seeds
from sim.table import Array
from viz.screen.forced import forced
from viz.screen.results import Results
from viz.screen.snapshot import one_run
from viz.titles import SIDE_TITLES, titles

SCENARIO, CONTROL, SIEGE, SETTLEMENT = "scenario", "control", "siege", "settlement"
BACKING, TIES, GROUP, REFUGEES = "backing", "ties", "group", "refugees"
KINDS = (SCENARIO, CONTROL, SIEGE, SETTLEMENT, BACKING, TIES, GROUP, REFUGEES)  # their order within a week
FEW = 100  # fighters: fewer are no force any more
NEVER_SIGNING_MARKS = (25, 50, 75)  # percent of rebels
PEOPLE_MARK = 100_000  # of persons who fled or moved on, each such number is told


@dataclass(frozen=True)
class Happening:
    """One thing that happened in a week, of one of `KINDS`; `place` and `state` are ids, where it is about one."""

    week: int
    text: str
    kind: str
    place: str | None = None
    state: str | None = None


def story(results: Results, replicate: int) -> list[Happening]:
    """Return what happened in one run, in order; ExperimentError if that run is not kept in detail.

    A change that the scenario forces is told once, as the scenario's.
    """
    row = one_run(results, replicate).start
    told = list(of_scenario(results, row))
    taken = {(each.week, each.place, each.state) for each in told} - {(each.week, None, None) for each in told}
    for part in (of_places, of_states, of_groups, of_people):
        told += [each for each in part(results, row) if (each.week, each.place, each.state) not in taken]
    return sorted(told, key=lambda each: (each.week, KINDS.index(each.kind)))


def of_scenario(results: Results, row: int) -> Iterator[Happening]:
    """Tell what the scenario forced, where there was anything left to force."""
    control, besieged = results.places["control"][row], results.places["besieged"][row]
    for week, event in forced(results.world):
        if week > results.weeks:
            continue
        at = None if event.place is None else list(titles("places")).index(event.place)
        if at is not None and not event.applies(SIDES[control[week - 1, at]], bool(besieged[week - 1, at])):
            continue
        yield Happening(week, event.text, SCENARIO, event.place, event.state)


def of_places(results: Results, row: int) -> Iterator[Happening]:
    """Tell which places changed hands, and where sieges began or ended."""
    control, besieged = results.places["control"][row], results.places["besieged"][row]
    for at, (place, title) in enumerate(titles("places").items()):
        for week in changes(control[:, at]):
            before, now = (SIDE_TITLES[SIDES[control[each, at]]] for each in (week - 1, week))
            yield Happening(week, f"{title} went from {before} to {now}.", CONTROL, place)
        for week in changes(besieged[:, at]):
            if control[week, at] != control[week - 1, at] and not besieged[week, at]:
                continue  # its fall is told
            text = f"{title} came under siege." if besieged[week, at] else f"The siege of {title} ended."
            yield Happening(week, text, SIEGE, place)


def of_states(results: Results, row: int) -> Iterator[Happening]:
    """Tell which states stopped or resumed their support, which restored ties, and whether a settlement was signed."""
    backing, normalised = results.detail["backing"][row], results.detail["normalised"][row]
    for at, (state, title) in enumerate(titles("states").items()):
        for week in changes(backing[:, at]):
            what = "resumed" if backing[week, at] else "stopped"
            yield Happening(week, f"{title} {what} its support.", BACKING, state=state)
        for week in changes(normalised[:, at]):
            ties = "restored ties with the ruler" if normalised[week, at] else "broke with the ruler again"
            yield Happening(week, f"{title} {ties}.", TIES, state=state)
    for week in changes(results.measures["settled"][row]):
        yield Happening(week, "A settlement was signed.", SETTLEMENT)


def of_groups(results: Results, row: int) -> Iterator[Happening]:
    """Tell which groups halved, doubled or vanished, which rebels came to be the largest, and how many never sign."""
    fighters = results.detail["fighters"][row]
    rows = load_seeds().rows["groups"]
    names = list(titles("groups").values())
    for at, title in enumerate(names):
        day0 = fighters[0, at]
        for reached, what in (
            (fighters[:, at] <= day0 / 2, "half the fighters of day 0 are gone"),
            (fighters[:, at] >= day0 * 2, "twice the fighters of day 0"),
            (fighters[:, at] < FEW, f"fewer than {FEW} fighters are left"),
        ):
            if day0 >= FEW:
                yield from first(reached, f"{title}: {what}.", GROUP)
    rebels = [at for at, each in enumerate(rows) if each["side"] == SIDES[OPPOSITION] and not each["sent_by"]]
    largest = fighters[:, rebels].argmax(axis=1)
    for week in changes(largest):
        yield Happening(week, f"{names[rebels[largest[week]]]} became the largest opposition group.", GROUP)
    share = results.measures["never_signing"][row]
    for mark in NEVER_SIGNING_MARKS:
        if share[0] < mark:
            yield from first(share >= mark, f"{mark} % of rebels are in groups that would never sign.", GROUP)
        else:
            yield from first(share < mark, f"Less than {mark} % of rebels are in groups that would never sign.", GROUP)


def of_people(results: Results, row: int) -> Iterator[Happening]:
    """Tell when how many had fled abroad or moved on to Europe, and in which week most fled."""
    for measure, what in (("fled", "have fled abroad"), ("onward", "have moved on to Europe")):
        so_far = results.measures[measure][row]
        for mark in range(PEOPLE_MARK, int(so_far[-1]) + 1, PEOPLE_MARK):
            yield from first(so_far >= mark, f"{mark:,} people {what} since day 0.", REFUGEES)
    fled = np.diff(results.measures["fled"][row])
    if len(fled) and fled.max() > 0:
        week = int(fled.argmax()) + 1
        yield Happening(week, f"{fled.max():,.0f} people fled abroad, more than in any other week.", REFUGEES)


def changes(series: Array) -> Iterable[int]:
    """Return the weeks in which a series differs from the week before."""
    return map(int, np.flatnonzero(series[1:] != series[:-1]) + 1)


def first(reached: Array, text: str, kind: str) -> Iterator[Happening]:
    """Tell of the first week in which something is reached, if any."""
    if reached.any():
        yield Happening(int(reached.argmax()), text, kind)
