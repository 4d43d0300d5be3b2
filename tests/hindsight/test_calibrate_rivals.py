"""The fit by rejection: it finds what made a fact, touches no claim, and says what it did."""

from dataclasses import replace

import numpy as np
import pandas
import pytest

from benchmarks import calibrate_rivals as fit
from sim.assumptions import load_assumptions, override
from sim.claims import load_claims
from sim.errors import ExperimentError
from sim.hindsight.facts import load_facts
from sim.rule import rules
from sim.scenario import load_scenario

NEAR_ONE = replace(load_facts()["H-V01"], id="A", theme="war", low=0.9, best=1.0, high=1.1)
OTHER = replace(NEAR_ONE, id="B", theme="talks", low=1.7, best=1.8, high=1.9)
FACTS = {"A": NEAR_ONE, "B": OTHER}


def test_only_rivals_that_the_contested_set_holds_are_fitted():
    chosen = load_assumptions("contested").values
    fitted = {each.name for each in fit.rivals()}
    for name, each in rules().items():
        rival = load_claims()[each.claim].kind == "rival"
        assert (each.strength.name in fitted) == (rival and chosen[f"{name}.strength"] > 0)
    assert all((each.low, each.high) == (0.0, 2.0) for each in fit.rivals())


def test_every_draw_leaves_the_essays_claims_as_stated():
    ranges = fit.rivals()
    stated = override(load_assumptions("contested"), load_scenario("aleppo_falls"))
    drawn = fit.point(ranges, [0.3] * len(ranges)).values
    assert {name for name in drawn if drawn[name] != stated.get(name)} == {each.name for each in ranges}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("hopeless_cause_cuts_losses.steepness", "--also"),
        ("choose_targets.sd", r"did you mean 'choose_targets.sdf'\?"),
    ],
)
def test_a_claims_parameter_or_an_unknown_one_is_refused(name, told):
    with pytest.raises(ExperimentError, match=told):
        fit.background([name])


def test_a_parameter_of_a_rule_is_not_background():
    rule = next(iter(rules().values()))
    name = next(name for name in fit.catalogue() if name.startswith(f"{rule.name}."))
    with pytest.raises(ExperimentError, match="only the background may be fitted"):
        fit.background([name])


def test_draws_cover_every_range_evenly_and_are_the_same_each_time():
    ranges = [fit.Range("a", "a", 0.0, 2.0, 1.0), fit.Range("b", "b", 5.0, 6.0, 5.0)]
    design = fit.draws(ranges, 10)
    assert np.array_equal(design, fit.draws(ranges, 10))
    for values, each in zip(design.T, ranges, strict=True):
        cells = np.floor((values - each.low) / (each.high - each.low) * 10)
        assert sorted(cells) == list(range(10))


def test_no_two_draws_share_their_luck_and_none_has_that_of_the_judges():
    every = [one for each in fit.own_luck(points=5) for one in each]
    assert len(set(every)) == len(every) == 5
    assert max(every) < fit.FRESH


def test_distance_is_the_mean_miss_in_tolerances():
    runs = pandas.DataFrame({"A": [1.0, 1.1, 99.0], "B": [1.8, 1.9, 1.8]})
    assert fit.distances(runs, FACTS) == pytest.approx([0.0, 1.0, 2.5])


def test_the_nearest_share_of_runs_is_kept():
    far = np.array([5.0, 1.0, 3.0, 2.0, 4.0])
    assert fit.accepted(far, 0.4).tolist() == [1, 3]
    assert fit.accepted(far, 0.01).tolist() == [1]


def test_rejection_finds_the_number_that_made_the_fact():
    design = fit.draws([fit.Range("a", "a", 0.0, 2.0, 1.0)], 400)
    noise = np.resize([-0.05, 0.0, 0.05], 400)
    runs = pandas.DataFrame({"A": design[:, 0] + noise})
    kept = design[fit.accepted(fit.distances(runs, FACTS), 0.05), 0]
    assert abs(np.median(kept) - NEAR_ONE.best) < NEAR_ONE.tolerance
    assert np.ptp(kept) < 0.2 * np.ptp(design)


def test_a_theme_left_out_does_not_choose_its_own_numbers():
    design = fit.draws([fit.Range("a", "a", 0.0, 2.0, 1.0)], 400)
    runs = pandas.DataFrame({"A": design[:, 0], "B": design[:, 0]})
    medians = fit.leave_one_out(runs, design, FACTS, 0.05)
    assert medians["war"][0] == pytest.approx(OTHER.best, abs=OTHER.tolerance)
    assert medians["talks"][0] == pytest.approx(NEAR_ONE.best, abs=NEAR_ONE.tolerance)


def test_a_small_fit_prints_what_it_fitted_before_and_after(capsys):
    words = ["--points", "8", "--accept", "0.5", "--judge", "3", "--jobs", "1", "--no-store"]
    fit.main(words)
    said = capsys.readouterr().out
    for each in fit.rivals():
        assert each.label in said
    for line in (
        "8 draws (Latin hypercube), each run once with luck of its own; kept the nearest 4",
        "change of score",
    ):
        assert line in said
    assert "H-V01" in said
    assert "in sample" in said


@pytest.mark.parametrize("words", [["--accept", "0"], ["--points", "0"], ["--only-also"], ["--also", "nothing.here"]])
def test_a_senseless_fit_is_refused(words, capsys):
    with pytest.raises(SystemExit) as stopped:
        fit.main([*words, "--no-store"])
    assert stopped.value.code == 2
    assert "error:" in capsys.readouterr().err
