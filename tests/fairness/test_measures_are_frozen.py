"""What is measured was fixed before anything was run: a change of a yardstick must be seen here, and explained."""

from functools import cache

import numpy as np
import pytest
import xarray

from sim.compare import AGREEING, CONFIDENCE, EQUIVALENCE
from sim.measures import CALM, CALM_SHARE, REFERENCE_DEATHS
from sim.outcomes import LONG, OUTCOMES, SHORT, outcomes_of
from sim.rule import rules
from sim.runs import run
from sim.scenario import SCENARIOS, names
from sim.series import every_series
from sim.verdict.forecasts import FORECASTS, VERSIONS
from tests.fairness.paired import OF_VERDICTS, models
from tests.shocks import put

# The table of metrics, in the units of the outcomes. Whoever changes a number here says why in CHANGELOG.md.
SMALLEST_EFFECTS_OF_INTEREST = {
    "deaths": 95.7,  # a tenth of the deaths before
    "deaths_without_reprisals": 95.7,
    "pacified": 0.1,
    "rad_share": 5,
    "rad_fighters": 2000,
    "rad_share_with_is": 5,
    "rad_land": 250_000,
    "mainstream_left": 5,
    "support_ideology": 0.05,
    "effective_number": 0.5,
    "ungoverned": 3,
    "turnover": 2,
    "control": 5,
    "support": 300,
    "backers": 1,
    "normalised": 1,
    "willingness": 5,
    "settled": 0.05,
    "refugees_abroad": 100_000,
    "outflow": 25_000,
    "returns": 100_000,
    "tension": 3,
    "populism": 0.5,
    "pro_kremlin": 0.5,
    "broker": 0.1,
}
SPANS = {"short": SHORT, "long": LONG}
COUNTED = {"pacified", "outflow"}  # from week 1 on, up to the end of a span
PARTS = ("combat_deaths", "civilian_deaths", "reprisal_deaths")
REPRISALS = next(name for name, each in rules().items() if each.claim == "C41")
FALL = 3  # the week in which the city falls


def forms_of(stem: str) -> list[str]:
    """Return all outcomes of one metric: as such, in its spans, strictly."""
    return [name for name in OUTCOMES if name in (stem, *(f"{stem}_{form}" for form in (*SPANS, "strict")))]


@pytest.mark.parametrize("name", SMALLEST_EFFECTS_OF_INTEREST)
def test_the_smallest_effect_of_interest_is_the_one_fixed_beforehand(name: str) -> None:
    assert forms_of(name)
    for each in forms_of(name):
        assert OUTCOMES[each].sesoi == pytest.approx(SMALLEST_EFFECTS_OF_INTEREST[name])


def test_every_outcome_that_a_verdict_reads_has_a_fixed_effect_of_interest() -> None:
    fixed = {each for name in SMALLEST_EFFECTS_OF_INTEREST for each in forms_of(name)}
    assert set(OF_VERDICTS) <= fixed <= set(OUTCOMES)


def test_the_windows_are_those_fixed_beforehand() -> None:
    assert (SHORT, LONG) == ((4, 52), (105, 156))
    for name, each in OUTCOMES.items():
        stem, _, span = name.rpartition("_")
        if span in SPANS:
            first, last = SPANS[span]
            assert each.weeks == (1 if stem in COUNTED else first, last), name


def test_what_a_verdict_asks_for_is_what_was_fixed_beforehand() -> None:
    asked = {each.number: each.threshold for each in FORECASTS if each.threshold}
    assert (asked["F1"].agrees, asked["F1"].contradicts) == (0.10, 0.50)
    assert (asked["T04"].agrees, asked["T04"].at_least) == (0.80, 20.0)
    assert (CONFIDENCE, EQUIVALENCE, AGREEING) == (0.95, 0.90, 0.65)
    assert len(VERSIONS) == 3


def test_peace_is_what_was_fixed_beforehand() -> None:
    assert (CALM, CALM_SHARE.default, REFERENCE_DEATHS.default) == (26, 0.25, 957.0)


def test_no_outcome_adds_up_unlike_things() -> None:
    told = " ".join(f"{each.name} {each.title} {each.about}" for each in OUTCOMES.values()).lower()
    assert [word for word in ("chaos", "index", "composite", "score") if word in told] == []


# ---------------------------------------------------------------- deaths with and without reprisals
@cache
def fall(strength: float) -> xarray.Dataset:
    return run(
        "aleppo_falls",
        replicates=16,
        weeks=52,
        assumptions="essay",
        settings=[f"{REPRISALS}.killings=40"],
        strengths=[f"C41={strength:g}"],
        postings=False,
    )


def test_deaths_are_those_of_fighters_and_civilians_and_those_of_reprisals_and_nothing_else() -> None:
    found = fall(2.0)
    assert float(found["reprisal_deaths"].sum()) > 0
    assert np.allclose(found["deaths"], sum(found[part] for part in PARTS))


def test_both_counts_are_outcomes_and_only_one_holds_the_dead_of_reprisals() -> None:
    outcomes, weeks = outcomes_of(fall(2.0)), slice(SHORT[0], SHORT[1])
    reprisals = fall(2.0)["reprisal_deaths"].sel(week=weeks).mean("week").to_numpy()
    assert (reprisals > 0).any()
    assert np.allclose(outcomes["deaths_short"] - outcomes["deaths_without_reprisals_short"], reprisals)


def test_the_week_of_the_fall_has_the_same_dead_without_reprisals_however_harsh_these_are() -> None:
    none, harsh = fall(0.0), fall(2.0)
    assert float(harsh["reprisal_deaths"].sel(week=FALL).sum()) > 0
    for part in ("combat_deaths", "civilian_deaths"):
        assert np.array_equal(none[part].sel(week=FALL), harsh[part].sel(week=FALL))


@pytest.mark.parametrize("scenario", names(SCENARIOS))
def test_without_the_claim_there_are_no_reprisals(scenario: str) -> None:
    found = run(scenario, replicates=2, weeks=12, assumptions="contested", off=["C41"], postings=False)
    assert float(found["reprisal_deaths"].sum()) == 0


# ---------------------------------------------------------------- a share may rise while the number does not
def test_losses_of_those_who_would_sign_raise_the_share_of_the_others_and_not_their_number() -> None:
    world = models("reference", "null", 1).world
    series = {each.name: each.read for each in every_series()}
    read = ("non_negotiable_share", "non_negotiable_fighters")
    before = {name: float(series[name](world)[0]) for name in read}
    groups = world.groups
    put(world, groups, "fighters", np.where(groups.signs[:, :, None], groups.fighters // 2, groups.fighters))
    after = {name: float(series[name](world)[0]) for name in read}
    assert after["non_negotiable_share"] > before["non_negotiable_share"]
    assert after["non_negotiable_fighters"] == before["non_negotiable_fighters"] > 0
    for span in SPANS:
        assert {f"rad_share_{span}", f"rad_fighters_{span}"} <= set(OUTCOMES)
