"""Where places lie and which roads join them: the map as given becomes arrays."""

import numpy as np

from sim.errors import DataError
from sim.places import SIDES, Roads
from sim.seeds import Seeds
from sim.table import Array

EARTH_RADIUS_KM = 6371.0


def distances(lat_a: Array, lon_a: Array, lat_b: Array, lon_b: Array) -> Array:
    """Return great-circle distances in km, `(a, b)` (haversine)."""
    a, b = np.radians(lat_a)[:, None], np.radians(lat_b)[None, :]
    turn = np.radians(lon_b)[None, :] - np.radians(lon_a)[:, None]
    inner = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(inner)))


def where_is(seeds: Seeds, kind: str) -> tuple[Array, Array]:
    """Return latitudes and longitudes of a kind."""
    rows = seeds.rows[kind]
    return np.array([float(row["lat"]) for row in rows]), np.array([float(row["lon"]) for row in rows])


def build_roads(seeds: Seeds) -> Roads:
    """Lay out the road net; DataError if a place has no road to any other."""
    places, hosts = seeds.ids("places"), seeds.ids("hosts")
    sites = (*places, *hosts)
    ways: dict[int, list[tuple[int, float]]] = {at: [] for at in range(len(places))}
    for row in seeds.routes:
        a, b = sites.index(row["from"]), sites.index(row["to"])
        by_land = row["mode"] == "road"
        for one, other in ((a, b), (b, a)):
            if one < len(places) and (by_land or other >= len(places)):
                ways[one].append((other, float(row["km_best"])))
    for at, found in ways.items():
        if not any(other < len(places) for other, _ in found):
            raise DataError(f"routes.csv: no road leads from {places[at]} to another place")
    width = max(map(len, ways.values()))
    to, km = np.full((len(places), width), -1), np.zeros((len(places), width))
    neighbours = np.full((len(places), width), -1)
    for at, found in ways.items():
        for k, (other, length) in enumerate(found):
            to[at, k], km[at, k] = other, length
        inside = [other for other, _ in found if other < len(places)]
        neighbours[at, : len(inside)] = inside
    apart = distances(*where_is(seeds, "places"), *where_is(seeds, "places"))
    np.fill_diagonal(apart, -1.0)
    order = np.argsort(apart, axis=1, kind="stable")[:, 1:]
    supplied_by = [SIDES.index(row["supplies"]) if row["supplies"] else -1 for row in seeds.rows["hosts"]]
    borders = np.zeros((len(SIDES), len(places)), dtype=bool)
    for row in seeds.routes:
        if row["mode"] == "road" and row["from"] in places and row["to"] in hosts:
            side = supplied_by[hosts.index(row["to"])]
            if side >= 0:
                borders[side, places.index(row["from"])] = True
    return Roads(neighbours, np.ascontiguousarray(order), to, km, borders)


def lifelines(seeds: Seeds) -> Array:
    """Return, for a place that hangs on one friendly road crossed by a siege line, where that road leads, else -1."""
    ids = seeds.ids("places")
    side = {row["id"]: row["controller"] for row in seeds.rows["places"]}
    lifeline = np.full(len(ids), -1)
    for row in seeds.routes:
        pair = (row["from"], row["to"])
        if row["status"] != "siege_line" or not all(each in side for each in pair) or side[pair[0]] != side[pair[1]]:
            continue
        for each in pair:
            roads = [r for r in seeds.routes if each in (r["from"], r["to"]) and r["mode"] == "road"]
            others = [r["to"] if r["from"] == each else r["from"] for r in roads]
            if sum(side.get(other) == side[each] for other in others) == 1:
                lifeline[ids.index(each)] = ids.index(pair[0] if each == pair[1] else pair[1])
    return lifeline
