"""The worlds that tests of rules start from: day 0, and some weeks of the null model."""

import pytest

from sim.world import World
from tests.shocks import WEEKS_IN, background


@pytest.fixture
def day0() -> World:
    """The world of day 0, nothing has happened."""
    return background(0)


@pytest.fixture
def world() -> World:
    """The world after some weeks of the null model."""
    return background(WEEKS_IN)
