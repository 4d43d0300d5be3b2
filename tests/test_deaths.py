"""The dead of the weekly series are the dead of the accounts: nobody dies uncounted, forced or not."""

import numpy as np
import pytest

from sim.model import Model
from sim.scenario import SCENARIOS, names
from tests.worlds import spec

WEEKS = 8


@pytest.mark.parametrize("scenario", names(SCENARIOS))
def test_each_weeks_deaths_are_those_that_the_accounts_gained(scenario: str) -> None:
    model = Model([spec(scenario, replicate) for replicate in range(3)])
    world = model.world
    for _ in range(WEEKS):
        fighters, people = world.groups.fighters_dead.sum(axis=1), world.communities.people_dead.sum(axis=1)
        model.step()
        killed = world.groups.fighters_dead.sum(axis=1) - fighters
        civilians = world.communities.people_dead.sum(axis=1) - people
        assert np.array_equal(world.country.combat_deaths[:, 0], killed)
        reprisals = world.country.reprisal_deaths[:, 0]
        assert np.array_equal(world.country.civilian_deaths[:, 0] + reprisals, civilians)
        assert np.array_equal(world.places.deaths.sum(axis=1), killed + civilians)
