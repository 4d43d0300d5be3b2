"""C40: abuses that nobody stops are laid at the West's door too."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, put, raises

NAME = "abuses_feel_like_complicity"


def test_without_reprisals_nobody_feels_betrayed(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_other_deaths_are_not_its_matter(day0: World) -> None:
    for deaths in ("combat_deaths", "civilian_deaths"):
        put(day0, day0.country, deaths, 1_000.0)
    assert asks_nothing(NAME, day0)


def test_betrayal_grows_with_the_dead_one_by_one(day0: World) -> None:
    put(day0, day0.country, "reprisal_deaths", 100.0)
    few = raises(NAME, day0, "betrayal")
    put(day0, day0.country, "reprisal_deaths", 1_000.0)
    many = raises(NAME, day0, "betrayal")
    assert (few > 0).all()
    assert np.allclose(many, 10 * few)
    assert np.allclose(many, day0.settings[NAME].blame)
