"""Mesa's own page: each session steps a model of its own, what is on screen moves, and no console is there."""

import ipyvuetify
import pytest
import solara

from sim.runs import run
from sim.scenario import WEEKS
from viz import mesa_page
from viz.mesa_page import COLLECTED, PARAMETERS, OneRun


class Session:
    """The page as one session has it."""

    def __init__(self):
        layout = solara.AppLayout(children=[mesa_page.Page()])
        _, self.context = solara.render(layout, handle_error=False)

    @property
    def counter(self):
        """Return what Mesa counts: steps up to 3.3, time from 3.4 on."""
        return float(self.text("Step: ", "Time: ").partition(": ")[2])

    def text(self, *starts):
        """Return the line that begins with one of some words."""
        shown = [each.children[0] for each in self.context.find(ipyvuetify.Html, tag="span").widgets if each.children]
        return next(each for each in shown if isinstance(each, str) and each.startswith(starts))

    def press(self, label):
        self.context.find(ipyvuetify.Btn, children=[label]).widget.click()


@pytest.fixture
def sessions():
    made = [Session(), Session()]
    yield made
    for each in made:
        each.context.close()


def test_a_step_moves_what_is_on_screen_for_one_session_and_not_for_another(sessions):
    one, other = sessions
    assert one.counter == 0
    assert one.text("Week").startswith("Week 0,")
    for _ in range(2):
        one.press("Step")
    assert one.counter == 2
    assert one.text("Week").startswith("Week 2,")
    assert other.counter == 0
    one.press("Reset")
    assert one.counter == 0


def test_it_is_the_run_that_the_command_line_makes():
    model = OneRun("siege_broken", "essay", replicate=2, random_seed=3)
    for _ in range(4):
        model.step()
    expected = run("siege_broken", replicates=3, weeks=4, assumptions="essay", random_seed=3).isel(run=2)
    found = model.datacollector.get_model_vars_dataframe()
    assert list(found.index) == list(range(5))
    for name in COLLECTED:
        assert found[name].to_numpy() == pytest.approx(expected[name].to_numpy(), rel=1e-6), name


def test_its_parameters_are_those_of_the_model():
    from mesa.visualization.solara_viz import _check_model_params

    _check_model_params(OneRun.__init__, PARAMETERS)
    for name, each in PARAMETERS.items():
        model = OneRun(**{name: each["value"]})
        assert model.running


def test_it_stops_where_scenarios_end(monkeypatch):
    model = OneRun()
    model.world.week = WEEKS - 2
    model.step()
    assert model.running
    model.step()
    assert not model.running


def test_nobody_is_given_a_console(monkeypatch):
    from mesa.visualization import CommandConsole

    given = []
    monkeypatch.setattr(mesa_page, "SolaraViz", lambda model, components, **_: given.extend(components) or solara.Div())
    _, context = solara.render(mesa_page.Page(), handle_error=False)
    context.close()
    assert len(given) == 5
    assert CommandConsole not in given
