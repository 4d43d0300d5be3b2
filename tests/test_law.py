"""Counting people by the cell has the law of moving them one by one, and fast code equals the slow loop."""

import numpy as np
import pytest
from scipy import stats

from sim import kernels
from sim.catalogue import decisions
from sim.chance import Chance
from sim.entries import Influence
from sim.ledger import Influences
from sim.model import Model
from sim.places import HOSTILE, ISLAMIC_STATE, OPPOSITION, REGIME, SDF, SIDES
from tests import naive
from tests.naive import GROUPS, PLACES, ROAD_WEIGHTS, ROADS, TinyWar
from tests.worlds import ALPHA, all_rules_at, forget, spec, stepped, untouched

WEEKS, RUNS = 3, 1_000
PEOPLE = np.zeros(1, dtype=np.uint64)
WAR = TinyWar()
OUTCOMES = [
    *(f"civilians at {p}" for p in range(PLACES)),
    *(f"fighters of {g} at {p}" for g in range(GROUPS) for p in range(PLACES)),
    "dead",
]


# ---------------------------------------------------------------- the tiny war, cell by cell
def tell_cell_by_cell(war: TinyWar, runs: int, weeks: int) -> np.ndarray:
    """Return what is left after some weeks in every run, with the draws of the engine, `(runs, outcomes)`."""
    chance = Chance(1, np.arange(runs))
    civilians = np.repeat(np.array(war.civilians)[None], runs, axis=0)
    fighters = np.repeat(np.array(war.fighters)[None], runs, axis=0)
    dead = np.zeros(runs, dtype=np.int64)
    for week in range(1, weeks + 1):
        chance.week = week
        killed = count_dead(chance, war, fighters)
        fighters, dead = fighters - killed, dead + killed.sum(axis=(1, 2))
        civilians = civilians + net_flight(chance, war, civilians, killed.sum(axis=1))
        civilians, fighters = turned(chance, war, civilians, fighters)
    return np.concatenate([civilians, fighters.reshape(runs, -1), dead[:, None]], axis=1)


def slots(number: int) -> np.ndarray:
    return np.arange(1, number + 1, dtype=np.uint64)


def count_dead(chance: Chance, war: TinyWar, fighters: np.ndarray) -> np.ndarray:
    foes = fighters.sum(axis=1, keepdims=True) - fighters
    p = np.vectorize(war.death, otypes=[float])(fighters, foes)
    return chance.count("fight", fighters, p, (slots(GROUPS), slots(PLACES)), rows=np.arange(GROUPS))


def net_flight(chance: Chance, war: TinyWar, civilians: np.ndarray, deaths: np.ndarray) -> np.ndarray:
    p = np.vectorize(war.flight, otypes=[float])(deaths, civilians)
    ways = np.array([[*row, -1][:2] for row in ROADS])
    weights = np.array([[*row, 0.0][:2] for row in ROAD_WEIGHTS])
    change, _, _ = chance.stream(
        "flee",
        civilians[:, None, :],
        p[:, None, :],
        np.repeat(weights[None], len(civilians), axis=0),
        (PEOPLE, slots(PLACES)),
        ways,
        slots(PLACES),
    )
    return change[:, 0]


def turned(chance: Chance, war: TinyWar, civilians: np.ndarray, fighters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return civilians and fighters after some enlisted and some switched."""
    runs = len(civilians)
    someone = fighters.any(axis=1)[:, None, :]
    appeal = np.broadcast_to(np.array(war.appeal)[None, :, None], (runs, GROUPS, 1)).copy()
    cells, keys = (slots(GROUPS), slots(PLACES)), slots(GROUPS)
    recruits = chance.count("enlist", civilians[:, None, :], war.enlisting * someone, (PEOPLE, slots(PLACES)))
    switchers = chance.count("switch", fighters, war.switching * someone, cells)
    nobody, one = np.array([-1]), np.ones(runs)
    joined = chance.choose("join", recruits, fighters, appeal, (PEOPLE, slots(PLACES), keys), nobody, one)
    chosen = chance.choose("choose", switchers, fighters, appeal, (*cells, keys), np.arange(GROUPS), one * war.loyalty)
    return civilians - recruits[:, 0], fighters - switchers + chosen + joined


@pytest.fixture(scope="module")
def both_tellings() -> tuple[np.ndarray, np.ndarray]:
    persons = np.array([naive.tell_person_by_person(WAR, seed, WEEKS) for seed in range(RUNS)])
    return persons, tell_cell_by_cell(WAR, 6 * RUNS, WEEKS)


def same_law(one: np.ndarray, other: np.ndarray) -> float:
    """Return the p-value of two samples of a count having one law, in up to ten bins."""
    edges = np.unique(np.quantile(np.concatenate([one, other]), np.linspace(0.1, 0.9, 9)))
    table = np.array([np.bincount(np.searchsorted(edges, each), minlength=edges.size + 1) for each in (one, other)])
    table = table[:, table.sum(axis=0) > 0]
    return 1.0 if table.shape[1] < 2 else float(stats.chi2_contingency(table).pvalue)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_cells_and_persons_have_one_law(outcome: str, both_tellings: tuple[np.ndarray, np.ndarray]) -> None:
    persons, cells = (each[:, OUTCOMES.index(outcome)] for each in both_tellings)
    assert same_law(persons, cells) > ALPHA / (2 * len(OUTCOMES))


@pytest.mark.parametrize(("one", "other"), [(0, 1), (3, 6), (4, 7), (9, 0), (9, 3)])
def test_cells_and_persons_hang_together_alike(
    one: int, other: int, both_tellings: tuple[np.ndarray, np.ndarray]
) -> None:
    sums = [each[:, one] + each[:, other] for each in both_tellings]
    differences = [each[:, one] - each[:, other] for each in both_tellings]
    assert same_law(*sums) > ALPHA / 40
    assert same_law(*differences) > ALPHA / 40


def test_both_tellings_lose_nobody(both_tellings: tuple[np.ndarray, np.ndarray]) -> None:
    everybody = sum(WAR.civilians) + sum(map(sum, WAR.fighters))
    assert all((each.sum(axis=1) == everybody).all() for each in both_tellings)


def test_the_comparison_would_see_another_law(both_tellings: tuple[np.ndarray, np.ndarray]) -> None:
    persons, _ = both_tellings
    disloyal = tell_cell_by_cell(TinyWar(loyalty=1.5), 6 * RUNS, WEEKS)
    found = [same_law(persons[:, at], disloyal[:, at]) for at in range(len(OUTCOMES))]
    assert min(found) < ALPHA / (2 * len(OUTCOMES))


# ---------------------------------------------------------------- flight
@pytest.mark.parametrize(("scenario", "weeks"), [("aleppo_falls", 2), ("siege_broken", 6)])
@pytest.mark.parametrize("asked", [False, True])
def test_flight_equals_the_loop_over_cells(scenario: str, weeks: int, asked: bool) -> None:
    values = [{"flee.rate": 0.02}, {"flee.lines": 0.3}]
    model = stepped(Model([spec(scenario, at, "essay", each) for at, each in enumerate(values)]), weeks)
    world = untouched(model).world
    hazard, rate = (np.zeros((2, len(world.places))) for _ in range(2))
    influences = Influences(decisions()["flee"].axes, decisions()["flee"].parts)
    if asked:
        hazard += np.linspace(-1, 1, len(world.places))
        rate += np.linspace(-0.01, 0.02, len(world.places))
        influences.add("rule", Influence("flee", hazard, world.places, "hazard"), np.ones((1, 1)))
        influences.add("rule", Influence("flee", rate, world.places, "rate"), np.ones((1, 1)))
    expected = naive.flee(world, model.chance, hazard, rate)
    assert not np.array_equal(expected, world.communities.people)
    model.ledger.settle(decisions()["flee"].act(world, model.settings["flee"], influences, model.chance))
    assert np.array_equal(world.communities.people, expected)


# ---------------------------------------------------------------- capture
@pytest.mark.parametrize("random_seed", range(6))
def test_a_change_of_hands_equals_the_loop_over_groups(random_seed: int) -> None:
    values = [{}, {"capture.quit": 0.5}, {"capture.killed": 0.05, "capture.occupying": 0.5}]
    model = stepped(Model([spec("aleppo_falls", at, "essay", each) for at, each in enumerate(values)]), 4)
    world = untouched(model).world
    rng = np.random.default_rng(random_seed)
    to = rng.integers(0, len(SIDES), world.places.control.shape)
    falls = (rng.random(to.shape) < 0.2) & (to != world.places.control)
    expected = naive.change_hands(world, model.chance, falls, to, 0.6)
    model.ledger.settle(world.change_hands(falls, to, model.chance, np.full((1, 1), 0.6)))
    assert falls.any()
    assert np.array_equal(world.places.control, expected.control)
    assert np.array_equal(world.groups.fighters_dead, expected.dead)
    assert np.array_equal(world.groups.fighters_left, expected.left)
    assert np.array_equal(world.groups.dislodged, expected.dislodged)
    assert np.array_equal(world.groups.fighters, expected.fighters)


def test_where_a_side_holds_nothing_else_nobody_gets_away() -> None:
    model = untouched(Model([spec("reference", 0)]))
    world = model.world
    world.places.arrays["control"][:] = 0
    world.places.arrays["control"][:, 0] = 1
    forget(world)
    falls = np.zeros_like(world.places.control, dtype=bool)
    falls[:, 0] = True
    beaten = world.groups.fighters[:, world.groups.side_of == 1, 0].sum()
    gone_before = (world.groups.fighters_dead + world.groups.fighters_left).sum()
    model.ledger.settle(world.change_hands(falls, np.zeros_like(world.places.control), model.chance))
    gone = (world.groups.fighters_dead + world.groups.fighters_left).sum() - gone_before
    assert gone == beaten > 0


# ---------------------------------------------------------------- sums along roads
@pytest.fixture(scope="module")
def random_war() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(5)
    world = Model([spec("reference", 0)]).world
    runs, groups, places = 3, len(world.groups), len(world.places)
    return {
        "fighters": rng.integers(0, 5_000, (runs, groups, places)),
        "control": rng.integers(0, len(SIDES) - 1, (runs, places)),
        "side_of": world.groups.side_of,
        "neighbours": world.places.roads.neighbours,
        "order": world.places.roads.order,
        "weights": rng.random((runs, groups)),
        "amounts": rng.random((runs, len(SIDES), places)),
    }


def test_sums_by_side_equal_the_loop(random_war: dict[str, np.ndarray]) -> None:
    fighters, side_of = random_war["fighters"], random_war["side_of"]
    for weights in (random_war["weights"], random_war["weights"][:1], np.ones((1, fighters.shape[1]))):
        found = kernels.side_sums(fighters, side_of, len(SIDES), weights)
        assert found == pytest.approx(naive.side_sums(fighters, side_of, weights), rel=1e-12)


def test_sums_along_roads_equal_the_loop(random_war: dict[str, np.ndarray]) -> None:
    given = random_war["amounts"], random_war["control"], random_war["neighbours"]
    assert kernels.along_roads(*given) == pytest.approx(naive.along_roads(*given), rel=1e-12)


def test_the_nearest_place_of_each_side_equals_the_loop(random_war: dict[str, np.ndarray]) -> None:
    control, order = random_war["control"], random_war["order"]
    found = kernels.nearest_held(control, order, len(SIDES))
    assert np.array_equal(found, naive.nearest_held(control, order))
    assert (found[:, 3] == -1).all()


def test_relocating_equals_the_loop(random_war: dict[str, np.ndarray]) -> None:
    side_of = random_war["side_of"]
    towards = naive.nearest_held(random_war["control"], random_war["order"])
    reachable = np.where(towards[:, side_of] >= 0, random_war["fighters"], 0)
    found = kernels.relocate(reachable, side_of, towards)
    assert np.array_equal(found, naive.relocate(reachable, side_of, towards))
    assert found.sum() == reachable.sum()


def test_besieged_is_where_foes_hold_every_road_out() -> None:
    world = stepped(Model([spec("aleppo_falls", at, values=all_rules_at(1.0)) for at in range(3)]), 6).world
    places = world.places
    for run in range(3):
        for p in range(len(places)):
            holder = places.control[run, p]
            friends = [j for j in places.roads.neighbours[p] if j >= 0 and not HOSTILE[places.control[run, j], holder]]
            supplied = bool(friends) or places.roads.borders[holder, p]
            assert places.besieged()[run, p] == (places.cut_off[run, p] or not supplied)


def test_a_border_supplies_the_side_its_host_backs_and_no_other() -> None:
    places = Model([spec("reference", 0)]).world.places
    zone, south = places.row("azaz_jarablus"), places.row("daraa_rebel")
    for at in (zone, south):
        assert places.roads.borders[OPPOSITION, at]
        assert not places.roads.borders[[REGIME, ISLAMIC_STATE, SDF], at].any()
        assert not places.besieged()[:, at].any()
