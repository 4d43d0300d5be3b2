"""The facts of hindsight: nothing later than January 2018, nothing guessed from after day 0, errors that help."""

import csv
import math
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from sim.errors import DataError
from sim.hindsight.facts import DAY_0, OBSERVED, load_facts, mapped, not_mapped, week_of
from sim.hindsight.measures import MEASURES, mapped_facts

LAST_DAY = date(2018, 1, 31)
Edit = Callable[[list[dict[str, str]]], None]


def edited(folder: Path, change: Edit) -> Path:
    with OBSERVED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    header = list(rows[0])
    change(rows)
    path = folder / "observed.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def cells(fact: str, **values: str) -> Edit:
    def change(rows: list[dict[str, str]]) -> None:
        next(row for row in rows if row["id"] == fact).update(values)

    return change


# ---------------------------------------------------------------- what is there
def test_thirty_facts_are_carried_and_every_one_is_mapped_or_says_why_not():
    facts = load_facts()
    assert len(facts) == 30
    assert len(mapped(facts.values())) + len(not_mapped(facts.values())) == 30
    assert all(len(fact.why_not.split()) > 5 for fact in not_mapped(facts.values()))


def test_every_measure_stands_for_a_fact_and_every_mapped_fact_has_one():
    assert {fact.measure for fact in mapped_facts()} == set(MEASURES)


def test_no_fact_is_dated_or_known_later_than_january_2018():
    for fact in load_facts().values():
        assert DAY_0 <= fact.first_day <= fact.last_day <= LAST_DAY
        assert fact.known_by <= LAST_DAY


def test_no_baseline_rests_on_anything_dated_after_day_0():
    for fact in load_facts().values():
        assert all(day < DAY_0 for day, _ in fact.before)
        assert fact.persistence is None or len(fact.before) >= 1
        assert fact.trend is None or len(fact.before) >= 2


def test_a_fact_that_history_contradicts_is_not_one_that_the_essay_expects():
    for fact in load_facts().values():
        assert (fact.essay_expects == "within") >= (fact.direction == "supports")
        assert not (fact.direction == "contradicts" and fact.essay_expects in ("within", "silent"))


def test_recalled_or_mirrored_sources_are_not_passed_off_as_seen():
    text = OBSERVED.read_text(encoding="utf-8")
    for word in ("blogg.se", "theallineed", "antiwar", "abouttrump", "do not open", "mirror", "excerpt"):
        assert word not in text


# ---------------------------------------------------------------- baselines, by hand
def line(values, day: date) -> float:
    """The straight line through the last two values, at a day."""
    (one, x), (other, y) = values[-2:]
    return y + (y - x) * (day - other).days / (other - one).days


def middle(fact) -> date:
    return fact.first_day + timedelta(days=(fact.last_day - fact.first_day).days // 2)


# what a ratio is taken to: the middle of the period it divides by
AGAINST = {"H-V01": date(2016, 7, 1), "H-V02": date(2016, 11, 15), "H-D05": date(2016, 7, 1)}


@pytest.mark.parametrize("fact", [each for each in load_facts().values() if each.trend is not None], ids=lambda f: f.id)
def test_a_trend_is_the_straight_line_through_the_last_two_values_before_day_0(fact):
    expected = line(fact.before, middle(fact))
    if fact.id in AGAINST:
        expected /= line(fact.before, AGAINST[fact.id])
    assert fact.trend == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(
    "fact", [each for each in load_facts().values() if each.persistence is not None], ids=lambda f: f.id
)
def test_persistence_is_the_last_value_before_day_0_and_one_for_a_ratio_of_years(fact):
    assert fact.persistence == (1.0 if fact.id in AGAINST else fact.before[-1][1])


# ---------------------------------------------------------------- weeks
def test_week_0_is_the_monday_of_28_november_2016_and_weeks_go_to_the_nearest_monday():
    assert (week_of(DAY_0), DAY_0.weekday()) == (0, 0)
    assert week_of(date(2016, 12, 1)) == 0
    assert week_of(date(2016, 12, 2)) == 1
    assert week_of(date(2017, 5, 1)) == 22


def test_the_year_2017_lies_between_mondays_52_weeks_apart():
    deaths = load_facts()["H-V01"]
    assert (deaths.first_week, deaths.last_week) == (5, 57)


def test_the_tolerance_is_half_the_range_and_one_unit_where_the_value_is_exact():
    facts = load_facts()
    assert facts["H-T01"].tolerance == 3.5
    assert facts["H-M02"].tolerance == 1.0
    assert facts["H-B01"].persistence == math.inf


# ---------------------------------------------------------------- errors
WRONG: dict[str, tuple[Edit, list[str]]] = {
    "a window of later years": (
        cells("H-E01", until="2018-02-01"),
        ["line 27", "'until'", "2018-02-01 is later than 2018-01-31"],
    ),
    "knowledge from later years": (cells("H-T01", known_by="2019-03-01"), ["line 2", "'known_by'", "later than"]),
    "a window before day 0": (cells("H-T01", **{"from": "2016-11-01"}), ["line 2", "must begin after 2016-11-28"]),
    "a window that runs backwards": (cells("H-T01", until="2017-04-01"), ["line 2", "end later"]),
    "a date in another order": (cells("H-T01", **{"from": "01/05/2017"}), ["'from'", "01/05/2017", "YYYY-MM-DD"]),
    "weeks that the dates do not give": (cells("H-T01", first_week="25"), ["'first_week'", "25", "give 22"]),
    "a baseline that knows the future": (
        cells("H-T01", before="2017-01-01 17"),
        ["'before'", "2017-01-01 is not before day 0"],
    ),
    "a baseline dated on day 0": (cells("H-T01", before="2016-11-28 17"), ["'before'", "is not before day 0"]),
    "a baseline of nothing": (cells("H-T01", before=""), ["'persistence'", "needs 1 dated values", "has 0"]),
    "a trend through one value": (cells("H-T01", trend="20"), ["'trend'", "needs 2 dated values", "has 1"]),
    "a value before day 0 in words": (cells("H-T01", before="2015-12-01 few"), ["'before'", "'few' is not a number"]),
    "a value before day 0 without date": (cells("H-T01", before="22"), ["'before'", "write date and value"]),
    "a baseline in words": (cells("H-T01", persistence="same"), ["'persistence'", "'same' is not a number"]),
    "a baseline unexplained": (cells("H-T03", baseline_note=""), ["'baseline_note'", "say what"]),
    "low above best": (cells("H-T01", low="30"), ["H-T01 is not in order", "30 <= 19.3"]),
    "a bound in words": (cells("H-T01", high="much"), ["'high'", "'much' is not a number"]),
    "a direction nobody declared": (
        cells("H-T01", direction="suports"),
        ["'direction'", "'suports'", "did you mean 'supports'?"],
    ),
    "an expectation nobody declared": (cells("H-T01", essay_expects="up"), ["'essay_expects'", "'up'", "above"]),
    "an expectation at odds with the direction": (
        cells("H-T02", essay_expects="above"),
        ["line 3", "'above' does not go with 'supports'", "within"],
    ),
    "an unknown claim": (cells("H-T01", claims="C01; C99"), ["'claims'", "unknown claim 'C99'"]),
    "no claim": (cells("H-T01", claims=""), ["'claims'", "is empty"]),
    "neither measure nor reason": (cells("H-T01", measure=""), ["line 2", "either a measure or the reason"]),
    "both measure and reason": (cells("H-T01", why_not="no"), ["line 2", "either a measure or the reason"]),
    "no source": (cells("H-T01", source=" "), ["'source'", "is empty"]),
    "a confidence nobody declared": (cells("H-T01", confidence="sure"), ["'confidence'", "unknown word 'sure'"]),
    "an id used twice": (cells("H-T02", id="H-T01"), ["line 3", "'id'", "'H-T01'", "twice"]),
    "no rows": (lambda rows: rows.clear(), ["has no rows"]),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_broken_fact_is_refused_in_the_readers_words(wrong: str, tmp_path: Path) -> None:
    change, words = WRONG[wrong]
    with pytest.raises(DataError) as refused:
        load_facts(edited(tmp_path, change))
    said = str(refused.value)
    assert said.startswith("observed.csv")
    assert [word for word in words if word not in said] == [], said


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "observed.csv"
    path.write_text(OBSERVED.read_text(encoding="utf-8").replace("essay_expects", "expects", 1), encoding="utf-8")
    with pytest.raises(DataError, match="'essay_expects' is missing"):
        load_facts(path)


def test_themes_stand_together():
    themes = [fact.theme for fact in load_facts().values()]
    runs = 1 + sum(one != other for one, other in pairwise(themes))
    assert runs == len(Counter(themes))
