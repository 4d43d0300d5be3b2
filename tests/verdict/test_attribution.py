"""Attribution: what is there without the claims is no evidence for them, and what is not comes from them."""

import pytest

from sim.compare import HIGHER, LOWER, OPEN, SAME
from sim.verdict.attribution import BACKGROUND, CLAIMS, NOTHING, PARTLY, UNDECIDED, attribute, together
from sim.verdict.forecasts import CONTRAST, LATE, VERSIONS
from sim.verdict.verdicts import judge_forecasts
from sim.verdict.words import AGREES, CONTRADICTS
from tests.verdict.made import every, only, worlds
from tests.verdict.test_forecasts import CHAOS, CLEAR, HARD_LINE, LASTING_EARLY, LASTING_LATE, clearly

FIRST = next(iter(VERSIONS))


def source(number, on, null, broken=None):
    return judge_forecasts(worlds(on, broken), worlds(null))[number].attribution


@pytest.mark.parametrize(
    ("seen_in_null", "excess", "said"),
    [
        (False, HIGHER, CLAIMS),
        (True, HIGHER, PARTLY),
        (True, OPEN, BACKGROUND),
        (True, SAME, BACKGROUND),
        (True, LOWER, BACKGROUND),
        (False, SAME, BACKGROUND),
        (False, LOWER, BACKGROUND),
        (False, OPEN, UNDECIDED),
    ],
)
def test_each_case_has_its_word(seen_in_null, excess, said):
    assert attribute(seen_in_null, excess, HIGHER) == said


def test_together_one_word_needs_all_parts():
    assert together([CLAIMS, CLAIMS]) == CLAIMS
    assert together([CLAIMS, BACKGROUND]) == PARTLY
    assert together([BACKGROUND, UNDECIDED]) == UNDECIDED
    assert together([]) == NOTHING


@pytest.mark.parametrize(
    ("null", "said"),
    [
        ({}, CLAIMS),
        (clearly(*HARD_LINE), BACKGROUND),
        (clearly(*HARD_LINE, by=9), BACKGROUND),
        (clearly(*HARD_LINE, by=-CLEAR), CLAIMS),
        (clearly(*HARD_LINE, by=1.5), PARTLY),
        (clearly("rad_share_short"), PARTLY),
    ],
)
def test_a_contrast_is_attributed_by_what_it_exceeds_the_null_by(null, said):
    assert source("F2", clearly(*HARD_LINE), null) == said


def test_a_contradiction_is_attributed_too():
    assert source("F3", clearly(*CHAOS, by=-CLEAR), {}) == CLAIMS
    assert source("F3", clearly(*CHAOS, by=-CLEAR), clearly(*CHAOS, by=-CLEAR)) == BACKGROUND


def test_what_is_not_clear_is_not_attributed():
    assert source("F2", {}, clearly(*HARD_LINE)) == NOTHING


def test_versions_that_do_not_bear_the_verdict_out_do_not_attribute_it():
    other = only(FIRST, changes=clearly(*HARD_LINE))
    found = judge_forecasts(worlds(clearly(*HARD_LINE), other), worlds(clearly("rad_share_long")))["F2"]
    assert found.attribution == CLAIMS


@pytest.mark.parametrize(("without", "said"), [(0.0, BACKGROUND), (0.02, BACKGROUND), (0.4, CLAIMS)])
def test_a_war_that_goes_on_without_the_claims_is_no_evidence_for_them(without, said):
    assert source("F1", {"pacified": 0.0}, {"pacified": without}) == said


def test_a_peace_that_claims_bring_comes_from_them():
    found = judge_forecasts(worlds({"pacified": 0.9}), worlds())["F1"]
    assert (found.word, found.attribution) == (CONTRADICTS, CLAIMS)


def test_a_fall_that_helps_as_little_without_claims_is_background():
    found = judge_forecasts(worlds(), worlds())["F1"].reading(CONTRAST, LATE)
    assert (found.word, found.attribution) == (AGREES, BACKGROUND)


def test_a_fall_that_would_help_without_claims_shows_what_claims_do():
    null = worlds({"pacified": 0.8}, every({"pacified": 0.3}))
    found = judge_forecasts(worlds({"pacified": 0.3}, every({"pacified": 0.3})), null)["F1"].reading(CONTRAST, LATE)
    assert (found.word, found.attribution) == (AGREES, CLAIMS)


def test_duration_comes_from_the_claims_only_if_all_that_lasts_does():
    assert source("F5", LASTING_EARLY | LASTING_LATE, {"pacified": 0.8, "pacified_short": 0.8}) == CLAIMS
    assert source("F5", LASTING_EARLY | LASTING_LATE, {}) == PARTLY


def test_without_a_null_nothing_is_attributed():
    assert judge_forecasts(worlds(clearly(*HARD_LINE)))["F2"].attribution in (NOTHING, "")
