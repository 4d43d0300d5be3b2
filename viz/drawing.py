"""The map as it is drawn: outlines, places set apart, hosts at the edge, in pixels; the same for every reader."""

import json
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import cos, hypot, radians, sqrt
from typing import Any

from sim.paths import SEEDS
from sim.places import SIDES
from sim.seeds import load_seeds
from viz.titles import titles

MAP = SEEDS / "map.geojson"
WIDTH, HEIGHT = 360, 300
WEST, NORTH = 34.15, 38.05  # degrees at the top left corner
PER_DEGREE = 44.5  # pixels a degree of latitude; a degree of longitude is cos(MIDDLE) of it
MIDDLE = 35.0
SCALE = 0.0093  # pixels of radius a square root of a person: a million people, a radius of nine
LEAST = 3.4  # pixels of radius
GAP = 1.5  # pixels between places
ROUNDS = 60  # of pushing places apart, more than are ever needed
HEAVIEST_LAST = 0.4  # how far the heavier of two places gives way, as a share of the push
LABELS = {"SYRIA": (38.9, 34.45), "TURKEY": (35.4, 37.55), "IRAQ": (42.55, 33.6), "JORDAN": (37.6, 32.0)}
LETTERS = dict(zip(SIDES, "ROIS", strict=True))
SIDE_NAMES = dict(zip(SIDES, ("regime", "opposition", "Islamic State", "SDF"), strict=True))


@dataclass(frozen=True)
class Box:
    """Where a host is written, and where the arrow to it begins and ends, in pixels."""

    x: float
    y: float
    width: float
    begins: tuple[float, float]
    ends: tuple[float, float]


# A drawing, not a projection: hosts that lie beyond the frame stand at its edge, in their direction.
BOXES = {
    "turkey": Box(205, 17, 66, (205, 62), (205, 32)),
    "lebanon": Box(32, 196, 56, (88, 190), (62, 194)),
    "jordan": Box(118, 284, 56, (112, 244), (115, 269)),
    "iraq_kri": Box(331, 84, 54, (282, 92), (303, 88)),
    "egypt": Box(32, 284, 56, (78, 240), (48, 269)),
    "germany": Box(70, 17, 62, (100, 66), (78, 32)),
    "sweden": Box(32, 84, 56, (90, 100), (62, 90)),
    "other_europe": Box(32, 50, 56, (92, 84), (62, 58)),
    "gulf": Box(326, 284, 62, (250, 232), (310, 269)),
    "other": Box(32, 230, 56, (84, 214), (62, 226)),
}
SHORT = {"other_europe": "Europe, other", "iraq_kri": "Iraq", "gulf": "Gulf", "other": "Elsewhere"}


@cache
def drawing_text() -> str:
    """Return the map as JSON."""
    return json.dumps(
        {
            "width": WIDTH,
            "height": HEIGHT,
            "scale": SCALE,
            "sides": [{"id": each, "letter": LETTERS[each], "title": SIDE_NAMES[each]} for each in SIDES],
            "countries": outlines(),
            "labels": [{"text": text, **dict(zip("xy", at(*where), strict=True))} for text, where in LABELS.items()],
            "routes": routes(),
            "places": places(),
            "hosts": hosts(),
        },
        ensure_ascii=False,
    )


def at(longitude: float, latitude: float) -> tuple[float, float]:
    """Return where a point lies on the map, in pixels (equirectangular)."""
    return (
        round((longitude - WEST) * PER_DEGREE * cos(radians(MIDDLE)), 1),
        round((NORTH - latitude) * PER_DEGREE, 1),
    )


def outlines() -> list[dict[str, Any]]:
    """Return Syria and whatever of its neighbours lies in the frame, as SVG paths."""
    found = []
    for feature in json.loads(MAP.read_text(encoding="utf-8"))["features"]:
        shape, about = feature["geometry"], feature["properties"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        rings = [[at(*point) for point in ring] for polygon in polygons for ring in polygon]
        path = "".join(ring_path(ring) for ring in rings if in_frame(ring))
        if path:
            home = about["group"] == "syria"
            found.append({"name": about["name"], "home": home, "path": path})
    return sorted(found, key=lambda each: each["home"])


def in_frame(ring: list[tuple[float, float]]) -> bool:
    """Return whether any of a ring may be seen."""
    x, y = zip(*ring, strict=True)
    return min(x) < WIDTH and max(x) > 0 and min(y) < HEIGHT and max(y) > 0


def ring_path(ring: list[tuple[float, float]]) -> str:
    """Return a ring as part of an SVG path, without points that fall on the one before."""
    kept = [point for n, point in enumerate(ring) if n == 0 or point != ring[n - 1]]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"


@cache
def spots() -> dict[str, tuple[float, float, float]]:
    """Return every place with x, y and its radius on day 0, pushed apart until none covers another."""
    figures = load_seeds().figures
    found = {}
    for row in load_seeds().rows["places"]:
        people = figures[f"places.{row['id']}.population"].parameter.default
        found[row["id"]] = [*at(float(row["lon"]), float(row["lat"])), max(LEAST, SCALE * sqrt(people))]
    for _ in range(ROUNDS):
        moved = [push(one, other) for one, other in combinations(found.values(), 2)]
        if not any(moved):
            break
    return {place: (round(x, 1), round(y, 1), r) for place, (x, y, r) in found.items()}


def push(one: list[float], other: list[float]) -> bool:
    """Move two places apart if they overlap, the lighter one further; return whether they did."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    apart = hypot(dx, dy) or 1.0
    missing = one[2] + other[2] + GAP - apart
    if missing <= 0.01:
        return False
    share = HEAVIEST_LAST if one[2] >= other[2] else 1 - HEAVIEST_LAST
    for spot, way in ((one, -share), (other, 1 - share)):
        spot[0] += way * missing * dx / apart
        spot[1] += way * missing * dy / apart
    return True


def places() -> list[dict[str, Any]]:
    """Return the places in the order of seeds."""
    return [
        {"id": place, "title": titles("places")[place], "x": x, "y": y, "weight": r}
        for place, (x, y, r) in spots().items()
    ]


def routes() -> list[tuple[float, float, float, float]]:
    """Return the roads between places as lines."""
    where = spots()
    pairs = {tuple(sorted((row["from"], row["to"]))) for row in load_seeds().routes}
    return [(*where[a][:2], *where[b][:2]) for a, b in sorted(pairs) if a in where and b in where]


def hosts() -> list[dict[str, Any]]:
    """Return the host countries in the order of seeds."""
    return [
        {
            "id": host,
            "title": SHORT.get(host, title),
            "x": BOXES[host].x,
            "y": BOXES[host].y,
            "w": BOXES[host].width,
            "from": BOXES[host].begins,
            "to": BOXES[host].ends,
        }
        for host, title in titles("hosts").items()
    ]
