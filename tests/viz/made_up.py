"""Results made up for tests of what is drawn: small, and known to the last number."""

from dataclasses import replace

import numpy as np

from sim.seeds import load_seeds
from viz.screen.measures import MEASURES
from viz.screen.results import BY_PLACE, IN_DETAIL, JUDGED_BY, Results
from viz.screen.worlds import World, world_of

ROWS = {kind: len(load_seeds().ids(kind)) for kind in ("places", "hosts", "groups", "states")}
DETAIL = {"residents": "places", "fighters": "groups", "backing": "states", "normalised": "states"}


def results_of(runs: int, weeks: int, world: World | None = None, **measures: np.ndarray) -> Results:
    """Return results in which nothing happens; named measures as given."""
    zeros = {name: np.zeros((runs, weeks + 1), np.float32) for name in MEASURES}
    shape = (runs, weeks + 1)
    return Results(
        world or world_of("reference", "null"),
        zeros | {name: np.asarray(each, np.float32) for name, each in measures.items()},
        {name: np.zeros((*shape, ROWS["places"]), kind) for name, kind in BY_PLACE.items()},
        {"refugees": np.zeros((*shape, ROWS["hosts"]), np.float32)},
        {name: np.zeros((*shape, ROWS[DETAIL[name]]), kind) for name, kind in IN_DETAIL.items()},
        {each.name: np.zeros(runs) for each in JUDGED_BY if weeks >= each.last_week},
    )


def with_measure(results: Results, name: str, values: np.ndarray) -> Results:
    """Return results with another measure."""
    return replace(results, measures={**results.measures, name: np.asarray(values, np.float32)})


def row(kind: str, row_id: str) -> int:
    """Return the position of a row of seeds."""
    return load_seeds().ids(kind).index(row_id)


def same(one: Results, other: Results) -> bool:
    """Whether two results are the same to the last bit."""
    pairs = zip(one.parts(), other.parts(), strict=True)
    return all(
        set(a) == set(b) and all(np.array_equal(a[name], b[name]) and a[name].dtype == b[name].dtype for name in a)
        for a, b in pairs
    )
