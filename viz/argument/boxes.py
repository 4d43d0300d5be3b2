"""Where the variables of the argument stand in the picture, and how their names are broken into lines."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from textwrap import wrap

from sim.claims import load_claims
from sim.graph import load_graph

COLUMN, ROW = 186.0, 104.0  # between the middles of variables, in units of the picture
MARGIN = 10.0
FIRST = 42.0  # from the upper margin to the middle of the first row: half of the tallest box
WIDE = 122.0  # a variable's box
LETTERS = 18  # that fit into a line of it
LINE, ABOVE = 13.5, 6.0  # height of a line, and of what is left above and below all of them
TAG = (29.0, 15.0)  # width and height of a tag
TAGS_GAP = 4.0
KINDS = ("premise", "forecast", "counterfactual")  # of claims that are tags, in the order in which they stand


@dataclass(frozen=True)
class Tag:
    """A claim without edges, beneath the name of a variable it speaks of; `x` and `y` are its middle."""

    claim: str
    kind: str
    x: float
    y: float


@dataclass(frozen=True)
class Box:
    """A variable as it is drawn: middle, width and height, the lines of its name with their baselines, its tags."""

    name: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[str, float], ...]
    tags: tuple[Tag, ...]


@cache
def boxes() -> dict[str, Box]:
    """Return every variable's box by name."""
    graph = load_graph()
    tagged: dict[str, list[str]] = {name: [] for name in graph.nodes}
    for claim, names in graph.tags.items():
        for name in names:
            tagged[name].append(claim)
    return {name: box(name, each.label, each.at, tagged[name]) for name, each in graph.nodes.items()}


def box(name: str, label: str, at: tuple[float, float], claims: Collection[str]) -> Box:
    """Return one variable's box."""
    lines = wrap(label, LETTERS)
    height = len(lines) * LINE + 2 * ABOVE + (TAG[1] + TAGS_GAP if claims else 0.0)
    x, y = MARGIN + WIDE / 2 + at[0] * COLUMN, MARGIN + FIRST + at[1] * ROW
    top = y - height / 2 + ABOVE
    baselines = tuple((line, round(top + (number + 0.78) * LINE, 1)) for number, line in enumerate(lines))
    kinds = {claim: load_claims()[claim].kind for claim in claims}
    ordered = sorted(claims, key=lambda claim: (KINDS.index(kinds[claim]), claim))
    step = TAG[0] + TAGS_GAP
    first = x - step * (len(ordered) - 1) / 2
    tag_y = top + len(lines) * LINE + TAGS_GAP / 2 + TAG[1] / 2
    tags = tuple(Tag(claim, kinds[claim], first + number * step, tag_y) for number, claim in enumerate(ordered))
    return Box(name, x, y, WIDE, height, baselines, tags)


@cache
def size() -> tuple[float, float]:
    """Return width and height of the whole picture."""
    found = boxes().values()
    right = max(each.x + each.width / 2 for each in found)
    bottom = max(each.y + each.height / 2 for each in found)
    return right + MARGIN, bottom + MARGIN
