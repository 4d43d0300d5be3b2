"""What a design point is: which value wins, what a switch turns off, where dates and alternatives act."""

import numpy as np
import pytest

from sim.assumptions import acted_by, load_assumptions
from sim.bundles import load_bundles
from sim.catalogue import catalogue
from sim.errors import ExperimentError
from sim.experiments.sweep.file.settings import kind_of
from sim.experiments.sweep.sampling.factors import SETTING
from sim.rule import rules
from sim.scenario import load_scenario
from tests.experiments.sweep.files import HEAD, LEADS, drawn, sweep_of, whole

A, B = "aleppo_falls", "siege_broken"


def strengths(point):
    """Return the claims that are on at a point, with their strengths."""
    found = {each.claim: point.values[each.strength.name] for each in rules().values()}
    return {claim: strength for claim, strength in found.items() if strength}


def held(name="contested"):
    values = load_assumptions(name).values
    found = {each.claim: values[each.strength.name] for each in rules().values()}
    return {claim: strength for claim, strength in found.items() if strength}


def strength_of(claim, point):
    return {point.values[f"{rule}.strength"] for rule in acted_by(claim, "")}


def labelled(sweep, label):
    return sweep.point(sweep.design.values[sweep.design.labels.index(label)], A)


# ---------------------------------------------------------------- switches
def test_a_switch_turns_its_claim_off_and_nothing_else(tmp_path):
    sweep = drawn(tmp_path, "knock_outs", '[vary]\nswitches = ["C17", "C13", "C14"]\n')
    without = strengths(labelled(sweep, "without C17"))
    assert without == {claim: each for claim, each in held().items() if claim != "C17"}
    assert strengths(labelled(sweep, "all on")) == held()


def test_what_is_switched_on_has_the_strength_it_is_held_at(tmp_path):
    sweep = sweep_of(
        tmp_path,
        whole(
            HEAD + "[strengths]\nC14 = 0.25\n",
            '[design]\nsampler = "knock_outs"\n',
            '[vary]\nswitches = ["C14", "Turkey", "People"]\n',
        ),
    )
    assert strength_of("C14", labelled(sweep, "only C14")) == {0.25}
    assert strength_of("C14", labelled(sweep, "without C14")) == {0.0}


def test_alone_leaves_what_no_switch_names_as_it_is_held(tmp_path):
    sweep = drawn(tmp_path, "knock_outs", '[vary]\nswitches = ["C13", "Turkey"]\n')
    switched = {"C13", *load_bundles().bundles["Turkey"].claims}
    assert strengths(labelled(sweep, "all off")) == {c: s for c, s in held().items() if c not in switched}


def test_a_bundle_switches_those_of_its_claims_that_are_on(tmp_path):
    sweep = drawn(tmp_path, "knock_outs", '[vary]\nswitches = ["Rivals"]\n')
    rivals = set(load_bundles().bundles["Rivals"].claims)
    assert set(strengths(labelled(sweep, "all on"))) & rivals == set(held()) & rivals
    assert not set(strengths(labelled(sweep, "all off"))) & rivals


def test_a_claim_of_two_bundles_is_on_while_either_is(tmp_path):
    sweep = drawn(tmp_path, "two_level", '[vary]\nswitches = ["Reputation", "Rule"]\n')
    bundles = load_bundles().bundles
    shared = set(bundles["Reputation"].acted) & set(bundles["Rule"].acted)
    assert shared == {"C41"}
    for label, on in (("Reputation", True), ("Rule", True), ("all on", True), ("all off", False)):
        assert ("C41" in strengths(labelled(sweep, label))) is on, label
    assert "C41 belongs to Reputation and Rule: it is on while either is." in sweep.notes


@pytest.mark.parametrize(("word", "kind"), [("claims", "C"), ("rivals", "E")])
def test_claims_and_rivals_are_all_that_are_on(word, kind, tmp_path):
    of = {claim for claim in held() if claim.startswith(kind)}
    switched = drawn(tmp_path, "knock_outs", f'[vary]\nswitches = "{word}"\n')
    assert {each.name for each in switched.factors} == of
    moved = drawn(tmp_path, "latin_hypercube", f"[vary.strengths]\n{word} = {{}}\n", "points = 4")
    assert {each.name for each in moved.factors} == of


def test_bundles_are_all_that_have_a_claim_on(tmp_path):
    assert {each.name for each in drawn(tmp_path, "two_level", '[vary]\nswitches = "bundles"\n').factors} == set(
        load_bundles().bundles
    )
    text = whole(HEAD + 'assumptions = "rivals_only"\n', '[design]\nsampler = "two_level"\n')
    only = sweep_of(tmp_path, text.replace("[vary.strengths]\nC14 = {}", '[vary]\nswitches = ["bundles"]'))
    assert [each.name for each in only.factors] == ["Rivals"]


# ---------------------------------------------------------------- strengths and settings
def test_a_bundles_strength_moves_its_claims_that_are_on_alike(tmp_path):
    sweep = drawn(tmp_path, "full_factorial", "[vary.strengths]\nRivals = [0.5, 1.5]\n")
    point = sweep.point(np.array([1.5]), B)
    rivals = set(load_bundles().bundles["Rivals"].claims) & set(held())
    assert {claim for claim, strength in strengths(point).items() if strength == 1.5} == rivals
    assert strength_of("E05", point) == {0.0}


def test_a_strength_may_turn_on_what_is_held_off(tmp_path):
    sweep = drawn(tmp_path, "full_factorial", "[vary.strengths]\nE05 = [0, 2]\n")
    assert strength_of("E05", sweep.point(np.array([2.0]), A)) == {2.0}


def test_an_initial_figure_and_a_parameter_take_their_factors_values(tmp_path):
    vary = "[vary.settings.places.aleppo_east]\npopulation = {}\n[vary.settings.cut_or_renew]\nrate = {}\n"
    sweep = drawn(tmp_path, "latin_hypercube", vary, "points = 4")
    names = ["places.aleppo_east.population", "cut_or_renew.rate"]
    assert [each.name for each in sweep.factors] == names
    for row in sweep.design.values:
        point = sweep.point(row, B)
        assert [point.values[name] for name in names] == row.tolist()
        assert all(catalogue()[name].low <= point.values[name] <= catalogue()[name].high for name in names)


@pytest.mark.parametrize("kind", ["rules", "decisions", "tables", "figures"])
def test_ranges_are_all_that_are_declared_but_what_is_held_varied_or_off(kind, tmp_path):
    vary = f'[vary]\nranges = ["{kind}"]\n[vary.settings.flee]\nscale = [1, 2]\n'
    if not catalogue()["flee.scale"].low <= 1 < 2 <= catalogue()["flee.scale"].high:
        vary = vary.replace("[1, 2]", "{}")
    sweep = sweep_of(tmp_path, whole(HEAD + "[settings.cut_or_renew]\nrate = 0.003\n", vary=vary))
    found = [each.name for each in sweep.factors]
    off = {name for name, each in rules().items() if each.claim not in held()}
    expected = {
        name
        for name, of in catalogue().items()
        if kind_of(name) == kind and of.low < of.high and name != "cut_or_renew.rate"
        and not name.endswith(".strength") and name.partition(".")[0] not in off
    }  # fmt: skip
    assert set(found) == expected | {"flee.scale"}
    assert len(found) == len(set(found))
    assert all(each.kind == SETTING for each in sweep.factors)


def test_a_strength_that_varies_brings_its_rules_ranges_with_it(tmp_path):
    owner = next(name for name in acted_by("E05", "") if any(each.startswith(f"{name}.") for each in catalogue()))
    without = drawn(tmp_path, "latin_hypercube", '[vary]\nranges = ["rules"]\n', "points = 4")
    with_it = drawn(
        tmp_path, "latin_hypercube", '[vary]\nranges = ["rules"]\n[vary.strengths]\nE05 = {}\n', "points = 4"
    )
    assert not [each.name for each in without.factors if each.name.startswith(f"{owner}.")]
    assert [each.name for each in with_it.factors if each.name.startswith(f"{owner}.")]


# ---------------------------------------------------------------- dates and choices
def test_a_date_is_set_only_where_the_event_is(tmp_path):
    sweep = drawn(tmp_path, "full_factorial", "[vary.weeks]\nfall = [5, 9]\n")
    assert sweep.point(np.array([9.0]), A).values["event.fall.week"] == 9
    assert not [name for name in sweep.point(np.array([9.0]), B).values if name.startswith("event.")]


def test_one_date_may_move_several_events(tmp_path):
    vary = '[vary.weeks]\ndate = { events = ["fall", "buses", "relief"], levels = [5, 9] }\n'
    sweep = drawn(tmp_path, "full_factorial", vary)
    dates = [
        {
            name: week
            for name, week in sweep.point(np.array([9.0]), scenario).values.items()
            if name.startswith("event.")
        }
        for scenario in (A, B)
    ]
    assert dates == [{"event.fall.week": 9, "event.buses.week": 9}, {"event.relief.week": 9}]


def test_an_alternative_replaces_the_scenario_it_names_and_no_other(tmp_path):
    sweep = drawn(tmp_path, "full_factorial", LEADS)
    assert sweep.point(np.array([1.0]), B).scenario.events == load_scenario("siege_broken_turkey").events
    assert sweep.point(np.array([0.0]), B).scenario.events == load_scenario(B).events
    assert sweep.point(np.array([1.0]), A).identity == sweep.point(np.array([0.0]), A).identity


def test_an_alternatives_policies_are_added_to_every_scenario_and_after_what_it_replaces(tmp_path):
    vary = f'{LEADS}[vary.choices.washington]\nas_it_was = {{}}\nbreaks = {{ with = ["us_repudiates"] }}\n'
    sweep = drawn(tmp_path, "full_factorial", vary)
    both = sweep.point(np.array([1.0, 1.0]), B)
    assert both.scenario.events == load_scenario("siege_broken_turkey+us_repudiates").events
    assert sweep.point(np.array([0.0, 1.0]), A).scenario.events == load_scenario(f"{A}+us_repudiates").events
    assert "break" not in [each.name for each in sweep.point(np.array([1.0, 0.0]), B).scenario.events]


def test_an_alternative_may_let_a_scenario_and_a_policy_begin_in_other_weeks(tmp_path):
    vary = f'[vary.choices.when]\nas_it_was = {{}}\nlater = {{ scenarios = {{ {A} = "{A}@9" }}, '
    sweep = drawn(tmp_path, "full_factorial", vary + 'with = ["us_repudiates@20"] }\n')
    assert sweep.point(np.array([1.0]), A).scenario.events == load_scenario(f"{A}@9+us_repudiates@20").events
    assert sweep.point(np.array([1.0]), B).scenario.events == load_scenario(f"{B}+us_repudiates@20").events


def test_a_date_may_be_that_of_an_event_only_an_alternative_has(tmp_path):
    vary = "[vary.weeks]\nbreak = [5, 9]\n[vary.choices.washington]\nas_it_was = {}\n"
    vary += 'breaks = { with = ["us_repudiates"] }\n'
    sweep = drawn(tmp_path, "full_factorial", vary)
    names = [each.name for each in sweep.factors]
    assert names == ["break", "washington"]
    assert sweep.point(np.array([9.0, 1.0]), A).values["event.break.week"] == 9
    assert "event.break.week" not in sweep.point(np.array([9.0, 0.0]), A).values


def test_later_words_win_set_scenario_held_alternative_factor(tmp_path):
    (tmp_path / "own.toml").write_text(
        'title = "x"\nabout = "x"\nextends = "reference"\n[settings.cut_or_renew]\nrate = 0.001\n[settings.settle]\n'
        f"rate = {catalogue()['settle.rate'].high}\n"
    )
    (tmp_path / "believed.toml").write_text(
        'title = "x"\nabout = "x"\n[strengths]\nC13 = 2\nC14 = 2\nC15 = 2\n[settings.cut_or_renew]\nrate = 0.004\n'
    )
    text = (
        'scenarios = ["own.toml"]\nreplicates = 2\noutcomes = ["rad_share_long"]\n'
        "[strengths]\nC14 = 0.5\nC15 = 0.5\n"
        '[design]\nsampler = "full_factorial"\n'
        "[vary.strengths]\nC28 = [0, 2]\n"
        "[vary.choices.belief]\nas_held = {}\n"
        '[vary.choices.belief.other]\nassumptions = "believed.toml"\nstrengths = { C15 = 0.75 }\n'
        "settings = { settle = { rate = 0.001 } }\n"
    )
    sweep = sweep_of(tmp_path, text)
    first, other = (sweep.point(np.array([2.0, at]), "own") for at in (0.0, 1.0))
    assert [strength_of(each, first) for each in ("C13", "C14", "C15", "C28")] == [{1.0}, {0.5}, {0.5}, {2.0}]
    assert [strength_of(each, other) for each in ("C13", "C14", "C15", "C28")] == [{2.0}, {0.5}, {0.75}, {2.0}]
    assert first.values["cut_or_renew.rate"] == other.values["cut_or_renew.rate"] == 0.001
    assert first.values["settle.rate"] == catalogue()["settle.rate"].high
    assert other.values["settle.rate"] == 0.001
    assert strength_of("C01", other) == {0.0}


def test_a_scenario_that_is_not_listed_is_refused(tmp_path):
    sweep = drawn(tmp_path, "full_factorial", "[vary.strengths]\nC14 = [0, 1]\n")
    with pytest.raises(ExperimentError, match="no scenario 'aleppo_fall'; did you mean 'aleppo_falls'"):
        sweep.point(np.array([1.0]), "aleppo_fall")


# ---------------------------------------------------------------- what is held
def test_held_is_what_differs_from_its_default_and_does_not_vary(tmp_path):
    text = whole(HEAD + "[settings.cut_or_renew]\nrate = 0.003\n[strengths]\nC13 = 0.5\nC14 = 0.5\n")
    found = {each.name: each for each in sweep_of(tmp_path, text).held()}
    assert found["cut_or_renew.rate"].value == 0.003
    assert found["cut_or_renew.rate"].default == catalogue()["cut_or_renew.rate"].default
    assert found[f"{acted_by('C13', '')[0]}.strength"].value == 0.5
    assert f"{acted_by('C14', '')[0]}.strength" not in found
    assert all(each.value != each.default for each in found.values())
    assert {each.name for each in found.values() if each.name.endswith(".strength")} == {
        each.strength.name for each in rules().values() if each.claim not in held()
    } | {f"{name}.strength" for name in acted_by("C13", "")}


def test_what_an_alternative_changes_is_not_held(tmp_path):
    vary = "[vary.choices.pace]\nslow = {}\nfast = { settings = { cut_or_renew = { rate = 0.004 } } }\n"
    text = whole(HEAD + "[settings.cut_or_renew]\nrate = 0.003\n", '[design]\nsampler = "full_factorial"\n', vary)
    assert "cut_or_renew.rate" not in [each.name for each in sweep_of(tmp_path, text).held()]


def test_one_at_a_time_refuses_a_base_that_scenarios_hold_differently(tmp_path):
    head = HEAD.replace('"siege_broken"', '"aleppo_falls_late"')
    text = whole(head, '[design]\nsampler = "one_at_a_time"\n', "[vary.weeks]\nfall = {}\n")
    with pytest.raises(ExperimentError, match=r"line 7: vary.weeks.fall: one_at_a_time begins with .* 3 and 29"):
        sweep_of(tmp_path, text)
