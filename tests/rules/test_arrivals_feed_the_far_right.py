"""C34: arrivals with no prospect of going home feed the far right."""

import numpy as np

from sim.rule import parameters_of, rules
from sim.world import World
from tests.shocks import asks_nothing, assume, believe, come, raises

NAME = "arrivals_feed_the_far_right"
LEVEL = "populist_share"


def test_who_comes_to_turkey_moves_no_vote_in_europe(day0: World) -> None:
    assert asks_nothing(NAME, day0)
    come(day0, "turkey", 100_000)
    assert asks_nothing(NAME, day0)


def test_who_looks_like_staying_counts_again_and_who_may_go_home_counts_less(day0: World) -> None:
    believe(day0, irremovability=0.9)
    stay = raises(NAME, day0, LEVEL)
    assert (stay > 0).all()
    believe(day0, irremovability=0.1)
    assert np.allclose(raises(NAME, day0, LEVEL), -stay)


def test_arrivals_raise_the_vote_as_much_as_departures_lower_it(day0: World) -> None:
    come(day0, "germany", 10_000)
    more = raises(NAME, day0, LEVEL)
    ours = day0.electorates.host == day0.hosts.row("germany")
    assert (more[:, ours] > 0).all()
    assert (more[:, ~ours] == 0).all()
    come(day0, "germany", -20_000)
    assert np.allclose(raises(NAME, day0, LEVEL), -more)


def test_the_measured_size_is_the_size(day0: World) -> None:
    of, voters = day0.settings[NAME], day0.electorates
    at = voters.row("germany")
    come(day0, "germany", int(voters.population[0, at] / 100))
    by_one_percent = of.votes * of.salience
    assert np.allclose(raises(NAME, day0, LEVEL)[:, at], by_one_percent, rtol=1e-4)


def test_each_country_sees_its_own_share_of_who_comes(day0: World) -> None:
    of, voters, number = day0.settings[NAME], day0.electorates, 10_000
    come(day0, "other_europe", number)
    ours = voters.host == day0.hosts.row("other_europe")
    percent = 100 * number * voters.arrivals_share / voters.population
    assert (voters.arrivals_share[:, ours] < 1).all()
    assert np.allclose(raises(NAME, day0, LEVEL)[:, ours], (of.votes * of.salience * percent)[:, ours])


def test_arrivals_who_look_like_staying_count_for_more(day0: World) -> None:
    come(day0, "germany", 10_000)
    before = raises(NAME, day0, LEVEL).sum(axis=1)
    believe(day0, irremovability=0.75)
    assert (raises(NAME, day0, LEVEL).sum(axis=1) > before).all()
    believe(day0, irremovability=0.25)
    assert (raises(NAME, day0, LEVEL).sum(axis=1) < before).all()


def test_the_range_allows_that_arrivals_lower_the_vote(day0: World) -> None:
    votes = next(each for each in parameters_of(rules()[NAME]) if each.name == f"{NAME}.votes")
    assert votes.low < 0 < votes.high
    assume(day0, NAME, votes=votes.low)
    come(day0, "germany", 10_000)
    assert (raises(NAME, day0, LEVEL).sum(axis=1) < 0).all()
