"""The naive peer: the tiny war of the tests, told person by person with Mesa agents, and told by cells."""

import time
from dataclasses import dataclass

from tests.naive import PersonByPerson, TinyWar

FIGHTERS = 0.02  # of all persons, about as in Syria at the end of 2016


@dataclass(frozen=True)
class Told:
    """What a telling took: wall and CPU seconds, how many persons it moved for how many weeks."""

    wall: float
    cpu: float
    persons: int
    weeks: int

    @property
    def cpu_per_person_week(self) -> float:
        """CPU seconds a person and week."""
        return self.cpu / (self.persons * self.weeks)


def war_of(persons: int) -> TinyWar:
    """Return the tiny war at a size; few enlist or switch in a week, so that the peer has little to do."""
    fighters = max(round(persons * FIGHTERS), 6)
    few, many = fighters // 6, fighters - 4 * (fighters // 6)
    rest = persons - fighters
    civilians = (rest - 3 * (rest // 8), 2 * (rest // 8), rest // 8)
    return TinyWar(civilians, ((many, few, 0), (few, few, few)), enlisting=0.0005, switching=0.01)


def tell_by_persons(persons: int, weeks: int) -> Told:
    """Let one Mesa agent a person flee, fight, enlist and switch; making the agents is not counted."""
    model = PersonByPerson(war_of(persons), random_seed=1)
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(weeks):
        model.step()
    told = Told(time.perf_counter() - wall, time.process_time() - cpu, len(model.persons), weeks)
    model.let_go()
    return told


def tell_by_cells(persons: int, weeks: int) -> Told:
    """Tell the same war by counts in cells, with the engine's own draws, as the test of its law does: one run."""
    from tests.test_law import tell_cell_by_cell

    war = war_of(persons)
    wall, cpu = time.perf_counter(), time.process_time()
    tell_cell_by_cell(war, runs=1, weeks=weeks)
    return Told(time.perf_counter() - wall, time.process_time() - cpu, persons, weeks)
