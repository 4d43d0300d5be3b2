"""Outlines of countries and governorates, and short names of places, as seeds give them."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import DataError
from sim.paths import SEEDS
from sim.table import Array
from viz.atlas.plane import Window, area, path, project, within

MAP = SEEDS / "map.geojson"
COUNTRY, GOVERNORATE, LABEL = "country", "syria_adm1", "label"
SMALLEST = 40.0  # square units: a sliver at the edge of the window is left out


@dataclass(frozen=True)
class Shape:
    """A country or governorate as it is drawn; `label` is where its name has room, None where it has not."""

    id: str
    name: str
    path: str
    label: tuple[float, float] | None = None


@cache
def features(file: Path = MAP) -> tuple[dict[str, Any], ...]:
    """Read the features of the map; DataError names what cannot be read."""
    try:
        return tuple(json.loads(file.read_text(encoding="utf-8"))["features"])
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as problem:
        raise DataError(f"{file.name}: cannot be read as GeoJSON: {problem!r}") from None


def of_kind(kind: str) -> list[dict[str, Any]]:
    """Return the features of one kind."""
    return [each for each in features() if each["properties"].get("kind") == kind]


def rings(feature: dict[str, Any]) -> list[list[list[float]]]:
    """Return the rings of a feature in degrees, holes among them: one governorate lies within another."""
    of = feature["geometry"]
    polygons = of["coordinates"] if of["type"] == "MultiPolygon" else [of["coordinates"]]
    return [ring for polygon in polygons for ring in polygon]


def in_km(ring: list[list[float]]) -> Array:
    """Return a ring of degrees in km, its last point, which is its first, left out."""
    lon, lat = np.array(ring[:-1]).T
    return project(lon, lat)


def countries(window: Window) -> tuple[Shape, ...]:
    """Return the countries that reach into the window."""
    found = []
    for each in of_kind(COUNTRY):
        drawn = [within(window.draw(in_km(ring)), window.outline) for ring in rings(each)]
        drawn = [ring for ring in drawn if len(ring) > 2 and abs(area(ring)) >= SMALLEST]
        if drawn:
            of = each["properties"]
            widest = max(drawn, key=lambda ring: abs(area(ring)))
            named = None if of.get("host") else centre(widest)  # a host is named at its mark
            found.append(Shape(of["iso"], of["name"], path(*drawn), named))
    return tuple(found)


def governorates(window: Window) -> tuple[Shape, ...]:
    """Return the governorates of Syria."""
    return tuple(
        Shape(
            each["properties"]["gov"],
            each["properties"]["name"],
            path(*(window.draw(in_km(ring)) for ring in rings(each))),
        )
        for each in of_kind(GOVERNORATE)
    )


def syria() -> Array:
    """Return the outline of the country in km, `(points, 2)`: the edges that belong to one governorate only.

    DataError if they do not make one ring.
    """
    edges: Counter[frozenset[tuple[float, float]]] = Counter()
    for each in of_kind(GOVERNORATE):
        for ring in rings(each):
            edges.update(frozenset(((a[0], a[1]), (b[0], b[1]))) for a, b in pairwise(ring))
    ways: dict[tuple[float, float], list[tuple[float, float]]] = {}
    for a, b in (tuple(edge) for edge, times in edges.items() if times == 1):
        ways.setdefault(a, []).append(b)
        ways.setdefault(b, []).append(a)
    start = min(ways)
    outline, before, here = [start], start, max(ways[start])
    while here != start and len(ways[here]) == 2:
        outline.append(here)
        before, here = here, next(each for each in ways[here] if each != before)
    if here != start or len(outline) != len(ways):
        raise DataError(f"{MAP.name}: the governorates do not make one country")
    lon, lat = np.array(outline).T
    return project(lon, lat)


def short_names() -> dict[str, str]:
    """Return what places are called on the map, by id."""
    return {each["properties"]["place"]: each["properties"]["name"] for each in of_kind(LABEL)}


def centre(ring: Array) -> tuple[float, float]:
    """Return the centroid of a ring."""
    x, y = ring.T
    cross = x * np.roll(y, -1) - y * np.roll(x, -1)
    weight = 3 * cross.sum()
    return (
        float(((x + np.roll(x, -1)) * cross).sum() / weight),
        float(((y + np.roll(y, -1)) * cross).sum() / weight),
    )
