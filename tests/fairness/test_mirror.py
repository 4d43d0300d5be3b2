"""What pushes one way when rebels lose a city pushes the other way when the regime does."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import numpy as np
import pytest

from sim.compare import AGREEING, CONFIDENCE, intervals, same_sign
from sim.events.battles import Control
from sim.model import Model
from sim.places import REGIME
from sim.rule import rules
from sim.scenario import Scenario, load_scenario
from sim.table import Array
from sim.world import World
from tests.fairness.paired import models, watch
from tests.shocks import hand_over
from tests.worlds import ask, extreme, forget, spec, untouched

REPLICATES, SOON = 64, 12  # SOON: the weeks in which the event, and not the war after it, decides
FORCED = 3

READ: dict[str, Callable[[World], Array]] = {
    "the ruler looks irremovable (C13)": lambda world: world.beliefs.irremovability[:, 0].copy(),
    "the ruler is willing to negotiate (C44)": lambda world: world.country.willingness[:, 0].copy(),
    "Moscow's standing (C02)": lambda world: world.beliefs.moscow[:, 0].copy(),
    "the regime fights better (C01)": lambda world: effectiveness(world),
}


def effectiveness(world: World) -> Array:
    asked = np.broadcast_to(world.influences["fight"].total, (world.runs, len(world.groups)))
    return np.asarray(asked[:, world.groups.of_side(REGIME)].mean(axis=1))


SPARED: dict[str, Callable[[World], Array]] = {
    "betrayal": lambda world: world.beliefs.betrayal[:, 0].copy(),
    "vindication": lambda world: world.beliefs.vindication[:, 0].copy(),
}
EVERY = READ | SPARED


@cache
def series(scenario: str) -> dict[str, Array]:
    """Return what is read, `(weeks, runs)`."""
    weeks = watch(models(scenario, "essay", REPLICATES), SOON, lambda world: {n: r(world) for n, r in EVERY.items()})
    return {name: np.array([each[name] for each in weeks]) for name in EVERY}


@pytest.mark.parametrize("name", READ)
def test_a_city_lost_by_rebels_and_one_lost_by_the_regime_move_it_in_opposite_directions(name: str) -> None:
    since = slice(FORCED, SOON)
    falls, mirrored = (
        series(scenario)[name][since] - series("reference")[name][since] for scenario in ("aleppo_falls", "mirror")
    )
    signs = [np.sign(each.mean(axis=1)) for each in (falls, mirrored)]
    assert (signs[0] == -signs[1]).all()
    assert (signs[0] != 0).all()
    assert min(same_sign(week) for moved in (falls, mirrored) for week in moved) >= AGREEING


@pytest.mark.parametrize("name", SPARED)
def test_bitterness_rises_with_the_fall_and_stays_lower_for_what_the_mirror_spares(name: str) -> None:
    """Won without help the other city is no gain of trust in itself: it spares losses that would have hurt."""
    since = slice(FORCED, SOON)
    falls, mirrored = (
        (series(scenario)[name][since] - series("reference")[name][since]).mean(axis=0)
        for scenario in ("aleppo_falls", "mirror")
    )
    assert intervals(falls)[CONFIDENCE][0] > 0
    assert intervals(mirrored)[CONFIDENCE][1] < 0


def test_the_belief_that_the_ruler_stays_falls_below_day_0_when_he_loses_a_city() -> None:
    belief = series("mirror")["the ruler looks irremovable (C13)"]
    without = series("reference")["the ruler looks irremovable (C13)"]
    assert min(same_sign(week) for week in belief[FORCED:] - without[FORCED:]) >= AGREEING
    assert belief[FORCED:].mean() < 0.5


# ---------------------------------------------------------------- beliefs that events move by themselves
def news_of(event: Control, held_by: str) -> World:
    """Return the world in the week after one event that changes hands of a place, nothing else having happened."""
    scenario = Scenario("made", "", "", (event,), MappingProxyType({}))
    model = Model([replace(spec("reference"), scenario=scenario)], keep_postings=False)
    hand_over(model.world, event.place, held_by)
    for _ in range(2):
        model.world.open_week()
        model.chance.week = model.world.week
        if model.week == event.week:
            model._force_events()
    forget(model.world)
    return model.world


CITY = {"name": "event", "week": 1, "kind": "control", "place": "aleppo_east"}
LOST_ALONE = Control(**CITY, to="regime", help={})
WON_WITH_HELP = Control(**CITY, to="opposition", help={"turkey": 1.0})
LOST_WITH_HELP = Control(**CITY, to="regime", help={"turkey": 1.0})
WON_ALONE = Control(**CITY, to="opposition", help={})


@pytest.mark.parametrize("name", ["unaided_loss_feels_like_betrayal", "unaided_loss_vindicates_the_hard_line"])
def test_a_city_won_with_help_undoes_what_the_same_city_lost_alone_does(name: str) -> None:
    lost, won, comforted, unmoved = (
        pushed(name, news_of(event, held_by))
        for event, held_by in (
            (LOST_ALONE, "opposition"),
            (WON_WITH_HELP, "regime"),
            (LOST_WITH_HELP, "opposition"),
            (WON_ALONE, "regime"),
        )
    )
    assert lost > 0
    assert won == pytest.approx(-lost)
    assert comforted == unmoved == 0


def pushed(name: str, world: World) -> float:
    """Return what a rule asks of a belief."""
    parameters = world.settings[name]
    return sum(float(entry.by.sum()) for entry in rules()[name].ask(world, parameters) if hasattr(entry, "level"))


@cache
def after_relief(scenario: str) -> World:
    return models(scenario, "essay", REPLICATES, weeks=FORCED + 1).world


def test_trust_in_the_operation_falls_with_a_city_it_let_fall_and_rises_with_one_it_relieved() -> None:
    trust = {
        scenario: after_relief(scenario).beliefs.turkey_credibility.mean()
        for scenario in ("reference", "aleppo_falls", "siege_broken_turkey")
    }
    rest = float(after_relief("reference").beliefs.settings.turkey_credibility[0, 0])
    assert trust["aleppo_falls"] < trust["reference"] <= rest < trust["siege_broken_turkey"]


def test_prestige_goes_to_whoever_led_and_away_from_whoever_stayed_away() -> None:
    led = {name: prestige(name) for name in ("siege_broken", "siege_broken_mainstream")}
    others = prestige("reference")
    jihadist, mainstream = ("jfs", "levant_front")
    assert led["siege_broken"][jihadist] > others[jihadist] > led["siege_broken_mainstream"][jihadist]
    assert led["siege_broken"][mainstream] < others[mainstream] < led["siege_broken_mainstream"][mainstream]


def prestige(scenario: str) -> dict[str, float]:
    groups = after_relief(scenario).groups
    return dict(zip(groups.ids, groups.prestige.mean(axis=0), strict=True))


# ---------------------------------------------------------------- one salience for both signs
def come_and_go(share: float, end: str) -> list[tuple[str, Array]]:
    """Return what C34 asks when a share of the Syrians abroad has come in a week, or has gone if it is negative."""
    model = untouched(Model([spec("reference")]))
    world, rule = model.world, rules()["arrivals_feed_the_far_right"]
    now = world.syrians_abroad.astype(np.int64)
    forget(world)
    world.abroad_before = now - np.rint(share * now).astype(np.int64)
    return ask(model, rule, extreme(rule, end))


@pytest.mark.parametrize("end", ["low", "high"])
def test_arrivals_and_departures_weigh_the_same_at_any_salience(end: str) -> None:
    (_, came), (_, went) = come_and_go(0.01, end)[0], come_and_go(-0.01, end)[0]
    assert np.abs(came).max() > 0
    assert np.allclose(came, -went)


def test_the_two_cities_of_the_mirror_are_watched_alike() -> None:
    places = models("reference", "null", 1).world.places
    at = {
        event.place
        for name in ("aleppo_falls", "mirror")
        for event in load_scenario(name).events
        if event.kind == "control"
    }
    assert len({float(places.salience[0, places.row(each)]) for each in at}) == 1
    assert len(at) == 2
