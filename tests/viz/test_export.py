"""Files of runs read back as what is drawn, and say what makes them again."""

import json
from dataclasses import replace
from io import BytesIO

import numpy as np
import pandas
import pyarrow.parquet
import pytest

from sim.places import SIDES
from sim.seeds import load_seeds
from tests.viz.made_up import results_of, row
from viz.reader.account import provenance
from viz.reader.actions import RefusedError
from viz.reader.files import worlds_file
from viz.reader.question import worlds_of
from viz.reader.state import State, with_strengths
from viz.screen.bands import bands
from viz.screen.measures import MEASURES
from viz.screen.results import DETAILED

RUNS, WEEKS = 7, 5
STATE = with_strengths(State(b="siege_broken+us_repudiates"), {"C13": 0.0})


@pytest.fixture(scope="module")
def results():
    draw = np.random.default_rng(1)
    shape = (RUNS, WEEKS + 1)
    made = {
        name: draw.integers(2, size=shape) if of.yes_no else draw.normal(50, 9, shape) for name, of in MEASURES.items()
    }
    return {part: results_of(RUNS, WEEKS, world, **made) for part, world in worlds_of(STATE).items()}


def read(results, said, state=STATE):
    """Return a file as pandas reads it, and what it says of itself."""
    file = worlds_file(said, state, results)
    return pandas.read_parquet(BytesIO(file)), json.loads(
        pyarrow.parquet.read_schema(BytesIO(file)).metadata[b"aftermath"]
    )


@pytest.mark.parametrize("name", MEASURES)
def test_the_runs_of_a_measure_have_the_medians_and_bands_that_are_drawn(results, name):
    rows, _ = read(results, {"measure": name})
    drawn = bands(results["a"], name)
    weekly = rows[rows["world"] == "A"].groupby("week")["value"]
    assert list(weekly.groups) == list(drawn.weeks)
    assert set(weekly.size()) == {RUNS}
    if MEASURES[name].yes_no:
        assert np.allclose(100 * weekly.mean(), drawn.median, rtol=1e-6)
        return
    for share, line in ((0.5, drawn.median), (0.05, drawn.low90), (0.95, drawn.high90)):
        assert np.allclose(weekly.quantile(share), line, rtol=1e-6)


def test_all_measures_are_the_single_ones_one_below_the_other(results):
    whole, _ = read(results, {"measure": "all"})
    single = pandas.concat([read(results, {"measure": name})[0] for name in MEASURES], ignore_index=True)
    assert list(whole) == ["measure", "unit", "world", "scenario", "replicate", "week", "date", "value"]
    pandas.testing.assert_frame_equal(
        whole.astype({"value": float}), single.astype({"value": float}), check_dtype=False, check_categorical=False
    )


def test_worlds_and_those_of_before_are_told_apart_and_dated(results):
    rows, _ = read(results, {"measure": "deaths"})
    assert set(rows["world"]) == {"A", "B", "A before", "B before"}
    assert set(rows.loc[rows["world"] == "B", "scenario"]) == {STATE.b}
    assert rows["date"].min().isoformat() == "2016-12-05"  # deaths are counted from week 1 on
    assert sorted(set(rows["replicate"])) == list(range(RUNS))


def test_a_file_says_what_makes_it_again(results):
    _, said = read(results, {"measure": "betrayal"})
    assert said["provenance"] == json.loads(json.dumps(provenance(STATE, RUNS)))
    assert said["provenance"]["random_seed"] == STATE.random_seed
    assert f"--replicates {RUNS}" in said["provenance"]["command"]
    assert said["provenance"]["link"] == "?v=1&b=siege_broken+us_repudiates&claims=C13:0.0"
    assert said["measures"]["betrayal"]["unit"] == MEASURES["betrayal"].unit


def test_the_unit_of_one_run_is_not_a_share_of_runs(results):
    rows, _ = read(results, {"measure": "settled"})
    assert set(rows["unit"]) == {"1 yes, 0 no"}
    assert set(rows["value"]) == {0.0, 1.0}


def test_a_map_says_who_holds_each_place_in_each_run_and_week():
    runs = DETAILED + 1
    worlds = worlds_of(STATE)
    results = {part: results_of(runs, WEEKS, worlds[part]) for part in "ab"}
    idlib, germany = row("places", "idlib_north"), row("hosts", "germany")
    results["a"].places["control"][2, 3:, idlib] = SIDES.index("opposition")
    results["a"].places["besieged"][2, 4, idlib] = True
    residents = np.arange(results["a"].detail["residents"][:DETAILED].size, dtype=np.float32)
    shape = (DETAILED, WEEKS + 1, len(load_seeds().ids("places")))
    results["a"] = replace(results["a"], detail={**results["a"].detail, "residents": residents.reshape(shape)})
    results["a"].hosts["refugees"][1, 2, germany] = 5
    rows, said = read(results, {"map": "a"})
    place = rows[rows["id"] == "idlib_north"].set_index(["replicate", "week"])
    assert said["title"] == "Who held what, world A"
    assert set(place.loc[2, "held_by"].iloc[3:]) == {"opposition"}
    assert set(place.loc[2, "held_by"].iloc[:3]) == {SIDES[0]}
    assert list(place.loc[2, "besieged"]) == [False, False, False, False, True, False]
    assert place.loc[(2, 3), "people"] == residents.reshape(shape)[2, 3, idlib]
    assert place.loc[runs - 1, "people"].isna().all()
    host = rows[rows["id"] == "germany"].set_index(["replicate", "week"])
    assert host.loc[(1, 2), "people"] == 5
    assert set(host["what"]) == {"host country"}


@pytest.mark.parametrize(
    "said", [None, {}, {"measure": "no_such"}, {"measure": 1}, {"map": "c"}, {"map": None}, ["deaths"]]
)
def test_what_there_is_not_is_refused(results, said):
    with pytest.raises(RefusedError):
        worlds_file(said, STATE, results)


def test_before_anything_is_run_there_is_no_file():
    with pytest.raises(RefusedError, match="nothing is run yet"):
        worlds_file({"measure": "deaths"}, None, {})
