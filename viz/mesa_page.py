"""One run in Mesa's own SolaraViz, for Mesa users: step it, play it, look at its agents and its DataCollector."""

# Each session makes a model of its own: the usual `page = SolaraViz(model)` would give all sessions one and the same.
# Mesa's CommandConsole, which runs whatever a visitor types, is not among the components, and must not come among them.

import warnings
from typing import Any

import solara
from matplotlib.figure import Figure
from mesa.datacollection import DataCollector

from sim.assumptions import PRESETS, load_assumptions, override
from sim.faces import OF_GROUPS, Place
from sim.model import Model, RunSpec
from sim.paths import SCENARIOS
from sim.places import SIDES
from sim.scenario import WEEKS, load_scenario, names
from sim.series import every_series
from viz.style import SIDE_COLOURS

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", category=UserWarning)  # Solara finds fault with Mesa's own components
    from mesa.visualization import SolaraViz, make_plot_component
    from mesa.visualization.utils import update_counter

COLLECTED = {each.name: each for each in every_series() if not each.dims}
MOST_REPLICATES, MOST_SEEDS = 31, 100
PARAMETERS = {
    "scenario_name": {"type": "Select", "label": "Scenario", "value": "aleppo_falls", "values": names(SCENARIOS)},
    "assumptions": {"type": "Select", "label": "Assumption set", "value": "contested", "values": names(PRESETS)},
    "replicate": {"type": "SliderInt", "label": "Replicate", "value": 0, "min": 0, "max": MOST_REPLICATES, "step": 1},
    "random_seed": {"type": "SliderInt", "label": "Random seed", "value": 1, "min": 1, "max": MOST_SEEDS, "step": 1},
}


class OneRun(Model):
    """A model of a single run, made by keywords and collecting its weekly series, as Mesa users expect.

    What Mesa from 3.4 on calls a scenario is another thing, hence `scenario_name`.
    """

    def __init__(
        self,
        scenario_name: str = "aleppo_falls",
        assumptions: str = "contested",
        replicate: int = 0,
        random_seed: int = 1,
    ) -> None:
        chosen = load_scenario(scenario_name)
        values = override(load_assumptions(assumptions), chosen)
        super().__init__([RunSpec(chosen, values, replicate)], random_seed, keep_postings=False)
        self.datacollector = DataCollector(model_reporters={name: self.reporter(name) for name in COLLECTED})
        self.datacollector.collect(self)

    @staticmethod
    def reporter(name: str) -> Any:
        """Return how a series is read off the model."""
        return lambda model: float(COLLECTED[name].read(model.world)[0])

    def step(self) -> None:
        """Run one week; the model stops at the end of the time that scenarios are written for."""
        super().step()
        self.datacollector.collect(self)
        self.running = self.week < WEEKS


def labelled(unit: str) -> Any:
    """Return what gives a plot its axes."""

    def label(axes: Any) -> None:
        axes.set_ylabel(unit)
        axes.set_xlabel("week")

    return label


@solara.component
def Groups(model: OneRun) -> None:
    """Draw the fighters of every armed group, read off the agents of the model."""
    update_counter.get()
    by_type = model.agents_by_type
    sizes = {face.name: float(face.fighters.sum()) for kind in OF_GROUPS.values() for face in by_type.get(kind, ())}
    figure = Figure(figsize=(5.5, 3.8), layout="constrained")
    axes = figure.subplots()
    ranked = sorted(sizes, key=sizes.__getitem__)
    axes.barh([each.replace("_", " ") for each in ranked], [sizes[each] for each in ranked], color="#59636e")
    axes.set_xlabel(f"fighters, week {model.week}")
    axes.tick_params(axis="y", labelsize=7)
    solara.FigureMatplotlib(figure, dependencies=[model.week, id(model)])


@solara.component
def Places(model: OneRun) -> None:
    """Say how many places each side holds, counted among the agents of the model."""
    update_counter.get()
    held = [int(each.control) for each in model.agents_by_type[Place]]
    solara.Text(
        f"Week {model.week}, places held: " + ", ".join(f"{side} {held.count(at)}" for at, side in enumerate(SIDES))
    )


@solara.component
def Page() -> None:
    """Show a model that is this session's own."""
    model = solara.use_memo(OneRun, [])
    areas = {f"area_{side}": SIDE_COLOURS[side] for side in SIDES}
    SolaraViz(
        model,
        components=[
            make_plot_component(areas, post_process=labelled(COLLECTED["area_regime"].unit)),
            make_plot_component("deaths", post_process=labelled(COLLECTED["deaths"].unit)),
            make_plot_component(["betrayal", "irremovability", "vindication"], post_process=labelled("level")),
            Groups,
            Places,
        ],
        model_params=PARAMETERS,
        name="Aftermath, one run",
        play_interval=200,
    )
