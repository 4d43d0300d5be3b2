"""The address restores everything; a wrong or hostile one says what is wrong and does nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.paths import SCENARIOS
from sim.scenario import POLICIES, WEEKS, names
from tests.viz.readers import states
from viz.reader.link import LONGEST, MOST_PROBLEMS, VERSION, decode, encode
from viz.reader.state import (
    State,
)


@given(states())
def test_a_link_restores_everything_to_the_last_bit(state):
    assert decode(encode(state)) == (state, ())


def test_no_link_is_the_first_page():
    assert decode(None) == decode("") == decode(encode(State())) == (State(), ())


@given(st.text(max_size=300))
def test_no_text_whatever_breaks_the_page(text):
    state, problems = decode(text)
    assert isinstance(state, State)
    assert all(each.isprintable() for each in problems)
    assert decode(encode(state)) == (state, ())


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("v=1&a=../../etc/passwd", "a: there is no '../../etc/passwd'"),
        ("v=1&a=scenarios/reference.toml", "a: there is no"),
        ("v=1&b=reference+nothing", "policy: there is no 'nothing'"),
        ("v=1&b=reference+nothing@9", "policy: there is no 'nothing'"),
        ("v=1&a=../../etc/passwd@9", "a: there is no '../../etc/passwd'"),
        ("v=1&a=scenarios/reference.toml@9", "a: there is no"),
        ("v=1&a=reference@9", "forces nothing that could begin in week 9"),
        ("v=1&a=@9", "a: there is no ''"),
        ("v=1&a=aleppo_falls@", "'' is no week in which it could begin"),
        ("v=1&a=aleppo_falls@<script>", "'<script>' is no week in which it could begin"),
        ("v=1&a=aleppo_falls@3%00", "is no week in which it could begin"),
        ("v=1&a=aleppo_falls@9@10", "there is no 'aleppo_falls@9'"),
        ("v=1&b=reference+us_repudiates+us_repudiates", "is there already"),
        ("v=1&set=essai", "did you mean 'essay'"),
        ("v=1&claims=C99:1", "no claim 'C99'"),
        ("v=1&claims=C11:1", "no claim 'C11'"),
        ("v=1&claims=C14:nan", "not a name and a number"),
        ("v=1&claims=C14", "not a name and a number"),
        ("v=1&parameters=__import__('os'):1", "no parameter"),
        ("v=1&parameters=hopeless_cause_cuts_losses.strength:1", "no parameter"),
        ("v=1&week=soon", "not a whole number"),
        ("v=1&seed=1e99", "not a whole number"),
        ("v=1&week=999", "156 is shown"),
        ("v=1&difference=maybe", "there is no 'maybe'"),
        ("v=1&script=alert(1)", "no part of a link"),
        (f"v={VERSION + 1}&a=reference", "another version"),
        ("v=1&week=" + "9" * 200, "not a whole number"),
        ("&" * 500 + "a=1", "no 'a'|there is no '1'|too many parts"),
    ],
)
def test_a_wrong_link_says_what_is_wrong(query, words):
    state, problems = decode(query)
    assert any(word in " ".join(problems) for word in words.split("|"))
    assert encode(state) == encode(State()) or state.week == WEEKS


def test_what_is_right_in_a_wrong_link_still_counts():
    state, problems = decode("v=1&a=nowhere&b=reference&claims=C14:0.5")
    assert (state.a, state.b, state.strengths) == ("aleppo_falls", "reference", (("C14", 0.5),))
    assert len(problems) == 1


def test_numbers_out_of_range_are_brought_into_it():
    state, problems = decode("v=1&claims=C14:9&parameters=hopeless_cause_cuts_losses.despair:-5")
    assert state.strengths == (("C14", 2.0),)
    assert dict(state.parameters) == {"hopeless_cause_cuts_losses.despair": 0.0}
    assert len(problems) == 2


@pytest.mark.parametrize(("week", "near"), [("0", 1), ("157", 156), ("9" * 3000, 156)])
def test_a_week_beyond_the_run_is_brought_into_it_and_said(week, near):
    state, problems = decode(f"v=1&a=siege_broken@{week}&b=reference+us_repudiates@{week}")
    assert (state.a, state.b) == (f"siege_broken@{near}", f"reference+us_repudiates@{near}")
    assert [each.endswith(f"is outside 1 to {WEEKS}; it begins in week {near}.") for each in problems] == [True, True]
    assert max(map(len, problems)) < 200


def test_a_link_says_weeks_plainly_and_leaves_out_those_that_are_the_scenarios_own():
    state = State(a="aleppo_falls@9", b="siege_broken+us_repudiates@20")
    assert encode(state) == "v=1&a=aleppo_falls@9&b=siege_broken+us_repudiates@20"
    assert decode("v=1&a=aleppo_falls%403&b=siege_broken@03+us_repudiates@20") == (replace(state, a="aleppo_falls"), ())


def test_a_very_long_link_is_not_read():
    state, problems = decode("v=1&claims=" + "C14:1," * LONGEST)
    assert state == State()
    assert "longer than" in problems[0]


def test_a_link_full_of_mistakes_does_not_fill_the_page():
    _, problems = decode("v=1&claims=" + ",".join(f"X{n}:1" for n in range(60)))
    assert len(problems) == MOST_PROBLEMS + 1


def test_every_policy_can_stand_in_a_link():
    for policy in names(SCENARIOS / POLICIES):
        assert decode(f"a=reference+{policy}") == (State(a=f"reference+{policy}"), ())
