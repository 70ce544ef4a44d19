"""Where on the Earth a raster has data."""

from __future__ import annotations

import numpy as np
import shapely
from affine import Affine as Transform
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.features import shapes
from shapely import Geometry
from shapely.geometry import shape

from rsteller_core.rasters.grid import Grid, place, to_lonlat

SPECK = 4
"""Parts and holes of fewer pixels than this, of the reduced mask, are noise."""
EDGE = 20
"""Into how many pieces an edge of a raster is cut: what is straight in a projection is bent in
longitude and latitude."""


def footprint(grid: Grid, crs: CRS, valid: NDArray[np.bool_] | None) -> Geometry:
    """The lon/lat polygon of the data; ``valid`` is a mask of the whole grid, at any size.

    None of it valid gives an empty polygon. Over the antimeridian it is in one piece, with
    longitudes beyond 180. Raises ProjError.
    """
    if valid is None or valid.all():
        outline: Geometry = shapely.box(0, 0, grid.width, grid.height)
    else:
        outline = _outline(valid, grid)
    across = max(grid.width, grid.height) / EDGE
    outline = shapely.segmentize(outline, across)
    a, b, c, d, e, f = grid.transform
    lonlat = to_lonlat(crs)
    middle, _ = lonlat.transform(*place(grid.transform, grid.width / 2, grid.height / 2))

    def placed(points: NDArray[np.float64]) -> NDArray[np.float64]:
        col, row = points.T
        x, y = a * col + b * row + c, d * col + e * row + f
        lon, lat = lonlat.transform(x, y, errcheck=True)
        return np.column_stack((lon - 360 * np.rint((lon - middle) / 360), lat))

    return shapely.make_valid(shapely.transform(outline, placed))


def common_area(one: Geometry, other: Geometry) -> Geometry:
    """What two areas share, without the lines and points in which they only touch."""
    parts = shapely.get_parts(shapely.intersection(one, other))
    return shapely.union_all([part for part in parts if part.geom_type == "Polygon"])


def _outline(valid: NDArray[np.bool_], grid: Grid) -> Geometry:
    """The valid part in the pixels of the grid."""
    scale = Transform.scale(grid.width / valid.shape[1], grid.height / valid.shape[0])
    found = shapes(valid.astype(np.uint8), mask=valid, transform=scale)
    speck = SPECK * scale.a * scale.e
    parts = [shape(outline) for outline, _ in found]
    large = [_filled(part, speck) for part in parts if part.area >= speck] or parts
    return shapely.union_all(large).simplify(min(scale.a, scale.e))


def _filled(polygon: Geometry, speck: float) -> Geometry:
    rings = [ring for ring in polygon.interiors if shapely.Polygon(ring).area >= speck]
    return shapely.Polygon(polygon.exterior, rings)
