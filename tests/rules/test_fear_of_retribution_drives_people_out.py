"""C30: once the regime is back, fear drives people out."""

from sim.places import FEARFUL_WEEKS
from sim.world import World
from tests.shocks import asks_nothing, believe, hand_over, pushes, put

NAME = "fear_of_retribution_drives_people_out"


def test_nobody_flees_a_regime_that_took_nothing(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_the_taken_flee_for_some_weeks_and_then_no_more(day0: World) -> None:
    at = day0.places.row("aleppo_east")
    hand_over(day0, "aleppo_east", "regime", weeks_ago=0)
    for part in ("hazard", "rate"):
        asked = pushes(NAME, day0, "flee", part)
        assert (asked[:, at] > 0).all()
        assert (asked.sum(axis=1) == asked[:, at]).all()
    hand_over(day0, "aleppo_east", "regime", weeks_ago=FEARFUL_WEEKS)
    assert asks_nothing(NAME, day0)


def test_a_place_taken_by_others_is_not_its_matter(day0: World) -> None:
    hand_over(day0, "aleppo_west", "opposition")
    assert asks_nothing(NAME, day0)


def test_an_offer_to_leave_is_taken_up_the_more_the_more_fear_there_is(day0: World) -> None:
    put(day0, day0.places, "offer_weeks", 2)
    much = pushes(NAME, day0, "take_the_buses")
    believe(day0, fear=0.5)
    little = pushes(NAME, day0, "take_the_buses")
    assert (much >= little).all()
    assert (little.sum(axis=1) > 0).all()
