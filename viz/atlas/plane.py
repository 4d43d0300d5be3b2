"""From the globe to the drawing: a projection that keeps areas, a window, and clipping."""

from dataclasses import dataclass

import numpy as np

from sim.geography import EARTH_RADIUS_KM
from sim.table import Array

PARALLEL = np.radians(35.0)  # true to shape in the middle of Syria


def project(lon: Array, lat: Array) -> Array:
    """Return km east and north, `(points, 2)`; equal areas of ground are equal areas of the drawing.

    Lambert's cylindrical equal-area projection, true to shape at 35° N (Snyder 1987).
    """
    east = np.radians(lon) * np.cos(PARALLEL)
    north = np.sin(np.radians(lat)) / np.cos(PARALLEL)
    return EARTH_RADIUS_KM * np.stack([east, north], axis=-1)


@dataclass(frozen=True)
class Window:
    """The part of the globe that is drawn, in degrees, and where: `width` units wide, `left` units from the edge."""

    west: float
    east: float
    south: float
    north: float
    width: float
    left: float

    @property
    def corners(self) -> Array:
        """South-west and north-east corner in km, `(2, 2)`."""
        return project(np.array([self.west, self.east]), np.array([self.south, self.north]))

    @property
    def scale(self) -> float:
        """Units of the drawing in a km."""
        low, high = self.corners
        return float(self.width / (high - low)[0])

    @property
    def height(self) -> float:
        """Units from top to bottom."""
        low, high = self.corners
        return float((high - low)[1] * self.scale)

    @property
    def outline(self) -> Array:
        """The four corners of the window in the drawing, `(4, 2)`."""
        right, bottom = self.left + self.width, self.height
        return np.array([[self.left, 0.0], [right, 0.0], [right, bottom], [self.left, bottom]])

    def draw(self, points: Array) -> Array:
        """Turn km into units of the drawing, y downwards, `(points, 2)`."""
        low, high = self.corners
        x = (points[..., 0] - low[0]) * self.scale + self.left
        y = (high[1] - points[..., 1]) * self.scale
        return np.stack([x, y], axis=-1)


def area(polygon: Array) -> float:
    """Return the area of a polygon `(points, 2)`, above 0 if it runs against the clock (with y upwards)."""
    x, y = polygon.T
    return float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) / 2)


def cut(polygon: Array, normal: Array, limit: float) -> Array:
    """Return the part of a polygon where `normal` times a point is at most `limit` (Sutherland & Hodgman 1974)."""
    beyond = polygon @ normal - limit
    if (beyond <= 0).all():
        return polygon
    kept = []
    for at, (here, there) in enumerate(zip(polygon, np.roll(polygon, -1, axis=0), strict=True)):
        a, b = beyond[at], beyond[(at + 1) % len(polygon)]
        if a <= 0:
            kept.append(here)
        if (a <= 0) != (b <= 0):
            kept.append(here + (there - here) * a / (a - b))
    return np.array(kept).reshape(-1, 2)


def within(polygon: Array, convex: Array) -> Array:
    """Return the part of a polygon inside a convex one."""
    middle = convex.mean(axis=0)
    for start, end in zip(convex, np.roll(convex, -1, axis=0), strict=True):
        if not len(polygon):
            break
        along = end - start
        normal = np.array([along[1], -along[0]])
        if normal @ (middle - start) > 0:
            normal = -normal
        polygon = cut(polygon, normal, float(normal @ start))
    return polygon


def inside(points: Array, polygon: Array) -> Array:
    """Return which points lie inside a polygon, `(points,)`: they see it an odd number of times to their right."""
    x, y = points[:, :1], points[:, 1:]
    (ax, ay), (bx, by) = polygon.T, np.roll(polygon, -1, axis=0).T
    spans = (ay > y) != (by > y)
    crossing = ax + (y - ay) * (bx - ax) / np.where(by == ay, 1.0, by - ay)
    return np.asarray((spans & (x < crossing)).sum(axis=1) % 2 == 1)


def path(*rings: Array) -> str:
    """Write rings as the path of an SVG, to a tenth of a unit."""
    return "".join(f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in ring)}Z" for ring in rings if len(ring) > 2)
