"""Outcomes are computed from results alone, over the weeks they name, and never invented."""

import numpy as np
import pytest
import xarray

from sim.errors import ExperimentError
from sim.measures import CALM, calm_from
from sim.outcomes import CHECK, EMERGENT, OUTCOMES, SHORT, left_out, outcomes_of
from sim.places import OPPOSITION, REGIME, SIDES
from sim.seeds import load_seeds

PLACES = ("aleppo_east", "idlib_north")
WEEKLY = (
    "deaths", "reprisal_deaths", "offensives_run", "changes_of_control", "willingness", "settled",
    "fled_abroad", "returned_abroad", "moved_onward", "irremovability", "betrayal", "vindication",
    "effective_rule", "nobody_rules", "under_never_signing", "non_negotiable_share",
    "non_negotiable_fighters", "support_for_rebels", "support_ideology", "effective_number", "populism",
    "turkey_credibility", "moscow", "mainstream_fighters", "pro_kremlin", "displaced", "abroad",
    *(f"people_{side}" for side in SIDES), *(f"area_{side}" for side in SIDES),
)  # fmt: skip


def quiet_world(weeks=156, runs=1):
    """Results in which nothing ever happens and the opposition holds both places."""
    seeds = load_seeds()
    hosts, states, groups = (seeds.ids(kind) for kind in ("hosts", "states", "groups"))
    shape = (runs, weeks + 1)
    variables = {name: (("run", "week"), np.zeros(shape)) for name in WEEKLY}
    variables |= {
        "control": (("run", "week", "place"), np.full((*shape, len(PLACES)), OPPOSITION)),
        "contested": (("run", "week", "place"), np.zeros((*shape, len(PLACES)), dtype=bool)),
        "fighters": (("run", "week", "group"), np.zeros((*shape, len(groups)))),
        "tension": (("run", "week", "host"), np.zeros((*shape, len(hosts)))),
        "backing": (("run", "week", "state"), np.zeros((*shape, len(states)), dtype=bool)),
        "normalised": (("run", "week", "state"), np.zeros((*shape, len(states)), dtype=bool)),
    }
    coords = {
        "week": np.arange(weeks + 1),
        "place": list(PLACES),
        "host": list(hosts),
        "group": list(groups),
        "state": list(states),
        "scenario": ("run", ["made"] * runs),
        "replicate": ("run", np.arange(runs)),
    }
    return xarray.Dataset(variables, coords=coords)


def value(results, name, run=0):
    return outcomes_of(results, [name])[name].iloc[run]


def test_short_deaths_are_the_mean_of_weeks_4_to_52_and_nothing_else():
    results = quiet_world()
    results["deaths"][:, 4:53] = 100
    results["deaths"][:, 3] = results["deaths"][:, 53] = 9999
    assert value(results, "deaths_short") == 100


def test_long_deaths_are_the_mean_of_weeks_105_to_156_and_nothing_else():
    results = quiet_world()
    results["deaths"][:, 105:157] = 70
    results["deaths"][:, 104] = 9999
    assert value(results, "deaths_long") == 70


def test_reprisals_count_in_the_total_and_not_in_the_other():
    results = quiet_world()
    results["deaths"][:] = 100
    results["reprisal_deaths"][:] = 30
    assert value(results, "deaths_short") == 100
    assert value(results, "deaths_without_reprisals_short") == 70


def test_a_run_too_short_for_a_window_has_no_such_outcome():
    results = quiet_world(weeks=60)
    names = {each.name for each in left_out(results)}
    assert "deaths_long" in names
    assert "deaths_short" not in names
    assert set(outcomes_of(results)) == set(OUTCOMES) - names


def test_every_outcome_of_a_full_run_is_computed_for_every_run():
    found = outcomes_of(quiet_world(runs=3))
    assert list(found) == list(OUTCOMES)
    assert found.index.get_level_values("replicate").tolist() == [0, 1, 2]


def test_a_world_without_deaths_and_offensives_is_pacified_from_the_first_week():
    assert value(quiet_world(), "pacified") == 1
    assert value(quiet_world(), "pacified_week") == 1


def test_one_offensive_delays_peace_until_the_week_after_it():
    results = quiet_world()
    results["offensives_run"][:, 10] = 1
    assert value(results, "pacified_week") == 11


def test_a_war_that_never_rests_for_26_weeks_is_not_pacified():
    results = quiet_world()
    results["offensives_run"][:, ::CALM] = 1
    assert value(results, "pacified") == 0
    assert np.isnan(value(results, "pacified_week"))


@pytest.mark.parametrize(("deaths", "peace"), [(160.0, True), (160.5, False)])
def test_peace_needs_deaths_of_at_most_a_quarter_of_the_reference(deaths, peace):
    results = quiet_world()
    results["deaths"][:] = deaths
    assert np.isfinite(calm_from(results, most_deaths=160)[0]) == peace


def test_a_peace_must_be_complete_by_the_week_it_is_asked_for():
    results = quiet_world(runs=2)
    results["offensives_run"][:, 1] = 1
    results["offensives_run"][0, SHORT[1] - CALM] = 1
    results["offensives_run"][1, SHORT[1] - CALM + 1] = 1
    assert [value(results, "pacified_short", run) for run in range(2)] == [1, 0]
    assert [value(results, "pacified", run) for run in range(2)] == [1, 1]


def test_what_comes_after_week_156_is_not_peace_by_week_156():
    results = quiet_world(weeks=260)
    results["offensives_run"][:, 140] = 1
    results["offensives_run"][:, :140:CALM] = 1
    assert value(results, "pacified_week") == 141
    assert value(results, "pacified") == 0


@pytest.mark.parametrize(("deaths", "peace"), [(19, 1), (20, 0)])
def test_strict_peace_allows_a_thousand_deaths_a_year(deaths, peace):
    results = quiet_world()
    results["deaths"][:] = deaths
    assert value(results, "pacified_strict") == peace
    assert value(results, "pacified") == 1


def test_peace_counts_from_the_week_a_contested_place_stops_changing_hands():
    results = quiet_world()
    results["contested"][:, 20:, 0] = True
    results["control"][:, 20:, 0] = REGIME
    assert calm_from(results)[0] == 20


def test_peace_does_not_ask_how_well_places_are_ruled():
    results = quiet_world()
    results["nobody_rules"][:] = 1e6
    assert value(results, "pacified") == 1


def test_a_run_shorter_than_a_peace_has_no_word_on_peace():
    assert "pacified" not in outcomes_of(quiet_world(weeks=CALM - 1))


def test_east_aleppo_falls_in_the_first_week_the_regime_holds_it():
    results = quiet_world(runs=2)
    results["control"][0, 7:, 0] = REGIME
    assert value(results, "weeks_to_fall") == 7
    assert value(results, "aleppo_held") == 1
    assert np.isnan(value(results, "weeks_to_fall", run=1))
    assert value(results, "aleppo_held", run=1) == 0


def test_the_early_outflow_ends_with_week_52():
    results = quiet_world()
    results["fled_abroad"][:, 1:53] = 10
    results["fled_abroad"][:, 53:] = 9999
    assert value(results, "outflow_short") == 520


def test_mainstream_fighters_of_week_52_are_counted_against_day_0_even_above_it():
    results = quiet_world(runs=3)
    results["mainstream_fighters"][0, 0], results["mainstream_fighters"][0, 52] = 1000, 250
    results["mainstream_fighters"][1, 0], results["mainstream_fighters"][1, 52] = 1000, 1200
    assert [value(results, "mainstream_left", run) for run in range(2)] == [25, 120]
    assert np.isnan(value(results, "mainstream_left", run=2))


def test_islamic_state_counts_where_it_is_said_to_count_and_foreign_armies_nowhere():
    results = quiet_world()
    results["non_negotiable_share"][:], results["non_negotiable_fighters"][:] = 0.25, 250
    results["fighters"].loc[{"group": "jfs"}] = 250
    results["fighters"].loc[{"group": "fsa_north"}] = 750
    results["fighters"].loc[{"group": "is_syria"}] = 1000
    results["fighters"].loc[{"group": "turkish_army"}] = 5000
    assert value(results, "rad_share_short") == 25
    assert value(results, "rad_share_with_is_short") == pytest.approx(100 * 1250 / 2000)


def test_flows_are_summed_over_the_whole_run():
    results = quiet_world()
    for name in ("fled_abroad", "returned_abroad", "moved_onward"):
        results[name][:, 1:] = 10
    assert [value(results, name) for name in ("outflow", "returns", "onward")] == [1560] * 3


def test_shares_of_residents_are_percent_of_all_who_live_in_the_country():
    results = quiet_world()
    for side in SIDES:
        results[f"people_{side}"][:] = 25
        results[f"area_{side}"][:] = 10
    results["effective_rule"][:], results["nobody_rules"][:] = 20, 5
    assert value(results, "control") == 20
    assert value(results, "ungoverned_short") == 5
    assert value(results, "area_regime") == 25


def test_turnover_is_changes_of_control_a_year():
    results = quiet_world()
    results["changes_of_control"][:] = np.arange(157)
    assert value(results, "turnover_short") == pytest.approx(52)
    assert value(results, "turnover_long") == pytest.approx(52)


def test_backers_are_states_that_paid_rebels_on_day_0_and_no_ally_of_the_regime():
    results = quiet_world()
    results["backing"].loc[{"state": ["russia", "iran"]}] = True
    assert value(results, "backers") == 0
    results["backing"].loc[{"state": ["turkey", "qatar"]}] = True
    assert value(results, "backers") == 2


def test_tension_is_read_in_neighbours_only():
    results = quiet_world()
    results["tension"].loc[{"host": "germany"}] = 1
    assert value(results, "tension_short") == 0
    results["tension"].loc[{"host": ["turkey", "lebanon", "jordan", "iraq_kri", "egypt"]}] = 0.4
    assert value(results, "tension_short") == pytest.approx(40)


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=lambda each: each.name)
def test_every_outcome_says_its_unit_and_what_size_matters(outcome):
    assert outcome.unit
    assert outcome.about
    assert outcome.sesoi > 0


def test_what_a_rule_moves_by_itself_is_a_manipulation_check():
    checks = {each.name for each in OUTCOMES.values() if each.role == CHECK}
    assert checks >= {"irremovability", "support", "backers", "normalised", "willingness", "credibility"}
    assert checks >= {"betrayal", "vindication", "returns", "refugees_abroad"}
    assert not checks & {"pacified", "rad_share_short", "rad_fighters_long", "outflow", "tension_long", "populism_long"}
    assert {each.role for each in OUTCOMES.values()} == {CHECK, EMERGENT}


def test_groups_stand_together_in_the_order_a_reader_needs():
    groups = list(dict.fromkeys(each.group for each in OUTCOMES.values()))
    assert groups == ["War", "Control", "Radicalism", "Sponsors", "Talks", "People", "Abroad"]
    order = [groups.index(each.group) for each in OUTCOMES.values()]
    assert order == sorted(order)


def test_an_unknown_outcome_is_refused_with_the_nearest_name():
    with pytest.raises(ExperimentError, match="did you mean 'pacified'"):
        outcomes_of(quiet_world(), ["pacifed"])
