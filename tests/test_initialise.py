"""The world of day 0 is what the seeds say, person by person."""

from collections.abc import Mapping

import numpy as np
import pytest

from sim.geography import build_roads, distances, lifelines
from sim.initialise import keep_largest, whole
from sim.model import Model
from sim.places import SIDES
from sim.seeds import load_seeds
from sim.world import World
from tests.worlds import broken_promises, spec

SEEDS = load_seeds()


def best(name: str) -> int:
    return int(np.rint(SEEDS.figures[name].parameter.default))


def day0(*values: Mapping[str, float], assumptions: str = "null") -> World:
    given = values or ({},)
    return Model([spec("reference", 0, assumptions, each) for each in given]).world


@pytest.fixture(scope="module")
def world() -> World:
    return day0()


# ---------------------------------------------------------------- totals
def test_every_place_has_the_people_its_figure_says(world: World) -> None:
    expected = [best(f"places.{place}.population") for place in SEEDS.ids("places")]
    assert world.communities.residents[0].tolist() == expected


def test_every_place_has_the_displaced_its_figure_says(world: World) -> None:
    here = world.communities.residents[0] - world.communities.natives[0]
    assert here.tolist() == [best(f"places.{place}.displaced") for place in SEEDS.ids("places")]
    assert world.communities.displaced[0, 0] == here.sum()


def test_every_host_has_the_refugees_its_figure_says(world: World) -> None:
    hosts = SEEDS.ids("hosts")
    assert world.communities.at_sites[0, -len(hosts) :].tolist() == [best(f"hosts.{host}.refugees") for host in hosts]


def test_every_group_has_the_fighters_its_figure_says(world: World) -> None:
    expected = [best(f"groups.{group}.fighters") for group in SEEDS.ids("groups")]
    assert world.groups.size[0].tolist() == expected


def test_fighters_stand_where_presence_says_within_one_person(world: World) -> None:
    for row, group in enumerate(SEEDS.ids("groups")):
        shares = np.array(
            [
                SEEDS.figures[f"presence.{group}.{place}"].parameter.default
                if f"presence.{group}.{place}" in SEEDS.figures
                else 0.0
                for place in SEEDS.ids("places")
            ]
        )
        exact = shares / shares.sum() * world.groups.size[0, row]
        assert (np.abs(world.groups.fighters[0, row] - exact) < 1).all(), group
        assert not world.groups.fighters[0, row][shares == 0].any(), group


def test_every_place_is_held_by_whom_the_map_says(world: World) -> None:
    held = [SIDES[side] for side in world.places.control[0]]
    assert held == [row["controller"] for row in SEEDS.rows["places"]]


def test_every_sponsor_pays_out_all_it_has(world: World) -> None:
    for row, sponsor in enumerate(SEEDS.ids("states")):
        paid = world.states.allocation[0, row].sum()
        clients = [name for name in SEEDS.figures if name.startswith(f"sponsorship.{sponsor}.")]
        expected = SEEDS.figures[f"states.{sponsor}.war_support"].parameter.default if clients else 0.0
        assert paid == pytest.approx(expected), sponsor


def test_nobody_is_dead_enlisted_or_beaten_on_day_0(world: World) -> None:
    for table, name in ((world.communities, "people_"), (world.groups, "fighters_")):
        assert not any(value.any() for key, value in table.arrays.items() if key.startswith(name))
    assert not world.groups.dislodged.any()
    assert broken_promises(world) == []


def test_only_change_moves_the_belief_that_the_ruler_stays(world: World) -> None:
    assert (world.beliefs.irremovability == 0.5).all()
    assert not world.beliefs.irremovable_since_day0.any()
    assert not world.places.regime_gains.any()
    assert not world.groups.force_ratio_since_day0.any()


def test_the_narrow_enclave_is_cut_off_and_nobody_else_is_by_a_broken_road(world: World) -> None:
    narrow = [place for place, road in zip(world.places.ids, world.places.lifeline[0], strict=True) if road >= 0]
    assert "aleppo_east" in narrow
    assert world.places.besieged()[0, world.places.row("aleppo_east")]
    assert np.array_equal(world.places.lifeline >= 0, world.places.cut_off)


# ---------------------------------------------------------------- figures chosen run by run
OVERRIDES = [
    ("places.aleppo_east.population", lambda world: world.communities.residents[:, 0]),
    ("places.damascus.displaced", lambda world: displaced_at(world, "damascus")),
    ("hosts.turkey.refugees", lambda world: world.communities.at_sites[:, len(world.places)]),
    ("groups.jfs.fighters", lambda world: world.groups.size[:, world.groups.row("jfs")]),
    ("groups.saa.ideology", lambda world: world.groups.ideology[:, world.groups.row("saa")]),
    ("states.usa.war_support", lambda world: world.states.allocation[:, 0].sum(axis=1)),
    ("hosts.lebanon.tension", lambda world: world.hosts.tension[:, world.hosts.row("lebanon")]),
]


def displaced_at(world: World, place: str) -> np.ndarray:
    at = world.places.row(place)
    return world.communities.residents[:, at] - world.communities.natives[:, at]


@pytest.mark.parametrize(("name", "read"), OVERRIDES)
def test_a_figure_may_be_low_best_or_high_in_each_run(name: str, read: object) -> None:
    of = SEEDS.figures[name].parameter
    wanted = [of.low, of.default, of.high]
    found = read(day0(*({name: value} for value in wanted)))  # type: ignore[operator]
    assert found.tolist() == pytest.approx(wanted, abs=0.5 if max(wanted) > 2 else 1e-12)


@pytest.mark.parametrize("name", ["places.damascus.displaced", "hosts.turkey.refugees"])
@pytest.mark.parametrize("end", ["low", "high"])
def test_a_figure_of_the_displaced_may_be_low_or_high_in_all_runs(name: str, end: str) -> None:
    value = getattr(SEEDS.figures[name].parameter, end)
    world = day0({name: value}, {name: value})
    found = displaced_at(world, "damascus") if "damascus" in name else world.communities.at_sites[:, len(world.places)]
    assert found.tolist() == [int(np.rint(value))] * 2


def test_choosing_one_figure_leaves_all_others_as_they_were() -> None:
    name = "groups.jfs.fighters"
    base, more = day0({}, {name: SEEDS.figures[name].parameter.high}).groups.size
    changed = np.flatnonzero(base != more)
    assert [SEEDS.ids("groups")[at] for at in changed] == ["jfs"]


def test_the_prior_of_origins_moves_no_total() -> None:
    world = day0({}, {"origins.near": 60.0, "origins.far": 800.0, "origins.violence": 2.0})
    assert np.array_equal(world.communities.at_sites[0], world.communities.at_sites[1])
    assert not np.array_equal(world.communities.people[0], world.communities.people[1])


def test_people_who_say_they_are_displaced_do_not_come_from_there(world: World) -> None:
    for place in range(len(world.places)):
        stay = world.communities.people[0, place, place]
        assert stay == world.communities.residents[0, place] - displaced_at(world, world.places.ids[place])[0]


def test_no_more_are_displaced_than_live_there() -> None:
    people, displaced = "places.aleppo_east.population", "places.aleppo_east.displaced"
    world = day0({people: 10_000.0, displaced: 20_000.0}, {people: 10_000.0, displaced: 9_999.0}, {})
    at = world.places.row("aleppo_east")
    assert world.communities.residents[:2, at].tolist() == [10_000, 10_000]
    assert displaced_at(world, "aleppo_east")[:2].tolist() == [10_000, 9_999]
    assert world.communities.natives[:2, at].tolist() == [0, 1]
    others = np.arange(len(world.places)) != at
    for capped in (0, 1):
        assert np.array_equal(
            world.communities.at_sites[capped, : len(others)][others], world.communities.residents[2, others]
        )
        assert np.array_equal(world.communities.natives[capped, others], world.communities.natives[2, others])
    assert broken_promises(world) == []


@pytest.mark.parametrize("ends", [("low", "low"), ("high", "high"), ("low", "high"), ("high", "low")])
def test_all_figures_at_one_end_of_their_ranges_make_a_world(ends: tuple[str, str]) -> None:
    of_others, of_displaced = ends
    figures = {name: figure.parameter for name, figure in SEEDS.figures.items()}
    chosen = {
        name: getattr(of, of_displaced if name.endswith(".displaced") else of_others) for name, of in figures.items()
    }
    world = day0(chosen)
    residents = [int(np.rint(chosen[f"places.{place}.population"])) for place in world.places.ids]
    displaced = [int(np.rint(chosen[f"places.{place}.displaced"])) for place in world.places.ids]
    assert world.communities.residents[0].tolist() == residents
    assert (residents - world.communities.natives[0]).tolist() == np.minimum(residents, displaced).tolist()
    assert broken_promises(world) == []


# ---------------------------------------------------------------- roads
def test_roads_lead_both_ways() -> None:
    roads = build_roads(SEEDS)
    for place, row in enumerate(roads.neighbours):
        for other in row[row >= 0]:
            assert place in roads.neighbours[other]


def test_the_nearest_places_come_first_and_none_is_its_own_neighbour() -> None:
    roads, number = build_roads(SEEDS), len(SEEDS.ids("places"))
    for place, order in enumerate(roads.order):
        assert sorted([place, *order]) == list(range(number))
        assert place not in roads.neighbours[place]


def test_distances_are_those_of_a_globe() -> None:
    quarter = distances(np.array([0.0]), np.array([0.0]), np.array([0.0, 90.0]), np.array([90.0, 0.0]))
    assert quarter == pytest.approx(np.full((1, 2), 6371.0 * np.pi / 2))
    aleppo_damascus = distances(np.array([36.20]), np.array([37.16]), np.array([33.51]), np.array([36.29]))
    assert 300 < aleppo_damascus[0, 0] < 320


def test_a_narrow_place_hangs_on_one_road_that_a_siege_crosses() -> None:
    ids = SEEDS.ids("places")
    for at in np.flatnonzero(lifelines(SEEDS) >= 0):
        crossed = [row for row in SEEDS.routes if ids[at] in (row["from"], row["to"]) and row["status"] == "siege_line"]
        assert crossed


# ---------------------------------------------------------------- whole persons
def naive_whole(shares: list[float], total: int) -> list[int]:
    exact = [share * total for share in shares]
    found = [int(np.floor(each + 1e-9)) for each in exact]
    order = sorted(range(len(shares)), key=lambda at: (-(exact[at] - found[at]), at))
    for at in order[: total - sum(found)]:
        found[at] += 1
    return found


def test_whole_persons_are_split_by_largest_remainder() -> None:
    rng = np.random.default_rng(0)
    for _ in range(300):
        shares = rng.dirichlet(np.ones(rng.integers(1, 9)))
        total = int(rng.integers(0, 5_000))
        found = whole(shares[None], np.array([float(total)]))[0].tolist()
        assert found == naive_whole(list(shares), total)
        assert sum(found) == total


def test_the_largest_origins_are_kept_and_sum_to_one() -> None:
    weights = np.array([5.0, 1.0, 3.0, 2.0])[None, :, None]
    assert keep_largest(weights, 2)[0, :, 0].tolist() == [0.625, 0.0, 0.375, 0.0]
