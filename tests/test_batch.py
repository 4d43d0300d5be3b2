"""A run does not depend on the company it keeps: batch, order, block and jobs change no bit."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import xarray

from sim.catalogue import catalogue
from sim.model import Model, RunSpec
from sim.runs import run_specs
from sim.scenario import load_scenario
from sim.seeds import load_seeds
from tests.worlds import all_rules_at, spec, stepped, tables_of

WEEKS = 12


def mixed_batch() -> list[RunSpec]:
    """Return five runs that differ in scenario, assumptions, parameters, strengths, figures and weeks."""
    doubled = {**all_rules_at(2.0), "flee.rate": 0.02, "event.fall.week": 5, "event.buses.week": 1}
    figures = {
        "places.aleppo_east.population": 250000.0,
        "groups.jfs.fighters": 15000.0,
        "origins.near": 90.0,
    }
    halved = {"hopeless_cause_cuts_losses.strength": 0.5, "fight.lethality": 0.01, "capture.rate": 0.1}
    return [
        spec("aleppo_falls", 0, "essay"),
        spec("aleppo_falls", 0, "essay", doubled),
        spec("siege_broken", 1, "essay", halved),
        spec("reference", 2, "null", figures),
        spec("siege_broken", 0, "null", {"event.relief.week": 6, "groups.means_high": 2.5}),
    ]


def results(specs: Sequence[RunSpec], **how: object) -> xarray.Dataset:
    return run_specs(specs, weeks=WEEKS, **how)  # type: ignore[arg-type]


def assert_same_run(one: xarray.Dataset, at: int, other: xarray.Dataset, there: int) -> None:
    for name in one.data_vars:
        if name != "postings":
            a, b = one[name].values[at], other[name].values[there]
            assert a.tobytes() == b.tobytes(), name
    a, b = booked(one, at), booked(other, there)
    assert a == b


def booked(found: xarray.Dataset, at: int) -> dict[tuple[str, str], bytes]:
    """Return what was posted in one run, by who and target; who posted nothing is left out."""
    book = found["postings"].isel(run=at)
    return {
        (str(who), str(target)): series.tobytes()
        for who in found["who"].values
        for target in found["target"].values
        if (series := np.ascontiguousarray(book.sel(who=who, target=target).values)).any()
    }


@pytest.fixture(scope="module")
def alone() -> list[xarray.Dataset]:
    return [results([each]) for each in mixed_batch()]


def test_a_run_in_a_batch_is_the_run_alone(alone: list[xarray.Dataset]) -> None:
    together = results(mixed_batch())
    for at, one in enumerate(alone):
        assert_same_run(together, at, one, 0)


def test_the_order_of_a_batch_changes_nothing(alone: list[xarray.Dataset]) -> None:
    order = [3, 0, 4, 2, 1]
    shuffled = results([mixed_batch()[at] for at in order])
    for there, at in enumerate(order):
        assert_same_run(shuffled, there, alone[at], 0)


@pytest.mark.parametrize("block", [1, 2, 3, 4])
def test_the_size_of_blocks_changes_nothing(alone: list[xarray.Dataset], block: int) -> None:
    blocks = results(mixed_batch(), block=block)
    for at, one in enumerate(alone):
        assert_same_run(blocks, at, one, 0)


def test_two_jobs_answer_as_one_does(alone: list[xarray.Dataset]) -> None:
    threads = results(mixed_batch(), jobs=2)
    for at, one in enumerate(alone):
        assert_same_run(threads, at, one, 0)


def test_a_run_in_a_wide_batch_is_the_run_alone(alone: list[xarray.Dataset]) -> None:
    company = [spec("aleppo_falls", at, "essay", {"flee.rate": 0.006 + at / 5000}) for at in range(40)]
    wide = results([*company[:20], *mixed_batch(), *company[20:]])
    for at, one in enumerate(alone):
        assert_same_run(wide, 20 + at, one, 0)


def test_keeping_no_postings_changes_no_series(alone: list[xarray.Dataset]) -> None:
    silent = results(mixed_batch(), postings=False)
    assert "postings" not in silent
    for at, one in enumerate(alone):
        for name in silent.data_vars:
            assert silent[name].values[at].tobytes() == one[name].values[0].tobytes(), name


def test_a_longer_run_begins_as_the_shorter_one(alone: list[xarray.Dataset]) -> None:
    longer = run_specs(mixed_batch(), weeks=WEEKS + 5)
    for at, one in enumerate(alone):
        for name in set(one.data_vars) - {"postings"}:
            assert longer[name].values[at][: WEEKS + 1].tobytes() == one[name].values[0].tobytes(), name


def test_runs_of_the_batch_do_differ(alone: list[xarray.Dataset]) -> None:
    deaths = {one["deaths"].values[0].tobytes() for one in alone}
    assert len(deaths) == len(alone)


def test_an_event_falls_on_the_week_of_its_own_run() -> None:
    weeks = [2, 4, 7]
    specs = [spec("aleppo_falls", 0, "null", {"event.fall.week": week}) for week in weeks]
    control = results(specs, postings=False)["control"].sel(place="aleppo_east").values
    for at, week in enumerate(weeks):
        assert control[at, week - 1] == 1
        assert control[at, week] == 0


def test_two_scenarios_of_one_name_keep_their_own_events() -> None:
    falls = load_scenario("aleppo_falls")
    later = tuple(each.model_copy(update={"week": each.week + 4}) for each in falls.events)
    other = replace(falls, events=later)
    together = results([spec(falls, 0, "null"), spec(other, 0, "null")])
    assert_same_run(together, 1, results([spec(other, 0, "null")]), 0)


def test_another_replicate_or_random_seed_has_other_luck() -> None:
    first = results([spec(replicate=0)])["deaths"].values
    assert first.tobytes() != results([spec(replicate=1)])["deaths"].values.tobytes()
    assert first.tobytes() != results([spec(replicate=0)], random_seed=2)["deaths"].values.tobytes()


def every_parameter_at(share: float) -> dict[str, float]:
    """Return every strength and parameter at one share of the way through its range; day-0 figures are left."""
    return {
        name: each.low + share * (each.high - each.low)
        for name, each in catalogue().items()
        if name not in load_seeds().figures
    }


def test_runs_that_differ_in_every_parameter_are_each_the_run_alone() -> None:
    scenarios = (
        "aleppo_falls+us_repudiates+funds_released",
        "siege_broken+turkey_pushes+eu_deal_collapses",
        "aleppo_falls+us_doubles_down+turkey_withdraws",
    )
    early = {f"event.{name}.week": 3 for name in ("break", "commitment", "payment", "open_sea", "departure")}
    specs = [spec(name, at, "null", every_parameter_at((at + 1) / 4) | early) for at, name in enumerate(scenarios)]
    together = tables_of(stepped(Model(specs), WEEKS))
    for at, each in enumerate(specs):
        alone = tables_of(stepped(Model([each]), WEEKS))
        differing = [name for name in together if together[name][at].tobytes() != alone[name][0].tobytes()]
        assert differing == []
