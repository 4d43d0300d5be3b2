"""Where runs lie week by week: percentiles of the weekly series, by scenario."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import ExperimentError
from sim.experiments.analysis.changes import base_of
from sim.experiments.analysis.study import Study, quoted
from sim.table import Array

if TYPE_CHECKING:
    import pandas

PERCENTILES = (5, 25, 50, 75, 95)
ROWS = 5_000_000  # of one series that are read together: some 200 MB with all that sorting them takes
HELD, EVERYWHERE = "with everything as held", "over all design points"


def weekly(study: Study) -> "pandas.DataFrame":
    """Return one row a series, scenario and week: runs, and their percentiles p5, p25, p50, p75, p95.

    Runs are those of the point in which everything is as held; where the design has none, those of all points, which
    `attrs` says under `at`. Runs without a value are left out. ExperimentError if the sweep keeps no series.
    """
    import pandas

    paths = [str(path) for path in study.folder.series_files()]
    if not study.manifest.series or not paths:
        raise ExperimentError("weekly: the sweep keeps no weekly series; write series = true in its file")
    base = held(study)
    found = [
        pandas.DataFrame(rows).assign(series=each.name)
        for each in study.manifest.series
        for rows in percentiles(study, each.name, paths, base)
    ]
    whole = pandas.concat(found, ignore_index=True)
    order = {each.name: at for at, each in enumerate(study.manifest.scenarios)}
    whole = whole[["series", "scenario", "week", "runs", *(f"p{each}" for each in PERCENTILES)]]
    whole = whole.sort_values("scenario", kind="stable", key=lambda names: names.map(order), ignore_index=True)
    about = {"points": study.folder.points if base is None else 1, "at": EVERYWHERE if base is None else HELD}
    whole.attrs.update(about, replicates=study.folder.replicates, there=study.there, runs=study.folder.runs)
    return whole


def held(study: Study) -> int | None:
    """Return the number of the point in which everything is as held, or None."""
    try:
        return base_of(study)
    except ExperimentError:
        return None


def percentiles(study: Study, name: str, paths: list[str], base: int | None) -> Iterator[dict[str, Array]]:
    """Yield the percentiles of one series, some weeks at a time."""
    runs = study.folder.scenarios * study.folder.replicates * (study.folder.points if base is None else 1)
    weeks = max(1, ROWS // runs)
    shares = ", ".join(str(each / 100) for each in PERCENTILES)
    columns = ", ".join(f"q[{at}] AS p{each}" for at, each in enumerate(PERCENTILES, start=1))
    of_base = "" if base is None else "AND point = ?"
    query = (
        f"SELECT scenario, week, runs, {columns} FROM (SELECT scenario, week, count(*) AS runs, "
        f"quantile_cont(value, [{shares}]) AS q FROM (SELECT scenario, week, CAST({quoted(name)} AS DOUBLE) AS value "
        f"FROM read_parquet(?) WHERE week BETWEEN ? AND ? {of_base}) WHERE value IS NOT NULL AND NOT isnan(value) "
        "GROUP BY scenario, week) ORDER BY scenario, week"
    )
    for first in np.arange(0, study.manifest.weeks + 1, weeks):
        words: list[Any] = [paths, int(first), int(first) + weeks - 1, *([] if base is None else [base])]
        yield study.ask(query, words)
