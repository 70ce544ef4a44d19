"""The north-up grid in which a raster is read, and what a pixel of it measures on the ground."""

from __future__ import annotations

from math import ceil, radians, sin, sqrt
from typing import NamedTuple

from pyproj import CRS, Geod, Transformer

from rsteller_core.values import Affine

GEOD = Geod(ellps="WGS84")
SAME = 0.005
"""A wanted GSD this near to the raster's own is the raster's own: map projections alone make a
0.6 m grid anything from 0.5998 to 0.6006 m on the ground."""


class Grid(NamedTuple):
    """Pixels and where they lie."""

    transform: Affine
    width: int
    height: int


class Ground(NamedTuple):
    """The pixel at the centre of a grid, in metres: along a row, along a column, its area."""

    along_row: float
    along_column: float
    area: float

    @property
    def gsd(self) -> float:
        """The side of a square of the same area."""
        return sqrt(self.area)


def place(transform: Affine, col: float, row: float) -> tuple[float, float]:
    """The CRS coordinates of a point in pixels."""
    a, b, c, d, e, f = transform
    return a * col + b * row + c, d * col + e * row + f


def to_lonlat(crs: CRS) -> Transformer:
    """From a CRS, x to the east first, to WGS 84 longitude and latitude."""
    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)


def on_ground(grid: Grid, crs: CRS) -> Ground:
    """What the pixel at the centre measures, on the ellipsoid. Raises ProjError."""
    lonlat = to_lonlat(crs)
    col, row = grid.width / 2, grid.height / 2
    ends = [
        lonlat.transform(*place(grid.transform, col + x, row + y), errcheck=True)
        for x, y in ((-0.5, 0), (0.5, 0), (0, -0.5), (0, 0.5))
    ]
    along_row, _, width = GEOD.inv(*ends[0], *ends[1])
    along_column, _, height = GEOD.inv(*ends[2], *ends[3])
    return Ground(width, height, width * height * abs(sin(radians(along_row - along_column))))


def north_up(grid: Grid) -> bool:
    """Whether rows run to the east and columns to the south."""
    a, b, _, d, e, _ = grid.transform
    return b == d == 0 and a > 0 > e


def choose(native: Grid, crs: CRS, gsd: float | None) -> Grid:
    """The raster's own grid wherever it is north-up and has the wanted GSD, else a new one.

    A new grid lies in the same CRS over the same ground. It has the raster's own pixel size, or
    where a GSD is wanted, pixels of that many metres in both directions at the centre.
    """
    ground = on_ground(native, crs)
    if north_up(native) and (gsd is None or _is(ground, gsd)):
        return native
    width, height = _pixel(native)
    if gsd is not None:
        own = on_ground(_over(native, width, height), crs)
        width, height = width * gsd / own.along_row, height * gsd / own.along_column
    return _over(native, width, height)


def _is(ground: Ground, gsd: float) -> bool:
    sides = (ground.along_row, ground.along_column)
    return all(abs(side / gsd - 1) <= SAME for side in sides)


def _pixel(grid: Grid) -> tuple[float, float]:
    """The size of a north-up pixel, in the CRS: of equal area, where the raster is rotated."""
    a, b, _, d, e, _ = grid.transform
    if b == d == 0:
        return abs(a), abs(e)
    side = sqrt(abs(a * e - b * d))
    return side, side


def _over(grid: Grid, width: float, height: float) -> Grid:
    """The north-up grid of pixels of this size that covers another one."""
    corners = [place(grid.transform, x, y) for x in (0, grid.width) for y in (0, grid.height)]
    west, north = min(x for x, _ in corners), max(y for _, y in corners)
    across = max(x for x, _ in corners) - west
    down = north - min(y for _, y in corners)
    transform = Affine(width, 0.0, west, 0.0, -height, north)
    return Grid(transform, _count(across / width), _count(down / height))


def _count(pixels: float) -> int:
    # A sliver under half a pixel at the far edge is not worth a pixel mostly without data.
    return max(1, ceil(pixels - 0.5))
