"""What a reader has chosen: changes are those from the preset, and every step has a way back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.assumptions import load_assumptions
from sim.bundles import load_bundles
from sim.catalogue import catalogue
from viz.reader import actions
from viz.reader.actions import RefusedError
from viz.reader.question import shared_policies
from viz.reader.state import (
    MOST_UNDO,
    PRESETS,
    History,
    State,
    all_off,
    claims_on,
    preset_strengths,
    strengths_of,
    switchable,
    switched,
    with_parameter,
    with_preset,
    with_strengths,
    without_changes,
)
from viz.reader.weeks import forcing

PARAMETERS = {name for name in catalogue() if not name.endswith(".strength")}
PARAMETER = "hopeless_cause_cuts_losses.despair"
strengths = st.dictionaries(st.sampled_from(sorted(switchable())), st.sampled_from([0.0, 0.5, 1.0, 2.0]))


@given(strengths, st.sampled_from(PRESETS))
def test_only_what_differs_from_the_preset_is_a_change(changes, preset):
    state = with_strengths(with_preset(State(), preset), changes)
    for claim, strength in strengths_of(state).items():
        assert (claim in dict(state.strengths)) == (strength != preset_strengths(preset)[claim])


def test_a_claim_put_back_is_no_change():
    away = with_strengths(State(), {"C14": 0.5})
    assert away.changed
    assert with_strengths(away, {"C14": 1.0}) == State()


def test_a_parameter_put_back_is_no_change():
    away = with_parameter(State(), PARAMETER, catalogue()[PARAMETER].low)
    assert away.changed
    assert with_parameter(away, PARAMETER, catalogue()[PARAMETER].default) == State()


def test_a_preset_that_sets_a_parameter_is_where_changes_are_counted_from():
    preset = next(
        each for each in PRESETS if any(not name.endswith(".strength") for name in load_assumptions(each).values)
    )
    name = next(name for name in load_assumptions(preset).values if not name.endswith(".strength"))
    state = with_parameter(with_preset(State(), preset), name, catalogue()[name].default)
    assert dict(state.parameters) == {name: catalogue()[name].default}


def test_a_bundle_goes_off_and_comes_back_as_the_preset_has_it():
    acted = load_bundles().bundles["Sponsors"].acted
    off = switched(State(), acted, False)
    assert not claims_on(off) & set(acted)
    assert switched(off, acted, True) == State()


def test_what_a_preset_has_off_comes_on_as_stated():
    on = switched(with_preset(State(), "null"), ("C13",), True)
    assert strengths_of(on)["C13"] == 1.0


def test_all_off_is_the_world_of_the_null_preset():
    assert strengths_of(all_off(State())) == dict(preset_strengths("null"))


def test_reset_keeps_the_preset_and_the_scenarios():
    state = with_strengths(replace(with_preset(State(), "essay"), a="reference"), {"C14": 0.0})
    assert without_changes(state) == replace(with_preset(State(), "essay"), a="reference")


# ---------------------------------------------------------------- the way back
STEPS = st.lists(
    st.one_of(
        st.sampled_from(sorted(switchable())).map(lambda claim: actions.set_strength({"claim": claim, "value": 0.5})),
        st.sampled_from(PRESETS).map(actions.choose_preset),
        st.integers(0, 5).map(actions.choose_seed),
        st.just(actions.swap),
        st.integers(0, 156).map(actions.look_at_week),
    ),
    max_size=12,
)


@given(STEPS)
def test_undo_and_redo_lead_back_and_forth_through_the_same_states(steps):
    history = History()
    for step in steps:
        history = step(history)
    last, back = history.now, history
    while back.past:
        back = back.undo()
    assert replace(back.now, week=State().week) == State()
    while back.future:
        back = back.redo()
    assert back.now == last


def test_looking_elsewhere_is_no_step():
    history = actions.look_at_week(31)(actions.draw_difference(True)(History()))
    assert history.now.week == 31
    assert history.undo() == history


def test_undo_keeps_the_week_that_is_looked_at():
    history = actions.look_at_week(31)(actions.set_strength({"claim": "C14", "value": 0})(History()))
    assert history.undo().now == replace(State(), week=31)


def test_a_new_step_gives_up_what_had_been_undone():
    history = actions.swap(History()).undo()
    assert history.future
    assert not actions.choose_preset("null")(history).future


def test_a_tab_left_open_keeps_no_more_steps_than_a_limit():
    history = History()
    for turn in range(MOST_UNDO + 20):
        history = actions.choose_seed(turn + 2)(history)
    assert len(history.past) == MOST_UNDO


# ---------------------------------------------------------------- anybody can send anything
@pytest.mark.parametrize(
    ("action", "said"),
    [
        (actions.switch_claims, {"claims": ["C99"], "on": True}),
        (actions.switch_claims, {"claims": "C13", "on": True}),
        (actions.switch_claims, None),
        (actions.set_strength, {"claim": "C14", "value": 2.5}),
        (actions.set_strength, {"claim": "C14", "value": float("nan")}),
        (actions.set_strength, {"claim": "C14", "value": True}),
        (actions.set_strength, {"claim": ["C14"], "value": 1}),
        (actions.set_parameter, {"name": PARAMETER, "value": 1e9}),
        (actions.set_parameter, {"name": "no.such", "value": 1}),
        (actions.set_parameter, {"name": "no.such", "value": None}),
        (actions.set_parameter, {"name": {}, "value": None}),
        (actions.choose_preset, "../../etc/passwd"),
        (actions.choose_preset, ["null"]),
        (actions.choose_scenario, {"side": "c", "scenario": "reference", "policies": []}),
        (actions.choose_scenario, {"side": "a", "scenario": "../elsewhere/x.toml", "policies": []}),
        (actions.choose_scenario, {"side": "a", "scenario": "reference", "policies": ["../x"]}),
        (actions.choose_scenario, {"side": "a", "scenario": "reference+us_repudiates", "policies": []}),
        (actions.choose_scenario, {"side": "a", "scenario": "aleppo_falls@9", "policies": []}),
        (actions.move_events, None),
        (actions.move_events, {"side": "c", "name": "aleppo_falls", "week": 9}),
        (actions.move_events, {"side": "a", "name": "siege_broken", "week": 9}),
        (actions.move_events, {"side": "a", "name": "aleppo_falls@9", "week": 9}),
        (actions.move_events, {"side": "a", "name": ["aleppo_falls"], "week": 9}),
        (actions.move_events, {"side": "a", "name": "aleppo_falls", "week": 0}),
        (actions.move_events, {"side": "a", "name": "aleppo_falls", "week": 157}),
        (actions.move_events, {"side": "a", "name": "aleppo_falls", "week": "9"}),
        (actions.move_events, {"side": "a", "name": "aleppo_falls"}),
        (actions.look_at_week, 157),
        (actions.look_at_run, -1),
        (actions.choose_seed, "1"),
    ],
)
def test_what_there_is_not_is_refused(action, said):
    with pytest.raises(RefusedError):
        action(said)(History())


def test_a_policy_named_twice_is_added_once():
    said = {"side": "a", "scenario": "reference", "policies": ["us_repudiates", "us_repudiates"]}
    assert actions.choose_scenario(said)(History()).now.a == "reference+us_repudiates"


# ---------------------------------------------------------------- weeks of what is forced
def moved(history, side, name, week):
    return actions.move_events({"side": side, "name": name, "week": week})(history)


def chosen(history, side, scenario, *policies):
    said = {"side": side, "scenario": scenario, "policies": list(policies)}
    return actions.choose_scenario(said)(history)


def test_moving_is_a_step_of_one_side_that_can_be_undone():
    history = moved(History(), "a", "aleppo_falls", 9)
    assert history.now == replace(State(), a="aleppo_falls@9")
    assert history.undo().now == State()


def test_what_is_moved_to_its_own_week_or_put_back_is_not_moved():
    history = moved(History(), "a", "aleppo_falls", 9)
    assert moved(history, "a", "aleppo_falls", 3).now == State()
    assert moved(history, "a", "aleppo_falls", None).now == State()
    assert moved(History(), "a", "aleppo_falls", 3) == History()


def test_a_policy_moves_by_itself_and_keeps_its_week_while_others_come_and_go():
    history = moved(chosen(History(), "b", "siege_broken", "us_repudiates"), "b", "us_repudiates", 20)
    assert history.now.b == "siege_broken+us_repudiates@20"
    history = chosen(history, "b", "reference", "no_fly_zone", "us_repudiates")
    assert history.now.b == "reference+no_fly_zone+us_repudiates@20"
    assert chosen(history, "b", "reference", "no_fly_zone").now.b == "reference+no_fly_zone"


def test_another_scenario_begins_in_its_own_week():
    history = chosen(moved(History(), "a", "aleppo_falls", 9), "a", "siege_broken_turkey")
    assert history.now.a == "siege_broken_turkey"


def test_nothing_can_be_moved_where_nothing_is_forced():
    with pytest.raises(RefusedError, match="forces nothing"):
        moved(History(replace(State(), a="reference")), "a", "reference", 9)


def test_moved_worlds_change_sides_with_their_weeks():
    state = actions.swap(moved(History(), "a", "aleppo_falls", 9)).now
    assert (state.a, state.b) == ("siege_broken", "aleppo_falls@9")


def test_policies_are_shared_by_both_worlds_only_from_the_same_week_on():
    together = State(a="aleppo_falls@9+us_repudiates@20", b="siege_broken+us_repudiates@20")
    assert shared_policies(together) == ("us_repudiates@20",)
    assert shared_policies(replace(together, b="siege_broken+us_repudiates")) == ()


def test_each_term_that_forces_something_tells_when_and_what():
    fall, broken = forcing("aleppo_falls@9+us_repudiates@20")
    assert (fall.name, fall.own, fall.week) == ("aleppo_falls", 3, 9)
    assert [week for week, _ in fall.forces] == [9]
    assert "East Aleppo city falls to the regime." in fall.forces[0][1]
    assert (broken.name, broken.own, broken.week) == ("us_repudiates", 10, 20)
    assert broken.title == "Washington breaks with the rebels"
    assert forcing("reference") == ()
