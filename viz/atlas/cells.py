"""Ground that goes with each place: a cell around it, near the area that counts with it."""

import numpy as np

from sim.geography import where_is
from sim.seeds import Seeds
from sim.table import Array
from viz.atlas.outlines import syria
from viz.atlas.plane import area, cut, inside, project, within

POCKET = 300.0  # km2: a smaller place, mostly a town under siege, is drawn as a disc of its size
CORNERS = 24  # of such a disc
GRID = 6.0  # km between points at which areas are estimated while weights are sought
ROUNDS = 600
STEP, LAST_STEP = 3.0, 0.2  # km2 of weight per share of missing area's root: fast at first, fine at the end
# How far a neighbour may push the border towards a place, as a share of their distance (1 would reach it).
# So places stay in cells of their own, and the steppe that counts with the Euphrates valley cannot all be drawn there.
REACH = 0.7


def cells(seeds: Seeds) -> dict[str, Array]:
    """Return the cell of every place in km, `(points, 2)` each; pockets come last, to be drawn over the others.

    A power diagram (Aurenhammer 1987), its weights set so that areas come near those of seeds, clipped to the
    country; schematic, as the fronts are: what counts is the circle in it.
    """
    ids = seeds.ids("places")
    lat, lon = where_is(seeds, "places")
    sites = project(lon, lat)
    areas = np.array([seeds.figures[f"places.{each}.area"].parameter.default for each in ids])
    country = syria()
    large = np.flatnonzero(areas > POCKET)
    weights = balance(sites[large], areas[large], country)
    found = {ids[at]: cell(sites[large], weights, k, country) for k, at in enumerate(large)}
    return found | {ids[at]: within(country, disc(sites[at], areas[at])) for at in np.flatnonzero(areas <= POCKET)}


def balance(sites: Array, areas: Array, country: Array) -> Array:
    """Return weights of a power diagram under which the cells come near their areas, `(sites,)`, km2."""
    low, high = country.min(axis=0), country.max(axis=0)
    x, y = np.meshgrid(*(np.arange(a, b, GRID) for a, b in zip(low, high, strict=True)))
    points = np.stack([x.ravel(), y.ravel()], axis=1)
    points = points[inside(points, country)]
    away = squares(points, sites)
    apart = REACH * squares(sites, sites)
    wanted = areas / areas.sum() * len(points)
    weights = np.zeros(len(sites))
    for step in np.linspace(STEP, LAST_STEP, ROUNDS) * GRID:
        there = np.bincount((away - weights).argmin(axis=1), minlength=len(sites))
        weights = weights + step * (wanted - there) / np.sqrt(wanted)
        for _ in range(2):  # what one gives up, another may have to give up too
            weights = np.minimum(weights, (weights + apart).min(axis=1))
    return weights


def squares(a: Array, b: Array) -> Array:
    """Return squared distances, `(a, b)`."""
    return np.asarray(((a[:, None] - b) ** 2).sum(axis=2))


def cell(sites: Array, weights: Array, at: int, country: Array) -> Array:
    """Return the cell of one site: where its weighted distance is the least, within the country."""
    low, high = country.min(axis=0), country.max(axis=0)
    found = np.array([low, [high[0], low[1]], high, [low[0], high[1]]])
    for other in np.argsort(((sites - sites[at]) ** 2).sum(axis=1), kind="stable")[1:]:
        normal = 2 * (sites[other] - sites[at])
        limit = sites[other] @ sites[other] - weights[other] - sites[at] @ sites[at] + weights[at]
        found = cut(found, normal, float(limit))
        if not len(found):
            return found
    return within(country, found)


def disc(middle: Array, size: float) -> Array:
    """Return a disc of so many km2."""
    turn = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    round_shape = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return np.asarray(middle + round_shape * np.sqrt(size / abs(area(round_shape))))
