"""A story tells what changed, once, in the week in which it did."""

import numpy as np
import pytest

from sim.errors import ExperimentError
from sim.paths import SCENARIOS
from sim.places import OPPOSITION
from sim.scenario import POLICIES, kinds, names
from sim.seeds import load_seeds
from tests.viz.made_up import results_of, row, with_measure
from viz.screen.forced import SAYING, forced
from viz.screen.results import Results
from viz.screen.story import KINDS, Happening, story
from viz.screen.worlds import world_of

WEEKS = 12
IDLIB = row("places", "idlib_north")


def told(results: Results, replicate: int = 0) -> list[tuple[int, str]]:
    return [(each.week, each.text) for each in story(results, replicate)]


def test_where_nothing_changes_there_is_nothing_to_tell() -> None:
    assert story(results_of(1, WEEKS), 0) == []


def test_a_place_that_changes_hands_is_told_with_both_sides() -> None:
    results = results_of(2, WEEKS)
    results.places["control"][1, 5:, IDLIB] = OPPOSITION
    assert story(results, 1) == [
        Happening(5, "North and central Idlib went from the regime to the opposition.", "control", "idlib_north")
    ]
    assert story(results, 0) == []


def test_a_siege_is_told_when_it_begins_and_when_it_ends() -> None:
    results = results_of(1, WEEKS)
    results.places["besieged"][0, 3:7, IDLIB] = True
    assert told(results) == [
        (3, "North and central Idlib came under siege."),
        (7, "The siege of North and central Idlib ended."),
    ]


def test_a_siege_that_ends_with_the_fall_is_told_as_the_fall() -> None:
    results = results_of(1, WEEKS)
    results.places["besieged"][0, :6, IDLIB] = True
    results.places["control"][0, 6:, IDLIB] = OPPOSITION
    assert [each.kind for each in story(results, 0)] == ["control"]


def test_states_that_stop_resume_or_restore_ties_are_told_by_name() -> None:
    results = results_of(1, WEEKS)
    results.detail["backing"][0, :, row("states", "qatar")] = True
    results.detail["backing"][0, 4:9, row("states", "qatar")] = False
    results.detail["normalised"][0, 10:, row("states", "jordan")] = True
    assert told(results) == [
        (4, "Qatar stopped its support."),
        (9, "Qatar resumed its support."),
        (10, "Jordan restored ties with the ruler."),
    ]


def test_a_settlement_is_told_once() -> None:
    settled = np.zeros((1, WEEKS + 1))
    settled[0, 8:] = 1
    assert told(with_measure(results_of(1, WEEKS), "settled", settled)) == [(8, "A settlement was signed.")]


def test_groups_that_shrink_grow_or_end_are_told_once() -> None:
    results = results_of(1, WEEKS)
    fighters = results.detail["fighters"][0]
    fighters[:, row("groups", "jfs")] = np.where(np.arange(WEEKS + 1) < 5, 1000, 2000)
    fighters[:, row("groups", "ahrar")] = np.where(np.arange(WEEKS + 1) < 7, 1500, 50)
    assert told(results) == [
        (5, "Jabhat Fateh al-Sham: twice the fighters of day 0."),
        (5, "Jabhat Fateh al-Sham became the largest opposition group."),
        (7, "Ahrar al-Sham: half the fighters of day 0 are gone."),
        (7, "Ahrar al-Sham: fewer than 100 fighters are left."),
    ]


def test_never_signing_rebels_are_told_at_quarters_the_first_time() -> None:
    share = np.array([[10, 20, 30, 20, 30, 55, 55, 55, 55, 55, 55, 55, 55]], dtype=float)
    assert told(with_measure(results_of(1, WEEKS), "never_signing", share)) == [
        (2, "25 % of rebels are in groups that would never sign."),
        (5, "50 % of rebels are in groups that would never sign."),
    ]


def test_people_who_fled_are_told_by_the_hundred_thousand_and_in_the_heaviest_week() -> None:
    weekly = np.array([0, 40, 70, 30, 0, 0, 0, 0, 0, 0, 0, 0, 0]) * 1000.0
    assert told(with_measure(results_of(1, WEEKS), "fled", weekly.cumsum()[None])) == [
        (2, "100,000 people have fled abroad since day 0."),
        (2, "70,000 people fled abroad, more than in any other week."),
    ]


def test_happenings_come_in_order() -> None:
    results = results_of(1, WEEKS)
    rng = np.random.default_rng(3)
    results.places["control"][:] = rng.integers(0, 4, results.places["control"].shape)
    results.detail["backing"][:] = rng.random(results.detail["backing"].shape) < 0.5
    keys = [(each.week, KINDS.index(each.kind)) for each in story(results, 0)]
    assert keys == sorted(keys)


def test_a_run_without_detail_has_no_story() -> None:
    with pytest.raises(ExperimentError, match="replicate 2"):
        story(results_of(2, WEEKS), 2)


# ---------------------------------------------------------------- what is forced
def test_a_forced_fall_is_told_once_as_the_scenarios() -> None:
    results = results_of(1, WEEKS, world_of("aleppo_falls", "null"))
    east = row("places", "aleppo_east")
    results.places["control"][0, :3, east] = OPPOSITION
    found = [each for each in story(results, 0) if each.place == "aleppo_east"]
    assert found == [Happening(3, "East Aleppo city falls to the regime.", "scenario", "aleppo_east")]


def test_what_the_war_did_first_is_not_told_as_forced() -> None:
    results = results_of(1, WEEKS, world_of("aleppo_falls", "null"))
    results.places["control"][0, :2, row("places", "aleppo_east")] = OPPOSITION
    kinds_told = [(each.week, each.kind) for each in story(results, 0) if each.place == "aleppo_east"]
    assert kinds_told == [(2, "control")]


def test_a_siege_is_broken_only_where_there_is_one() -> None:
    world = world_of("siege_broken", "null")
    east = row("places", "aleppo_east")
    free, besieged = results_of(1, WEEKS, world), results_of(1, WEEKS, world)
    besieged.places["besieged"][0, :3, east] = True
    assert story(free, 0) == []
    assert told(besieged) == [(3, "The siege of East Aleppo city is broken.")]


def test_an_event_that_was_moved_is_told_in_its_new_week() -> None:
    world = world_of("reference+us_repudiates", "null", settings=["event.break.week=5"])
    results = results_of(1, WEEKS, world)
    results.detail["backing"][0, :5, row("states", "usa")] = True
    assert told(results) == [(5, "United States breaks with the rebellion, and gives no war support.")]


def test_what_begins_in_another_week_is_told_there() -> None:
    results = results_of(1, WEEKS, world_of("aleppo_falls@9+us_repudiates@5", "null"))
    results.places["control"][0, :9, row("places", "aleppo_east")] = OPPOSITION
    results.detail["backing"][0, :5, row("states", "usa")] = True
    forced_there = [(each.week, each.state or each.place) for each in story(results, 0) if each.kind == "scenario"]
    assert forced_there == [(5, "usa"), (9, None), (9, "aleppo_east")]


def test_what_comes_after_the_last_week_is_not_told() -> None:
    assert story(results_of(1, 4, world_of("reference+us_repudiates", "null")), 0) == []


def test_every_kind_of_event_has_its_words() -> None:
    assert set(SAYING) == set(kinds())


@pytest.mark.parametrize("policy", [None, *names(SCENARIOS / POLICIES)])
def test_every_scenario_and_policy_is_told_in_sentences_without_ids(policy: str | None) -> None:
    ids = {each for kind in ("places", "hosts", "groups", "states") for each in load_seeds().ids(kind) if "_" in each}
    for name in names(SCENARIOS):
        for week, event in forced(world_of(f"{name}+{policy}" if policy else name, "null")):
            assert week >= 1
            assert event.text.endswith(".")
            assert event.text[0].isupper()
            assert not any(each in event.text for each in ids)
