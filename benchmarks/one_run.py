"""Our model as `mesa.batch_run` wants it: one run a model, parameters by keyword, a data collector."""

from typing import Any

from mesa import DataCollector

from benchmarks.peers import VARIED, believed
from sim.model import Model, RunSpec


def weekly_deaths(model: Any) -> float:
    """Read the week's deaths: the one number a peer keeps."""
    return float(model.world.places.deaths.sum())


class OneRun(Model):
    """One run."""

    def __init__(self, replicate: int = 0, strength: float = 1.0, **_: Any) -> None:
        scenario, values = believed()
        super().__init__([RunSpec(scenario, {**values, VARIED: strength}, replicate)], keep_postings=False)
        self.datacollector = DataCollector(model_reporters={"deaths": weekly_deaths})

    def step(self) -> None:
        """Step a week, and collect."""
        super().step()
        self.datacollector.collect(self)
