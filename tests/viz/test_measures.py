"""What is charted is what was recorded, and ends where outcomes end."""

from collections.abc import Callable

import numpy as np
import pytest
import xarray

from sim.outcomes import OUTCOMES
from sim.places import SIDES
from sim.runs import run
from viz.screen.measures import MEASURES
from viz.screen.reading import Read, area_share, people_share

WEEKS, RUNS = 5, 3
AT_THE_END = {
    "area_regime": "area_regime",
    "support": "support",
    "irremovability": "irremovability",
    "ties": "normalised",
    "willingness": "willingness",
    "betrayal": "betrayal",
    "displaced": "displaced",
    "abroad": "refugees_abroad",
    "fled": "outflow",
    "onward": "onward",
}


@pytest.fixture(scope="module")
def results() -> xarray.Dataset:
    return run("aleppo_falls", replicates=RUNS, weeks=WEEKS, postings=False)


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_is_one_finite_number_a_run_and_week(name: str, results: xarray.Dataset) -> None:
    values = MEASURES[name].read(results)
    assert values.shape == (RUNS, WEEKS + 1)
    assert np.isfinite(values).all()


@pytest.mark.parametrize(("name", "outcome"), AT_THE_END.items())
def test_a_measure_ends_where_its_outcome_does(name: str, outcome: str, results: xarray.Dataset) -> None:
    assert outcome in MEASURES[name].outcomes
    assert MEASURES[name].read(results)[:, -1] == pytest.approx(OUTCOMES[outcome].compute(results))


@pytest.mark.parametrize("read", [area_share, people_share])
def test_shares_of_all_sides_make_a_whole(read: Callable[[str], Read], results: xarray.Dataset) -> None:
    assert np.sum([read(side)(results) for side in SIDES], axis=0) == pytest.approx(100.0)


def test_neighbours_alone_make_the_tension_that_is_charted(results: xarray.Dataset) -> None:
    neighbours = results["tension"].sel(host=["turkey", "lebanon", "jordan", "iraq_kri", "egypt"]).mean("host")
    assert MEASURES["tension"].read(results) == pytest.approx(100 * neighbours.to_numpy(), rel=1e-6)


def test_every_measure_is_told_in_a_sentence_with_a_unit() -> None:
    for each in MEASURES.values():
        assert each.unit
        assert each.about[0].isupper()
        assert each.about.endswith(".")
        assert set(each.outcomes) <= set(OUTCOMES)


def test_titles_tell_measures_apart() -> None:
    titles = [each.title for each in MEASURES.values()]
    assert len(set(titles)) == len(titles)
