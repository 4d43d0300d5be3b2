"""What the screen keeps of runs: few enough bytes for many worlds to stay in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.outcomes import chosen as outcomes_by_name
from sim.table import Array
from viz.screen.measures import MEASURES
from viz.screen.worlds import World

if TYPE_CHECKING:
    import xarray

# Places, hosts and groups are rows of seeds, in their order.
BY_PLACE = {"control": np.int8, "besieged": np.bool_, "contested": np.bool_}
BY_HOST = {"refugees": np.float32}
# What one run tells in words and numbers of people by place is kept of the first runs only: nobody reads
# a hundred stories, and these are two thirds of the bytes.
DETAILED = 32
IN_DETAIL = {"residents": np.float32, "fighters": np.float32, "backing": np.bool_, "normalised": np.bool_}
# Exact, so that charts are judged by the numbers that `aftermath compare` has.
JUDGED_BY = outcomes_by_name(dict.fromkeys(name for each in MEASURES.values() for name in each.outcomes))


@dataclass(frozen=True)
class Results:
    """Replicates 0 to n - 1 of one world.

    `measures` by name, `(runs, weeks + 1)`; `places` and `hosts` by series, `(runs, weeks + 1, rows)`;
    `detail` by series, the same of the first runs only, `DETAILED` at most; `outcomes` of the measures, `(runs,)`,
    those whose weeks the runs reach.
    """

    world: World
    measures: Mapping[str, Array]
    places: Mapping[str, Array]
    hosts: Mapping[str, Array]
    detail: Mapping[str, Array]
    outcomes: Mapping[str, Array]

    @property
    def replicates(self) -> int:
        """How many runs there are."""
        return len(self.places["control"])

    @property
    def weeks(self) -> int:
        """The last week."""
        return self.places["control"].shape[1] - 1

    @property
    def nbytes(self) -> int:
        """How much memory the series take."""
        return sum(each.nbytes for part in self.parts() for each in part.values())

    def parts(self) -> tuple[Mapping[str, Array], ...]:
        """Return the series by kind."""
        return (self.measures, self.places, self.hosts, self.detail, self.outcomes)

    def first(self, replicates: int) -> "Results":
        """Return the first runs, without copying them."""
        return Results(self.world, *({k: v[:replicates] for k, v in part.items()} for part in self.parts()))


def trim(results: "xarray.Dataset", world: World, runs: Sequence[int]) -> Results:
    """Return what the screen keeps of the runs of one world, given by their position, in their order."""
    chosen = results.isel(run=list(runs))
    detailed = chosen.isel(run=np.flatnonzero(chosen["replicate"].to_numpy() < DETAILED))
    return Results(
        world,
        {name: each.read(chosen).astype(np.float32) for name, each in MEASURES.items()},
        {name: chosen[name].to_numpy().astype(kind) for name, kind in BY_PLACE.items()},
        {name: chosen[name].to_numpy().astype(kind) for name, kind in BY_HOST.items()},
        {name: detailed[name].to_numpy().astype(kind) for name, kind in IN_DETAIL.items()},
        {each.name: each.compute(chosen).astype(float) for each in JUDGED_BY if each.covered(chosen)},
    )


def join(first: Results, then: Results) -> Results:
    """Return runs followed by the runs that come after them."""
    pairs = zip(first.parts(), then.parts(), strict=True)
    return Results(first.world, *({k: np.concatenate([a[k], b[k]]) for k in a} for a, b in pairs))
