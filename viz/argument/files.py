"""The argument as files to take away: its graph, the verdicts of its forecasts, how much of the essay is taken up."""

import json
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from sim.claims import load_claims
from sim.graph import load_graph
from sim.outcomes import OUTCOMES
from sim.verdict.rows import COLUMNS
from viz.argument.coverage import coverage_text
from viz.argument.drawing import LOOP_WORDS
from viz.reader.account import provenance
from viz.reader.actions import RefusedError, one_of, part
from viz.reader.command import verdict_command
from viz.reader.files import OTHERS
from viz.reader.state import State, strengths_of
from viz.screen.tables import frames_file

if TYPE_CHECKING:
    import pandas

TITLES = {
    "graph": "The argument as a graph",
    "verdicts": "What the runs say of the forecasts",
    "coverage": "How much of the essay is taken up",
}
OF_RUNS = ("replicates", "weeks")  # of which a table that needs no runs has none
COUNTS = ("points", "pairs")
TEXTS = (
    "kind", "number", "title", "reading", "window", "versus", "outcome", "claim", "word", "attribution", "robustness",
    "sentence",
)  # fmt: skip


def argument_file(said: Any, state: State, answer: str, pairs: int) -> bytes:
    """Return a Parquet file: `{argument: "graph"}`, `{argument: "coverage"}` or `{argument: "verdicts"}`.

    `answer` are the verdicts as they are drawn, as JSON, empty if there are none under the state's assumptions;
    `pairs`, how many pairs of runs each has. RefusedError for what there is not.
    """
    what = one_of(part(said, "argument"), TITLES, "table")
    if what == "verdicts" and not answer:
        raise RefusedError(OTHERS)
    about = provenance(state, pairs)
    if what == "verdicts":
        about |= {"command": verdict_command(state, pairs)}
        words = {"title": TITLES[what], "units": units(), "provenance": about}
        return frames_file({what: verdict_rows(answer)}, words)
    here = {name: each for name, each in about.items() if name not in OF_RUNS}
    rows = graph_rows(state) if what == "graph" else coverage_rows()
    return frames_file(rows, {"title": TITLES[what], "provenance": here})


# ---------------------------------------------------------------- rows
def verdict_rows(answer: str) -> "pandas.DataFrame":
    """Return the rows of the verdicts, as `aftermath verdict` writes them: words, whole numbers, and numbers."""
    import pandas

    found: dict[str, list[Any]] = json.loads(answer)
    kinds: dict[Hashable, Any] = {
        name: "string" if name in TEXTS else "Int64" if name in COUNTS else "float64" for name in COLUMNS
    }
    return pandas.DataFrame(found["rows"], columns=found["columns"]).astype(kinds)


def units() -> dict[str, str]:
    """Return the unit of every outcome that verdicts name."""
    return {each.name: each.unit for each in OUTCOMES.values()}


def graph_rows(state: State) -> "dict[str, pandas.DataFrame]":
    """Return the arrows with the strength at which each claim is held, and the variables between which they lead."""
    import pandas

    graph, claims, strengths = load_graph(), load_claims(), strengths_of(state)
    edges = [
        {
            "claim": each.claim or None,
            "kind": claims[each.claim].kind if each.claim else "without any claim",
            "from": graph.nodes[each.cause].label,
            "sign": each.sign,
            "to": graph.nodes[each.effect].label,
            "strength": strengths.get(each.claim, 1.0) if each.claim else None,
            "drawn": "on demand" if each.also else "always",
            "loops": " ".join(loop.name for loop in graph.loops.values() if each in loop.edges),
            "says": claims[each.claim].says if each.claim else each.says,
            "from_id": each.cause,
            "to_id": each.effect,
        }
        for each in graph.edges.values()
    ]
    nodes = [
        {
            "id": each.name,
            "label": each.label,
            "column": each.at[0],
            "row": each.at[1],
            "claims": " ".join(claim for claim, where in graph.tags.items() if each.name in where),
        }
        for each in graph.nodes.values()
    ]
    loops = [
        {"loop": each.name, "loop_kind": LOOP_WORDS[each.kind], "title": each.title, "says": each.says}
        for each in graph.loops.values()
    ]
    tables: dict[str, list[dict[str, Any]]] = {"edges": edges, "nodes": nodes, "loops": loops}
    return {name: pandas.DataFrame(rows) for name, rows in tables.items()}


def coverage_rows() -> "dict[str, pandas.DataFrame]":
    """Return the claims of each sentence, and every sentence with what becomes of it; never the essay's own words."""
    import pandas

    said = json.loads(coverage_text())
    claims = [
        {"paragraph": each["paragraph"], "sentence": each["sentence"], "claim": claim}
        | {name: said["claims"][claim][name] for name in ("kind", "status", "where", "says")}
        for each in said["sentences"]
        for claim in each["claims"]
    ]
    sentences = [
        {
            "paragraph": each["paragraph"],
            "sentence": each["sentence"],
            "becomes": said["becomes"].get(each["depth"], "no claim paraphrases it"),
            "claims": len(each["claims"]),
            "acted": each["acted"],
        }
        for each in said["sentences"]
    ]
    return {"claims": pandas.DataFrame(claims), "sentences": pandas.DataFrame(sentences)}
