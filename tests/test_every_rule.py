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
from sim.places import OPPOSITION, REGIME
from sim.rule import Rule, parameters_of, rules
from sim.scenario import SCENARIOS, names
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
}
NO_MIRROR = {
    ("hopeless_cause_cuts_losses", "reenter"): "a rate cannot be negative: who is in cannot come back",
    ("a_broker_brings_truces", "choose_targets suspend"): "no offensive is called on for want of a broker",
    (
        "captured_ground_ties_troops",
        "fight",
    ): "only the regime garrisons what it took: the rival is one-sided",
}
NOT_INERT = {
    "fear_of_prison_holds_people_in": "a place of the rebels is besieged on day 0, and its prisons were feared before",
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
        world.records.witness(np.arange(world.runs), np.ones(world.runs), help_given, could)

    return shock


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


def never_signing_grow(world: World) -> None:
    world.groups.arrays["fighters"][~world.groups.signs & world.groups.of_side(OPPOSITION)] *= 3


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
    return stepped(Model([spec(scenario, at, values=all_rules_at(1.0)) for at in range(3)]), weeks)


ANYWHERE = [("aleppo_falls", 3), ("aleppo_falls", 10), ("siege_broken", 3), ("siege_broken", 10)]
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


@cache
def rules_that_ask() -> frozenset[str]:
    found = set()
    for scenario in names(SCENARIOS):
        model = Model([spec(scenario, at, values=all_rules_at(1.0)) for at in range(3)])
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


# ---------------------------------------------------------------- which way it pushes
@dataclass(frozen=True)
class Push:
    """A shock that raises the claim's cause, the decision that feels it, and the claim's effect as a number."""

    shock: Shock
    decision: str | None
    effect: Callable[[World], float]


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
}


def after_one_step(push: Push, rule: Rule | None) -> float:
    model = untouched(Model([spec("reference", at, assumptions="null") for at in range(300)]))
    world, ledger = model.world, model.ledger
    push.shock(world)
    forget(world)
    if rule is not None:
        parameters = model.settings.get(rule.name)
        ledger.ask([(rule.name, np.ones((1, 1)), each) for each in rule.ask(world, parameters)], world.influences)
        world.open_phase()
    if push.decision is not None:
        act = decisions()[push.decision].act
        influences = world.influences[push.decision]
        ledger.settle(act(world, model.settings.get(push.decision), influences, model.chance))
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
