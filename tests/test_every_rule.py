"""What every rule and rival promises, unasked."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.catalogue import decisions
from sim.claims import load_claims
from sim.entries import Influence
from sim.model import Model
from sim.paths import ROOT
from sim.places import ISLAMIC_STATE, OPPOSITION, REGIME
from sim.rule import Rule, parameters_of, rules
from sim.scenario import SCENARIOS, load_scenario, names
from sim.seeds import load_seeds
from sim.world import World
from tests.worlds import (
    Shock,
    all_rules_at,
    ask,
    broken_promises,
    digest,
    every_array,
    extreme,
    fighters_of,
    forget,
    people_of,
    spec,
    stepped,
    tables_of,
    untouched,
)

RULES = list(rules().values())
BY_NAME = rules()
LARGEST_PUSH = 20.0  # on a log scale e^20 turns one in a billion into certainty
# Parameters whose range may leave out 0, each with its reason.
NOT_COEFFICIENTS = {
    "suffering_tires_people_of_all_sides.scale": "divides the violence; strength and weariness reach 0",
    "the_mainstream_slows_recognition.half": "a size in fighters; strength and weight reach 0",
    "a_sponsors_operation_recruits.most": "a size in fighters at which recruiting stops; strength and pull reach 0",
    "a_real_alternative_draws_fighters.full": "a size in fighters; strength and draw reach 0",
    "arrivals_feed_the_far_right.salience": "multiplies the measured effect; strength and votes reach 0",
    "reconquest_brings_reprisals.lasting": "weeks in which killings fade; strength and killings reach 0",
    "too_few_men_to_rule_what_is_won.enough": "a density of men; strength, hostility and thinness reach 0",
}
NO_MIRROR = {
    ("hopeless_cause_cuts_losses", "reenter"): "a rate cannot be negative: who is in cannot come back",
    ("a_broker_brings_truces", "choose_targets suspend"): "no offensive is called on for want of a broker",
    (
        "captured_ground_ties_troops",
        "fight",
    ): "only the regime garrisons what it took: the rival is one-sided",
    (
        "reconquest_brings_reprisals",
        "reprise",
    ): "the claim is about the regime's return; nobody is raised from the dead",
    ("too_few_men_to_rule_what_is_won", "govern cap"): "the claim is about the regime's own shortage of men",
    (
        "repudiation_narrows_the_choice",
        "choose_clients appeal",
    ): "a break lifts the veto that stands; a commitment finds it standing",
    ("contact_calms", "electorates.populist_share"): "the rival calms what has risen, and stirs up nothing",
}
NOT_INERT = {
    "fear_of_prison_holds_people_in": "a place of the rebels is besieged on day 0, and its prisons were feared before",
    "crimes_slow_recognition": "the record of crimes is heavy on day 0 (C10)",
    "the_mainstream_slows_recognition": "the mainstream is in the field on day 0",
    "the_regime_seeks_funds": "the campaign for money had begun (C07)",
    "backers_follow_who_is_left": "it asks a pace of a choice that moves nothing while clients keep their size",
    "an_operation_beats_islamic_state": "the operation was under way on day 0 (C25)",
    "a_sponsors_operation_recruits": "the operation was under way on day 0 (C25)",
    "a_real_alternative_draws_fighters": "the operation held ground on day 0 (C25)",
    "never_signers_block_settlement": "some groups would never sign on day 0",
}

CHANGING = [each for each in RULES if not each.reads_levels]
every_rule = pytest.mark.parametrize("rule", RULES, ids=[each.name for each in RULES])
every_rule_of_changes = pytest.mark.parametrize("rule", CHANGING, ids=[each.name for each in CHANGING])


# ---------------------------------------------------------------- shocks by hand, and their mirror images
def take(place: str, side: int) -> Shock:
    loser_of = {REGIME: OPPOSITION, OPPOSITION: REGIME}

    def shock(world: World) -> None:
        world.places.arrays["control"][:, world.places.row(place)] = side
        world.places.arrays["weeks_held"][:, world.places.row(place)] = 0
        world.places.arrays["taken_from"][:, world.places.row(place)] = loser_of[side]

    return shock


def believe(level: str, value: float) -> Shock:
    def shock(world: World) -> None:
        world.beliefs.arrays[level][:] = value

    return shock


def unaided_loss(world: World) -> None:
    world.records.lose(*regime_and_rebels(world), np.ones(world.runs), np.zeros(world.runs))


def aided_gain(world: World) -> None:
    world.records.gain(*regime_and_rebels(world), np.ones(world.runs), np.ones(world.runs))


def regime_and_rebels(world: World) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    sides = (np.full(world.runs, each) for each in (OPPOSITION, REGIME))
    return np.arange(world.runs), *sides


def attempt_by(who: str) -> Shock:
    def shock(world: World) -> None:
        runs, groups = np.arange(world.runs), len(world.groups)
        tried, reach = np.zeros((world.runs, groups)), np.zeros((world.runs, groups))
        tried[:, world.groups.row("ahrar")], reach[:, world.groups.row("jfs")] = 1.0, 1.0
        if who != "ahrar":
            tried, reach = reach, tried
        world.records.attempt(runs, np.ones(world.runs), tried, reach, np.ones(world.runs))

    return shock


def witnessed(helped: float) -> Shock:
    def shock(world: World) -> None:
        could = np.ones((world.runs, len(world.states)), dtype=bool)
        help_given = np.full(could.shape, helped)
        runs, *sides = regime_and_rebels(world)
        world.records.witness(runs, *sides, np.ones(world.runs), help_given, could)

    return shock


def pledged(stance: float) -> Shock:
    def shock(world: World) -> None:
        where = np.broadcast_to(world.states.vets, (world.runs, len(world.states)))
        world.records.pledge(where, stance)
        world.states.arrays["repudiated"][where] = stance < 0

    return shock


def came_abroad(number: int) -> Shock:
    def shock(world: World) -> None:
        people, places = world.communities.arrays["people"], len(world.places)
        for host in range(len(world.hosts)):
            people[:, people[0, :, places + host].argmax(), places + host] += number

    return shock


def voted(points: float) -> Shock:
    def shock(world: World) -> None:
        world.electorates.arrays["populist_share"][:] += points

    return shock


def funded(world: World) -> None:
    world.states.arrays["funding"][:] = world.states.institution


def operating(effort: float) -> Shock:
    def shock(world: World) -> None:
        world.states.arrays["operation"][:] *= effort

    return shock


def resized(times: float, which: Callable[[World], np.ndarray]) -> Shock:
    def shock(world: World) -> None:
        fighters = world.groups.arrays["fighters"]
        factor = np.where(np.broadcast_to(which(world), fighters.shape[:2]), times, 1.0)
        fighters[:] = np.rint(fighters * factor[:, :, None])

    return shock


def badly_ruled(world: World) -> None:
    world.places.arrays["governance"][:] = 0.2


def killed_in_revenge(world: World) -> None:
    world.country.arrays["reprisal_deaths"][:] = 500.0


def reinforce(side: int) -> Shock:
    def shock(world: World) -> None:
        world.groups.arrays["fighters"][:, world.groups.of_side(side)] *= 2

    return shock


def everybody_dislodged(world: World) -> None:
    world.groups.arrays["dislodged"][:] = world.groups.fighters


def bombed(world: World) -> None:
    world.places.arrays["deaths"][:, world.places.row("aleppo_east")] = 200.0


def tense(world: World) -> None:
    world.hosts.arrays["tension"][:] += 0.1
    world.electorates.arrays["populist_share"][:] += 5.0


def never_signing(world: World) -> np.ndarray:
    return np.asarray(~world.groups.signs & world.groups.armed_opposition)


never_signing_grow = resized(3, never_signing)
milder_ones_shrink = resized(0.3, lambda world: world.groups.ideology < 0.5)


def both(*shocks: Shock) -> Shock:
    def shock(world: World) -> None:
        for each in shocks:
            each(world)

    return shock


PAIRS: dict[str, tuple[Shock, Shock]] = {
    "the regime gains a place, the opposition gains one as salient": (
        take("aleppo_east", REGIME),
        take("aleppo_west", OPPOSITION),
    ),
    "the regime's force doubles, the opposition's does": (reinforce(REGIME), reinforce(OPPOSITION)),
    "the ruler looks surer, less sure": (believe("irremovability", 0.75), believe("irremovability", 0.25)),
    "betrayed, helped": (believe("betrayal", 0.5), believe("betrayal", -0.5)),
    "the hard line looks right, wrong": (believe("vindication", 0.5), believe("vindication", -0.5)),
    "a loss unaided, a gain aided": (unaided_loss, aided_gain),
    "tried, stood aside": (attempt_by("ahrar"), attempt_by("jfs")),
    "Moscow's standing rises, falls": (believe("moscow", 0.5), believe("moscow", 0.1)),
    "states stood aside, helped": (witnessed(0.0), witnessed(1.0)),
    "Washington breaks with the rebels, commits itself": (pledged(-1.0), pledged(1.0)),
    "people come abroad, go from there": (came_abroad(1_000), came_abroad(-1_000)),
    "the far right gains, loses": (voted(5.0), voted(-5.0)),
}


# ---------------------------------------------------------------- who it is
@every_rule
def test_a_rule_acts_a_claim_of_the_ledger(rule: Rule) -> None:
    claim = load_claims()[rule.claim]
    assert claim.status in ("rule", "rival")
    assert claim.where == rule.name
    assert (claim.kind == "rival") == (rule.ask.__module__.startswith("sim.rivals."))


def test_a_claim_with_a_rule_has_exactly_one() -> None:
    acted = sorted(each.claim for each in RULES)
    assert acted == sorted(claim.id for claim in load_claims().values() if claim.status in ("rule", "rival"))


@every_rule
def test_file_function_and_rule_share_one_name(rule: Rule) -> None:
    file = Path(inspect.getfile(rule.ask))
    assert file.stem == rule.ask.__name__ == rule.name
    assert file.parent.name in ("rules", "rivals")


@every_rule
def test_a_rule_says_its_claim_and_how_it_is_acted(rule: Rule) -> None:
    first = rule.says.splitlines()[0]
    assert first.startswith(f"{rule.claim} - ")
    assert len(first) <= 120
    assert rule.about


@every_rule
def test_a_parameter_has_a_range_with_zero_a_unit_and_a_source(rule: Rule) -> None:
    for each in parameters_of(rule):
        assert each.low <= each.default <= each.high
        assert each.low < each.high
        assert each.low <= 0 <= each.high or each.name in NOT_COEFFICIENTS, each.name
        assert each.unit
        assert each.source


def test_exceptions_are_still_needed() -> None:
    known = {each.name: each for rule in RULES for each in parameters_of(rule)}
    assert all(name in known and known[name].low > 0 for name in NOT_COEFFICIENTS)
    assert all(BY_NAME[name].reads_levels for name in NOT_INERT)
    assert set(NO_MIRROR) == {(rule.name, name) for rule in CHANGING for pair in PAIRS for name in askew(rule, pair)}


# ---------------------------------------------------------------- off means absent
def without(model: Model, rule: Rule) -> Model:
    model.active = tuple(each for each in model.active if each[0].name != rule.name)
    return model


@cache
def world_without(rule_name: str, scenario: str) -> dict[str, np.ndarray]:
    model = Model([spec(scenario, at, values=all_rules_at(1.0)) for at in range(2)])
    return tables_of(stepped(without(model, BY_NAME[rule_name]), 8))


@every_rule
def test_strength_zero_is_absent_bit_for_bit(rule: Rule) -> None:
    off = all_rules_at(1.0) | {rule.strength.name: 0.0}
    model = without(Model([spec("aleppo_falls", at, values=off) for at in range(2)]), rule)
    model.active = (*model.active, (rule, np.zeros((1, 1)), model.settings.get(rule.name)))
    absent = world_without(rule.name, "aleppo_falls")
    for name, value in tables_of(stepped(model, 8)).items():
        assert value.tobytes() == absent[name].tobytes(), name


@every_rule
@pytest.mark.parametrize("scenario", ["aleppo_falls", "siege_broken"])
def test_strength_zero_is_absent_beside_runs_that_have_it_on(rule: Rule, scenario: str) -> None:
    off, on = all_rules_at(1.0) | {rule.strength.name: 0.0}, all_rules_at(2.0)
    specs = [spec(scenario, at, values=values) for at in range(2) for values in (on, off)]
    mixed = tables_of(stepped(Model(specs), 8))
    absent = world_without(rule.name, scenario)
    for name, value in mixed.items():
        assert value[[1, 3]].tobytes() == absent[name].tobytes(), name


# ---------------------------------------------------------------- reads, never writes
@cache
def some_weeks_in(scenario: str, weeks: int) -> Model:
    events = {f"event.{each.name}.week" for each in load_scenario(scenario).events}
    early = {name: week for name, week in EARLY.items() if name in events}
    return stepped(Model([spec(scenario, at, values=all_rules_at(1.0) | early) for at in range(3)]), weeks)


ANYWHERE = [
    ("aleppo_falls", 3),
    ("aleppo_falls", 10),
    ("siege_broken", 3),
    ("siege_broken", 10),
    ("aleppo_falls+us_repudiates+funds_released", 11),
]
TOO_RARE = {"never_signers_block_settlement": "a settlement comes once in a run, and in one run of five in three years"}
LIVES = 3  # runs of each of two scenarios with each rule knocked out
# Rare acts at the frequent end of their ranges, so that some happen within the weeks that tests run.
EVENTFUL = {
    "cut_or_renew.rate": 0.004,
    "normalise.rate": 0.003,
    "settle.rate": 0.004,
    "the_regime_seeks_funds.effort": 0.01,
    "arrivals_feed_the_far_right.votes": 2.0,
    "arrivals_feed_the_far_right.salience": 25.0,
}
EARLY = {"event.payment.week": 2, "event.break.week": 4}  # policies act within the weeks that tests run
anywhere = pytest.mark.parametrize(("scenario", "weeks"), ANYWHERE)


@every_rule
@anywhere
def test_a_rule_reads_and_never_writes(rule: Rule, scenario: str, weeks: int) -> None:
    model = some_weeks_in(scenario, weeks)
    forget(model.world)
    before = digest(model.world)
    locked = [value for _, value in every_array(model.world) if value.flags.writeable]
    for value in locked:
        value.flags.writeable = False
    try:
        list(rule.ask(model.world, model.settings.get(rule.name)))
    finally:
        for value in locked:
            value.flags.writeable = True
    after = digest(model.world)
    assert {name: after[name] for name in before} == before


@every_rule
@anywhere
def test_asked_twice_a_rule_answers_the_same(rule: Rule, scenario: str, weeks: int) -> None:
    model = some_weeks_in(scenario, weeks)
    first, second = ask(model, rule), ask(model, rule)
    assert [name for name, _ in first] == [name for name, _ in second]
    assert all(a.tobytes() == b.tobytes() for (_, a), (_, b) in zip(first, second, strict=True))


@pytest.mark.parametrize("end", ["low", "high"])
@every_rule
@anywhere
def test_what_a_rule_asks_is_finite_and_bounded(rule: Rule, scenario: str, weeks: int, end: str) -> None:
    for name, by in ask(some_weeks_in(scenario, weeks), rule, extreme(rule, end)):
        assert np.isfinite(by).all(), name
        if name.partition(" ")[0] in decisions():
            assert np.abs(by).max() <= LARGEST_PUSH, name


def test_same_replicate_same_answer() -> None:
    books = []
    for _ in range(2):
        model = Model([spec("aleppo_falls", at, values=all_rules_at(1.0)) for at in range(3)])
        week_by_week = []
        for _ in range(6):
            model.step()
            week_by_week.append({key: np.array(value).tobytes() for key, value in model.ledger.postings.items()})
        books.append((week_by_week, {name: each.tobytes() for name, each in tables_of(model).items()}))
    assert books[0] == books[1]


@pytest.mark.parametrize("scenario", names(SCENARIOS))
def test_nobody_is_lost_with_every_rule_doubled(scenario: str) -> None:
    model = Model([spec(scenario, at, values=all_rules_at(2.0)) for at in range(4)])
    people, fighters = people_of(model.world), fighters_of(model.world)
    stepped(model, 8)
    assert np.array_equal(people_of(model.world), people)
    assert np.array_equal(fighters_of(model.world).sum(axis=1), fighters.sum(axis=1))
    assert broken_promises(model.world) == []


# ---------------------------------------------------------------- inert until something changes
@every_rule
def test_a_rule_is_inert_on_day_0(rule: Rule) -> None:
    model = untouched(Model([spec("reference", at) for at in range(2)]))
    asked = [name for name, by in ask(model, rule) if by.any()]
    assert bool(asked) == (rule.name in NOT_INERT), asked


DECLARED = ("reference+funds_released", "aleppo_falls+us_repudiates")


@cache
def rules_that_ask() -> frozenset[str]:
    found = set()
    for scenario in (*names(SCENARIOS), *DECLARED):
        model = some_weeks_in(scenario, 0)
        for _ in range(20):
            model.step()
            for name, each in BY_NAME.items():
                if name not in found and any(by.any() for _, by in ask(model, each)):
                    found.add(name)
    return frozenset(found)


@every_rule
def test_a_rule_has_something_to_say_in_some_scenario_or_after_some_shock(rule: Rule) -> None:
    if rule.name in rules_that_ask():
        return
    for shock in (*(each for pair in PAIRS.values() for each in pair), tense):
        model = untouched(Model([spec("reference", 0)]))
        shock(model.world)
        if any(by.any() for _, by in ask(model, rule)):
            return
    pytest.fail(f"{rule.name} asked for nothing in twenty weeks of any scenario, nor after any shock")


@cache
def knocked_out() -> dict[str, bool]:
    """Say of every rule whether some run with it differs from the same run without it in some column of some table."""
    scenarios = [f"{each}+us_repudiates+funds_released" for each in ("aleppo_falls", "siege_broken")] * LIVES
    off = [None, *BY_NAME]
    specs = [
        spec(each, at, values=all_rules_at(2.0) | EARLY | EVENTFUL | ({f"{name}.strength": 0.0} if name else {}))
        for name in off
        for at, each in enumerate(scenarios)
    ]
    found = tables_of(stepped(Model(specs, keep_postings=False), 30))
    lives = len(scenarios)
    return {
        name: any((value[:lives] != value[lives * at : lives * (at + 1)]).any() for value in found.values())
        for at, name in enumerate(off)
        if name
    }


@every_rule
def test_without_a_rule_some_run_goes_another_way(rule: Rule) -> None:
    assert knocked_out()[rule.name] or rule.name in TOO_RARE


# ---------------------------------------------------------------- which way it pushes
@dataclass(frozen=True)
class Push:
    """A shock that raises the claim's cause, the decisions that feel it, and the claim's effect as a number.

    `beside` are rules without which the decision would not be taken at all; they act in either case.
    """

    shock: Shock
    decision: str | tuple[str, ...] | None
    effect: Callable[[World], float]
    beside: tuple[str, ...] = ()

    @property
    def decisions(self) -> tuple[str, ...]:
        return (self.decision,) if isinstance(self.decision, str) else self.decision or ()


def weighted_by(column: str) -> Callable[[World], float]:
    return lambda world: float((world.groups.size * world.groups.arrays[column]).sum())


def level_of(table: str, column: str) -> Callable[[World], float]:
    return lambda world: float(getattr(world, table).arrays[column].sum())


def prestige_of_ahrar(world: World) -> float:
    return float(world.groups.prestige[:, world.groups.row("ahrar")].sum())


def strength_of_regime(world: World) -> float:
    return float(world.strength()[:, REGIME].sum())


def offensives_between_the_two(world: World) -> float:
    places = world.places
    front = (places.held_by(OPPOSITION) & places.next_to(REGIME)) | (
        places.held_by(REGIME) & places.next_to(OPPOSITION)
    )
    return float((places.offensives.any(axis=1) & front).sum())


def bombed_everywhere(world: World) -> None:
    world.places.arrays["deaths"][:] = 200.0


def creed_of_clients(world: World) -> float:
    paid = world.states.support * world.groups.armed_opposition
    return float(((paid * world.groups.ideology).sum(axis=1) / paid.sum(axis=1)).mean())


def fighters_of_islamic_state(world: World) -> float:
    return float(world.groups.size[:, world.groups.of_side(ISLAMIC_STATE)].sum())


def held_by_islamic_state(world: World) -> float:
    return float(world.places.held_by(ISLAMIC_STATE).sum())


def force_of_operation(world: World) -> float:
    return float(world.operation_force.sum())


def in_groups_that_never_sign(world: World) -> float:
    return float((world.groups.size * never_signing(world)).sum())


def backers_lost(world: World) -> float:
    return -float(world.states.backing.sum())


def eager_to_talk(world: World) -> None:
    world.country.arrays["willingness"][:] = 1.0


SURER = believe("irremovability", 0.9)
PUSHES: dict[str, list[Push]] = {
    "victory_consolidates_the_regime": [Push(take("aleppo_east", REGIME), None, strength_of_regime)],
    "gains_make_the_ruler_look_irremovable": [
        Push(take("aleppo_east", REGIME), "judge_removability", level_of("beliefs", "irremovability"))
    ],
    "hopeless_cause_cuts_losses": [Push(SURER, "cut_or_renew", level_of("states", "backing"))],
    "unaided_loss_vindicates_the_hard_line": [
        Push(unaided_loss, None, level_of("beliefs", "vindication")),
        Push(both(believe("vindication", 0.8), everybody_dislodged), "choose_group", weighted_by("ideology")),
    ],
    "the_strong_absorb_the_dislodged": [Push(everybody_dislodged, "choose_group", weighted_by("cohesion"))],
    "who_tries_earns_credit": [Push(attempt_by("ahrar"), None, prestige_of_ahrar)],
    "fear_of_prison_holds_people_in": [Push(both(believe("fear", 1.0), bombed), "flee", level_of("country", "fled"))],
    "fear_of_retribution_drives_people_out": [
        Push(both(believe("fear", 1.0), take("aleppo_east", REGIME)), "flee", level_of("country", "fled"))
    ],
    "no_return_under_a_lasting_ruler": [Push(SURER, "go_home", level_of("country", "returned_abroad"))],
    "unaided_loss_feels_like_betrayal": [Push(unaided_loss, None, level_of("beliefs", "betrayal"))],
    "betrayal_bars_the_way_back": [
        Push(both(believe("betrayal", 0.8), everybody_dislodged), "choose_group", weighted_by("western"))
    ],
    "victory_spoils_talks": [Push(take("aleppo_east", REGIME), "offer_talks", level_of("country", "willingness"))],
    "no_prospect_of_return_drives_onward": [Push(SURER, "move_onward", level_of("country", "moved_onward"))],
    "hopelessness_sends_fighters_home": [Push(SURER, "quit_war", level_of("groups", "fighters"))],
    "suffering_tires_people_of_all_sides": [
        Push(bombed_everywhere, "enlist", level_of("communities", "people_enlisted"))
    ],
    "jihadist_weight_scares_sponsors": [Push(never_signing_grow, "cut_or_renew", level_of("states", "backing"))],
    "a_broker_brings_truces": [Push(believe("moscow", 0.9), "choose_targets", offensives_between_the_two)],
    "contact_calms": [
        Push(tense, None, level_of("hosts", "tension")),
        Push(tense, None, level_of("electorates", "populist_share")),
    ],
    "captured_ground_ties_troops": [Push(take("aleppo_east", REGIME), None, strength_of_regime)],
    "victory_raises_moscow": [Push(take("aleppo_east", REGIME), "judge_moscow", level_of("beliefs", "moscow"))],
    "crimes_slow_recognition": [Push(believe("crimes", 1.0), "normalise", level_of("states", "normalised"))],
    "the_mainstream_slows_recognition": [
        Push(resized(2, lambda world: world.groups.mainstream), "normalise", level_of("states", "normalised"))
    ],
    "the_regime_seeks_funds": [Push(SURER, "release_funds", level_of("states", "funding"))],
    "funds_count_as_recognition": [Push(funded, "normalise", level_of("states", "normalised"))],
    "funds_ease_rule": [Push(funded, "govern", level_of("places", "governance"))],
    "a_lasting_ruler_is_accommodated": [Push(SURER, "normalise", level_of("states", "normalised"))],
    "backers_follow_who_is_left": [Push(milder_ones_shrink, "choose_clients", creed_of_clients)],
    "repudiation_narrows_the_choice": [
        Push(
            both(milder_ones_shrink, pledged(-1.0)),
            "choose_clients",
            creed_of_clients,
            beside=("backers_follow_who_is_left",),
        ),
        Push(pledged(-1.0), None, level_of("beliefs", "betrayal")),
    ],
    "an_operation_beats_islamic_state": [
        Push(operating(3.0), ("choose_targets", "fight"), fighters_of_islamic_state),
        Push(operating(3.0), "push_with_sponsor", held_by_islamic_state),
    ],
    "a_sponsors_operation_recruits": [Push(operating(3.0), "enlist_with_sponsor", force_of_operation)],
    "a_real_alternative_draws_fighters": [Push(operating(3.0), "choose_group", in_groups_that_never_sign)],
    "standing_aside_costs_credit": [Push(witnessed(0.0), None, level_of("beliefs", "turkey_credibility"))],
    "arrivals_and_permanence_strain_hosts": [
        Push(came_abroad(1_000), None, level_of("hosts", "tension")),
        Push(SURER, None, level_of("hosts", "tension")),
    ],
    "arrivals_feed_the_far_right": [Push(came_abroad(1_000), None, level_of("electorates", "populist_share"))],
    "abuses_feel_like_complicity": [Push(killed_in_revenge, None, level_of("beliefs", "betrayal"))],
    "reconquest_brings_reprisals": [
        Push(take("aleppo_east", REGIME), "reprise", level_of("country", "reprisal_deaths"))
    ],
    "never_signers_block_settlement": [
        Push(both(never_signing_grow, eager_to_talk), "settle", level_of("country", "settled"))
    ],
    "too_few_men_to_rule_what_is_won": [Push(take("aleppo_east", REGIME), "govern", level_of("places", "governance"))],
    "a_broker_lets_backers_go": [Push(believe("moscow", 0.9), "cut_or_renew", level_of("states", "backing"))],
    "harsh_rule_turns_people_away": [
        Push(both(resized(50, never_signing), everybody_dislodged), "choose_group", in_groups_that_never_sign)
    ],
    "friends_of_moscow_sway_europe": [
        Push(voted(5.0), "normalise", level_of("states", "normalised")),
        Push(voted(5.0), "cut_or_renew", backers_lost),
    ],
    "aid_feeds_the_fight": [Push(both(funded, badly_ruled), "lash_out", level_of("country", "civilian_deaths"))],
}


def after_one_step(push: Push, rule: Rule | None) -> float:
    model = untouched(Model([spec("reference", at, assumptions="null") for at in range(300)]))
    world, ledger = model.world, model.ledger
    push.shock(world)
    forget(world)
    for each in (*(BY_NAME[name] for name in push.beside), *([rule] if rule is not None else [])):
        parameters = model.settings.get(each.name)
        ledger.ask([(each.name, np.ones((1, 1)), entry) for entry in each.ask(world, parameters)], world.influences)
    world.open_phase()
    for name in push.decisions:
        influences = world.influences[name]
        ledger.settle(decisions()[name].act(world, model.settings.get(name), influences, model.chance))
    return push.effect(world)


@every_rule
def test_one_step_moves_the_effect_the_way_the_claim_says(rule: Rule) -> None:
    if rule.name not in PUSHES:
        own = list((ROOT / "tests").rglob(f"test_{rule.name}.py"))
        assert own, f"say here or in a test_{rule.name}.py of its own which way {rule.name} pushes"
        pytest.skip("its own test says which way it pushes")
    expected = {"+": 1.0, "-": -1.0}[load_claims()[rule.claim].sign]
    for push in PUSHES[rule.name]:
        assert np.sign(after_one_step(push, rule) - after_one_step(push, None)) == expected


def test_the_table_of_pushes_names_rules_that_exist() -> None:
    assert set(PUSHES) <= set(BY_NAME)


# ---------------------------------------------------------------- and back again
@every_rule_of_changes
@pytest.mark.parametrize("pair", PAIRS)
def test_a_mirrored_shock_asks_for_the_opposite(rule: Rule, pair: str) -> None:
    assert [name for name in askew(rule, pair) if (rule.name, name) not in NO_MIRROR] == []


def askew(rule: Rule, pair: str) -> list[str]:
    """Return what a rule asks after a shock that is not the opposite of what it asks after the mirrored one."""
    answers = []
    for shock in PAIRS[pair]:
        model = untouched(Model([spec("reference", 0)]))
        shock(model.world)
        answers.append(ask(model, rule))
    assert [name for name, _ in answers[0]] == [name for name, _ in answers[1]]
    return [name for (name, by), (_, mirrored) in zip(*answers, strict=True) if np.abs(by + mirrored).max() > 1e-12]


def test_half_lives_are_the_only_asymmetry_of_signed_stocks() -> None:
    levels = []
    for value in (0.5, -0.5):
        model = Model([spec("reference", 0, assumptions="null")])
        for level in ("betrayal", "vindication"):
            believe(level, value)(model.world)
        model.step()
        levels.append(np.array([model.world.beliefs.arrays[each][0, 0] for each in ("betrayal", "vindication")]))
    assert np.abs(levels[0] + levels[1]).max() <= 1e-12
    assert (levels[0] > 0).all()


# ---------------------------------------------------------------- no names in the code
def mentions(text: str, ids: set[str], plain_words: set[str]) -> set[str]:
    """Return ids anywhere in a line, and names that are also plain English only where they are quoted."""
    quoted = {double or single for double, single in re.findall(r"""["](\w+)["]|['](\w+)[']""", text)}
    return (set(re.findall(r"\w+", text)) & ids) | (quoted & plain_words)


def test_no_rule_or_agent_mentions_a_name_of_seeds_or_scenarios() -> None:
    seeds = load_seeds()
    ids = {word for kind in ("groups", "places", "states") for word in seeds.ids(kind)} - {"sdf"}  # also a side
    plain_words = {name for name in names(SCENARIOS) if "_" not in name}
    ids |= set(names(SCENARIOS)) - plain_words
    found = [
        f"{path.relative_to(ROOT)}:{line}: {word}"
        for folder in ("rules", "rivals", "agents")
        for path in sorted((ROOT / "sim" / folder).glob("*.py"))
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for word in sorted(mentions(text, ids, plain_words))
    ]
    assert found == []


def test_the_guard_sees_an_id_and_a_quoted_name() -> None:
    assert mentions('if group == "jfs":', {"jfs"}, {"frozen"}) == {"jfs"}
    assert mentions("@dataclass(frozen=True)", {"jfs"}, {"frozen"}) == set()
    assert mentions("scenario == 'frozen'", {"jfs"}, {"frozen"}) == {"frozen"}


def test_an_influence_names_a_decision_of_its_own_phase_or_a_later_one() -> None:
    order = list(decisions())
    for rule in RULES:
        for scenario, weeks in ANYWHERE:
            model = some_weeks_in(scenario, weeks)
            for entry in rule.ask(model.world, model.settings.get(rule.name)):
                if isinstance(entry, Influence):
                    phases = [decisions()[name].phase for name in order]
                    assert phases.index(decisions()[entry.decision].phase) >= phases.index(rule.phase)


# ---------------------------------------------------------------- what it moved is written down
WATCHED = {  # worlds in which, together, every rule has something to read, and how many runs of each
    "aleppo_falls+us_repudiates+funds_released": 4,
    "siege_broken+us_repudiates+funds_released": 4,
    "reference": 48,  # money is seldom paid, and a settlement seldom signed
}


@cache
def movers() -> frozenset[str]:
    """Return who moved anything, by postings."""
    found: set[str] = set()
    often = {"settle.rate": 0.004, "the_regime_seeks_funds.effort": 0.01}
    early = {"event.payment.week": 4.0, "event.break.week": 4.0}
    for scenario, runs in WATCHED.items():
        model = Model([spec(scenario, at, values=all_rules_at(1.0) | early | often) for at in range(runs)])
        for _ in range(30):
            model.step()
            found |= {who for (who, _), moved in model.ledger.postings.items() if np.any(moved)}
    return frozenset(found)


@every_rule
def test_what_a_rule_moves_is_posted_under_its_name(rule: Rule) -> None:
    assert rule.name in movers()
