"""What stands for each fact: made-up results with known answers."""

import numpy as np
import pytest
import xarray

from sim.errors import DataError
from sim.hindsight import measures
from sim.hindsight.facts import load_facts
from sim.hindsight.measures import MEASURES, facts_of, mapped_facts
from sim.kernels import from_others
from sim.places import ISLAMIC_STATE, OPPOSITION, SIDES
from sim.runs import run
from sim.seeds import load_seeds

WEEKS, RUNS = 61, 2
ROWS = {"place": "places", "group": "groups", "state": "states", "host": "hosts", "electorate": "electorates"}
FACTS = load_facts()


def made_up(**series):
    """Results of two runs: each series is a number, or an array that broadcasts to (run, week), or (dim, array)."""
    seeds = load_seeds()
    coords = {dim: list(seeds.ids(kind)) for dim, kind in ROWS.items()} | {"week": np.arange(WEEKS + 1)}
    variables = {}
    for name, value in series.items():
        dims, values = value if isinstance(value, tuple) else ((), value)
        shape = (RUNS, WEEKS + 1, *(len(coords[dim]) for dim in dims))
        variables[name] = (("run", "week", *dims), np.broadcast_to(values, shape).copy())
    return xarray.Dataset(variables, coords)


def value(fact, results):
    found = MEASURES[FACTS[fact].measure](results, FACTS[fact])
    assert found.shape == (RUNS,)
    assert found[0] == found[1]
    return found[0]


def areas(**held):
    return {f"area_{side}": np.asarray(held.get(side, 0.0)) for side in SIDES}


def only_in(first, last, inside, outside=1e9):
    """A weekly series that is `inside` from first to last week and wild elsewhere."""
    weeks = np.arange(WEEKS + 1)
    return np.where((weeks >= first) & (weeks <= last), inside, outside)


def rows(dim, **values):
    ids = load_seeds().ids(ROWS[dim])
    return np.array([values.get(each, 0.0) for each in ids])


# ---------------------------------------------------------------- territory
def test_a_share_of_area_is_read_over_the_mondays_of_the_window():
    results = made_up(**areas(regime=only_in(22, 23, 30.0), opposition=only_in(22, 24, 20.0), sdf=50.0))
    assert value("H-T01", results) == pytest.approx(30.0)
    assert value("H-T03", made_up(**areas(opposition=only_in(22, 24, 20.0), sdf=80.0))) == pytest.approx(20.0)


def test_land_lost_is_counted_between_the_ends_of_the_window():
    weeks = np.arange(WEEKS + 1)
    caliphate, rebels = np.where(weeks >= 40, 40.0, 100.0), np.where(weeks >= 30, 10.0, 20.0)
    assert value("H-T04", made_up(**areas(islamic_state=caliphate, opposition=rebels))) == pytest.approx(60 / 70)


def test_who_gains_land_has_lost_none():
    weeks = np.arange(WEEKS + 1.0)
    assert value("H-T04", made_up(**areas(islamic_state=100 - weeks, opposition=weeks))) == 1.0
    assert value("H-T04", made_up(**areas(islamic_state=100.0, opposition=100 - weeks))) == 0.0
    assert value("H-T04", made_up(**areas(islamic_state=100.0, opposition=10.0))) == 0.0


# ---------------------------------------------------------------- violence
def test_deaths_like_those_of_2016_are_a_ratio_of_one():
    assert value("H-V01", made_up(deaths=only_in(6, 57, 957.0))) == pytest.approx(1.0)


def test_a_month_like_november_2016_is_a_ratio_of_one():
    assert value("H-V02", made_up(civilian_deaths=only_in(6, 9, 1402 / 30 * 7))) == pytest.approx(1.0)


# ---------------------------------------------------------------- rebels, backers, Turkey, talks, recognition
def test_three_of_four_who_came_over_to_the_two_went_to_ahrar():
    came = only_in(8, 13, 1.0)[:, None] * rows("group", ahrar=3.0, jfs=1.0, zenki=50.0)
    assert value("H-R02", made_up(came_over=(("group",), came))) == pytest.approx(0.75)
    assert value("H-R02", made_up(came_over=(("group",), 0.0))) == 0.0


def backs_until(week):
    weeks = np.arange(WEEKS + 1)[:, None]
    return made_up(backing=(("state",), np.where(rows("state", usa=1.0) > 0, weeks < week, True)))


def test_washington_stops_in_the_middle_of_its_week():
    assert value("H-B01", backs_until(20)) == 7 * 19.5 - 53


def test_a_stop_after_the_window_or_none_is_never():
    assert value("H-B01", backs_until(58)) == np.inf
    assert value("H-B01", backs_until(WEEKS + 2)) == np.inf


def test_only_rebel_held_places_of_the_operation_count():
    area = {
        place: load_seeds().figures[f"places.{place}.area"].parameter.default for place in ("azaz_jarablus", "al_bab")
    }
    held = rows("place", azaz_jarablus=1.0, al_bab=1.0, idlib_north=1.0) > 0
    both = np.where(held, OPPOSITION, ISLAMIC_STATE)
    assert value("H-K01", made_up(control=(("place",), both))) == pytest.approx(sum(area.values()))
    one = np.where(rows("place", azaz_jarablus=1.0) > 0, OPPOSITION, ISLAMIC_STATE)
    assert value("H-K01", made_up(control=(("place",), one))) == area["azaz_jarablus"]


def test_rebels_elsewhere_are_not_in_the_zone():
    there = rows("place", azaz_jarablus=7000.0, al_bab=2000.0, idlib_north=9000.0)
    assert value("H-K02", made_up(rebels=(("place",), there))) == 9000.0


@pytest.mark.parametrize(("week", "signed"), [(30, 1.0), (5, 0.0), (58, 0.0)])
def test_a_settlement_counts_in_the_year_it_is_signed(week, signed):
    assert value("H-M02", made_up(settled=np.arange(WEEKS + 1) >= week)) == signed


def test_money_is_read_of_all_institutions_and_of_nobody_else():
    payers = [row["id"] for row in load_seeds().rows["states"] if row["institution"] == "yes"]
    one = made_up(funding=(("state",), rows("state", eu=1.0, germany=1.0)))
    assert value("H-N02", one) == pytest.approx(1 / len(payers))


# ---------------------------------------------------------------- people
def test_those_who_took_the_buses_are_set_against_them_and_those_who_stay():
    stay = rows("place", aleppo_east=70.0, aleppo_west=500.0)
    assert value("H-D01", made_up(evacuated=30.0, residents=(("place",), stay))) == pytest.approx(0.3)


def test_the_displaced_are_read_in_millions():
    assert value("H-D02", made_up(displaced=only_in(57, 57, 6.15e6))) == pytest.approx(6.15)


def test_a_flow_is_counted_over_the_days_of_its_window():
    results = made_up(returned=only_in(6, 35, 700.0))
    assert value("H-D03", results) == pytest.approx(100 * 212)


def test_refugees_who_returned_are_a_share_of_those_in_the_neighbours():
    near = [row["id"] for row in load_seeds().rows["hosts"] if row["region"] == "neighbour"]
    stock = rows("host", germany=500.0, **dict.fromkeys(near, 365.0))
    results = made_up(returned_abroad=only_in(6, 57, 0.7 * len(near)), refugees=(("host",), stock))
    assert value("H-D04", results) == pytest.approx(10.0)


def test_onward_moves_are_set_against_the_applications_of_2016():
    results = made_up(moved_onward=only_in(6, 57, 336575 / 365 * 7))
    assert value("H-D05", results) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("fact", "country", "week"), [("H-E01", "germany", 43), ("H-E02", "netherlands", 15), ("H-E03", "britain", 27)]
)
def test_a_vote_is_read_in_the_week_of_the_election_against_day_0(fact, country, week):
    change = np.where(np.arange(WEEKS + 1) >= FACTS[fact].first_week, 2.0, 0.0)[:, None]
    votes = (("electorate",), 5.0 + change * rows("electorate", **{country: 1.0}))
    assert value(fact, made_up(populist_share=votes)) == pytest.approx(2.0)


# ---------------------------------------------------------------- all of them
@pytest.fixture(scope="module")
def results():
    return run("aleppo_falls", replicates=RUNS, weeks=WEEKS, postings=False)


def test_every_run_has_a_value_for_every_mapped_fact(results):
    found = facts_of(results)
    assert list(found) == [fact.id for fact in mapped_facts()]
    assert len(found) == RUNS
    assert not found.isna().any(axis=None)


def test_facts_beyond_the_end_of_the_runs_are_left_out(results):
    short = facts_of(results.isel(week=slice(0, 31)))
    assert set(short) == {fact.id for fact in mapped_facts() if fact.last_week <= 30}
    assert short.equals(facts_of(results)[list(short)])


def test_a_measure_that_nobody_wrote_is_refused_with_the_nearest(monkeypatch):
    monkeypatch.setattr(measures, "MEASURES", {"regime_areas": MEASURES["regime_area"]})
    with pytest.raises(DataError, match=r"unknown measure 'regime_area'; did you mean 'regime_areas'\?"):
        mapped_facts()


def test_rebels_by_place_are_those_of_all_rebel_groups(results):
    groups = [row["id"] for row in load_seeds().rows["groups"] if row["side"] == "opposition" and not row["sent_by"]]
    assert (results["rebels"].sum("place") == results["fighters"].sel(group=groups).sum("group")).all()


# ---------------------------------------------------------------- who came over
def came_over(arrivals, choosers, bond=1.0):
    """One run, one place: of those who chose each group, how many came from another one."""
    one, other = (np.array([each], dtype=np.int64)[:, :, None] for each in (arrivals, choosers))
    return from_others(one, other, np.array([bond]))[0].tolist()


def test_who_returns_to_his_own_group_has_not_come_over():
    assert came_over((10, 10), (10, 10)) == [5.0, 5.0]
    assert came_over((8, 0), (8, 0)) == [0.0, 0.0]
    assert came_over((8, 0), (0, 8)) == [8.0, 0.0]


def test_the_more_the_beaten_stand_by_their_own_the_fewer_of_them_came_over():
    assert came_over((10, 10), (10, 10), bond=4.0) == [2.0, 2.0]


def test_who_came_over_is_counted_place_by_place_and_run_by_run():
    rng = np.random.default_rng(1)
    choosers = rng.integers(0, 4, (3, 5, 6))
    arrivals, bond = rng.permuted(choosers, axis=1), np.array([1.0, 3.0, 4.5])
    others = choosers.sum(axis=1, keepdims=True) - choosers
    weight = np.maximum(others + bond[:, None, None] * choosers, 1)
    assert from_others(arrivals, choosers, bond) == pytest.approx((arrivals * others / weight).sum(axis=2))


def test_never_do_more_come_over_to_a_group_than_chose_it(results):
    came = results["came_over"]
    assert (came >= 0).all()
    assert (came.isel(week=slice(1, None)).sum("group") > 0).any()
    assert (came.sel(group=["saa", "is_syria", "sdf", "turkish_army"]) == 0).all()
