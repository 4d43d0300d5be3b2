"""The file that a reader asks for: her word checked, her runs packed, with what makes them again."""

from collections.abc import Mapping
from typing import Any

from viz.reader.account import provenance
from viz.reader.actions import RefusedError, one_of, part
from viz.reader.state import State
from viz.screen.export import map_file, measures_file
from viz.screen.measures import MEASURES
from viz.screen.results import Results

ALL = "all"  # measures


def worlds_file(said: Any, state: State | None, results: Mapping[str, Results]) -> bytes:
    """Return a Parquet file of the runs that are drawn: `{measure: "deaths"}`, `{measure: "all"}` or `{map: "a"}`.

    `state` is that for which they were run. RefusedError for what there is not.
    """
    if state is None or not results:
        raise RefusedError("nothing is run yet")
    about = {"provenance": provenance(state, results["a"].replicates)}
    if isinstance(said, Mapping) and "map" in said:
        side = one_of(said["map"], ("a", "b"), "map")
        return map_file(results, side, {"title": f"Who held what, world {side.upper()}", **about})
    measure = one_of(part(said, "measure"), (ALL, *MEASURES), "measure")
    title = "All measures" if measure == ALL else MEASURES[measure].title
    return measures_file(results, MEASURES if measure == ALL else (measure,), {"title": title, **about})
