"""The argument as a graph: few variables, the claims that lead from one to the next, and the loops they close."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import Any

from sim.claims import LOOPS, SIGNS, load_claims
from sim.errors import DataError, guess
from sim.paths import SEEDS

GRAPH = SEEDS / "graph.toml"
SECTIONS = ("nodes", "claims", "links", "tags", "loops")
NODE = ("label", "at", "read_as", "moved_by")
EDGE = ("from", "to", "turned", "also", "named")
LINK = ("from", "to", "sign", "by", "says")
LOOP = ("kind", "name", "says", "cycles")
KINDS = {"R": 1, "B": -1}  # reinforcing, balancing: what the signs of a cycle multiply to
PUSH = {"+": 1, "-": -1, "0": 0}
LINKED = ".."  # in a cycle: a step that no claim makes


@dataclass(frozen=True)
class Node:
    """A variable: what it is called, its column and row in the picture, how rules read it and what moves it."""

    name: str
    label: str
    at: tuple[float, float]
    read_as: tuple[str, ...]
    moved_by: tuple[str, ...]


@dataclass(frozen=True)
class Edge:
    """One step from a variable to another: of a claim, or, with an empty `claim`, a link of the model itself.

    `also` is what a rule reads or moves beside what its claim's sentence names; `named` the reverse. A link says
    what is behind it (`by`) and what it is (`says`).
    """

    cause: str
    effect: str
    sign: str
    claim: str = ""
    also: bool = False
    named: bool = False
    by: str = ""
    says: str = ""

    @property
    def name(self) -> str:
        """A name of its own, as cycles write it."""
        return f"{self.cause} {self.claim or LINKED} {self.effect}"


@dataclass(frozen=True)
class Loop:
    """A feedback loop: reinforcing (R) or balancing (B), and its cycles, each a chain of edges that closes."""

    name: str
    kind: str
    title: str
    says: str
    cycles: tuple[tuple[Edge, ...], ...]

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Every edge of its cycles, once."""
        return tuple(dict.fromkeys(each for cycle in self.cycles for each in cycle))


@dataclass(frozen=True)
class Graph:
    """Variables by name, edges by name, the variables that claims without edges speak of, and loops by name."""

    nodes: Mapping[str, Node]
    edges: Mapping[str, Edge]
    tags: Mapping[str, tuple[str, ...]]
    loops: Mapping[str, Loop]

    def of_claim(self, claim: str) -> tuple[Edge, ...]:
        """Return the edges of a claim, what its sentence names first."""
        return tuple(sorted((each for each in self.edges.values() if each.claim == claim), key=lambda each: each.also))

    def beside(self, loop: str) -> tuple[str, ...]:
        """Return the claims that the list of claims counts to a loop, though no cycle of it goes through them."""
        through = {each.claim for each in self.loops[loop].edges}
        return tuple(name for name, each in load_claims().items() if loop in each.loops and name not in through)


def sign_of(edges: Collection[Edge]) -> int:
    """Return what the signs of a chain of edges multiply to: 1, -1, or 0 if one of them goes either way."""
    return prod(PUSH[each.sign] for each in edges)


@cache
def load_graph(path: Path = GRAPH) -> Graph:
    """Read the graph; DataError names file, place, and what is allowed."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path}: cannot read the graph ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not a UTF-8 text file") from error
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{path}: not valid TOML: {error}") from error
    check_words(str(path), content, SECTIONS, SECTIONS)
    nodes = {name: read_node(f"{path}: nodes.{name}", name, each) for name, each in content["nodes"].items()}
    edges: dict[str, Edge] = {}
    for each in (*claim_edges(path, content["claims"], nodes), *links(path, content["links"], nodes)):
        if each.name in edges:
            raise DataError(f"{path}: {each.name}: stands here twice")
        edges[each.name] = each
    tags = {name: read_tag(f"{path}: tags.{name}", name, each, nodes) for name, each in content["tags"].items()}
    loops = {name: read_loop(f"{path}: loops.{name}", name, each, edges) for name, each in content["loops"].items()}
    return Graph(nodes, edges, tags, loops)


# ---------------------------------------------------------------- parts of the file
def read_node(at: str, name: str, table: Mapping[str, Any]) -> Node:
    """Read one variable."""
    check_words(at, table, NODE, NODE)
    column, row = table["at"]
    words = (tuple(table[each]) for each in ("read_as", "moved_by"))
    return Node(name, table["label"], (float(column), float(row)), *words)


def claim_edges(path: Path, tables: Mapping[str, Any], nodes: Collection[str]) -> Iterator[Edge]:
    """Yield the edges of claims; their sign is the claim's, turned where the claim speaks of the opposite."""
    for claim, edges in tables.items():
        check_claim(f"{path}: claims.{claim}", claim)
        for each in edges:
            at = f"{path}: claims.{claim}"
            check_words(at, each, EDGE, EDGE[:2])
            check_ends(at, each, nodes)
            sign = load_claims()[claim].sign
            sign = {"+": "-", "-": "+"}.get(sign, sign) if each.get("turned") else sign
            yield Edge(each["from"], each["to"], sign, claim, bool(each.get("also")), bool(each.get("named")))


def links(path: Path, tables: Collection[Mapping[str, Any]], nodes: Collection[str]) -> Iterator[Edge]:
    """Yield what the model does without any claim."""
    for number, each in enumerate(tables, start=1):
        at = f"{path}: links, number {number}"
        check_words(at, each, LINK, LINK)
        check_ends(at, each, nodes)
        check_allowed(f"{at}.sign", each["sign"], SIGNS)
        yield Edge(each["from"], each["to"], each["sign"], by=each["by"], says=each["says"])


def read_tag(at: str, claim: str, value: Collection[str], nodes: Collection[str]) -> tuple[str, ...]:
    """Read which variables a claim without edges speaks of."""
    check_claim(at, claim)
    for each in value:
        check_allowed(at, each, nodes)
    return tuple(value)


def read_loop(at: str, name: str, table: Mapping[str, Any], edges: Mapping[str, Edge]) -> Loop:
    """Read one loop; each cycle must close, and its signs must make it what it is said to be."""
    check_allowed(at, name, LOOPS)
    check_words(at, table, LOOP, LOOP)
    check_allowed(f"{at}.kind", table["kind"], KINDS)
    cycles = tuple(read_cycle(f"{at}: {each!r}", each, edges) for each in table["cycles"])
    for text, cycle in zip(table["cycles"], cycles, strict=True):
        if sign_of(cycle) != KINDS[table["kind"]]:
            raise DataError(f"{at}: {text!r}: its signs do not make it {table['kind']}")
    return Loop(name, table["kind"], table["name"], table["says"], cycles)


def read_cycle(at: str, text: str, edges: Mapping[str, Edge]) -> tuple[Edge, ...]:
    """Read a cycle: variables, and between them the claim that leads on, or `..` for a link."""
    words = text.split()
    stops, steps = words[::2], words[1::2]
    if len(stops) != len(steps) + 1 or not steps or stops[0] != stops[-1]:
        raise DataError(f"{at}: a cycle ends where it began")
    names = [f"{cause} {step} {effect}" for (cause, effect), step in zip(pairwise(stops), steps, strict=True)]
    for each in names:
        check_allowed(at, each, edges)
    return tuple(edges[each] for each in names)


# ---------------------------------------------------------------- checks
def check_words(at: str, given: object, allowed: Collection[str], needed: Collection[str]) -> None:
    """Refuse words that are not known here, and the lack of those that are needed."""
    if not isinstance(given, dict):
        raise DataError(f"{at}: expected a table with {', '.join(needed)}")
    for word in given:
        check_allowed(at, word, allowed)
    for word in needed:
        if word not in given:
            raise DataError(f"{at}: {word} is missing")


def check_ends(at: str, edge: Mapping[str, Any], nodes: Collection[str]) -> None:
    """Refuse an edge that leads from or to a variable that is not there."""
    for end in ("from", "to"):
        check_allowed(f"{at}.{end}", edge[end], nodes)


def check_claim(at: str, claim: str) -> None:
    """Refuse a claim that is not in the list of claims."""
    if claim not in load_claims():
        raise DataError(f"{at}: there is no such claim{guess(claim, load_claims())}")


def check_allowed(at: str, word: object, allowed: Collection[str]) -> None:
    """Refuse a word that is not allowed."""
    if word not in allowed:
        raise DataError(f"{at}: {word}: unknown{guess(str(word), allowed)}")
