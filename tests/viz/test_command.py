"""The same from the command line: what the page shows as a command asks for the same runs."""

import io
import shlex

import numpy as np
import pandas
from hypothesis import given
from typer.testing import CliRunner

from sim.cli import app, options
from sim.cli.options import listed
from sim.runs import run_specs
from sim.scenario import WEEKS as PAGE_WEEKS
from tests.viz.readers import states
from viz.reader.command import backtest_command, command_of, compare_command
from viz.reader.question import worlds_of
from viz.reader.state import State, with_parameter, with_strengths
from viz.screen.bands import bands
from viz.screen.results import trim
from viz.screen.worlds import world_of

RUNS, WEEKS = 3, 6


def parsed(command):
    """Return scenarios and options of a command, options by name, each a list."""
    words, options = shlex.split(command)[2:], {}
    scenarios = []
    while words:
        word = words.pop(0)
        if word.startswith("--"):
            options.setdefault(word, []).append(words.pop(0))
        else:
            scenarios.append(word)
    return scenarios, options


@given(states())
def test_the_command_asks_for_the_same_worlds(state):
    scenarios, options = parsed(compare_command(state, 96))
    worlds = worlds_of(state)
    expected = {worlds["a"].scenario: worlds["a"], worlds["b"].scenario: worlds["b"]}
    assert set(scenarios) == set(expected)
    for scenario in scenarios:
        found = world_of(
            scenario,
            options["--assumptions"][0],
            settings=options.get("--set", []),
            strengths=options.get("--strength", []),
            off=listed(options.get("--off", [])),
        )
        assert found == expected[scenario]
    assert options["--random-seed"] == [str(state.random_seed)]


def test_the_command_runs_as_it_stands():
    state = with_parameter(with_strengths(State(), {"C14": 0.0, "C28": 0.5}), "hopeless_cause_cuts_losses.hope", 0.05)
    words = [*shlex.split(compare_command(state, 2))[1:], "--weeks", "4", "--quiet"]
    found = CliRunner().invoke(app, words)
    assert found.exit_code == 0, found.stderr


def test_a_world_against_itself_is_run_once():
    assert compare_command(State(a="reference", b="reference"), 8).startswith("aftermath run reference ")


def test_the_command_gives_the_numbers_of_the_page():
    state = with_parameter(
        with_strengths(
            State(a="aleppo_falls@5", b="siege_broken+us_repudiates@2+borders_close", random_seed=7),
            {"C13": 0.0, "C28": 0.5},
        ),
        "hopeless_cause_cuts_losses.hope",
        0.05,
    )
    words = [*shlex.split(compare_command(state, RUNS))[1:], "--weeks", str(WEEKS), "--series", "--output", "csv", "-q"]
    found = CliRunner().invoke(app, words)
    assert found.exit_code == 0, found.stderr
    told = pandas.read_csv(io.StringIO(found.stdout)).set_index(["scenario", "series", "week"]).sort_index()
    for side, world in worlds_of(state).items():
        if side not in ("a", "b"):
            continue  # the command has no ghosts
        specs = [world.point.spec(each) for each in range(RUNS)]
        shown = trim(run_specs(specs, weeks=WEEKS, random_seed=state.random_seed, postings=False), world, range(RUNS))
        for measure in ("betrayal", "deaths", "displaced"):  # series of the model under the same name
            drawn, ours = bands(shown, measure), told.loc[(world.scenario, measure)]
            for line, column in ((drawn.median, "p50"), (drawn.low90, "p5"), (drawn.high90, "p95")):
                assert np.allclose(line, ours[column].loc[list(drawn.weeks)], rtol=1e-5), (measure, column)


def test_the_command_runs_as_many_weeks_as_the_page():
    assert options.WEEKS == PAGE_WEEKS


def test_the_history_page_shows_the_command_that_looks_back_on_its_world():
    state = with_strengths(State(page="history", second=True, random_seed=3), {"C13": 0.0, "C14": 0.5})
    expected = "aftermath backtest siege_broken --assumptions contested --off C13 --strength C14=0.5 --random-seed 3"
    assert command_of(state, 96) == backtest_command(state) == expected
    assert command_of(State(), 96) == compare_command(State(), 96)
