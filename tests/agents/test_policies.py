"""What states and institutions decide, by themselves or because a scenario says so."""

import numpy as np
import pytest

from sim.entries import Influence
from sim.events import Event
from sim.events.policies import Air, Declaration, Forces, Funds, Operation
from sim.model import Model
from sim.places import REGIME
from sim.world import World
from tests.shocks import believe, decide, put, ready
from tests.worlds import fighters_of

FUNDS, MOSCOW = "release_funds", "judge_moscow"
SURE = 50.0  # a rate at which what may happen in a week does


def force(model: Model, event: Event) -> None:
    """Let an event happen in the first run alone."""
    model.ledger.settle(event.act(model.world, np.array([True, False]), model.chance))
    model.world.open_phase()


def at_rate(world: World, decision: str, rate: float) -> Influence:
    return Influence(decision, by=np.full((world.runs, 1), rate))


def funds(decision: str, *institutions: str) -> Funds:
    return Funds(kind="funds", name="money", week=1, institutions=institutions, decision=decision)  # type: ignore[arg-type]


def declaration(stance: str, times: float) -> Declaration:
    return Declaration(kind="declaration", name="word", week=1, state="usa", stance=stance, times=times)  # type: ignore[arg-type]


# ---------------------------------------------------------------- Moscow's standing
@pytest.mark.parametrize(("wish", "end"), [(-5.0, 0.0), (5.0, 1.0)])
def test_moscows_standing_moves_by_and_by_and_never_beyond_its_range(wish: float, end: float) -> None:
    model = ready()
    world = model.world
    before, pace = world.beliefs.moscow.copy(), world.settings[MOSCOW].pace
    decide(model, MOSCOW, at_rate(world, MOSCOW, wish))
    assert np.allclose(world.beliefs.moscow, before + pace * (end - before))


def test_without_a_wish_moscows_standing_drifts_back_to_day_0() -> None:
    model = ready()
    rest = model.world.beliefs.moscow.copy()
    believe(model.world, moscow=0.9)
    decide(model, MOSCOW)
    assert (model.world.beliefs.moscow < 0.9).all()
    assert (model.world.beliefs.moscow > rest).all()


# ---------------------------------------------------------------- rebuilding money
def test_nobody_pays_in_the_null_and_only_institutions_when_asked() -> None:
    model = ready()
    world = model.world
    decide(model, FUNDS)
    assert not world.states.funding.any()
    decide(model, FUNDS, at_rate(world, FUNDS, SURE))
    assert np.array_equal(world.states.funding > 0, np.broadcast_to(world.states.institution, (2, len(world.states))))


def test_an_institution_that_has_ruled_it_out_never_pays() -> None:
    model = ready()
    world = model.world
    force(model, funds("withhold", "eu", "ifis"))
    decide(model, FUNDS, at_rate(world, FUNDS, SURE))
    for name in ("eu", "ifis"):
        assert world.states.funding[:, world.states.row(name)].tolist() == [0, 1]
    assert (world.states.funding[:, world.states.row("un")] == 1).all()


def test_money_is_counted_as_a_share_of_all_institutions() -> None:
    model = ready()
    world = model.world
    force(model, funds("release", "eu"))
    assert np.allclose(world.states.funds_released[:, 0], [1 / world.states.institution.sum(), 0])


# ---------------------------------------------------------------- declarations
def test_a_break_ends_the_money_and_a_commitment_gives_it_back() -> None:
    model = ready()
    world = model.world
    at, before = world.states.row("usa"), world.states.support.copy()
    force(model, declaration("repudiates", 0.0))
    assert world.states.backing[:, at].tolist() == [False, True]
    assert world.states.veto_lifted[:, 0].tolist() == [True, False]
    assert (world.states.support[0] <= before[0]).all()
    assert world.states.support[0].sum() < before[0].sum()
    force(model, declaration("commits", 1.0))
    assert not world.states.veto_lifted.any()
    assert np.allclose(world.states.support, before)


def test_a_declaration_is_news_of_the_week_after() -> None:
    model = ready()
    world = model.world
    force(model, declaration("repudiates", 0.0))
    assert not world.records.pledges.any()
    world.open_week()
    assert world.records.pledges[:, world.states.row("usa")].tolist() == [-1, 0]
    world.open_week()
    assert not world.records.pledges.any()


# ---------------------------------------------------------------- forces, operations, air
def forces(times: float) -> Forces:
    return Forces(kind="forces", name="men", week=1, state="iran", times=times)


def irans(world: World) -> np.ndarray:
    return np.asarray(world.groups.sent_by == world.states.row("iran"))


@pytest.mark.parametrize("times", [0.0, 0.3])
def test_forces_withdrawn_leave_and_are_not_lost(times: float) -> None:
    model = ready()
    world = model.world
    before, everyone = world.groups.size.copy(), fighters_of(world)
    force(model, forces(times))
    theirs, left = irans(world), world.groups.size
    assert (left[0, theirs] <= np.rint(times * before[0, theirs])).all()
    assert (left[0, theirs] >= times * before[0, theirs] - len(world.places)).all()
    assert np.array_equal(left[0, ~theirs], before[0, ~theirs])
    assert np.array_equal(left[1], before[1])
    assert np.array_equal(fighters_of(world), everyone)


def test_forces_withdrawn_do_not_come_back() -> None:
    model = ready()
    force(model, forces(0.0))
    decide(model, "send_forces")
    assert model.world.groups.size[0, irans(model.world)].sum() == 0


def test_more_forces_come_by_and_by_and_no_more_than_wanted() -> None:
    model = ready()
    world = model.world
    before = world.groups.size.copy()
    force(model, forces(1.5))
    theirs = irans(world)
    assert np.array_equal(world.groups.size, before)
    for week in range(1, 40):
        model.chance.week = week
        decide(model, "send_forces")
    assert (world.groups.size[0, theirs] > before[0, theirs]).all()
    assert (world.groups.size[0, theirs] <= world.groups.wanted[0, theirs]).all()
    assert np.array_equal(world.groups.size[1, theirs], before[1, theirs])


def test_the_effort_of_an_operation_is_that_of_the_state_named() -> None:
    model = ready()
    force(model, Operation(kind="operation", name="push", week=1, state="turkey", times=2.0))
    assert model.world.operation_ground.max(axis=1).tolist() == [2, 1]


def test_without_aircraft_the_regime_is_weaker_and_nobody_else() -> None:
    model = ready()
    before = model.world.strength().copy()
    force(model, Air(kind="air", name="sky", week=1, power=0.0))
    after = model.world.strength()
    assert after[0, REGIME].sum() < before[0, REGIME].sum()
    assert np.array_equal(np.delete(after, REGIME, axis=1), np.delete(before, REGIME, axis=1))
    assert np.array_equal(after[1], before[1])


def test_air_power_of_day_0_is_what_the_regime_fights_with() -> None:
    model = ready()
    before = model.world.strength().copy()
    put(model.world, model.world.country, "regime_air", 1.0)
    assert np.array_equal(model.world.strength(), before)
