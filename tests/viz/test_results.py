"""What the screen keeps of runs is what was run, in fewer bytes."""

import numpy as np
import pytest
import xarray

from sim.runs import run_specs
from tests.viz.made_up import results_of, same
from viz.screen.results import DETAILED, join, trim
from viz.screen.worlds import world_of

WORLD = world_of("aleppo_falls", "contested")
RUNS, WEEKS = 5, 3


@pytest.fixture(scope="module")
def recorded() -> xarray.Dataset:
    return run_specs([WORLD.point.spec(each) for each in range(RUNS)], weeks=WEEKS, postings=False)


def test_series_are_kept_as_they_were_recorded(recorded: xarray.Dataset) -> None:
    kept = trim(recorded, WORLD, range(RUNS))
    assert (kept.replicates, kept.weeks) == (RUNS, WEEKS)
    for series in (kept.places, kept.hosts, kept.detail):
        for name, values in series.items():
            assert np.array_equal(values, recorded[name].to_numpy())


def test_runs_joined_are_the_runs_kept_together(recorded: xarray.Dataset) -> None:
    parts = [trim(recorded, WORLD, each) for each in ([0, 1], [2], [3, 4])]
    assert same(join(join(parts[0], parts[1]), parts[2]), trim(recorded, WORLD, range(RUNS)))


def test_only_the_first_runs_are_kept_in_detail(recorded: xarray.Dataset) -> None:
    late = recorded.assign_coords(replicate=("run", np.arange(RUNS) + DETAILED - 2))
    kept = trim(late, WORLD, range(RUNS))
    assert {len(each) for each in kept.detail.values()} == {2}
    assert {len(each) for each in kept.measures.values()} == {RUNS}


def test_the_first_runs_are_looked_at_without_a_copy() -> None:
    whole = results_of(6, 3)
    some = whole.first(2)
    assert some.replicates == 2
    assert np.shares_memory(some.places["control"], whole.places["control"])


def test_a_run_is_kept_in_less_than_half_the_bytes_it_was_recorded_in(recorded: xarray.Dataset) -> None:
    assert trim(recorded, WORLD, range(RUNS)).nbytes < recorded.nbytes / 2
