"""The map that is drawn: Syria, its neighbours, places, roads, hosts, ways people go."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.geography import where_is
from sim.seeds import Seeds, load_seeds
from sim.table import Array
from viz.atlas.cells import cells
from viz.atlas.marks import GROWTH, Label, name_places, radius, spread_out
from viz.atlas.outlines import Shape, countries, governorates, short_names, syria
from viz.atlas.plane import Window, path, project
from viz.titles import titles

MARGIN = 150.0  # left of the map: countries of refuge that lie beyond it
WINDOW = Window(west=34.7, east=43.1, south=31.75, north=37.75, width=1000.0, left=MARGIN)
EDGE = 26.0  # from the left edge to the marks of hosts in the margin: their names have the rest of it, and the sea
INSET = 45.0  # how far from the edge a host is marked at least
BEND = 0.18  # how far a way bulges, as a share of its length
TEXT = 26.0  # size of names in units: readable where the map is some 500 pixels wide


@dataclass(frozen=True)
class Mark:
    """A place or a host: where its circle is drawn, where it lies if that is elsewhere, and its people on day 0."""

    id: str
    title: str
    x: float
    y: float
    lies: tuple[float, float]
    people: float
    label: Label | None = None
    far: bool = False  # of a host: beyond the map

    @property
    def radius(self) -> float:
        """The radius of its circle on day 0; `viz.atlas.radius` gives that of any number of people."""
        return radius(self.people)


@dataclass(frozen=True)
class Road:
    """A road between two places or to a neighbour, as the war found it: open, front_line, siege_line and so on."""

    start: str
    end: str
    status: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Way:
    """How people get to a host, as a curve towards it: from `start`, a place, or a host they go on from."""

    host: str
    start: str
    path: str


@dataclass(frozen=True)
class Atlas:
    """All that does not change from week to week, in the units of an SVG's view box, `width` by `height`.

    `cells` are paths by place, in the order in which to draw them; `ways` by host. Names have room at a size of `text`.
    """

    width: float
    height: float
    margin: float
    countries: tuple[Shape, ...]
    country: str
    governorates: tuple[Shape, ...]
    cells: dict[str, str]
    places: dict[str, Mark]
    hosts: dict[str, Mark]
    roads: tuple[Road, ...]
    ways: dict[str, Way]
    text: float


@cache
def atlas(text: float = TEXT) -> Atlas:
    """Return the map with names of a size; it is laid out once for each."""
    seeds = load_seeds()
    marks = lay_out(seeds, text)
    places = {each: marks[each] for each in seeds.ids("places")}
    hosts = {each: marks[each] for each in seeds.ids("hosts")}
    return Atlas(
        MARGIN + WINDOW.width,
        round(WINDOW.height, 1),
        MARGIN,
        countries(WINDOW),
        path(WINDOW.draw(syria())),
        governorates(WINDOW),
        {place: path(WINDOW.draw(ring)) for place, ring in cells(seeds).items()},
        places,
        hosts,
        tuple(roads(seeds, marks)),
        ways(seeds, marks),
        text,
    )


# ---------------------------------------------------------------- marks
def lay_out(seeds: Seeds, text: float) -> dict[str, Mark]:
    """Mark places and hosts, with room for all."""
    ids = (*seeds.ids("places"), *seeds.ids("hosts"))
    names = {**short_names(), **titles("hosts")}
    full = {**titles("places"), **titles("hosts")}
    people = np.array([people_of(seeds, each) for each in ids])
    lies, far = positions(seeds)
    radii = np.array([radius(GROWTH * each) for each in people])
    drawn = spread_out(lies, radii)
    drawn[far] = lies[far]
    order = sorted(range(len(ids)), key=lambda at: importance(seeds, ids[at]), reverse=True)
    frame = (0.0, 0.0, MARGIN + WINDOW.width, WINDOW.height)
    labels = name_places([names[each] for each in ids], order, drawn, radii, frame, text)
    return {
        each: Mark(
            each,
            full[each],
            round(float(drawn[at, 0]), 1),
            round(float(drawn[at, 1]), 1),
            (round(float(lies[at, 0]), 1), round(float(lies[at, 1]), 1)),
            float(people[at]),
            labels.get(at),
            bool(far[at]),
        )
        for at, each in enumerate(ids)
    }


def people_of(seeds: Seeds, site: str) -> float:
    """Return who lives there on day 0: residents of a place, Syrians in a host country."""
    name = f"places.{site}.population" if site in seeds.ids("places") else f"hosts.{site}.refugees"
    return seeds.figures[name].parameter.default


def importance(seeds: Seeds, site: str) -> tuple[float, float]:
    """Return how much a name matters: first the hosts, then the places that the war watches most, then the largest."""
    salience = seeds.figures.get(f"places.{site}.salience")
    return 2.0 if salience is None else salience.parameter.default, people_of(seeds, site)


def positions(seeds: Seeds) -> tuple[Array, Array]:
    """Return where places and hosts lie in the drawing, `(sites, 2)`, and which of them lie beyond the map.

    Hosts to the west stand in the margin, north to south; others beyond the window at its edge, in their direction.
    """
    lat, lon = (np.concatenate(both) for both in zip(where_is(seeds, "places"), where_is(seeds, "hosts"), strict=True))
    found = WINDOW.draw(project(lon, lat))
    west = lon < WINDOW.west
    far = west | (lon > WINDOW.east) | (lat < WINDOW.south) | (lat > WINDOW.north)
    order = np.flatnonzero(west)[np.argsort(-lat[west], kind="stable")]
    for turn, at in enumerate(order):
        found[at] = EDGE, (turn + 1) * WINDOW.height / (len(order) + 1)
    middle = found[: len(seeds.ids("places"))].mean(axis=0)
    for at in np.flatnonzero(far & ~west):
        found[at] = towards(middle, found[at])
    rest = ~west
    found[rest] = np.clip(
        found[rest],
        [MARGIN + INSET, INSET],
        [MARGIN + WINDOW.width - INSET, WINDOW.height - INSET],
    )
    return found, far


def towards(start: Array, end: Array) -> Array:
    """Return where the straight line from inside the window leaves it, an inset before its edge."""
    low = np.array([MARGIN + INSET, INSET])
    high = np.array([MARGIN + WINDOW.width - INSET, WINDOW.height - INSET])
    way = end - start
    limits = np.where(way > 0, high, low)
    shares = np.where(way == 0, np.inf, (limits - start) / np.where(way == 0, 1.0, way))
    return np.asarray(start + way * min(1.0, float(shares.min())))


# ---------------------------------------------------------------- lines
def roads(seeds: Seeds, marks: dict[str, Mark]) -> list[Road]:
    """Return the roads that lie on the map."""
    found = []
    for row in seeds.routes:
        a, b = marks[row["from"]], marks[row["to"]]
        if row["mode"] == "road" and not (a.far or b.far):
            found.append(Road(a.id, b.id, row["status"], a.x, a.y, b.x, b.y))
    return found


def ways(seeds: Seeds, marks: dict[str, Mark]) -> dict[str, Way]:
    """Return the way to each host: the first route from a place, else from a host outside Europe, else from any."""
    region = {row["id"]: row["region"] for row in seeds.rows["hosts"]}
    found = {}
    for host in region:
        starts = [row["from"] for row in seeds.routes if row["to"] == host]
        starts.sort(key=lambda start: (start in region) + (region.get(start) == "europe"))
        if starts:
            found[host] = Way(host, starts[0], curve(marks[starts[0]], marks[host]))
    return found


def curve(start: Mark, end: Mark) -> str:
    """Return a bulging line from one mark to another as an SVG path."""
    across, down = end.x - start.x, end.y - start.y
    x, y = (start.x + end.x) / 2 - BEND * down, (start.y + end.y) / 2 + BEND * across
    return f"M{start.x:.1f} {start.y:.1f}Q{x:.1f} {y:.1f} {end.x:.1f} {end.y:.1f}"
