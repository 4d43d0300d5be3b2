"""The graph as the browser draws it, as JSON: the same for every reader of a server."""

import json
from functools import cache
from typing import Any

from sim.claims import load_claims
from sim.essay import Essay
from sim.graph import Edge, Loop, load_graph
from viz.argument.boxes import TAG, Box, Tag, boxes, size
from viz.argument.routes import CHIP, Route, routes
from viz.reader.switches import claim_in_words

LOOP_WORDS = {"R": "reinforcing", "B": "balancing"}
BY = {"event": "an event of the scenario", "record": "the week’s records", "count": "counted from it"}


def graph_text(essay: Essay | None = None) -> str:
    """Return variables, edges, claims and loops as JSON, beside the reader's own copy of the essay if any."""
    claims = {name: claim_in_words(each, essay) for name, each in load_claims().items()}
    return json.dumps(picture() | {"claims": claims}, ensure_ascii=False)


@cache
def picture() -> dict[str, Any]:
    """Return all that is drawn."""
    graph = load_graph()
    width, height = size()
    return {
        "width": width,
        "height": height,
        "chip": CHIP,
        "tag": TAG,
        "nodes": [node_in_words(each) for each in boxes().values()],
        "edges": [edge_in_words(each) for each in routes()],
        "loops": [loop_in_words(each) for each in graph.loops.values()],
    }


def node_in_words(box: Box) -> dict[str, Any]:
    """Return one variable; it is `given` if nothing in the graph leads to it."""
    graph = load_graph()
    led_to = any(each.effect == box.name != each.cause for each in graph.edges.values())
    return {
        "name": box.name,
        "label": graph.nodes[box.name].label,
        "x": box.x,
        "y": box.y,
        "w": box.width,
        "h": box.height,
        "lines": box.lines,
        "tags": [tag_in_words(each) for each in box.tags],
        "given": not led_to,
    }


def tag_in_words(tag: Tag) -> dict[str, Any]:
    """Return one claim that is no edge."""
    return {"claim": tag.claim, "kind": tag.kind, "x": tag.x, "y": tag.y}


def edge_in_words(route: Route) -> dict[str, Any]:
    """Return one edge; `claim` is empty for what the model does without any."""
    edge = route.edge
    return {
        "name": edge.name,
        "from": edge.cause,
        "to": edge.effect,
        "sign": edge.sign,
        "claim": edge.claim,
        "also": edge.also,
        "says": edge.says,
        "by": BY.get(edge.by, f"the decision {edge.by}" if edge.by else ""),
        "path": route.path,
        "tip": route.tip,
        "angle": route.angle,
        "chip": route.chip,
    }


def loop_in_words(loop: Loop) -> dict[str, Any]:
    """Return one loop with its cycles, edge by edge, and the claims that belong to it beside them."""
    beside = load_graph().beside(loop.name)
    return {
        "name": loop.name,
        "kind": loop.kind,
        "word": LOOP_WORDS[loop.kind],
        "title": loop.title,
        "says": loop.says,
        "cycles": [[each.name for each in cycle] for cycle in loop.cycles],
        "edges": [each.name for each in loop.edges],
        "beside": beside,
        "rivals": sorted({each.claim for each in loop.edges if is_rival(each)}),
    }


def is_rival(edge: Edge) -> bool:
    """Say whether an edge is a rival's."""
    return bool(edge.claim) and load_claims()[edge.claim].kind == "rival"
