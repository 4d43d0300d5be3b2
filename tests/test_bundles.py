"""Bundles hold claims that exist, and drivers say what rules really read."""

import numpy as np
import pytest

from sim.assumptions import load_assumptions, override
from sim.bundles import EVENT, Bundles, load_bundles
from sim.claims import load_claims
from sim.entries import Adjust, Influence
from sim.errors import DataError
from sim.model import Model, RunSpec
from sim.rule import rules
from sim.scenario import SCENARIOS, kinds, load_scenario, names

WEEKS = 26
LONG_ENOUGH = 104  # money is released once in some years
ACTED = {each.claim: each for each in rules().values()}
DRIVEN = sorted(set(load_bundles().drivers) & set(ACTED))
SELF_DRIVEN = sorted(set(ACTED) - set(load_bundles().drivers))
STANDARD = [load_scenario(name) for name in names(SCENARIOS)]


def asked_by(claim, on, scenarios, weeks=WEEKS):
    """Return whether a claim asks for anything while some claims are on, doubled, in some weeks of scenarios."""
    strengths = {each.strength.name: 2.0 * (each.claim in {claim, *on}) for each in rules().values()}
    specs = [RunSpec(each, {**each.settings, **strengths}, replicate) for each in scenarios for replicate in (0, 1)]
    model = Model(specs, keep_postings=False)
    asked = False
    collect = model._asked

    def watch(phase):
        nonlocal asked
        found = collect(phase)
        asked |= any(wanted(entry) for name, _, entry in found if name == ACTED[claim].name)
        return found

    model._asked = watch
    for _ in range(weeks):
        model.step()
        if asked:
            break
    return asked


def wanted(entry):
    amount = entry.by if isinstance(entry, Adjust | Influence) else entry.amount
    return bool(np.any(np.asarray(amount) != 0))


def events_of(scenario):
    return {each.kind for each in scenario.events}


@pytest.mark.parametrize("claim", DRIVEN)
def test_a_claim_asks_nothing_while_its_drivers_are_off(claim):
    needs = load_bundles().drivers[claim]
    quiet = [each for each in STANDARD if not {f"{EVENT}{kind}" for kind in events_of(each)} & set(needs)]
    assert quiet
    assert not asked_by(claim, set(ACTED) - set(needs), quiet)


@pytest.mark.parametrize("claim", [each for each in DRIVEN if set(load_bundles().drivers[each]) & set(ACTED)])
def test_a_claim_asks_something_when_its_drivers_are_on(claim):
    assert asked_by(claim, set(ACTED), STANDARD, LONG_ENOUGH)


@pytest.mark.parametrize("claim", SELF_DRIVEN)
def test_a_claim_without_drivers_asks_something_by_itself(claim):
    assert asked_by(claim, set(), STANDARD)


def test_every_claim_that_acts_is_in_a_bundle():
    bundled = {claim for bundle in load_bundles().bundles.values() for claim in bundle.claims}
    assert {claim for claim, each in load_claims().items() if each.rule} <= bundled
    assert {claim for claim, each in load_claims().items() if each.kind == "rival"} <= bundled


def test_driving_events_of_claims_that_act_can_be_forced():
    for claim in DRIVEN:
        for driver in load_bundles().drivers[claim]:
            assert not driver.startswith(EVENT) or driver.removeprefix(EVENT) in kinds()


def test_a_bundle_switches_only_claims_that_act():
    for bundle in load_bundles().bundles.values():
        assert set(bundle.acted) == set(bundle.claims) & set(ACTED)


def test_a_driver_that_waits_itself_drives_nobody():
    chain = Bundles({}, {"C38": ("C40",), "C40": ("C41", "event: reprisal")})
    assert chain.undriven("C38", {"C38", "C40"}, ()) == ("C40",)
    assert chain.undriven("C38", {"C38", "C40", "C41"}, ()) == ()
    assert chain.undriven("C38", {"C38", "C40"}, {"reprisal"}) == ()
    assert chain.undriven("C01", (), ()) == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[bundles", "not valid TOML"),
        ("[bundles]", r"\[drivers\] is missing"),
        ("[bundle]\n[drivers]", "did you mean 'bundles'"),
        ('[bundles.A]\nsays = "x"\nclaims = ["C99"]\n[drivers]', "no such claim"),
        ('[bundles.A]\nsays = "x"\nclaims = ["C01", "C01"]\n[drivers]', "named twice"),
        ('[bundles.A]\nsays = ""\nclaims = ["C01"]\n[drivers]', "one plain sentence"),
        ('[bundles.A]\nsays = "x"\nclaim = ["C01"]\n[drivers]', "did you mean 'claims'"),
        ("[bundles]\n[drivers]\nC14 = []", "expected a list"),
        ('[bundles]\n[drivers]\nC14 = ["C98"]', "no such claim"),
        ('[bundles]\n[drivers]\nC14 = ["C13"]\nC13 = ["C14"]', "a circle"),
    ],
)
def test_a_broken_list_is_refused_with_its_place(tmp_path, text, complaint):
    path = tmp_path / "bundles.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=complaint):
        load_bundles(path)
    with pytest.raises(DataError, match="cannot read"):
        load_bundles(tmp_path / "none.toml")


def test_assumption_sets_leave_no_claim_waiting_but_those_named():
    essay = load_assumptions("essay")
    values = override(essay, load_scenario("aleppo_falls"))
    on = {claim for claim, each in ACTED.items() if values[each.strength.name]}
    waiting = {each for each in on if load_bundles().undriven(each, on, events_of(load_scenario("aleppo_falls")))}
    assert waiting <= {"C17"}
