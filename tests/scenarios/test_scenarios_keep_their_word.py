"""What a scenario's page says is what happens in the model, and nothing reads its name."""

from functools import cache

import numpy as np
import pytest

from sim.assumptions import PRESETS, load_assumptions
from sim.model import Model, RunSpec
from sim.paths import ROOT, SCENARIOS
from sim.places import OPPOSITION, REGIME
from sim.rule import rules
from sim.scenario import load_scenario, names
from sim.table import Array
from tests.shocks import put

PLACE = "aleppo_east"
WEEK = 3  # on which every scenario of the city forces its event
REPLICATES = 4
DECLARED = ("aleppo_falls+us_repudiates", "aleppo_falls+us_doubles_down")


def after(scenario: str, weeks: int, assumptions: str = "null") -> Model:
    values = load_assumptions(assumptions).values
    specs = [RunSpec(load_scenario(scenario), values, replicate) for replicate in range(REPLICATES)]
    model = Model(specs, keep_postings=False)
    for _ in range(weeks):
        model.step()
    return model


@cache
def besieged_when_it_matters() -> Array:
    places = after("reference", WEEK - 1).world.places
    held = places.held_by(OPPOSITION) & places.besieged()
    return np.asarray(held[:, places.row(PLACE)])


def forced(scenario: str) -> Model:
    return force(after(scenario, WEEK - 1))


def force(model: Model) -> Model:
    """Force the events of the week to come, and nothing else of it."""
    model.world.open_week()
    model.chance.week = model.world.week
    model._force_events()
    model.world.open_phase()
    return model


@pytest.mark.parametrize("name", names(SCENARIOS))
def test_every_scenario_is_told_in_a_few_words(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.title
    assert 10 <= len(scenario.about.split()) <= 50
    assert all(event.about.endswith(".") for event in scenario.events)


@pytest.mark.parametrize("name", names(PRESETS))
def test_every_assumption_set_is_told_in_a_few_words(name: str) -> None:
    assert 10 <= len(load_assumptions(name).about.split()) <= 50


def test_after_the_fall_the_regime_holds_the_city_in_every_run() -> None:
    places = forced("aleppo_falls").world.places
    assert (places.control[:, places.row(PLACE)] == REGIME).all()
    assert (places.offer_weeks[:, places.row(PLACE)] > 0).all()


@pytest.mark.parametrize("name", [each for each in names(SCENARIOS) if each.startswith("siege_broken")])
def test_a_broken_siege_is_open_and_credited(name: str) -> None:
    world, able = forced(name).world, besieged_when_it_matters()
    at = world.places.row(PLACE)
    assert able.any()
    assert not world.places.besieged()[able, at].any()
    assert (np.abs(world.recording.tried[able]).sum(axis=1) > 0).all()
    assert np.allclose(world.recording.tried.sum(axis=1), 0)


def test_only_turkeys_help_counts_as_help() -> None:
    able = besieged_when_it_matters()
    helped = {
        name: forced(name).world.recording.aided_gain[able, OPPOSITION, REGIME]
        for name in ("siege_broken", "siege_broken_mainstream", "siege_broken_turkey")
    }
    assert able.any()
    assert (helped["siege_broken_turkey"] > helped["siege_broken"]).all()
    assert (helped["siege_broken_mainstream"] == helped["siege_broken"]).all()


def test_a_held_road_stays_open_while_the_rebels_hold_the_city() -> None:
    model = after("siege_broken_held", WEEK)
    places, able = model.world.places, besieged_when_it_matters()
    for _ in range(10):
        at = places.row(PLACE)
        assert not (places.cut_off[:, at] & able).any()
        model.step()


def test_under_a_deal_nobody_attacks_and_those_who_never_sign_have_left() -> None:
    groups, able = forced("frozen").world.groups, besieged_when_it_matters()
    model = after("frozen", WEEK)
    places = model.world.places
    at = places.row(PLACE)
    staying = np.where(groups.signs, 0, groups.fighters[:, :, at])[able]
    assert staying[:, groups.armed_opposition].sum() == 0
    for _ in range(10):
        assert not places.offensives[able, :, at].any()
        assert (places.control[able, at] == OPPOSITION).all()
        model.step()


def test_no_deal_is_struck_over_a_city_that_has_fallen() -> None:
    model = after("frozen", WEEK - 1)
    places, groups = model.world.places, model.world.groups
    at = places.row(PLACE)
    fallen = np.arange(REPLICATES) % 2 == 0
    here = fallen[:, None] & (np.arange(len(places)) == at)
    put(
        model.world,
        places,
        "control",
        np.where(here, REGIME, np.where(places.ids == PLACE, OPPOSITION, places.control)),
    )
    before = groups.fighters[:, :, at].copy()
    force(model)
    assert (places.truce[fallen, at] == 0).all()
    assert (places.truce[~fallen, at] > 0).all()
    assert (places.protected[fallen, at] == 0).all()
    assert np.array_equal(groups.fighters[fallen][:, :, at], before[fallen])


def test_the_placebo_moves_a_place_that_few_watch_and_not_the_city() -> None:
    places = forced("placebo").world.places
    pocket, city = places.row("rastan_pocket"), places.row(PLACE)
    assert (places.control[:, pocket] == REGIME).all()
    assert (places.salience[:, pocket] <= 0.3 * places.salience[:, city]).all()
    assert (places.control[besieged_when_it_matters(), city] == OPPOSITION).all()


def test_in_the_mirror_rebels_hold_the_regimes_half_and_nothing_is_done_to_theirs() -> None:
    places = forced("mirror").world.places
    assert (places.control[:, places.row("aleppo_west")] == OPPOSITION).all()
    assert (places.control[besieged_when_it_matters(), places.row(PLACE)] == OPPOSITION).all()


def test_the_late_fall_is_the_same_fall_half_a_year_later() -> None:
    soon, late = (
        {each.name: each.model_dump(exclude={"about"}) for each in load_scenario(name).events}
        for name in ("aleppo_falls", "aleppo_falls_late")
    )
    assert late == {name: {**told, "week": told["week"] + 26} for name, told in soon.items()}


def test_no_city_falls_twice_where_the_war_has_taken_it_before() -> None:
    late = load_scenario("aleppo_falls_late").events[0].week
    model = after("aleppo_falls_late", late - 1)
    places, country = model.world.places, model.world.country
    here = np.arange(len(places)) == places.row(PLACE)
    put(model.world, places, "control", np.where(here, REGIME, places.control))
    before = {name: value.copy() for name, value in places.arrays.items() if not name.startswith(("berths", "offer"))}
    changes = country.changes_of_control.copy()
    force(model)
    assert all(np.array_equal(places.arrays[name], value) for name, value in before.items())
    assert np.array_equal(country.changes_of_control, changes)


@pytest.mark.parametrize("scenario", ["aleppo_falls", "mirror", "reference+no_fly_zone"])
def test_under_a_fixed_belief_nobody_changes_their_mind_about_the_ruler(scenario: str) -> None:
    beliefs = after(scenario, WEEK + 8, "fixed_belief").world.beliefs
    assert np.array_equal(beliefs.irremovability, beliefs.arrays["irremovability_day0"])
    moved = after(scenario, WEEK + 8, "contested").world.beliefs
    assert (moved.irremovability != moved.arrays["irremovability_day0"]).all()


def test_a_closed_sky_makes_removal_thinkable() -> None:
    closed = after("reference+no_fly_zone", WEEK + 5, "essay").world.beliefs.irremovability
    assert (closed < after("reference", WEEK + 5, "essay").world.beliefs.irremovability).all()


def test_washington_ends_or_doubles_its_money_and_nobody_elses() -> None:
    paid = {}
    for name in ("aleppo_falls", *DECLARED):
        states = after(name, 10).world.states
        each = (states.allocation * states.backing[:, :, None]).sum(axis=2)
        paid[name] = each
    at = states.row("usa")
    assert (paid[DECLARED[0]][:, at] == 0).all()
    assert (paid[DECLARED[1]][:, at] > paid["aleppo_falls"][:, at]).any()
    others = np.arange(len(states)) != at
    for name in DECLARED:
        assert np.array_equal(paid[name][:, others], paid["aleppo_falls"][:, others])


def test_the_contested_set_is_the_essay_and_its_rivals() -> None:
    essay, rivals, contested = (
        {name for name, value in load_assumptions(each).values.items() if value == 1}
        for each in ("essay", "rivals_only", "contested")
    )
    assert contested == essay | rivals
    assert not essay & rivals
    assert {name for name, each in rules().items() if each.claim.startswith("C")} == {
        name.removesuffix(".strength") for name in essay
    }


def test_no_rule_and_no_decision_knows_a_scenarios_name() -> None:
    code = [path for folder in ("rules", "rivals", "agents") for path in (ROOT / "sim" / folder).glob("*.py")]
    told = {path.name: path.read_text(encoding="utf-8") for path in code}
    known = [each for each in names(SCENARIOS) if "_" in each]  # single words are also plain English
    assert [(name, each) for name, text in told.items() for each in known if each in text] == []
