"""The file that a reader asks for: her word checked, her runs packed, with what makes them again."""

from collections.abc import Mapping
from typing import Any

from sim.experiments.knockouts import BUNDLE, CLAIM
from sim.hindsight import WEEKS as HINDSIGHT_WEEKS
from sim.hindsight.facts import load_facts, mapped
from viz.reader.account import provenance
from viz.reader.actions import RefusedError, one_of, part
from viz.reader.question import lookback_of, why_of
from viz.reader.state import State
from viz.screen.export import map_file, measures_file
from viz.screen.measures import MEASURES
from viz.screen.results import Results
from viz.screen.tables import Tables, tables_file
from viz.titles import on_scale

ALL = "all"  # measures, or all that was found
COMPARED = "compared"  # facts beside other assumptions
NOTHING = "nothing is run yet"
OTHERS = "what stands here is of other assumptions than yours; run it first"
PARTIAL = "what was known so far: the search had not come to its end"
POSTINGS = ("postings", "postings_by_week")
EFFECTS = ("shapley", "shapley_sum")
# Charts of Why, by what each is called and which tables are behind it.
WHY: dict[str, tuple[str, tuple[str, ...]]] = {
    ALL: ("all that was found", ()),
    "moved": ("who moved it", POSTINGS),
    CLAIM: ("what changes without each claim", ("knockouts",)),
    BUNDLE: ("what changes without each bundle", ("knockouts",)),
    "effect": ("what each claim adds", EFFECTS),
}
# What a column holds where it is a number of the outcome that is explained; postings are in units of their targets.
IN_UNITS = ("mean_a", "mean_b")
DIFFERENCES = ("difference", "low", "high", "change", "change_low", "change_high", "effect", "se", "sum_of_effects")
DAYS_THAT_NEVER_COME = "an infinite number of days is a date that does not come"


def worlds_file(said: Any, state: State | None, results: Mapping[str, Results]) -> bytes:
    """Return a Parquet file of the runs that are drawn: `{measure: "deaths"}`, `{measure: "all"}` or `{map: "a"}`.

    `state` is that for which they were run. RefusedError for what there is not.
    """
    if state is None or not results:
        raise RefusedError(NOTHING)
    about = {"provenance": provenance(state, results["a"].replicates)}
    if isinstance(said, Mapping) and "map" in said:
        side = one_of(said["map"], ("a", "b"), "map")
        return map_file(results, side, {"title": f"Who held what, world {side.upper()}", **about})
    measure = one_of(part(said, "measure"), (ALL, *MEASURES), "measure")
    title = "All measures" if measure == ALL else MEASURES[measure].title
    return measures_file(results, MEASURES if measure == ALL else (measure,), {"title": title, **about})


def why_file(said: Any, state: State, tables: Tables | None, whole: bool) -> bytes:
    """Return a Parquet file of what was found: `{why: "all"}`, or the part of one chart, such as `{why: "bundle"}`.

    `tables` are those of the state's question, None if there are none; `whole` once nothing more will come.
    RefusedError for what there is not.
    """
    chart = one_of(part(said, "why"), WHY, "chart")
    if tables is None:
        raise RefusedError(OTHERS)
    why, (title, names) = why_of(state), WHY[chart]
    of = why.about
    if not any(name in tables for name in names or tables):
        raise RefusedError("nothing of this is known yet")
    words = {
        "title": f"{of.title}: {title}",
        "outcome": {"name": of.name, "title": of.title, "unit": of.unit, "about": of.about, "sesoi": float(of.sesoi)},
        "units": dict.fromkeys(IN_UNITS, of.unit) | dict.fromkeys(DIFFERENCES, on_scale(of.unit)),
        "provenance": provenance(state, why.wish.replicates, why.weeks) | ({} if whole else {"partial": PARTIAL}),
    }
    if chart in (CLAIM, BUNDLE):
        return tables_file(tables, words, names, keep=lambda rows: rows["kind"] == chart)
    return tables_file(tables, words, names)


def history_file(said: Any, state: State, tables: Tables | None, compared: Tables | None) -> bytes:
    """Return a Parquet file of what stands for each fact in each run, and of the scores.

    `{history: "all"}`, a theme, or `{history: "compared"}`: beside other assumptions. `tables` and `compared` are
    those of the state's look back, None if there are none. RefusedError for what there is not.
    """
    themes = tuple(dict.fromkeys(each.theme for each in mapped(load_facts().values())))
    asked = one_of(part(said, "history"), (ALL, COMPARED, *themes), "theme")
    found = compared if asked == COMPARED else tables
    if found is None:
        raise RefusedError(OTHERS)
    words = {
        "title": "History, and what the runs give" + (f": {asked}" if asked in themes else ""),
        "units": {each.id: each.unit for each in mapped(load_facts().values())},
        "values": f"in the unit of their row; {DAYS_THAT_NEVER_COME}",
        "provenance": provenance(state, lookback_of(state).replicates, HINDSIGHT_WEEKS),
    }
    return tables_file(found, words, keep=(lambda rows: rows["theme"] == asked) if asked in themes else None)
