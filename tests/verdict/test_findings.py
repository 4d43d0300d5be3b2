"""What is found is told whole: sentences for every word, rows for every number, checks apart from evidence."""

import re

import numpy as np
import pytest

from sim.outcomes import CHECK, OUTCOMES
from sim.verdict import checks
from sim.verdict.attribution import CLAIMS
from sim.verdict.checks import EXPECTED, check_machinery
from sim.verdict.findings import find
from sim.verdict.forecasts import FALL, FORECASTS, VERSIONS
from sim.verdict.robustness import FRAGILE, NOT_ASKED, NOT_ASSESSED, RARE, ROBUST, assess, label, words_at
from sim.verdict.rows import as_rows
from sim.verdict.sentences import SENTENCES, over_ranges
from sim.verdict.verdicts import judge_forecasts
from sim.verdict.words import AGREES, CONTRADICTS, OPEN, PEOPLE, RELATIVE, SAME, VERDICTS
from tests.verdict.made import only, worlds
from tests.verdict.test_forecasts import CLEAR, HARD_LINE, clearly

FIRST = next(iter(VERSIONS))


def with_checks(made, **levels):
    """Made-up worlds with a level for every manipulation check, a little different in each run."""
    for each in made.values():
        for name in EXPECTED:
            each[name] = levels.get(name, 0.0) + np.linspace(0, 0.01, len(each)) * OUTCOMES[name].sesoi
    return made


def found(fall=None, broken=None, **levels):
    return find(with_checks(worlds(fall, broken), **levels), with_checks(worlds()), "claims")


# ---------------------------------------------------------------- sentences
@pytest.mark.parametrize("forecast", FORECASTS, ids=lambda each: each.number)
def test_every_word_a_forecast_can_get_has_a_sentence(forecast):
    can = {AGREES, CONTRADICTS, OPEN}
    can |= {SAME} if forecast.threshold is None else set()
    can |= {RELATIVE} if forecast.number in ("F2", "T42") else set()
    can |= {PEOPLE} if forecast.number == "F4" else set()
    assert set(SENTENCES[forecast.number]) == can


@pytest.mark.parametrize("fall", [{}, clearly(*HARD_LINE), {"pacified": 0.3}, {"pacified": 0.9, "settled": 0.1}])
def test_sentences_are_whole(fall):
    for sentence in found(fall).sentences.values():
        assert re.fullmatch(r"[A-Z].*\.", sentence)
        assert not re.search(r"[{}]|nan|  |\.\.", sentence)


def test_a_sentence_says_where_it_comes_from_and_what_was_on():
    assert found(clearly(*HARD_LINE)).sentences["F2"].endswith("it comes from the claims.")


def test_a_sentence_names_the_broken_siege_that_says_otherwise():
    told = found(clearly(*HARD_LINE), only(FIRST, changes=clearly(*HARD_LINE))).sentences["F2"]
    assert "Not so against the siege broken where al-Qaeda's group leads: no practical difference." in told


def test_f1_tells_both_readings():
    told = found({"pacified": 0.3}).sentences["F1"]
    assert "30\u00a0% of the runs find peace" in told
    assert "broken siege" in told


# ---------------------------------------------------------------- rows
def test_rows_hold_every_verdict_and_every_number_behind():
    of = found(clearly(*HARD_LINE))
    rows = of.rows()
    verdicts = rows[rows["kind"] == "verdict"].set_index("number")
    assert verdicts.index.tolist() == [each.number for each in FORECASTS]
    assert verdicts.loc["F2", "word"] == AGREES
    assert verdicts.loc["F2", "attribution"] == CLAIMS
    assert set(verdicts["robustness"]) == {NOT_ASSESSED}
    contrasts = rows[(rows["kind"] == "contrast") & (rows["number"] == "F2") & (rows["versus"] == FIRST)]
    assert contrasts["outcome"].tolist() == [*HARD_LINE, "rad_share_long", "rad_fighters_long"]
    first = contrasts.iloc[0]
    assert first["difference"] == pytest.approx(first["fall"] - first["broken"])
    assert first["low"] < first["difference"] < first["high"]
    assert first["excess"] == pytest.approx(first["difference"] - first["null_difference"])
    assert set(rows.loc[rows["kind"] == "check", "outcome"]) == set(EXPECTED)


def test_robustness_goes_into_the_rows():
    words = [{number: AGREES for number in judge_forecasts(worlds())}] * 4
    rows = as_rows(judge_forecasts(worlds(clearly(*HARD_LINE))), (), assess(words, 20), dict.fromkeys(SENTENCES, ""))
    verdicts = rows[rows["kind"] == "verdict"].set_index("number")
    assert verdicts.loc["F2", ["robustness", "share_of_points", "points"]].tolist() == [ROBUST, 1.0, 4]
    assert verdicts.loc["F3", ["robustness", "share_of_points"]].tolist() == [RARE, 0.0]


# ---------------------------------------------------------------- manipulation checks
def test_a_check_compares_the_fall_with_rules_and_without():
    told = {each.outcome.name: each for each in found(irremovability=0.3, support=-900, willingness=20).checks}
    assert told["irremovability"].word == checks.WORKS
    assert told["irremovability"].moved.mean == pytest.approx(0.3)
    assert told["support"].word == checks.WORKS
    assert told["willingness"].word == checks.WRONG_WAY
    assert told["betrayal"].word == checks.STILL


def test_a_check_that_moves_by_less_than_matters_is_said_to():
    told = {each.outcome.name: each.word for each in found(support=-100).checks}
    assert told["support"] == checks.SMALL


def test_checks_are_the_manipulation_checks_and_nothing_else():
    assert {OUTCOMES[name].role for name in EXPECTED} == {CHECK}
    checks_of_ours = {name for name, each in OUTCOMES.items() if each.role == CHECK}
    assert {re.sub("_short$|_long$", "", name) for name in EXPECTED} == {
        re.sub("_short$|_long$", "", name) for name in checks_of_ours
    }


def test_checks_name_claims_of_the_ledger_that_are_mechanisms():
    from sim.claims import load_claims

    assert {load_claims()[claim].kind for claim, _ in EXPECTED.values()} == {"mechanism"}


def test_runs_without_an_outcome_have_no_such_check():
    made, null = with_checks(worlds()), with_checks(worlds())
    for each in (*made.values(), *null.values()):
        del each["returns"]
    assert "returns" not in {each.outcome.name for each in check_machinery(made, null)}
    assert FALL in made


# ---------------------------------------------------------------- robustness
@pytest.mark.parametrize(
    ("share", "said"), [(1.0, ROBUST), (0.8, ROBUST), (0.79, FRAGILE), (0.2, FRAGILE), (0.19, RARE), (0.0, RARE)]
)
def test_labels_follow_the_share_of_points(share, said):
    assert label(share) == said


def test_shares_of_points_are_counted_by_word_and_the_most_frequent_comes_first():
    points = [{"F1": SAME}, {"F1": AGREES}, {"F1": SAME}, {"F1": SAME}]
    of = assess(points, pairs=20)
    assert of.shares["F1"] == {SAME: 0.75, AGREES: 0.25}
    assert (of.points, of.pairs) == (4, 20)
    assert of.label("F1", SAME) == FRAGILE
    assert of.label("F1", CONTRADICTS) == RARE
    told = over_ranges(of, "F1")
    assert told.startswith("Over 4 points in the stated ranges, 20 pairs each and read off means: ")
    assert told.endswith("no practical difference 75\u00a0%, agrees 25\u00a0%.")


def test_an_undecided_forecast_has_nothing_that_could_be_robust():
    assert assess([{"F1": OPEN}], pairs=20).label("F1", OPEN) == NOT_ASKED


def test_words_at_a_point_of_few_pairs_come_from_means():
    few = {name: each.iloc[:20] for name, each in worlds(clearly(*HARD_LINE)).items()}
    words = words_at(few)
    assert words["F1"] == AGREES  # none of 20 at peace; by an interval it would be undecided
    assert words["F2"] == AGREES
    assert set(words.values()) <= set(VERDICTS)
    assert judge_forecasts(few)["F1"].word == OPEN
    assert CLEAR > 1
