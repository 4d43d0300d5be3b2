"""The map shows every place where it lies, with room for its circle and its name."""

import re
from itertools import combinations

import numpy as np
import pytest

from sim.seeds import load_seeds
from viz.atlas import Atlas, Mark, atlas, radius
from viz.atlas.cells import POCKET, cell, cells
from viz.atlas.marks import GAP, GROWTH, spread_out
from viz.atlas.outlines import syria
from viz.atlas.plane import area, cut, inside, project, within

SQUARE = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]])
OFFICIAL = 185_180.0  # km2, the Golan included
GOLAN = 1_200.0
DRAWN_TO = 0.02  # outlines are simplified


@pytest.fixture(scope="module")
def drawn() -> Atlas:
    return atlas()


@pytest.fixture(scope="module")
def ground() -> dict[str, np.ndarray]:
    return cells(load_seeds())


# ---------------------------------------------------------------- plane
def test_the_projection_keeps_areas() -> None:
    assert abs(area(syria())) == pytest.approx(OFFICIAL - GOLAN, rel=DRAWN_TO)


def test_a_degree_of_latitude_is_as_long_as_it_is_in_the_middle_of_the_country() -> None:
    south, north = project(np.array([38.0, 38.0]), np.array([34.5, 35.5]))
    assert np.hypot(*(north - south)) == pytest.approx(111.2, rel=0.005)


def test_cutting_keeps_the_near_side() -> None:
    half = cut(SQUARE, np.array([1.0, 0.0]), 0.5)
    assert abs(area(half)) == pytest.approx(1.0)
    assert half[:, 0].max() == 0.5
    assert np.array_equal(cut(SQUARE, np.array([1.0, 0.0]), 3.0), SQUARE)
    assert len(cut(SQUARE, np.array([1.0, 0.0]), -1.0)) == 0


def test_what_lies_within_is_the_overlap_whichever_way_the_frame_turns() -> None:
    frame = SQUARE + 1.0
    for turned in (frame, frame[::-1]):
        assert abs(area(within(SQUARE, turned))) == pytest.approx(1.0)


def test_points_are_inside_where_they_see_the_outline_an_odd_number_of_times() -> None:
    bent = np.array([[0, 0], [4, 0], [4, 4], [2, 1], [0, 4]], dtype=float)
    points = np.array([[1.0, 1.0], [2.0, 3.0], [3.5, 2.0], [5.0, 1.0]])
    assert inside(points, bent).tolist() == [True, False, True, False]


# ---------------------------------------------------------------- cells
def test_cells_fill_the_country_and_no_more(ground: dict[str, np.ndarray]) -> None:
    seeds = load_seeds()
    large = [each for each in ground if default_area(each) > POCKET]
    assert sum(abs(area(ground[each])) for each in large) == pytest.approx(abs(area(syria())), rel=1e-6)
    assert set(ground) == set(seeds.ids("places"))


def test_every_place_lies_in_the_cell_it_is_seen_in(ground: dict[str, np.ndarray]) -> None:
    drawn_last_first = list(reversed(ground.items()))
    for row in load_seeds().rows["places"]:
        site = project(np.array([float(row["lon"])]), np.array([float(row["lat"])]))
        seen = next(place for place, ring in drawn_last_first if inside(site, ring)[0])
        assert seen == row["id"]


def test_pockets_are_as_large_as_they_are_and_drawn_over_the_others(ground: dict[str, np.ndarray]) -> None:
    assert abs(area(ground["deir_ez_zor_city"])) == pytest.approx(default_area("deir_ez_zor_city"))
    small = [default_area(each) <= POCKET for each in ground]
    assert small == sorted(small)
    assert any(small)


def test_cells_are_nearer_to_the_areas_of_seeds_than_nearest_places_would_be(ground: dict[str, np.ndarray]) -> None:
    seeds = load_seeds()
    large = [row for row in seeds.rows["places"] if default_area(row["id"]) > POCKET]
    sites = project(np.array([float(row["lon"]) for row in large]), np.array([float(row["lat"]) for row in large]))
    wanted = np.array([default_area(row["id"]) for row in large])
    plain = np.array([abs(area(cell(sites, np.zeros(len(sites)), at, syria()))) for at in range(len(large))])
    ours = np.array([abs(area(ground[row["id"]])) for row in large])
    assert np.abs(ours - wanted).sum() < 0.8 * np.abs(plain - wanted).sum()


def default_area(place: str) -> float:
    return load_seeds().figures[f"places.{place}.area"].parameter.default


# ---------------------------------------------------------------- marks
def test_circles_do_not_overlap(drawn: Atlas) -> None:
    marks = [*drawn.places.values(), *(each for each in drawn.hosts.values() if not each.far)]
    for one, other in combinations(marks, 2):
        assert np.hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius


def test_circles_stay_near_where_they_lie(drawn: Atlas) -> None:
    for each in drawn.places.values():
        assert np.hypot(each.x - each.lies[0], each.y - each.lies[1]) <= 2 * radius(GROWTH * 2_500_000)


def test_circles_that_have_room_stay_where_they_are() -> None:
    points = np.array([[0.0, 0.0], [50.0, 0.0], [0.0, 80.0]])
    assert np.array_equal(spread_out(points, np.array([5.0, 9.0, 20.0])), points)


def test_two_circles_on_one_point_end_side_by_side_and_the_larger_moves_less() -> None:
    found = spread_out(np.zeros((2, 2)), np.array([20.0, 5.0]))
    assert np.hypot(*(found[0] - found[1])) == pytest.approx(25 + GAP, abs=0.5)
    assert np.hypot(*found[0]) < np.hypot(*found[1])


def test_the_area_of_a_circle_grows_with_people() -> None:
    assert radius(2_000_000) == pytest.approx(2 * radius(500_000))
    assert radius(0) == radius(1) > 0


def box(mark: Mark, size: float) -> tuple[float, float, float, float]:
    assert mark.label is not None
    width = 0.5 * size * len(mark.label.text)  # a little narrower than was reckoned with
    left = {"start": 0.0, "middle": -width / 2, "end": -width}[mark.label.anchor] + mark.label.x
    return left, mark.label.y - 0.7 * size, left + width, mark.label.y


@pytest.mark.parametrize("size", [18.0, 26.0, 34.0])
def test_names_cover_no_circle_and_no_other_name(size: float) -> None:
    of = atlas(size)
    marks = [*of.places.values(), *of.hosts.values()]
    boxes = [box(each, size) for each in marks if each.label]
    for (left, top, right, bottom), (a, b, c, d) in combinations(boxes, 2):
        assert left >= c or right <= a or top >= d or bottom <= b
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert right <= of.width
        for each in marks:
            x, y = np.clip(each.x, left, right), np.clip(each.y, top, bottom)
            assert np.hypot(x - each.x, y - each.y) >= each.radius - 0.1


def test_smaller_names_leave_fewer_places_without_one() -> None:
    named = [sum(each.label is not None for each in atlas(size).places.values()) for size in (18.0, 26.0, 34.0)]
    assert named == sorted(named, reverse=True)
    assert named[1] >= 30


def test_hosts_and_what_the_war_watches_most_are_named(drawn: Atlas) -> None:
    assert all(each.label for each in drawn.hosts.values())
    assert all(drawn.places[each].label for each in ("aleppo_east", "damascus", "idlib_north", "homs", "raqqa_city"))


def test_every_place_and_host_is_marked_on_the_sheet(drawn: Atlas) -> None:
    seeds = load_seeds()
    assert tuple(drawn.places) == seeds.ids("places")
    assert tuple(drawn.hosts) == seeds.ids("hosts")
    for each in (*drawn.places.values(), *drawn.hosts.values()):
        assert 0 < each.x < drawn.width
        assert 0 < each.y < drawn.height


def test_far_hosts_stand_in_the_margin_or_at_an_edge_in_their_direction(drawn: Atlas) -> None:
    hosts = drawn.hosts
    west = [hosts[each] for each in ("sweden", "germany", "other_europe", "other", "egypt")]
    assert all(each.far and each.x < drawn.margin for each in west)
    assert [each.y for each in west] == sorted(each.y for each in west)
    assert hosts["gulf"].y > 0.9 * drawn.height
    assert hosts["iraq_kri"].x > 0.9 * drawn.width
    assert not hosts["lebanon"].far


# ---------------------------------------------------------------- lines
def test_every_host_has_one_way_and_europe_is_reached_by_way_of_a_neighbour(drawn: Atlas) -> None:
    region = {row["id"]: row["region"] for row in load_seeds().rows["hosts"]}
    assert set(drawn.ways) == set(drawn.hosts)
    for host, way in drawn.ways.items():
        if region[host] == "neighbour":
            assert way.start in drawn.places
        assert way.path.startswith(f"M{(drawn.places | drawn.hosts)[way.start].x:.1f} ")
        assert way.path.endswith(f"{drawn.hosts[host].x:.1f} {drawn.hosts[host].y:.1f}")
    assert drawn.ways["germany"].start == "turkey"


def test_roads_join_circles_on_the_map(drawn: Atlas) -> None:
    marks = drawn.places | drawn.hosts
    assert len(drawn.roads) > len(drawn.places)
    for each in drawn.roads:
        assert (each.x1, each.y1) == (marks[each.start].x, marks[each.start].y)
        assert (each.x2, each.y2) == (marks[each.end].x, marks[each.end].y)
        assert not marks[each.end].far


def test_the_neighbours_are_drawn_and_countries_far_away_are_not(drawn: Atlas) -> None:
    names = {each.name for each in drawn.countries}
    assert {"Turkey", "Lebanon", "Jordan", "Iraq", "Israel"} <= names
    assert not names & {"Germany", "Egypt", "Iran"}


def test_all_paths_are_small_and_stay_on_the_sheet(drawn: Atlas) -> None:
    paths = [each.path for each in (*drawn.countries, *drawn.governorates)] + [drawn.country, *drawn.cells.values()]
    assert sum(map(len, paths)) < 60_000
    for each in paths:
        assert re.fullmatch(r"[ML0-9. Z-]+", each)
        x, y = np.array(re.findall(r"(-?[\d.]+) (-?[\d.]+)", each), dtype=float).T
        assert x.min() >= drawn.margin
        assert x.max() <= drawn.width
        assert y.min() >= 0
        assert y.max() <= drawn.height + 0.1


def test_the_map_is_drawn_the_same_every_time(drawn: Atlas) -> None:
    atlas.cache_clear()
    assert atlas() == drawn
