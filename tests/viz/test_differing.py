"""The words on charts are those of `aftermath compare`, of the same runs, and of no other rule."""

import json
from dataclasses import replace

import numpy as np
import pandas
import pytest

from sim.cli.screen import WORDS
from sim.compare import HIGHER, LOWER, OPEN, SAME, TOO_FEW, compare
from sim.outcomes import OUTCOMES, outcomes_of
from sim.runs import run_specs
from tests.viz.made_up import results_of, with_measure
from viz.screen.chart_data import charts_text
from viz.screen.differing import A_AND_B, SIGNS, findings, judged, summary
from viz.screen.measures import MEASURES
from viz.screen.results import JUDGED_BY, Results, trim
from viz.screen.worlds import GHOST, world_of

RUNS, WEEKS, SEED = 6, 156, 3
WORLDS = {"a": world_of("aleppo_falls", "contested"), "b": world_of("siege_broken_turkey", "contested")}
BARE = [name for name, each in MEASURES.items() if not each.outcomes]


@pytest.fixture(scope="module")
def told() -> tuple[dict[str, Results], pandas.DataFrame]:
    """Runs as the screen keeps them, and what the command line makes of the same runs."""
    run = {
        side: run_specs([world.point.spec(each) for each in range(RUNS)], weeks=WEEKS, random_seed=SEED, postings=False)
        for side, world in WORLDS.items()
    }
    kept = {side: trim(each, WORLDS[side], range(RUNS)) for side, each in run.items()}
    return kept, compare(*(outcomes_of(each) for each in run.values()))


def with_outcome(results: Results, name: str, values: object) -> Results:
    return replace(results, outcomes={**results.outcomes, name: np.asarray(values, float)})


def test_every_word_and_number_is_that_of_the_command_line(told: tuple[dict[str, Results], pandas.DataFrame]) -> None:
    kept, rows = told
    words = set()
    for name, measure in MEASURES.items():
        for found in judged(name, kept["a"], kept["b"]) if measure.outcomes else ():
            theirs = rows.loc[found.outcome]
            assert found.word == theirs["word"]
            pandas.testing.assert_series_equal(
                pandas.Series(found.row)[rows.columns], theirs, check_names=False, rtol=0, atol=0
            )
            words.add(found.word)
    assert len(words) > 1


def test_the_words_are_written_as_the_command_line_writes_them() -> None:
    for word, (shown, _) in WORDS.items():
        assert f"{SIGNS[word]} {A_AND_B.get(word, word)}" == shown


def test_a_chart_is_judged_first_by_the_outcome_that_its_why_leads_to() -> None:
    worlds = [results_of(3, WEEKS)] * 2
    for chart in json.loads(charts_text({}, dict(zip("ab", worlds, strict=True)), False))["charts"]:
        found = judged(chart["name"], *worlds)
        assert found[0].outcome == chart["outcome"]
        assert {each.outcome for each in found} == set(MEASURES[chart["name"]].outcomes or ("",))


def test_a_certain_difference_too_small_to_matter_is_none() -> None:
    a = results_of(20, WEEKS)
    small, large = OUTCOMES["support"].sesoi * 0.5, OUTCOMES["support"].sesoi * 1.5
    assert judged("support", with_outcome(a, "support", [small] * 20), a)[0].word == SAME
    assert judged("support", with_outcome(a, "support", [large] * 20), a)[0].word == HIGHER
    assert judged("support", a, with_outcome(a, "support", [large] * 20))[0].word == LOWER


def test_what_differs_early_and_not_late_is_said_beside_the_word() -> None:
    none = results_of(20, WEEKS)
    early = with_outcome(none, "deaths_short", [2 * OUTCOMES["deaths_short"].sesoi] * 20)
    found = findings({"a": early, "b": none})["deaths"]["found"]
    assert found["word"] == SAME
    assert found["early"] == ["▲ higher in A in weeks 4–52"]
    lasting = with_outcome(early, "deaths_long", [2 * OUTCOMES["deaths_long"].sesoi] * 20)
    assert findings({"a": lasting, "b": none})["deaths"]["found"]["early"] == []


def test_pairs_share_their_replicate_and_no_other() -> None:
    luck = np.linspace(0, 1e6, 12)
    one = with_outcome(results_of(12, WEEKS), "refugees_abroad", luck + 150_000)
    other = with_outcome(results_of(12, WEEKS), "refugees_abroad", luck)
    assert judged("abroad", one, other)[0].word == HIGHER
    assert judged("abroad", one, with_outcome(other, "refugees_abroad", luck[::-1]))[0].word == OPEN
    assert judged("abroad", one, other.first(8))[0].row["pairs"] == 8


def test_fewer_than_three_pairs_say_nothing() -> None:
    assert {judged(name, *[results_of(2, WEEKS)] * 2)[0].word for name in MEASURES if name not in BARE} == {TOO_FEW}


@pytest.mark.parametrize("name", BARE)
def test_a_measure_without_an_outcome_is_judged_in_its_last_week_and_says_so(name: str) -> None:
    none = results_of(20, WEEKS)
    weeks = np.zeros((20, WEEKS + 1))
    weeks[:, :-1] = 50
    assert judged(name, with_measure(none, name, weeks), none)[0].word == SAME
    weeks[:, -1] = 0.01
    found = findings({"a": with_measure(none, name, weeks), "b": none})[name]["found"]
    assert found["word"] == "higher in A, by any size"
    assert f"week {WEEKS}" in found["says"][0]
    assert "any difference counts" in found["says"][0]


def test_worlds_that_are_the_same_differ_in_nothing() -> None:
    one = results_of(96, WEEKS)  # of fewer, nothing could be said of what is yes or no
    found = summary(findings({"a": one, "b": one}))
    assert found["ab"] == {"higher": [], "lower": [], "same": list(MEASURES), "open": []}
    assert "a" not in found


def test_what_a_change_moved_is_told_of_each_world_and_of_their_difference() -> None:
    none = results_of(8, WEEKS)
    more = with_outcome(none, "support", [1000.0] * 8)
    found = summary(findings({"a": more, "b": none, f"{GHOST}a": none, f"{GHOST}b": none}))
    assert found["a"]["higher"] == ["support"]
    assert found["b"]["higher"] == found["b"]["lower"] == []
    assert found["turned"] == [{"name": "support", "was": SAME, "is": "higher in A"}]


def test_a_change_that_moves_both_worlds_alike_turns_nothing() -> None:
    none = results_of(8, WEEKS)
    less = with_outcome(none, "support", [-1000.0] * 8)
    found = summary(findings({"a": less, "b": less, f"{GHOST}a": none, f"{GHOST}b": none}))
    assert found["a"]["lower"] == found["b"]["lower"] == ["support"]
    assert found["turned"] == []


def test_nothing_is_found_before_there_are_runs() -> None:
    text = json.loads(charts_text({}, {}, False))
    assert text["summary"] == {}
    assert all(chart["findings"] == {} for chart in text["charts"])


def test_every_measure_with_an_outcome_has_it_from_the_same_record(
    told: tuple[dict[str, Results], pandas.DataFrame],
) -> None:
    kept, _ = told
    assert {each.name for each in JUDGED_BY} == set(kept["a"].outcomes)
    assert all(each.dtype == np.float64 for each in kept["a"].outcomes.values())
