"""What a policy's page says is what happens, in any scenario it is added to; and no other state does anything new."""

from collections.abc import Callable
from functools import cache
from types import MappingProxyType

import numpy as np
import pytest

from sim.events.policies import Passage
from sim.model import Model
from sim.paths import SCENARIOS
from sim.places import REGIME
from sim.rule import rules
from sim.scenario import POLICIES, WEEKS, Scenario, load_scenario, names
from sim.table import Array
from sim.world import World
from tests.worlds import spec

POLICY = names(SCENARIOS / POLICIES)
RUNS = 4
every_policy = pytest.mark.parametrize("policy", POLICY)


def page(policy: str) -> Scenario:
    return load_scenario(str(SCENARIOS / POLICIES / f"{policy}.toml"))


def model_of(
    scenario: str | Scenario, assumptions: str = "null", values: dict[str, float] | None = None, weeks: int = 0
) -> Model:
    model = Model([spec(scenario, at, assumptions, values) for at in range(RUNS)], keep_postings=False)
    for _ in range(weeks):
        model.step()
    return model


@cache
def after(scenario: str, weeks: int, assumptions: str = "null") -> World:
    return model_of(scenario, assumptions, weeks=weeks).world


def each_week(scenario: str, weeks: int, read: Callable[[World], Array]) -> Array:
    """Return what is read on day 0 and after every week, `(weeks + 1, ...)`."""
    model = model_of(scenario)
    seen = [read(model.world).copy()]
    for _ in range(weeks):
        model.step()
        seen.append(read(model.world).copy())
    return np.array(seen)


def week_of(policy: str) -> int:
    (week,) = {event.week for event in page(policy).events}
    return week


def sent_by(world: World, state: str) -> Array:
    """Return which groups a state sent, `(groups,)`."""
    return np.asarray(world.groups.sent_by == world.states.row(state))


def soldiers(state: str) -> Callable[[World], Array]:
    return lambda world: world.groups.size[:, sent_by(world, state)].sum(axis=1)


def paid(world: World) -> Array:
    """Return what each state pays, USD million a year, `(runs, states)`."""
    return np.asarray((world.states.allocation * world.states.backing[:, :, None]).sum(axis=2))


def only(world: World, *states: str) -> Array:
    return np.isin(world.states.ids, states)


# ---------------------------------------------------------------- what every page promises
def test_the_folder_holds_the_policies_that_are_spoken_of() -> None:
    assert {"us_repudiates", "us_doubles_down", "turkey_pushes", "turkey_stands_aside", "turkey_withdraws"} <= set(
        POLICY
    )
    assert {"funds_released", "funds_withheld", "no_fly_zone", "invasion", "borders_close"} <= set(POLICY)
    assert {"eu_deal_collapses", "russia_withdraws", "gulf_surge", "iran_surge"} <= set(POLICY)
    assert not set(POLICY) & set(names(SCENARIOS))


@every_policy
def test_a_policy_says_what_it_forces_in_a_few_words(policy: str) -> None:
    found = page(policy)
    assert found.title.strip()
    assert 10 <= len(found.about.split()) <= 50
    assert found.about.endswith(".")
    assert found.events
    assert found.settings == {}
    assert all(event.about.endswith(".") and 1 <= event.week <= WEEKS for event in found.events)


@every_policy
def test_nothing_differs_before_the_week_of_a_policy_and_something_does_after(policy: str) -> None:
    first = min(event.week for event in page(policy).events)
    plain, forced = model_of("reference"), model_of(f"reference+{policy}")
    for week in range(1, first + 2):
        assert same(plain.world, forced.world) == (week <= first), week
        plain.step()
        forced.step()


def same(one: World, other: World) -> bool:
    return all(
        np.array_equal(value, theirs.arrays[name])
        for ours, theirs in zip(one.tables, other.tables, strict=True)
        for name, value in ours.arrays.items()
    )


# ---------------------------------------------------------------- money
def test_washington_breaks_with_the_rebels_and_doubles_down_on_them_as_mirror_images() -> None:
    week = week_of("us_repudiates")
    assert week == week_of("us_doubles_down")
    plain, breaks, commits = (after(f"reference{more}", week) for more in ("", "+us_repudiates", "+us_doubles_down"))
    usa = only(plain, "usa")
    kept = plain.states.backing[:, usa].ravel()
    assert kept.any()
    assert (paid(breaks)[:, usa] == 0).all()
    assert not breaks.states.backing[:, usa].any()
    assert np.allclose(paid(commits)[kept][:, usa], 2 * paid(plain)[kept][:, usa])
    for world in (breaks, commits):
        assert np.array_equal(paid(world)[:, ~usa], paid(plain)[:, ~usa])
    assert breaks.states.veto_lifted.all()
    assert not commits.states.veto_lifted.any()
    assert np.array_equal(breaks.recording.pledges, -commits.recording.pledges)


def test_a_break_embitters_as_much_as_a_commitment_heals() -> None:
    """Under C17 alone nothing else moves betrayal."""
    week, values = week_of("us_repudiates"), {f"{acting('C17')}.strength": 1.0}
    felt = [
        model_of(f"reference+{policy}", "null", values, week + 1).world.beliefs.betrayal
        for policy in ("us_repudiates", "us_doubles_down")
    ]
    assert (felt[0] > 0).all()
    assert np.allclose(felt[0], -felt[1])


def acting(claim: str) -> str:
    return next(name for name, each in rules().items() if each.claim == claim)


def test_the_gulf_doubles_its_own_support_and_nobody_elses() -> None:
    week = week_of("gulf_surge")
    plain, surge = after("reference", week), after("reference+gulf_surge", week)
    gulf = only(plain, "saudi_arabia", "qatar")
    kept = plain.states.backing[:, gulf]
    assert kept.any()
    assert np.allclose(paid(surge)[:, gulf][kept], 2 * paid(plain)[:, gulf][kept])
    assert np.array_equal(paid(surge)[:, ~gulf], paid(plain)[:, ~gulf])


SOUGHT = {"the_regime_seeks_funds.strength": 2.0, "the_regime_seeks_funds.effort": 0.01}


def test_money_that_is_ruled_out_is_never_paid_however_hard_it_is_sought() -> None:
    weeks = 52
    plain = model_of("aleppo_falls", "essay", SOUGHT, weeks).world
    assert plain.states.funding.any(), "nobody pays even so: this test proves nothing"
    model = model_of("aleppo_falls+funds_withheld", "essay", SOUGHT)
    for _ in range(weeks):
        model.step()
        assert not model.world.states.funding.any()


def test_money_that_is_released_is_paid_in_that_week_by_those_named_alone() -> None:
    week = week_of("funds_released")
    funding = each_week("reference+funds_released", week, lambda world: world.states.funding)
    (payment,) = page("funds_released").events
    named = only(after("reference", 0), *payment.institutions)
    assert not funding[:week].any()
    assert (funding[week][:, named] == 1).all()
    assert not funding[week][:, ~named].any()


# ---------------------------------------------------------------- soldiers
def test_when_turkey_withdraws_no_soldier_of_it_is_left_and_none_comes_back() -> None:
    week = week_of("turkey_withdraws")
    there = each_week("reference+turkey_withdraws", week + 8, soldiers("turkey"))
    assert (there[week - 1] > 0).all()
    assert not there[week:].any()
    world = after("reference+turkey_withdraws", week)
    turkey = only(world, "turkey")
    assert not paid(world)[:, turkey].any()
    assert not world.states.operation[:, turkey].any()
    assert np.array_equal(paid(world)[:, ~turkey], paid(after("reference", week))[:, ~turkey])


def test_soldiers_who_withdraw_have_left_and_not_died() -> None:
    week = week_of("turkey_withdraws")
    before, now = after("reference+turkey_withdraws", week - 1), after("reference+turkey_withdraws", week)
    theirs = sent_by(now, "turkey")
    went = (now.groups.fighters_left - before.groups.fighters_left)[:, theirs]
    assert np.array_equal(went, before.groups.size[:, theirs])
    assert np.array_equal(now.groups.fighters_dead[:, theirs], before.groups.fighters_dead[:, theirs])


def test_who_stands_aside_keeps_his_soldiers_and_his_clients() -> None:
    week = week_of("turkey_stands_aside")
    plain, aside = after("reference", week + 1), after("reference+turkey_stands_aside", week + 1)
    turkey = only(plain, "turkey")
    assert plain.states.operation[:, turkey].all()
    assert not aside.states.operation[:, turkey].any()
    assert np.array_equal(paid(aside), paid(plain))
    assert np.array_equal(soldiers("turkey")(aside), soldiers("turkey")(plain))


def test_a_harder_push_doubles_the_effort_and_by_and_by_the_soldiers() -> None:
    week, later = week_of("turkey_pushes"), 40
    there = each_week("reference+turkey_pushes", week + later, soldiers("turkey"))
    without = each_week("reference", week + later, soldiers("turkey"))
    assert (
        after("reference+turkey_pushes", week).states.operation[:, only(after("reference", 0), "turkey")] == 2
    ).all()
    assert_more_come_by_and_by(there, without, week, share=1.0)


def test_iran_sends_half_as_many_men_again_by_and_by() -> None:
    week, later = week_of("iran_surge"), 40
    there = each_week("reference+iran_surge", week + later, soldiers("iran"))
    without = each_week("reference", week + later, soldiers("iran"))
    assert_more_come_by_and_by(there, without, week, share=0.5)
    states = (each_week(f"reference{more}", week, paid) for more in ("", "+iran_surge"))
    assert np.array_equal(*states)


def assert_more_come_by_and_by(there: Array, without: Array, week: int, share: float) -> None:
    """More men come than without the policy, a small part of them at once and most within 40 weeks."""
    added, wanted = there - without, share * there[0]
    assert np.array_equal(added[week - 1], np.zeros(RUNS))
    assert (added[week] > 0).all()
    assert (added[week] < wanted / 4).all()
    assert (added[week + 10] > added[week]).all()
    assert (added[-1] > wanted / 2).all()
    assert (there.max(axis=0) <= there[0] + wanted).all()


def strength(world: World) -> Array:
    world.open_phase()
    return np.asarray(world.strength()[:, REGIME].sum(axis=1))


@pytest.mark.parametrize("policy", ["russia_withdraws", "no_fly_zone", "invasion"])
def test_without_planes_the_regime_is_weaker_in_every_run(policy: str) -> None:
    week = week_of(policy)
    assert (strength(after(f"reference+{policy}", week)) < strength(after("reference", week))).all()
    assert np.array_equal(strength(after(f"reference+{policy}", week - 1)), strength(after("reference", week - 1)))


def test_when_russia_withdraws_a_fifth_of_its_men_stay_and_its_money_flows() -> None:
    week = week_of("russia_withdraws")
    there = each_week("reference+russia_withdraws", week + 4, soldiers("russia"))
    assert (there[week:] <= 0.2 * there[0]).all()
    assert (there[week:] > 0).all()
    assert np.array_equal(paid(after("reference+russia_withdraws", week)), paid(after("reference", week)))


@pytest.mark.parametrize("policy", ["no_fly_zone", "invasion"])
def test_the_prospect_of_his_removal_alone_makes_the_ruler_look_less_lasting(policy: str) -> None:
    week = week_of(policy)
    prospect = tuple(each for each in page(policy).events if each.kind == "invasion")
    shaken = model_of(Scenario("made", "", "", prospect, MappingProxyType({})), "essay", weeks=week + 6).world.beliefs
    assert (shaken.invasion > 0).all()
    assert (shaken.irremovability < after("reference", week + 6, "essay").beliefs.irremovability).all()


def test_an_invasion_shakes_more_than_a_no_fly_zone() -> None:
    by = {policy: page(policy).events for policy in ("no_fly_zone", "invasion")}
    weight = {policy: max(getattr(each, "weight", 0.0) for each in events) for policy, events in by.items()}
    power = {policy: min(getattr(each, "power", 1.0) for each in events) for policy, events in by.items()}
    assert weight["invasion"] > weight["no_fly_zone"] > 0
    assert power["invasion"] < power["no_fly_zone"] < 1


# ---------------------------------------------------------------- borders
NEIGHBOURS = ("turkey", "lebanon", "jordan", "iraq_kri")


def abroad(world: World) -> Array:
    at = [world.hosts.row(each) for each in NEIGHBOURS]
    return np.asarray(world.communities.at_sites[:, len(world.places) :][:, at])


def test_behind_closed_borders_nobody_comes_and_who_would_have_stays_displaced() -> None:
    week = week_of("borders_close")
    closed, plain = (each_week(name, week + 8, abroad) for name in ("reference+borders_close", "reference"))
    assert (np.diff(plain[week - 1 :], axis=0) > 0).any()
    assert (np.diff(closed[week - 1 :], axis=0) <= 0).all()
    stayed, left = (after(name, week + 8).communities for name in ("reference+borders_close", "reference"))
    assert (stayed.displaced > left.displaced).all()


def departures(times: float | None) -> Array:
    """Return Syrians in Turkey after the week in which the way to Europe opens or shuts; None for as it was."""
    event = () if times is None else (Passage(kind="passage", name="way", week=1, host="turkey", times=times),)
    world = model_of(Scenario("made", "", "", event, MappingProxyType({})), weeks=1).world
    return abroad(world)[:, NEIGHBOURS.index("turkey")].astype(float)


def test_three_times_as_many_leave_turkey_when_the_arrangement_collapses() -> None:
    (event,) = page("eu_deal_collapses").events
    as_it_was, none, opened = departures(None), departures(0.0), departures(event.times)
    assert (none > as_it_was).all()
    assert ((none - opened).sum() / (none - as_it_was).sum()) == pytest.approx(3, rel=0.1)


def test_a_collapse_moves_people_on_to_europe_from_its_week_on() -> None:
    week = week_of("eu_deal_collapses")
    moved = [
        each_week(f"reference{more}", week + 2, lambda world: world.country.moved_onward[:, 0])
        for more in ("", "+eu_deal_collapses")
    ]
    assert np.array_equal(moved[0][:week], moved[1][:week])
    assert (moved[1][week:] > moved[0][week:]).all()
