"""The map under the screen: outlines, cells, marks, roads and ways, in the units of an SVG."""

from viz.atlas.atlas import Atlas, Mark, Road, Way, atlas
from viz.atlas.marks import Label, radius
from viz.atlas.outlines import Shape

__all__ = ["Atlas", "Label", "Mark", "Road", "Shape", "Way", "atlas", "radius"]
