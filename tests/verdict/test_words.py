"""The rules as words alone: fair to both sides, and never better off for worse evidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.verdict.words import (
    AGREES,
    CONTRADICTS,
    OPEN,
    PARTIAL,
    SAME,
    alone,
    lasting,
    people_and_politics,
    share_and_number,
    two_of_four,
)

RULES = {
    alone: ("outflow",),
    share_and_number: ("rad_share", "rad_fighters"),
    two_of_four: ("deaths_without_reprisals", "ungoverned", "turnover", "effective_number"),
    people_and_politics: ("outflow", "tension", "populism"),
}
SAID = st.sampled_from((AGREES, CONTRADICTS, SAME, OPEN))
TURNED = {AGREES: CONTRADICTS, CONTRADICTS: AGREES}
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)


def some(data, rule):
    return {stem: data.draw(SAID, stem) for stem in RULES[rule]}


@each_rule
@given(data=st.data())
def test_words_turned_round_turn_the_verdict_round(rule, data):
    words = some(data, rule)
    there = rule(words)
    back = rule({stem: TURNED.get(word, word) for stem, word in words.items()})
    if there not in PARTIAL and back not in PARTIAL:
        assert back == TURNED.get(there, there)
    else:  # a part of the forecast is borne out; its mirror image is no contradiction of the whole
        assert OPEN in (there, back)


@each_rule
@given(data=st.data())
def test_one_more_outcome_that_agrees_never_takes_agreement_away(rule, data):
    words = some(data, rule)
    better = words | {data.draw(st.sampled_from(RULES[rule])): AGREES}
    assert rule(words) != AGREES or rule(better) == AGREES


@each_rule
@given(data=st.data())
def test_no_difference_anywhere_is_no_difference_and_nothing_else_is(rule, data):
    words = some(data, rule)
    assert (rule(words) == SAME) == (set(words.values()) == {SAME})


THREE = st.fixed_dictionaries(dict.fromkeys(("F1", "F2", "F3"), SAID))


@given(THREE, THREE)
def test_only_what_is_there_early_and_late_lasts(early, late):
    found = lasting(early, late)
    assert (found == AGREES) == (set(early.values()) | set(late.values()) == {AGREES})
    if CONTRADICTS in late.values():
        assert found == CONTRADICTS
