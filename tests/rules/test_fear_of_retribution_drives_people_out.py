"""C30: once the regime is back, fear drives people out."""

import numpy as np

from sim.agents.communities import ways_out
from sim.places import FEARFUL_WEEKS, REGIME
from sim.world import World
from tests.shocks import asks_nothing, believe, hand_over, pushes, put

NAME = "fear_of_retribution_drives_people_out"
PARTS = ("hazard", "rate", "crossing")


def test_nobody_flees_a_regime_that_took_nothing(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_the_taken_flee_for_some_weeks_and_then_no_more(day0: World) -> None:
    at = day0.places.row("aleppo_east")
    hand_over(day0, "aleppo_east", "regime", weeks_ago=0)
    for part in PARTS:
        asked = pushes(NAME, day0, "flee", part)
        assert (asked[:, at] > 0).all()
        assert (asked.sum(axis=1) == asked[:, at]).all()
    hand_over(day0, "aleppo_east", "regime", weeks_ago=FEARFUL_WEEKS)
    assert asks_nothing(NAME, day0)


def test_a_place_taken_by_others_or_from_others_is_not_its_matter(day0: World) -> None:
    hand_over(day0, "aleppo_west", "opposition")
    hand_over(day0, "al_bab", "regime")
    hand_over(day0, "afrin", "regime")
    assert asks_nothing(NAME, day0)


def test_a_place_that_never_changed_hands_in_the_run_is_not_its_matter(day0: World) -> None:
    put(day0, day0.places, "weeks_held", 0)
    assert asks_nothing(NAME, day0)


def test_the_more_fear_the_more_of_all_and_without_it_only_the_base_is_left(day0: World) -> None:
    at = day0.places.row("aleppo_east")
    hand_over(day0, "aleppo_east", "regime")
    found = []
    for fear in (0.0, 0.5, 1.0):
        believe(day0, fear=fear)
        found.append({part: pushes(NAME, day0, "flee", part)[:, at] for part in PARTS})
    none, some, much = found
    for part in PARTS:
        assert (none[part] < some[part]).all()
        assert (some[part] < much[part]).all()
    assert (none["hazard"] == 0).all()
    assert (none["crossing"] == 0).all()
    assert np.allclose(none["rate"], day0.settings[NAME].base)


def test_who_fears_the_new_ruler_flees_across_the_front_rather_than_to_his_side(day0: World) -> None:
    hand_over(day0, "aleppo_east", "regime")
    places, of = day0.places, day0.settings["flee"]
    calm, crossing = np.zeros((day0.runs, len(places))), pushes(NAME, day0, "flee", "crossing")
    at = places.row("aleppo_east")
    ways = places.roads.ways[at]
    before, after = (ways_out(day0, of, calm, each)[0, at] for each in (calm, crossing))
    inside = (ways >= 0) & (ways < len(places))
    ours = inside & (places.control[0, np.where(inside, ways, 0)] == REGIME)
    theirs = inside & ~ours
    assert ours.any()
    assert theirs.any()
    assert np.allclose(after[ours], before[ours])
    assert np.allclose(after[theirs], before[theirs] * np.exp(crossing[0, at]))


def test_an_offer_to_leave_is_taken_up_the_more_the_more_fear_there_is(day0: World) -> None:
    assert not pushes(NAME, day0, "take_the_buses").any()
    hand_over(day0, "aleppo_east", "regime")
    much = pushes(NAME, day0, "take_the_buses")
    believe(day0, fear=0.5)
    little = pushes(NAME, day0, "take_the_buses")
    assert (much >= little).all()
    assert (little.sum(axis=1) > 0).all()
