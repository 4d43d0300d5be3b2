"""No claim is held by force: ranges reach zero, sets say on or off, and each claim can be taken out alone."""

import pytest

from sim.assumptions import PRESETS, load_assumptions
from sim.claims import load_claims
from sim.rule import Rule, parameters_of, rules
from sim.scenario import SCENARIOS, load_scenario, names

TWO_SIGNED = {"arrivals_feed_the_far_right.votes"}  # findings of both signs are published
EXITS = {"quit_war.rate", "capture.quit"}  # what `no_exit` is there to narrow


def test_the_vote_may_fall_with_arrivals_as_well_as_rise() -> None:
    known = {each.name: each for rule in rules().values() for each in parameters_of(rule)}
    assert all(known[name].low < 0 < known[name].high for name in TWO_SIGNED)


@pytest.mark.parametrize("rule", rules().values(), ids=lambda each: each.name)
def test_every_claim_can_be_off_and_twice_as_strong(rule: Rule) -> None:
    assert (rule.strength.low, rule.strength.default, rule.strength.high) == (0, 1, 2)


@pytest.mark.parametrize("assumptions", names(PRESETS))
def test_a_set_holds_a_claim_as_stated_or_not_at_all(assumptions: str) -> None:
    values = load_assumptions(assumptions).values
    assert {value for name, value in values.items() if name.endswith(".strength")} <= {0.0, 1.0}
    assert {name for name in values if not name.endswith(".strength")} <= (EXITS if assumptions == "no_exit" else set())


@pytest.mark.parametrize("scenario", names(SCENARIOS))
def test_no_scenario_tunes_a_number(scenario: str) -> None:
    assert load_scenario(scenario).settings == {}


def test_the_set_of_the_verdicts_lets_fighters_go_home() -> None:
    on = {
        rules()[name.removesuffix(".strength")].claim
        for name, value in load_assumptions("contested").values.items()
        if value
    }
    assert "E01" in on
    assert {"E02", "E03", "E04", "E06", "E08"} <= on


def test_the_sets_for_one_question_differ_from_contested_in_that_alone() -> None:
    contested = load_assumptions("contested").values
    changed = {
        name: {each for each, value in load_assumptions(name).values.items() if contested.get(each) != value}
        for name in ("fixed_belief", "no_exit")
    }
    of = {each.claim: name for name, each in rules().items()}
    assert changed == {"fixed_belief": {f"{of['C13']}.strength"}, "no_exit": {f"{of['E01']}.strength", *EXITS}}


def test_no_rule_acts_a_forecast_or_what_only_sums_others_up() -> None:
    claims = load_claims()
    acted = {each.claim for each in rules().values()}
    tested = {name for name, claim in claims.items() if claim.status == "test"}
    assert {"F1", "F2", "F3", "F4", "F5", "C04", "C31", "C42"} <= tested
    assert not acted & tested
