"""C33: more refugees, and refugees who stay, strain the neighbours."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, believe, come, raises

NAME = "arrivals_and_permanence_strain_hosts"


def test_while_nobody_comes_and_belief_is_that_of_day_0_nothing_moves(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_who_comes_strains_as_much_as_who_goes_relieves(day0: World, world: World) -> None:
    at = day0.hosts.row("lebanon")
    come(day0, "lebanon", 5_000)
    more = raises(NAME, day0, "tension")
    assert (more[:, at] > 0).all()
    assert (more.sum(axis=1) == more[:, at]).all()
    come(day0, "lebanon", -10_000)
    assert np.allclose(raises(NAME, day0, "tension"), -more)


def test_the_same_number_strains_a_small_country_more(day0: World) -> None:
    for host in ("lebanon", "turkey"):
        come(day0, host, 5_000)
    strain = raises(NAME, day0, "tension")
    assert (strain[:, day0.hosts.row("lebanon")] > strain[:, day0.hosts.row("turkey")]).all()


def test_those_who_look_like_staying_strain_as_much_as_those_who_may_go_relieve(day0: World) -> None:
    believe(day0, irremovability=0.75)
    staying = raises(NAME, day0, "tension")
    assert (staying[:, day0.hosts.neighbours] > 0).all()
    believe(day0, irremovability=0.25)
    assert np.allclose(raises(NAME, day0, "tension"), -staying)


def test_only_neighbours_are_its_matter(day0: World) -> None:
    believe(day0, irremovability=1.0)
    for host in ("germany", "gulf"):
        come(day0, host, 50_000)
    assert (raises(NAME, day0, "tension")[:, ~day0.hosts.neighbours] == 0).all()
