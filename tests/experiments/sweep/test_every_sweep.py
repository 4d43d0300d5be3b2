"""What every shipped sweep promises: a question, a page, a design, and a cost that a course can bear."""

import tomllib

import numpy as np
import pytest

from sim.experiments.sweep.sweep import SWEEPS, load_sweep
from sim.outcomes import EMERGENT, OUTCOMES
from sim.scenario import names

ALL = names(SWEEPS)
MOST_LINES, MOST_RUNS = 60, 40_000
FEW_POINTS = 20
every_sweep = pytest.mark.parametrize("name", ALL)


def test_there_are_six_with_six_samplers():
    assert len(ALL) == 6
    assert len({load_sweep(name).sampler["name"] for name in ALL}) == 6


@every_sweep
def test_it_asks_a_question_and_says_how_to_read_the_answer(name):
    sweep = load_sweep(name)
    assert sweep.title.strip()
    assert sweep.question.endswith("?")
    assert len(sweep.about.split()) > 40


@every_sweep
def test_it_is_a_page_at_most(name):
    text = load_sweep(name).text
    assert len(text.splitlines()) <= MOST_LINES
    assert max(map(len, text.splitlines())) <= 120
    assert tomllib.loads(text)


@every_sweep
def test_its_first_lines_say_what_it_costs_and_how_to_run_it(name):
    sweep = load_sweep(name)
    head = sweep.text.partition("\ntitle")[0]
    assert all(line.startswith("#") for line in head.splitlines() if line)
    for words in (f" {sweep.design.points:,} points", f" {sweep.runs:,} runs", f"aftermath sweep run {name}\n"):
        assert words in head


@every_sweep
def test_it_costs_what_a_course_can_bear(name):
    sweep = load_sweep(name)
    assert sweep.runs <= MOST_RUNS
    assert sweep.stop is None or sweep.design.points * len(sweep.scenarios) * sweep.stop.most <= MOST_RUNS


@every_sweep
def test_it_leads_with_an_outcome_that_may_be_evidence(name):
    lead = OUTCOMES[load_sweep(name).outcomes[0]]
    assert lead.role == EMERGENT
    assert lead.sesoi > 0


@every_sweep
def test_it_compares_scenarios_that_force_different_things(name):
    sweep = load_sweep(name)
    assert len(sweep.scenarios) >= 2
    row = sweep.design.values[0]
    assert len({sweep.point(row, scenario).identity for scenario in sweep.scenarios}) == len(sweep.scenarios)


@every_sweep
def test_its_points_differ_in_what_is_run(name):
    sweep = load_sweep(name)
    some = np.linspace(0, sweep.design.points - 1, min(FEW_POINTS, sweep.design.points)).astype(int)
    points = {tuple(sweep.point(sweep.design.values[at], each).identity for each in sweep.scenarios) for at in some}
    assert len(points) == len(some)


@every_sweep
def test_one_of_its_points_runs_to_its_end(name):
    from sim.experiments.runner import evaluate

    sweep = load_sweep(name)
    last = sweep.design.values[-1]
    rows = evaluate([sweep.point(last, each) for each in sweep.scenarios], 1, weeks=4, random_seed=sweep.random_seed)
    assert len(rows) == len(sweep.scenarios)
