"""How large a thing is and where it lies in its patch.

Geometry is in patch coordinates, ``metres`` is the patch's Jacobian (see ``Patch``), ``size`` its
width and height in pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from rsteller_core.geometry.axes import EDGES, Edge, Place, place_at
from rsteller_core.values import Bounds

Metres = tuple[float, float, float, float]
Size = tuple[float, float]
GeometryKind = Literal["area", "line", "point"]

_KINDS: tuple[GeometryKind, ...] = ("point", "line", "area")

TOUCH = 0.5
"""Pixels: what comes nearer to the frame than this reaches it."""

_MOST = 0.5
_WIDE = 0.75
_ON_FRAME = 1e-6
_SPECK, _SPECK_SHARE = 4.0, 0.005


def geometry_kind(geometry: Geometry) -> GeometryKind:
    """What a geometry is: an area, a line or a point, in one part or several."""
    return _KINDS[int(shapely.get_dimensions(geometry))]


def grounded(geometry: Geometry, metres: Metres) -> Geometry:
    """The geometry in metres to the east and the north, true north up."""
    jacobian = np.array(metres).reshape(2, 2)
    return shapely.transform(geometry, lambda xy: xy @ jacobian.T)


def area_m2(geometry: Geometry, metres: Metres) -> float:
    """The area in square metres on the ground."""
    return float(geometry.area) * pixel_m(metres) ** 2


def length_m(geometry: Geometry, metres: Metres) -> float:
    """The length in metres on the ground: of a line, or of an area's outline."""
    return float(grounded(geometry, metres).length)


def pixel_m(metres: Metres) -> float:
    """The side, in metres, of a square as large as a pixel on the ground."""
    east_x, east_y, north_x, north_y = metres
    return math.sqrt(abs(east_x * north_y - east_y * north_x))


def ground_size(size: Size, metres: Metres) -> Size:
    """The width and the height of the patch in metres on the ground, through its centre."""
    east_x, east_y, north_x, north_y = metres
    return (
        size[0] * float(np.hypot(east_x, north_x)),
        size[1] * float(np.hypot(east_y, north_y)),
    )


def share(geometry: Geometry, size: Size) -> float:
    """The part of the patch's pixels that an area covers, 0 to 1."""
    return float(geometry.area / (size[0] * size[1]))


def spreads(area: Geometry, size: Size) -> bool:
    """Whether an area that covers half of the patch or less reaches over more than three quarters
    of its width and of its height.
    """
    left, bottom, right, top = area.bounds
    wide = right - left > _WIDE * size[0] and top - bottom > _WIDE * size[1]
    return bool(wide and share(area, size) <= _MOST)


def position(geometry: Geometry, size: Size) -> Place | None:
    """Where a thing lies in the nine-grid, by its anchor.

    None for an area that covers more than half of the patch, or spreads over most of it: no one
    cell says where it is.
    """
    area = geometry_kind(geometry) == "area"
    if area and (share(geometry, size) > _MOST or spreads(geometry, size)):
        return None
    anchor = anchor_of(geometry)
    return place_at(anchor.x, anchor.y, *size)


def anchor_of(geometry: Geometry) -> shapely.Point:
    """The point a thing is located by, always one of its own.

    The middle of a line (of its longest part), the centroid of an area, or the point nearest to
    it where the centroid lies outside.
    """
    if geometry_kind(geometry) == "line":
        return longest_part(geometry).interpolate(0.5, normalized=True)
    centroid = geometry.centroid
    if shapely.intersects_xy(geometry, centroid.x, centroid.y):
        return centroid
    nearest: shapely.Point = shapely.get_point(shapely.shortest_line(geometry, centroid), 0)
    return nearest


def edges_reached(clipped: Geometry, size: Size) -> tuple[Edge, ...]:
    """The edges of the frame that a thing reaches, in the order left, right, bottom, top."""
    left, bottom, right, top = clipped.bounds
    gaps = (left, size[0] - right, bottom, size[1] - top)
    return tuple(edge for edge, gap in zip(EDGES, gaps, strict=True) if gap < TOUCH)


def runs_on(clipped: Geometry, whole: Bounds, size: Size) -> bool:
    """Whether a thing whose whole has this box goes on beyond an edge of the frame it reaches."""
    left, bottom, right, top = whole
    beyond = dict(zip(EDGES, (-left, right - size[0], -bottom, top - size[1]), strict=True))
    return any(beyond[edge] > TOUCH for edge in edges_reached(clipped, size))


def longest_part(line: Geometry) -> shapely.LineString:
    """The longest of a line's parts, the first of equals."""
    if isinstance(line, shapely.LineString):
        return line
    parts = shapely.get_parts(line)
    return parts[int(np.argmax(shapely.length(parts)))]


def large_parts(area: Geometry) -> Sequence[shapely.Polygon]:
    """The parts of an area but for specks, the largest first."""
    parts = shapely.get_parts(area)
    return [parts[i] for i in _notable(shapely.area(parts))]


def large_holes(area: Geometry) -> int:
    """How many holes an area has, specks left out."""
    if not shapely.get_num_interior_rings(shapely.get_parts(area)).any():
        return 0
    rings = [ring for part in shapely.get_parts(area) for ring in part.interiors]
    areas = shapely.area(shapely.polygons(rings))
    return int((areas > max(_SPECK, _SPECK_SHARE * area.area)).sum())


def along_frame(area: shapely.Polygon, size: Size) -> float:
    """The part of an area's outline that is not its own but the frame's, 0 to 1."""
    ring = shapely.get_coordinates(area.exterior)
    steps = np.hypot(*np.diff(ring, axis=0).T)
    sides = np.concatenate((np.abs(ring), np.abs(ring - size)), axis=1) < _ON_FRAME
    cut = (sides[1:] & sides[:-1]).any(axis=1)
    return float(steps[cut].sum() / steps.sum())


def _notable(areas: NDArray[np.float64]) -> list[int]:
    """The places of the areas that are more than specks, the largest first."""
    order = np.argsort(-areas, kind="stable")
    least = max(_SPECK, _SPECK_SHARE * float(areas.sum()))
    return [int(i) for i in order if areas[i] > least] or [int(order[0])]
