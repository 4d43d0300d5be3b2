"""The yardsticks answer to the city and not to any conquest, and no clamp decides what they say."""

import numpy as np
import pytest

from sim.agents.beliefs import Beliefs
from sim.compare import AGREEING, LOWER, compare, same_sign
from sim.rule import parameters_of, rules
from tests.fairness.paired import beyond, models, outcomes
from tests.worlds import all_rules_at

# Pairs that make every yes/no outcome conclusive: with no more than seven discordant pairs the 90 % interval of a
# difference of proportions is narrower than the smallest one that matters (0.05, a settlement).
PAIRS = 96


def test_a_small_place_that_falls_instead_moves_no_outcome_of_a_verdict_by_what_matters() -> None:
    assert beyond(outcomes("placebo", "contested", PAIRS), outcomes("reference", "contested", PAIRS)) == {}


def test_the_same_yardstick_sees_the_city_fall() -> None:
    """So many pairs are not blind: they find what the fall of the city does to the fighting of the first year."""
    falls, held = (outcomes(each, "contested", PAIRS, weeks=52) for each in ("aleppo_falls", "siege_broken_held"))
    found = compare(falls, held)
    assert found.loc["deaths_short"].word == LOWER


@pytest.mark.parametrize("level", ["betrayal", "vindication", "irremovability"])
def test_the_small_place_moves_beliefs_far_less_than_the_city(level: str) -> None:
    weeks, runs = 4, 32
    moved = {
        scenario: models(scenario, "essay", runs, weeks=weeks).world.beliefs.arrays[level][:, 0]
        for scenario in ("reference", "aleppo_falls", "placebo")
    }
    city, place = (moved[scenario] - moved["reference"] for scenario in ("aleppo_falls", "placebo"))
    assert same_sign(city) >= AGREEING
    assert 0 < place.mean() < city.mean() / 2


# ---------------------------------------------------------------- clamps
RUNS, WEEKS = 16, 52


def test_what_lives_on_a_logit_scale_reaches_neither_end() -> None:
    """Even at twice the strength, and with the largest parameters there are, nothing is certain or impossible."""
    largest = {each.name: each.high for rule in rules().values() for each in parameters_of(rule)}
    for scenario in ("aleppo_falls", "mirror+invasion"):
        world = models(scenario, "essay", RUNS, {**largest, **all_rules_at(2.0)}, WEEKS).world
        for level in (world.beliefs.irremovability, world.country.willingness, world.places.governance):
            assert level.min() > 0
            assert level.max() < 1


def test_bounds_of_the_signed_beliefs_decide_no_outcome_of_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Betrayal and vindication are cut off at 1 in some weeks of some runs: what is cut off must not matter."""
    bounded = outcomes("aleppo_falls", "essay", PAIRS)
    for level in ("betrayal", "vindication"):
        monkeypatch.setattr(Beliefs.columns[level], "low", -10.0)
        monkeypatch.setattr(Beliefs.columns[level], "high", 10.0)
    unbounded = outcomes.__wrapped__("aleppo_falls", "essay", PAIRS)
    assert float(np.abs(unbounded["betrayal"]).max()) > 1, "no clamp acted: this test proves nothing"
    assert beyond(unbounded, bounded) == {}
