"""Runs as a file to take away: Parquet, one row a run and week, with what is needed to make it again."""

import json
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.places import SIDES
from sim.table import Array
from viz.screen.measures import MEASURES, Measure
from viz.screen.results import Results
from viz.screen.worlds import GHOST
from viz.titles import titles
from viz.words import DAY_0

if TYPE_CHECKING:
    import pyarrow

Worlds = Mapping[str, Results]  # by part of the screen
Words = Mapping[str, Any]
CALLED = {"a": "A", "b": "B", f"{GHOST}a": "A before", f"{GHOST}b": "B before"}  # before the reader's changes
OURS = b"aftermath"  # where a file's schema says what it holds, as in those of the command line
YES_OR_NO = "1 yes, 0 no"  # the unit of one run where the chart has a share of runs
PLACE, HOST = "place", "host country"
DAYS = 7  # in a week
NO_ROWS = [""]  # of a number that is one a run and week


def measures_file(results: Worlds, names: Iterable[str], words: Words) -> bytes:
    """Return measures of all runs, one row a measure, world, replicate and week."""
    chosen = [MEASURES[name] for name in names]
    found = [measure_table(each, part, of) for each in chosen for part, of in results.items()]
    about = {each.name: {"title": each.title, "unit": unit_of(each), "about": each.about} for each in chosen}
    return parquet(found, {**words, "measures": about})


def measure_table(measure: Measure, part: str, results: Results) -> "pyarrow.Table":
    """Return one measure of all runs of one world."""
    weeks = np.arange(measure.first_week, results.weeks + 1)
    values = results.measures[measure.name][:, measure.first_week :]
    said = {"measure": measure.title, "unit": unit_of(measure)}
    return table(said, part, results, weeks, NO_ROWS, {"value": values.reshape(-1)})


def unit_of(measure: Measure) -> str:
    """Return the unit of one run's value."""
    return YES_OR_NO if measure.yes_no else measure.unit


def map_file(results: Worlds, part: str, words: Words) -> bytes:
    """Return who held each place in every week of every run of one world, who lived there, and refugees abroad.

    Residents are known of the first runs only, and empty in the others.
    """
    of = results[part]
    return parquet([places_table(part, of), hosts_table(part, of)], words)


def places_table(part: str, results: Results) -> "pyarrow.Table":
    """Return all places."""
    import pyarrow

    control = results.places["control"]
    people = np.full(control.shape, np.nan, np.float32)
    people[: len(results.detail["residents"])] = results.detail["residents"]
    sides = pyarrow.DictionaryArray.from_arrays(pyarrow.array(control.reshape(-1)), list(SIDES))
    columns = {
        "held_by": sides,
        "besieged": results.places["besieged"].reshape(-1),
        "contested": results.places["contested"].reshape(-1),
        "people": pyarrow.array(people.reshape(-1), from_pandas=True),
    }
    return rows_table(PLACE, "places", part, results, columns)


def hosts_table(part: str, results: Results) -> "pyarrow.Table":
    """Return all host countries."""
    return rows_table(HOST, "hosts", part, results, {"people": results.hosts["refugees"].reshape(-1)})


def rows_table(what: str, kind: str, part: str, results: Results, columns: Mapping[str, Any]) -> "pyarrow.Table":
    """Return series of rows of seeds, one row of the table each run, week and row."""
    weeks = np.arange(results.weeks + 1)
    named = titles(kind)
    found = table({"what": what}, part, results, weeks, list(named), columns)
    at = found.column_names.index("id") + 1
    return found.add_column(at, "title", cycled(list(named.values()), found.num_rows))


# ---------------------------------------------------------------- columns
def table(
    said: Mapping[str, str],
    part: str,
    results: Results,
    weeks: Array,
    ids: list[str],
    columns: Mapping[str, Any],
) -> "pyarrow.Table":
    """Return a table in the order runs, weeks, rows; `ids` are those of the rows."""
    import pyarrow

    runs, rows = results.replicates, len(ids)
    each_run = len(weeks) * rows
    dates = np.datetime64(DAY_0, "D") + DAYS * weeks
    size = runs * each_run
    known: dict[str, Any] = {name: cycled([text], size) for name, text in said.items()}
    known |= {
        "world": cycled([CALLED[part]], size),
        "scenario": cycled([results.world.scenario], size),
        "replicate": np.repeat(np.arange(runs, dtype=np.int32), each_run),
        "week": np.tile(np.repeat(weeks.astype(np.int16), rows), runs),
        "date": np.tile(np.repeat(dates, rows), runs),
    }
    if ids is not NO_ROWS:
        known["id"] = cycled(ids, size)
    return pyarrow.table(known | dict(columns))


def cycled(words: list[str], size: int) -> "pyarrow.DictionaryArray":
    """Return words repeated in order, each kept once."""
    import pyarrow

    return pyarrow.DictionaryArray.from_arrays(np.resize(np.arange(len(words), dtype=np.int16), size), words)


def parquet(tables: Iterable["pyarrow.Table"], words: Words) -> bytes:
    """Return tables one below the other as a file; what one lacks is empty. Its schema says `words`, as JSON."""
    import pyarrow
    import pyarrow.parquet

    whole = pyarrow.concat_tables(list(tables), promote_options="default").unify_dictionaries()
    whole = whole.replace_schema_metadata({OURS: json.dumps(words, ensure_ascii=False).encode()})
    into = BytesIO()
    pyarrow.parquet.write_table(whole, into)
    return into.getvalue()
