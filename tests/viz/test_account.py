"""What a report says was asked is what was asked."""

import json

from hypothesis import given

from sim.catalogue import catalogue
from sim.claims import load_claims
from sim.paths import SCENARIOS
from sim.scenario import POLICIES, load_scenario, names
from tests.viz.readers import states
from viz.reader.account import account, account_text, policy, provenance
from viz.reader.link import decode
from viz.reader.state import State, with_parameter, with_strengths
from viz.words import DISCLAIMER


@given(states())
def test_it_tells_every_change_and_nothing_else(state):
    found = account(state)
    assert {each["id"]: each["strength"] for each in found["claims"]} == dict(state.strengths)
    assert {each["name"]: each["value"] for each in found["parameters"]} == dict(state.parameters)
    assert all(each["strength"] != each["was"] for each in found["claims"])
    assert [found["worlds"][side]["name"] for side in "ab"] == list(state.scenarios)


def test_a_changed_claim_comes_with_its_place_and_its_doubt():
    found = account(with_strengths(State(), {"C13": 0.0}))["claims"][0]
    claim = load_claims()["C13"]
    assert (found["says"], found["doubt"], found["who"]) == (claim.says, claim.doubt, claim.who)
    assert found["where"] == "paragraph 3, sentence 1"


def test_a_changed_number_comes_with_range_source_and_claim():
    name = "hopeless_cause_cuts_losses.hope"
    found = account(with_parameter(State(), name, 0.05))["parameters"][0]
    of = catalogue()[name]
    assert (found["low"], found["high"], found["source"], found["unit"]) == (of.low, of.high, of.source, of.unit)
    assert (found["claim"], found["was"]) == ("C14", of.default)


def test_policies_are_told_by_themselves_with_their_weeks():
    for name in names(SCENARIOS / POLICIES):
        found = policy(name)
        assert found["about"]
        assert load_scenario("reference").title not in found["title"]
        assert found["weeks"] == sorted({each.week for each in load_scenario(f"reference+{name}").events})


def test_what_was_moved_is_told_with_its_week_and_where_it_came_from():
    world = account(State(a="aleppo_falls@9+us_repudiates@20"))["worlds"]["a"]
    assert world["title"] == "Aleppo falls (from week 9) + Washington breaks with the rebels (from week 20)"
    assert "week 9 (30 January 2017), not in week 3" in world["about"]
    assert [(each["name"], each["weeks"]) for each in world["policies"]] == [("us_repudiates@20", [20])]
    assert "not in week 10" in world["policies"][0]["about"]
    assert {each["week"] for each in world["events"]} == {9, 20}


def test_what_is_forced_is_dated():
    forced = account(State())["worlds"]["a"]["events"]
    assert {"week": 3, "day": "19 December 2016", "text": "East Aleppo city falls to the regime."} in forced


def test_looking_elsewhere_is_no_other_account():
    assert account_text(State(week=31, replicate=3, difference=True)) == account_text(State())


def test_it_says_that_it_predicts_nothing():
    assert account(State())["disclaimer"] == DISCLAIMER
    assert provenance(State(), 8)["reading"] == DISCLAIMER


@given(states())
def test_the_link_of_a_file_leads_back_to_the_same_worlds(state):
    found = provenance(state, 96)
    assert decode(found["link"])[0] == state
    json.dumps(found)
