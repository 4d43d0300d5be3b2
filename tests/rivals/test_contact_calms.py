"""E06: beside refugees, hosts and voters calm down sooner."""

from sim.world import World
from tests.shocks import asks_nothing, put, raises

NAME = "contact_calms"


def test_calm_hosts_and_voters_stay_as_they_are(day0: World) -> None:
    assert asks_nothing(NAME, day0)
    put(day0, day0.hosts, "tension", 0.0)
    assert asks_nothing(NAME, day0)


def test_what_has_risen_is_pressed_down_never_below_day_0(day0: World) -> None:
    hosts, voters = day0.hosts, day0.electorates
    put(day0, hosts, "tension", hosts.tension + 0.1)
    put(day0, voters, "populist_share", voters.populist_share + 5)
    calmer, fewer = raises(NAME, day0, "tension"), raises(NAME, day0, "populist_share")
    assert (calmer < 0).all()
    assert (fewer < 0).all()
    assert (hosts.tension + calmer >= hosts.arrays["tension_day0"]).all()
    assert (voters.populist_share + fewer >= voters.arrays["populist_share_day0"]).all()


def test_where_more_refugees_live_it_fades_sooner(day0: World) -> None:
    put(day0, day0.hosts, "tension", day0.hosts.arrays["tension_day0"] + 0.1)
    before = raises(NAME, day0, "tension")
    put(day0, day0.communities, "people", 2 * day0.communities.people)
    assert (raises(NAME, day0, "tension") < before).all()
