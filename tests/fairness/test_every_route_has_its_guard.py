"""Ways in which a model could smuggle in the conclusion, and the tests that bar each: the table to read first."""

import ast
from functools import cache

import pytest

from sim.paths import ROOT

EVERY_RULE, NAMES, HERE = "tests/test_every_rule.py", "tests/test_names.py", "tests/fairness"
LABELS, MIRROR, PLACEBO = f"{HERE}/test_labels.py", f"{HERE}/test_mirror.py", f"{HERE}/test_placebo.py"
NULL, EXITS, SIEGES = f"{HERE}/test_null.py", f"{HERE}/test_exits.py", f"{HERE}/test_broken_sieges.py"
FROZEN, STRENGTHS = f"{HERE}/test_measures_are_frozen.py", f"{HERE}/test_strengths.py"

GUARDS: dict[str, tuple[tuple[str, str], ...]] = {
    "a rule keyed to a scenario's label, or to one group": (
        (EVERY_RULE, "test_no_rule_or_agent_mentions_a_name_of_seeds_or_scenarios"),
        (NAMES, "test_names_and_the_order_of_rows_change_no_bit"),
        (LABELS, "test_two_rows_that_swap_their_names_change_no_bit"),
        (LABELS, "test_a_random_relabelling_leaves_statistics_as_they_are"),
    ),
    "the forecast written into a rule": (
        (LABELS, "test_no_rule_rival_or_agent_names_a_forecast"),
        (LABELS, "test_no_rule_rival_or_agent_reads_results"),
        (STRENGTHS, "test_no_rule_acts_a_forecast_or_what_only_sums_others_up"),
    ),
    "one-way ratchets: beliefs that only rise": (
        (EVERY_RULE, "test_a_mirrored_shock_asks_for_the_opposite"),
        (EVERY_RULE, "test_half_lives_are_the_only_asymmetry_of_signed_stocks"),
        (NULL, "test_every_level_has_a_way_back"),
        (NULL, "test_when_nothing_happens_half_of_it_is_gone_after_its_half_life"),
        (NULL, "test_when_nothing_happens_a_judgement_is_back_within_a_year"),
        (MIRROR, "test_a_city_lost_by_rebels_and_one_lost_by_the_regime_move_it_in_opposite_directions"),
        (MIRROR, "test_the_belief_that_the_ruler_stays_falls_below_day_0_when_he_loses_a_city"),
        (MIRROR, "test_a_city_won_with_help_undoes_what_the_same_city_lost_alone_does"),
        (MIRROR, "test_trust_in_the_operation_falls_with_a_city_it_let_fall_and_rises_with_one_it_relieved"),
        (MIRROR, "test_prestige_goes_to_whoever_led_and_away_from_whoever_stayed_away"),
    ),
    "a radical option with no exit beside it": (
        (EXITS, "test_fighters_leave_the_war_in_every_run_of_every_set"),
        (EXITS, "test_more_of_them_leave_where_hopelessness_sends_them_home"),
        (EXITS, "test_no_option_of_the_beaten_is_empty"),
        (STRENGTHS, "test_the_set_of_the_verdicts_lets_fighters_go_home"),
    ),
    "reprisals counted as chaos": (
        (FROZEN, "test_both_counts_are_outcomes_and_only_one_holds_the_dead_of_reprisals"),
        (FROZEN, "test_the_week_of_the_fall_has_the_same_dead_without_reprisals_however_harsh_these_are"),
        (FROZEN, "test_no_outcome_adds_up_unlike_things"),
    ),
    "parameters that can have one sign only": (
        (EVERY_RULE, "test_a_parameter_has_a_range_with_zero_a_unit_and_a_source"),
        (STRENGTHS, "test_the_vote_may_fall_with_arrivals_as_well_as_rise"),
    ),
    "many rules pushing one outcome": (
        (EVERY_RULE, "test_strength_zero_is_absent_bit_for_bit"),
        (EVERY_RULE, "test_strength_zero_is_absent_beside_runs_that_have_it_on"),
        (STRENGTHS, "test_every_claim_can_be_off_and_twice_as_strong"),
        (LABELS, "test_no_rule_rival_or_agent_reads_results"),
    ),
    "a broken siege that is the best case": (
        (SIEGES, "test_there_are_three_leads_and_they_differ_only_in_who_tried_and_who_helped"),
        (SIEGES, "test_a_group_that_never_signs_leads_one_of_them_and_none_of_the_others"),
        (SIEGES, "test_the_road_is_closed_again_in_most_runs_and_not_in_all"),
        (SIEGES, "test_runs_in_which_there_was_nothing_left_to_relieve_stay_in_the_comparison"),
    ),
    "a null rigged to peace or to war": (
        (NULL, "test_the_null_pacifies_in_some_runs_and_not_in_most"),
        (NULL, "test_the_null_pacifies_within_the_time_that_verdicts_look_at"),
        (NULL, "test_the_null_keeps_to_the_levels_of_2016_it_was_calibrated_on"),
        (NULL, "test_the_deaths_that_peace_is_measured_against_are_those_of_the_null"),
    ),
    "a metric chosen after the fact": (
        (FROZEN, "test_the_smallest_effect_of_interest_is_the_one_fixed_beforehand"),
        (FROZEN, "test_every_outcome_that_a_verdict_reads_has_a_fixed_effect_of_interest"),
        (FROZEN, "test_the_windows_are_those_fixed_beforehand"),
        (FROZEN, "test_peace_is_what_was_fixed_beforehand"),
        (FROZEN, "test_what_a_verdict_asks_for_is_what_was_fixed_beforehand"),
    ),
    "survivor geography: the share of the hard line rises by subtraction": (
        (FROZEN, "test_losses_of_those_who_would_sign_raise_the_share_of_the_others_and_not_their_number"),
    ),
    "salience as a fudge factor": (
        (MIRROR, "test_arrivals_and_departures_weigh_the_same_at_any_salience"),
        (MIRROR, "test_the_two_cities_of_the_mirror_are_watched_alike"),
        (PLACEBO, "test_a_small_place_that_falls_instead_moves_no_outcome_of_a_verdict_by_what_matters"),
        (PLACEBO, "test_the_same_yardstick_sees_the_city_fall"),
        (PLACEBO, "test_the_small_place_moves_beliefs_far_less_than_the_city"),
    ),
    "clamps that make an asymmetry": (
        (PLACEBO, "test_what_lives_on_a_logit_scale_reaches_neither_end"),
        (PLACEBO, "test_bounds_of_the_signed_beliefs_decide_no_outcome_of_a_verdict"),
    ),
    "strengths tuned until the forecast appears": (
        (STRENGTHS, "test_a_set_holds_a_claim_as_stated_or_not_at_all"),
        (STRENGTHS, "test_no_scenario_tunes_a_number"),
        (STRENGTHS, "test_the_sets_for_one_question_differ_from_contested_in_that_alone"),
    ),
}


@cache
def functions_of(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("route", GUARDS)
def test_every_guard_of_the_table_is_a_test(route: str) -> None:
    assert GUARDS[route]
    assert [f"{file}::{name}" for file, name in GUARDS[route] if name not in functions_of(file)] == []


def test_every_test_of_this_folder_guards_some_route() -> None:
    """Or is one that shows a guard can see, or backs one up; those are named here."""
    backing = {
        "test_the_guard_sees_a_forecast",
        "test_bitterness_rises_with_the_fall_and_stays_lower_for_what_the_mirror_spares",
        "test_the_set_without_exits_has_the_fewest_and_still_some",
        "test_more_of_the_beaten_stay_in_the_mainstream_or_go_home_than_turn_to_those_who_never_sign",
        "test_only_the_held_road_is_kept_open_by_the_scenario",
        "test_deaths_are_those_of_fighters_and_civilians_and_those_of_reprisals_and_nothing_else",
        "test_without_the_claim_there_are_no_reprisals",
    }
    files = [path for path in (ROOT / HERE).glob("test_*.py") if path.name != "test_every_route_has_its_guard.py"]
    written = {name for path in files for name in functions_of(f"{HERE}/{path.name}") if name.startswith("test_")}
    named = {name for guards in GUARDS.values() for _, name in guards}
    assert written - named == backing
