"""The judge: thresholds by intervals, sweeps by estimates, and one judge for both sides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import compare
from sim.outcomes import OUTCOMES
from sim.verdict.judge import Judge
from sim.verdict.words import AGREES, CONTRADICTS, OPEN, PARTIAL, SAME, VERDICTS, over_versions

SURE, ROUGH = Judge(sure=True), Judge(sure=False)
RAD = OUTCOMES["rad_share_short"]
PEACE = OUTCOMES["pacified"]


def runs(yes, of):
    return (np.arange(of) < yes).astype(float)


@pytest.mark.parametrize(("yes", "of", "said"), [(0, 20, OPEN), (0, 40, AGREES), (20, 20, CONTRADICTS), (5, 10, OPEN)])
def test_a_share_needs_runs_enough_to_lie_beyond_its_threshold(yes, of, said):
    assert SURE.share(runs(yes, of), 0.10, 0.50).word == said


@pytest.mark.parametrize(("yes", "said"), [(2, AGREES), (3, OPEN), (9, OPEN), (10, CONTRADICTS)])
def test_a_sweep_reads_the_share_itself(yes, said):
    assert ROUGH.share(runs(yes, 20), 0.10, 0.50).word == said


@pytest.mark.parametrize(("mean", "said"), [(6.0, AGREES), (4.0, SAME), (-4.0, SAME), (-6.0, CONTRADICTS)])
def test_a_sweep_reads_the_mean_difference(mean, said):
    found = ROUGH.side(np.full(20, mean), RAD, +1)
    assert found.word == said
    assert np.isnan(found.low)


def test_a_sweep_still_asks_that_most_pairs_agree():
    few_large = np.where(np.arange(20) < 8, 30.0, -1.0)
    assert few_large.mean() > RAD.sesoi
    assert ROUGH.side(few_large, RAD, +1).word == OPEN


@given(st.lists(st.floats(-50, 50), min_size=3, max_size=40))
@pytest.mark.parametrize("judge", [SURE, ROUGH], ids=["sure", "rough"])
def test_both_sides_are_judged_alike(judge, values):
    differences = np.array(values)
    turned = {AGREES: CONTRADICTS, CONTRADICTS: AGREES}
    up, down = judge.side(differences, RAD, +1).word, judge.side(differences, RAD, -1).word
    assert down == turned.get(up, up)


@pytest.mark.parametrize(
    ("more", "less", "said"), [(0, 0, AGREES), (10, 10, AGREES), (60, 0, CONTRADICTS), (22, 10, OPEN), (0, 50, AGREES)]
)
def test_no_gain_asks_the_upper_bound(more, less, said):
    differences = np.zeros(200)
    differences[:more], differences[more : more + less] = 1, -1
    found = SURE.no_gain(differences, PEACE)
    assert found.word == said
    assert (found.high < PEACE.sesoi) == (said == AGREES)


def test_few_pairs_that_all_agree_do_not_prove_that_nothing_is_gained():
    assert SURE.no_gain(np.zeros(8), PEACE).word == OPEN


def test_two_pairs_are_too_few_for_a_word():
    assert SURE.side(np.array([99.0, 99.0]), RAD, +1).word == OPEN


def test_differences_of_differences_of_shares_are_not_called_certain():
    low, high = compare.intervals(np.zeros(8), yes_no=True)[compare.CONFIDENCE]
    assert low < 0 < high
    low, high = compare.intervals(np.full(8, 2.0), yes_no=True)[compare.CONFIDENCE]
    assert 1 < low < high <= 2


@given(st.permutations(VERDICTS).map(lambda words: words[:3]), st.integers(0, 2))
def test_three_different_words_make_none_unless_one_bears_out_another(words, at):
    found = over_versions(words)
    assert found == OPEN or (found in PARTIAL and {found, AGREES} <= set(words))


@given(st.lists(st.sampled_from(VERDICTS), min_size=3, max_size=3))
def test_the_order_of_versions_does_not_matter(words):
    assert over_versions(words) == over_versions(words[::-1]) == over_versions(sorted(words))
