"""What stood, week by week, and who changed it: series with units, as an xarray dataset."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.series import every_series
from sim.table import Array
from sim.world import World

if TYPE_CHECKING:
    import xarray


class Recorder:
    """Collects the series of a batch while it runs, then hands them over as a dataset."""

    def __init__(self, world: World, weeks: int) -> None:
        self.series = every_series()
        self.kept: dict[str, Array] = {}
        self.postings: dict[tuple[str, str], Array] = {}
        self.weeks = weeks
        for each in self.series:
            first = each.read(world)
            self.kept[each.name] = np.zeros((world.runs, weeks + 1, *first.shape[1:]), dtype=each.dtype)
        self.record(world, {})

    def record(self, world: World, postings: dict[tuple[str, str], Array]) -> None:
        """Write down the week the world stands at."""
        for each in self.series:
            self.kept[each.name][:, world.week] = each.read(world)
        for key, amount in postings.items():
            if key not in self.postings:
                self.postings[key] = np.zeros((world.runs, self.weeks + 1), dtype=np.float32)
            self.postings[key][:, world.week] = amount


def dataset(recorder: Recorder, world: World, coords: dict[str, Any]) -> "xarray.Dataset":
    """Return the recorded series as an xarray dataset with units; `coords` are those of the runs."""
    import xarray

    rows = {
        "place": world.places.ids,
        "group": world.groups.ids,
        "state": world.states.ids,
        "host": world.hosts.ids,
        "electorate": world.electorates.ids,
    }
    variables = {
        each.name: (
            ("run", "week", *each.dims),
            recorder.kept[each.name],
            {"unit": each.unit, "about": each.about},
        )
        for each in recorder.series
    }
    axes = {name: list(ids) for name, ids in rows.items()} | {"week": np.arange(recorder.weeks + 1)}
    found = xarray.Dataset(variables, coords=axes | coords)
    if recorder.postings:
        keys = sorted(recorder.postings)
        who, target = sorted({key[0] for key in keys}), sorted({key[1] for key in keys})
        book = np.zeros((world.runs, recorder.weeks + 1, len(target), len(who)), dtype=np.float32)
        for rule, what in keys:
            book[:, :, target.index(what), who.index(rule)] = recorder.postings[rule, what]
        found = found.assign_coords(target=target, who=who)
        about = {
            "about": "who moved what: rules by name, background for the rest",
            "unit": "unit of the target",
        }
        found["postings"] = (("run", "week", "target", "who"), book, about)
    return found
