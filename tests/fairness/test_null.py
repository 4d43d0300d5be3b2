"""The background war is rigged neither to peace nor to war, and what moved comes back when nothing happens."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
import xarray

from sim.compare import CONFIDENCE, mean_interval
from sim.measures import CALM, REFERENCE_DEATHS, calm_from
from sim.outcomes import OUTCOMES
from sim.report_card import report_card
from sim.runs import run
from sim.table import Array, Table
from sim.world import World
from tests.fairness.paired import models
from tests.shocks import put

RUNS, WEEKS = 128, 260  # five years: the longest a verdict looks ahead is three
RARE, COMMON = 0.02, 0.6  # a peace rarer or commoner than that would leave claims nothing to overturn


@cache
def peace() -> Array:
    """Return the first week of peace in each run of the null, NaN for none."""
    return calm_from(run("reference", replicates=RUNS, weeks=WEEKS, assumptions="null", postings=False))


def test_the_null_pacifies_in_some_runs_and_not_in_most() -> None:
    found = np.isfinite(peace()).astype(float)
    low, high = mean_interval(found, OUTCOMES["pacified"])
    assert low > RARE, f"{found.mean():.3f} ({low:.3f} to {high:.3f}, {CONFIDENCE:.0%})"
    assert high < COMMON, f"{found.mean():.3f} ({low:.3f} to {high:.3f}, {CONFIDENCE:.0%})"


def test_the_null_pacifies_within_the_time_that_verdicts_look_at() -> None:
    assert (peace() <= 156).any()


# What the null was calibrated on, levels of 2016 only (docs/decisions/0005), before any claim was looked at.
CALIBRATED = (
    "deaths.weekly",
    "deaths.civilian_weekly",
    "displaced.new_weekly",
    "displaced.returns_yearly",
    "refugees.returns_yearly",
)


@cache
def first_year() -> xarray.Dataset:
    return run("reference", replicates=64, weeks=52, assumptions="null", postings=False)


@pytest.mark.parametrize("level", CALIBRATED)
def test_the_null_keeps_to_the_levels_of_2016_it_was_calibrated_on(level: str) -> None:
    line = report_card(first_year()).loc[level]
    assert line.low <= line.year_1 <= line.high


def test_the_deaths_that_peace_is_measured_against_are_those_of_the_null() -> None:
    weeks = first_year()["deaths"].sel(week=slice(1, CALM))
    assert abs(float(weeks.mean()) - REFERENCE_DEATHS.default) < OUTCOMES["deaths_short"].sesoi


# ---------------------------------------------------------------- what moved comes back
LONGEST = 173  # weeks, the half-life of the populist vote
FADING = {  # level: table, its half-life, rest and bounds as its own table declares them
    "betrayal": ("beliefs", "betrayal_half_life"),
    "vindication": ("beliefs", "vindication_half_life"),
    "turkey_credibility": ("beliefs", "credibility_half_life"),
    "crimes": ("beliefs", "crimes_half_life"),
    "prestige": ("groups", "prestige_half_life"),
    "tension": ("hosts", "tension_half_life"),
    "populist_share": ("electorates", "populism_half_life"),
}
JUDGED = {"irremovability", "moscow"}  # they follow a target of their own, at a weekly pace
GOVERNED = {"governance"}  # grows towards its cap
STILL = {"fear"}  # nothing moves it


def table_of(world: World, level: str) -> Table:
    return next(table for table in world.tables if level in table.columns)


def test_every_level_has_a_way_back() -> None:
    world = models("reference", "null", 1).world
    levels = {n for table in world.tables for n, column in table.columns.items() if column.behaves == "level"}
    assert levels == set(FADING) | JUDGED | GOVERNED | STILL
    assert {name for table in world.tables for name, _, _ in table.fading()} == set(FADING)


@cache
def gaps(sign: int) -> dict[str, list[float]]:
    """Return how far from rest each level is, week by week, as a share of how far it was put on day 0."""
    model = models("reference", "null", 1)
    world = model.world
    rest = {level: table_of(world, level).arrays[level].copy() for level in (*FADING, *JUDGED)}
    for level in rest:
        table = table_of(world, level)
        room = min(
            float((table.columns[level].high - rest[level]).min()),
            float((rest[level] - table.columns[level].low).min()),
        )
        put(world, table, level, rest[level] + sign * room / 2)
    first = {level: table_of(world, level).arrays[level] - rest[level] for level in rest}
    seen: dict[str, list[float]] = {level: [1.0] for level in rest}
    for _ in range(LONGEST):
        model.step()
        for level, at in rest.items():
            left = (table_of(world, level).arrays[level] - at) / first[level]
            assert np.ptp(left) < 1e-9
            seen[level].append(float(left.flat[0]))
    return seen


@pytest.mark.parametrize("sign", [1, -1], ids=["from above", "from below"])
@pytest.mark.parametrize("level", FADING)
def test_when_nothing_happens_half_of_it_is_gone_after_its_half_life(level: str, sign: int) -> None:
    kind, word = FADING[level]
    settings = getattr(models("reference", "null", 1).world, kind).settings
    after = float(getattr(settings, word)[0, 0])
    left = gaps(sign)[level]
    assert after == int(after) <= LONGEST
    assert left[int(after)] == pytest.approx(0.5)
    assert all(later < sooner for sooner, later in pairwise(left))


@pytest.mark.parametrize("sign", [1, -1], ids=["from above", "from below"])
@pytest.mark.parametrize("level", sorted(JUDGED))
def test_when_nothing_happens_a_judgement_is_back_within_a_year(level: str, sign: int) -> None:
    left = gaps(sign)[level]
    assert abs(left[52]) < 0.01
    assert all(abs(later) <= abs(sooner) for sooner, later in pairwise(left))
