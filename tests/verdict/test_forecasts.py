"""Every word of every forecast can be reached, by its rule and by nothing else."""

import re

import pytest

from sim.errors import ExperimentError
from sim.experiments.store import SIM
from sim.outcomes import CHECK, OUTCOMES
from sim.verdict.forecasts import ABSOLUTE, CONTRAST, EARLY, FALL, FORECASTS, HELD, LATE, STRICT, VERSIONS
from sim.verdict.verdicts import judge_forecasts
from sim.verdict.words import AGREES, CONTRADICTS, OPEN, PEOPLE, RELATIVE, SAME, TOO_SHORT
from tests.verdict.made import JUDGED, every, only, table, worlds

CLEAR = 3.0  # smallest effects of interest
FIRST, SECOND, THIRD = VERSIONS
HARD_LINE = ("rad_share_short", "rad_fighters_short")
CHAOS = ("deaths_without_reprisals_short", "ungoverned_short", "turnover_short", "effective_number_short")


def word(number, fall=None, broken=None, unsettled=()):
    return judge_forecasts(worlds(fall, broken, unsettled))[number].word


def clearly(*names, by=CLEAR):
    return dict.fromkeys(names, by)


# ---------------------------------------------------------------- F1
@pytest.mark.parametrize(("share", "said"), [(0.0, AGREES), (0.05, AGREES), (0.3, OPEN), (0.9, CONTRADICTS)])
def test_f1_reads_the_share_of_fall_runs_at_peace(share, said):
    assert word("F1", {"pacified": share}) == said


@pytest.mark.parametrize("share", [0.09, 0.53])
def test_f1_is_undecided_while_the_interval_lies_across_the_threshold(share):
    assert word("F1", {"pacified": share}) == OPEN


@pytest.mark.parametrize(
    ("fall", "broken", "said"),
    [(0.5, 0.5, AGREES), (0.4, 0.9, AGREES), (0.9, 0.5, CONTRADICTS), (0.60, 0.52, OPEN)],
)
def test_f1_held_against_a_broken_siege_asks_whether_the_fall_helps(fall, broken, said):
    found = judge_forecasts(worlds({"pacified": fall}, every({"pacified": broken})))["F1"]
    assert found.reading(CONTRAST, LATE).word == said


def test_f1_gives_the_word_of_the_absolute_reading_and_shows_the_other_two():
    found = judge_forecasts(worlds({"pacified": 0.9, "pacified_strict": 0.0}, every({"pacified": 0.9})))["F1"]
    assert found.word == CONTRADICTS
    assert found.headline.kind == ABSOLUTE
    assert found.reading(CONTRAST, LATE).word == AGREES
    assert found.reading(STRICT, LATE).word == AGREES


# ---------------------------------------------------------------- F2
@pytest.mark.parametrize(
    ("fall", "said"),
    [
        (clearly(*HARD_LINE), AGREES),
        (clearly("rad_share_short"), RELATIVE),
        ({"rad_share_short": CLEAR, "rad_fighters_short": -CLEAR}, RELATIVE),
        (clearly("rad_fighters_short"), OPEN),
        (clearly(*HARD_LINE, by=-CLEAR), CONTRADICTS),
        (clearly("rad_share_short", by=-CLEAR), OPEN),
        ({}, SAME),
        (clearly("rad_share_long", "rad_fighters_long"), SAME),
    ],
)
def test_f2_needs_share_and_number_and_calls_the_share_alone_relative(fall, said):
    assert word("F2", fall) == said


@pytest.mark.parametrize("name", HARD_LINE)
def test_f2_is_undecided_where_the_runs_do_not_tell(name):
    assert word("F2", unsettled=(name,)) == OPEN


# ---------------------------------------------------------------- F3
@pytest.mark.parametrize(
    ("fall", "said"),
    [
        (clearly(*CHAOS[:2]), AGREES),
        (clearly(*CHAOS), AGREES),
        (clearly(CHAOS[0]), OPEN),
        (clearly(*CHAOS[:3]) | clearly(CHAOS[3], by=-CLEAR), OPEN),
        (clearly(*CHAOS[2:], by=-CLEAR), CONTRADICTS),
        (clearly(*CHAOS[1:], by=-CLEAR) | clearly(CHAOS[0]), OPEN),
        ({}, SAME),
    ],
)
def test_f3_needs_two_of_four_and_none_the_other_way(fall, said):
    assert word("F3", fall) == said


def test_f3_is_no_practical_difference_only_if_all_four_are():
    assert word("F3", unsettled=(CHAOS[1],)) == OPEN


def test_f3_does_not_count_reprisals():
    assert not any("reprisal" in name and "without" not in name for name in JUDGED)


# ---------------------------------------------------------------- F4
@pytest.mark.parametrize(
    ("fall", "said"),
    [
        (clearly("outflow", "tension_long"), AGREES),
        (clearly("outflow", "populism_long"), AGREES),
        (clearly("outflow"), PEOPLE),
        (clearly("outflow") | clearly("tension_long", by=-CLEAR), PEOPLE),
        (clearly("tension_long", "populism_long"), OPEN),
        (clearly("outflow", "tension_long", by=-CLEAR), CONTRADICTS),
        (clearly("outflow", by=-CLEAR), OPEN),
        ({}, SAME),
    ],
)
def test_f4_needs_people_and_politics(fall, said):
    assert word("F4", fall) == said


# ---------------------------------------------------------------- F5
LASTING_EARLY = clearly(*HARD_LINE, *CHAOS)
LASTING_LATE = clearly(*(name.replace("_short", "_long") for name in (*HARD_LINE, *CHAOS)))


@pytest.mark.parametrize(
    ("fall", "said"),
    [
        (LASTING_EARLY | LASTING_LATE, AGREES),
        (LASTING_EARLY, CONTRADICTS),  # there early, surely gone late
        (LASTING_LATE, OPEN),  # late only: nothing that lasts
        (LASTING_EARLY | dict.fromkeys(LASTING_LATE, -CLEAR), CONTRADICTS),
        (LASTING_EARLY | LASTING_LATE | {"pacified": 0.3}, OPEN),
        (LASTING_EARLY | LASTING_LATE | {"pacified": 0.9}, CONTRADICTS),
        (LASTING_EARLY | LASTING_LATE | {"pacified": 0.9, "pacified_short": 0.9}, CONTRADICTS),
        ({}, SAME),
    ],
)
def test_f5_asks_that_f1_to_f3_hold_late_as_well_as_early(fall, said):
    assert word("F5", fall) == said


# ---------------------------------------------------------------- side tests
@pytest.mark.parametrize(("level", "said"), [(60.0, AGREES), (5.0, CONTRADICTS)])
def test_t04_asks_for_a_fifth_of_the_mainstream_in_four_runs_of_five(level, said):
    made = worlds()
    made[FALL]["mainstream_left"] = level
    assert judge_forecasts(made)["T04"].word == said


def test_t04_counts_runs_and_not_fighters():
    made = worlds()
    made[FALL]["mainstream_left"] = [1000.0] * 100 + [0.0] * 100
    assert judge_forecasts(made)["T04"].word == CONTRADICTS
    made[FALL]["mainstream_left"] = [20.0] * 160 + [19.0] * 40
    assert judge_forecasts(made)["T04"].word == OPEN


@pytest.mark.parametrize(("by", "said"), [(CLEAR, AGREES), (-CLEAR, CONTRADICTS), (0, SAME)])
def test_t31_is_the_outflow_alone(by, said):
    assert word("T31", clearly("outflow", by=by)) == said


def test_t42_reads_late_what_f2_reads_early():
    late = clearly("rad_share_long", "rad_fighters_long")
    assert (word("T42", late), word("F2", late)) == (AGREES, SAME)


@pytest.mark.parametrize(("fall", "said"), [(0.2, AGREES), (0.8, CONTRADICTS), (0.5, SAME)])
def test_talks_fail_where_settlements_are_rarer(fall, said):
    assert word("talks", {"settled": fall}) == said


# ---------------------------------------------------------------- three broken sieges
@pytest.mark.parametrize(
    ("unlike", "said"), [((), AGREES), ((FIRST,), AGREES), ((FIRST, THIRD), SAME), ((FIRST, SECOND, THIRD), SAME)]
)
def test_two_of_three_broken_sieges_make_a_verdict(unlike, said):
    as_bad = only(*unlike, changes=clearly(*HARD_LINE))
    assert word("F2", clearly(*HARD_LINE), as_bad) == said


def test_three_broken_sieges_that_all_say_something_else_make_no_verdict():
    as_bad, worse = (only(each, changes=clearly(*HARD_LINE, by=by)) for each, by in ((FIRST, CLEAR), (SECOND, 9)))
    assert word("F2", clearly(*HARD_LINE), as_bad | worse) == OPEN


def test_the_version_led_by_al_qaeda_is_always_shown():
    found = judge_forecasts(worlds(clearly(*HARD_LINE), only(FIRST, changes=clearly(*HARD_LINE))))["F2"]
    assert found.headline.by_version[FIRST] == SAME
    assert found.word == AGREES


def test_the_road_held_for_half_a_year_is_shown_and_does_not_count():
    plain = judge_forecasts(worlds(clearly(*HARD_LINE)))["F2"]
    held = judge_forecasts(worlds(clearly(*HARD_LINE), {HELD: clearly(*HARD_LINE, by=9)}))["F2"]
    assert held.headline.by_version[HELD] == CONTRADICTS
    assert held.word == plain.word == AGREES


def test_a_version_that_agrees_bears_out_the_share_alone():
    number_too = only(FIRST, changes=clearly("rad_fighters_short"))
    fall = clearly(*HARD_LINE)
    assert word("F2", fall, number_too | only(SECOND, changes=clearly("rad_fighters_short"))) == RELATIVE


def test_missing_versions_are_not_guessed():
    made = worlds(clearly(*HARD_LINE))
    del made[THIRD]
    assert judge_forecasts(made)["F2"].word == TOO_SHORT


# ---------------------------------------------------------------- fairness
SYMMETRIC = ("F3", "F4", "T31", "talks")
BOTH_WAYS = (
    clearly(*HARD_LINE, *CHAOS, "outflow", "tension_long") | {"settled": 0.1},
    clearly(*HARD_LINE, *CHAOS, "outflow", "tension_long", by=-CLEAR) | {"settled": 0.9},
    clearly(*CHAOS[:2]) | clearly(CHAOS[3], by=-CLEAR),
    {},
)


@pytest.mark.parametrize("fall", BOTH_WAYS)
@pytest.mark.parametrize("number", ["F2", *SYMMETRIC])
def test_swapping_fall_and_broken_siege_turns_agreement_into_contradiction(fall, number):
    turned = {AGREES: CONTRADICTS, CONTRADICTS: AGREES}
    there = word(number, fall)
    assert word(number, None, every(fall)) == turned.get(there, there)


def test_no_manipulation_check_is_evidence():
    assert [name for name in JUDGED if OUTCOMES[name].role == CHECK] == []


def test_runs_too_short_for_a_window_have_no_verdict_in_it():
    made = {name: each.drop(columns=[n for n in each if not n.endswith("_short")]) for name, each in worlds().items()}
    found = judge_forecasts(made)
    assert {number: each.word for number, each in found.items()} == {
        "F1": TOO_SHORT, "F2": SAME, "F3": SAME, "F4": TOO_SHORT, "F5": TOO_SHORT,
        "T04": TOO_SHORT, "T31": TOO_SHORT, "T42": TOO_SHORT, "talks": TOO_SHORT,
    }  # fmt: skip
    assert found["F1"].reading(ABSOLUTE, EARLY).word == AGREES


def test_what_is_summed_over_a_run_is_not_read_before_week_156():
    made = {name: each.drop(columns="pacified") for name, each in worlds(clearly("outflow")).items()}
    found = judge_forecasts(made)
    assert [found[number].word for number in ("T31", "talks", "F4")] == [TOO_SHORT] * 3
    assert found["T31"].reading(CONTRAST, EARLY).word == SAME


def test_runs_that_do_not_pair_are_refused():
    made = worlds()
    made[FIRST] = made[FIRST].iloc[1:]
    with pytest.raises(ExperimentError, match="do not pair"):
        judge_forecasts(made)


def test_the_order_of_rows_does_not_matter():
    made = worlds(clearly(*HARD_LINE))
    shuffled = {name: each.sample(frac=1, random_state=3) for name, each in made.items()}
    for number, found in judge_forecasts(made).items():
        assert judge_forecasts(shuffled)[number].headline == found.headline


def test_every_outcome_that_is_judged_is_computed():
    assert [name for name in JUDGED if name not in OUTCOMES] == []
    assert table(FALL).columns.tolist() == list(JUDGED)


def test_forecasts_are_those_of_the_ledger():
    from sim.claims import load_claims

    tested = {name for name, each in load_claims().items() if each.status == "test"}
    ours = {each.number for each in FORECASTS}
    assert tested == {number.replace("T", "C") for number in ours - {"talks"}}


def test_no_rule_and_no_decision_knows_a_forecast():
    code = [path for room in ("rules", "rivals", "agents") for path in (SIM / room).glob("*.py")]
    known = re.compile(r"\b(F[1-5]|T04|T31|T42|C04|C31|C42)\b|sim\.(verdict|outcomes|measures|compare)")
    assert [path.name for path in code if known.search(path.read_text(encoding="utf-8"))] == []
    assert len(code) > 20
