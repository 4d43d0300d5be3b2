"""What every scenario, policy and preset promises: it loads, runs, loses nobody and leaves a world that is sound."""

from dataclasses import replace

import numpy as np
import pytest

from sim.assumptions import PRESETS, load_assumptions
from sim.model import Model
from sim.runs import run
from sim.scenario import POLICIES, SCENARIOS, WEEKS, Scenario, load_scenario, names
from tests.worlds import broken_promises, fighters_of, people_of, spec, widest_assumptions

ALL_SCENARIOS, ALL_PRESETS = names(SCENARIOS), names(PRESETS)
RUNS, WEEKS_RUN = 4, 10
every_scenario = pytest.mark.parametrize("scenario", ALL_SCENARIOS)
WITH_POLICIES = [f"reference+{policy}" for policy in names(SCENARIOS / POLICIES)]
every_scenario_and_policy = pytest.mark.parametrize("scenario", [*ALL_SCENARIOS, *WITH_POLICIES])
every_preset = pytest.mark.parametrize("assumptions", ALL_PRESETS)


def test_there_are_scenarios_and_presets() -> None:
    assert {"reference", "aleppo_falls", "siege_broken"} <= set(ALL_SCENARIOS)
    assert {"null", "essay"} <= set(ALL_PRESETS)


def early(name: str) -> Scenario:
    """Return a scenario; a policy is moved to week 2, so that few weeks show what it does."""
    found = load_scenario(name)
    if name in ALL_SCENARIOS:
        return found
    return replace(found, events=tuple(each.model_copy(update={"week": 2}) for each in found.events))


@every_scenario_and_policy
def test_a_scenario_says_what_it_forces(scenario: str) -> None:
    found = load_scenario(scenario)
    assert found.name == scenario
    assert found.title.strip()
    assert found.about.strip()
    assert all(1 <= event.week <= WEEKS for event in found.events)


@every_preset
def test_a_preset_says_what_it_assumes(assumptions: str) -> None:
    found = load_assumptions(assumptions)
    assert found.title.strip()
    assert found.about.strip()
    assert {name for name in found.values if name.endswith(".strength")}


@every_scenario_and_policy
def test_nobody_is_made_or_lost_in_any_week(scenario: str) -> None:
    model = Model([spec(early(scenario), at, widest_assumptions()) for at in range(RUNS)])
    people, fighters = people_of(model.world), fighters_of(model.world).sum(axis=1)
    for week in range(1, WEEKS_RUN + 1):
        model.step()
        assert np.array_equal(people_of(model.world), people), week
        assert np.array_equal(fighters_of(model.world).sum(axis=1), fighters), week


@every_scenario_and_policy
@pytest.mark.parametrize("assumptions", ["null", widest_assumptions()])
def test_the_world_stays_sound_in_every_week(scenario: str, assumptions: str) -> None:
    model = Model([spec(early(scenario), at, assumptions) for at in range(RUNS)])
    assert broken_promises(model.world) == []
    for week in range(1, WEEKS_RUN + 1):
        model.step()
        assert broken_promises(model.world) == [], week


@every_scenario
def test_events_happen_in_their_week_and_not_before(scenario: str) -> None:
    forced = load_scenario(scenario)
    with_events = Model([spec(forced, at, "null") for at in range(2)])
    without = Model([spec("reference", at, "null") for at in range(2)])
    first = min((event.week for event in forced.events), default=WEEKS_RUN + 1)
    for week in range(1, min(first, WEEKS_RUN) + 1):
        with_events.step()
        without.step()
        same = np.array_equal(with_events.world.communities.people, without.world.communities.people)
        assert same or week == first


@every_scenario
def test_a_place_that_a_scenario_hands_over_is_held_by_the_new_side(scenario: str) -> None:
    model = Model([spec(scenario, at, "null") for at in range(RUNS)])
    forced = {event.week: event for event, _ in model.events if event.kind == "control"}
    for week in range(1, WEEKS_RUN + 1):
        before = model.world.places.control.copy()
        model.step()
        if week in forced:
            at = model.world.places.row(forced[week].place)
            side = ("regime", "opposition", "islamic_state", "sdf").index(forced[week].to)
            held, fell_again = model.world.places.control[:, at], model.world.places.weeks_held[:, at] == 1
            assert ((held == side) | fell_again).all()
            assert (held[before[:, at] != side] == side).any()


def test_nobody_boards_beyond_the_seats_on_offer() -> None:
    seats = sum(each.capacity for each in load_scenario("aleppo_falls").events if each.kind == "evacuation")
    found = run("aleppo_falls", replicates=16, weeks=WEEKS_RUN, assumptions="essay", postings=False)
    assert float(found["evacuated"].max()) <= seats


@every_scenario_and_policy
@every_preset
def test_results_have_units_and_no_holes(scenario: str, assumptions: str) -> None:
    found = run(scenario, replicates=2, weeks=3, assumptions=assumptions)
    assert found.sizes["run"] == 2
    assert found.sizes["week"] == 4
    for name, series in found.data_vars.items():
        assert series.attrs["unit"], name
        assert series.attrs["about"], name
        assert np.isfinite(series.values.astype(float)).all(), name
    assert set(np.unique(found["control"].values)) <= {0, 1, 2, 3}


@every_preset
def test_the_null_preset_alone_has_every_rule_off(assumptions: str) -> None:
    strengths = [v for name, v in load_assumptions(assumptions).values.items() if name.endswith(".strength")]
    assert (not any(strengths)) == (assumptions == "null")


def test_paired_scenarios_share_their_luck_until_they_differ() -> None:
    falls = run("aleppo_falls", replicates=3, weeks=2, assumptions="essay", postings=False)
    broken = run("siege_broken", replicates=3, weeks=2, assumptions="essay", postings=False)
    for name in ("combat_deaths", "fighters", "control", "irremovability"):
        assert np.array_equal(falls[name].values, broken[name].values), name
