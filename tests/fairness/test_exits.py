"""Nobody is forced to go on: in every assumption set fighters leave the war, and the beaten have every choice."""

from functools import cache

import numpy as np
import pytest

import sim.agents.groups
from sim.assumptions import PRESETS
from sim.compare import AGREEING, same_sign
from sim.model import Model
from sim.rule import rules
from sim.scenario import names
from sim.table import Array
from sim.world import World
from tests.fairness.paired import models
from tests.worlds import spec

RUNS, WEEKS = 24, 26
FALL = 3  # the week in which the city falls
EXIT = next(name for name, each in rules().items() if each.claim == "E01")


@cache
def gone(assumptions: str, exits: float | None = None) -> Array:
    """Return how many rebels left the war within half a year of each run."""
    values = None if exits is None else {f"{EXIT}.strength": exits}
    groups = models("aleppo_falls", assumptions, RUNS, values, WEEKS).world.groups
    return np.asarray(groups.fighters_left[:, groups.armed_opposition].sum(axis=1))


@pytest.mark.parametrize("assumptions", names(PRESETS))
def test_fighters_leave_the_war_in_every_run_of_every_set(assumptions: str) -> None:
    """In the first week, before anything is forced and hardly anybody is beaten, and all the more in half a year."""
    model = Model([spec("aleppo_falls", at, assumptions) for at in range(RUNS)])
    model.step()
    quitters = sum(n for (_, target), n in model.ledger.postings.items() if target == "fighters who quit")
    assert (np.asarray(quitters) > 0).all()
    assert (gone(assumptions) > quitters).all()


@pytest.mark.parametrize("assumptions", ["essay", "contested"])
def test_more_of_them_leave_where_hopelessness_sends_them_home(assumptions: str) -> None:
    more = gone(assumptions, 1.0) - gone(assumptions, 0.0)
    assert more.mean() > 0
    assert same_sign(more) >= AGREEING


def test_the_set_without_exits_has_the_fewest_and_still_some() -> None:
    fewest = gone("no_exit")
    others = [gone(name) for name in names(PRESETS) if name != "no_exit"]
    assert all((fewest < each).mean() > AGREEING for each in others)


@cache
def after_the_fall(assumptions: str) -> dict[str, Array]:
    """Return what the beaten of one week do, in fighters of each run."""
    model = models("aleppo_falls", assumptions, RUNS, weeks=FALL - 1)
    groups, before = model.world.groups, model.world.groups.fighters_left.copy()
    chosen: list[tuple[Array, Array]] = []
    plain = sim.agents.groups.choose_among

    def watched(world: World, choosers: Array, part: str, *rest: object, **more: object) -> object:
        joined, post = plain(world, choosers, part, *rest, **more)
        if part == "dislodged":
            chosen.append((choosers.copy(), joined.copy()))
        return joined, post

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.agents.groups, "choose_among", watched)
        model.step()
    ((choosers, joined),) = chosen
    came, was = joined.sum(axis=2), choosers.sum(axis=2)
    assert np.array_equal(came.sum(axis=1), was.sum(axis=1))
    never, mainstream = ~groups.signs & groups.armed_opposition, groups.mainstream & groups.armed_opposition
    return {
        "leave the war": (groups.fighters_left - before)[:, groups.armed_opposition].sum(axis=1),
        "end up in the mainstream": (came * mainstream).sum(axis=1),
        "end up in between": (came * (groups.signs & ~groups.mainstream & groups.armed_opposition)).sum(axis=1),
        "end up with those who never sign": (came * never).sum(axis=1),
        "change their banner": np.maximum(came - was, 0).sum(axis=1),
        "join the mainstream anew": np.maximum((came - was) * mainstream, 0).sum(axis=1),
    }


@pytest.mark.parametrize("assumptions", ["essay", "contested", "no_exit"])
def test_no_option_of_the_beaten_is_empty(assumptions: str) -> None:
    for option, fighters in after_the_fall(assumptions).items():
        assert (fighters > 0).mean() > AGREEING, option


def test_more_of_the_beaten_stay_in_the_mainstream_or_go_home_than_turn_to_those_who_never_sign() -> None:
    did = after_the_fall("contested")
    harder = did["end up with those who never sign"].mean()
    assert did["leave the war"].mean() > harder
    assert did["end up in the mainstream"].mean() > harder
