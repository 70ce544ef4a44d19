"""How large a thing is and where it lies in its patch.

Geometry is in patch coordinates, ``metres`` is the patch's Jacobian (see ``Patch``), ``size`` its
width and height in pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from rsteller_core.geometry.axes import CORNERS, EDGES, Edge, Place
from rsteller_core.geometry.projection import Floats
from rsteller_core.geometry.repair import Geometries

Metres = tuple[float, float, float, float]
Box = Sequence[float]
Size = tuple[float, float]

TOUCH = 0.5
"""Pixels: what comes nearer to the frame than this reaches it."""

_MOST = 0.5
_WIDE = 0.75
_ON_FRAME = 1e-6
_LINE = 1  # shapely's number for it
_SPECK, _SPECK_SHARE = 4.0, 0.005


def grounded(shapes: Geometries, metres: Floats) -> Geometries:
    """The geometries in metres to the east and the north, true north up; ``metres`` (n, 4) holds
    the Jacobian of each.
    """
    x, y = shapely.get_coordinates(shapes).T
    east_x, east_y, north_x, north_y = np.repeat(
        metres, shapely.get_num_coordinates(shapes), axis=0
    ).T
    ground = np.column_stack((east_x * x + east_y * y, north_x * x + north_y * y))
    moved: Geometries = shapely.set_coordinates(shapes.copy(), ground)
    return moved


def area_m2(area: float, metres: Metres) -> float:
    """Square metres on the ground of an area in square pixels."""
    return area * pixel_m(metres) ** 2


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


def share(area: float, size: Size) -> float:
    """The part of the patch's pixels in an area of so many square pixels, 0 to 1."""
    return area / (size[0] * size[1])


def spreads(box: Box, covered: float, size: Size) -> bool:
    """Whether an area that covers half of the patch or less reaches over more than three quarters
    of its width and of its height.
    """
    left, bottom, right, top = box
    wide = right - left > _WIDE * size[0] and top - bottom > _WIDE * size[1]
    return wide and covered <= _MOST


def has_position(box: Box, covered: float, size: Size) -> bool:
    """Whether one cell of the nine-grid says where a thing is: not that of an area which covers
    more than half of the patch, or spreads over most of it.
    """
    return covered <= _MOST and not (covered > 0 and spreads(box, covered, size))


def anchors(shapes: Geometries) -> Geometries:
    """The points that things are located by, always one of their own.

    The middle of a line (of its longest part), the centroid of an area, or the point nearest to
    it where the centroid lies outside.
    """
    points: Geometries = shapely.centroid(shapes)
    lines = np.flatnonzero(shapely.get_dimensions(shapes) == 1)
    points[lines] = shapely.line_interpolate_point(
        longest_parts(shapes[lines]), 0.5, normalized=True
    )
    xy = shapely.get_coordinates(points)
    off = ~shapely.intersects_xy(shapes, xy[:, 0], xy[:, 1])
    off[lines] = False
    nearest = shapely.shortest_line(shapes[off], points[off])
    points[off] = shapely.get_point(nearest, 0)
    return points


def edges_reached(box: Box, size: Size) -> tuple[Edge, ...]:
    """The edges of the frame that a thing with this box reaches, in the order left, right, bottom,
    top.
    """
    left, bottom, right, top = box
    gaps = (left, size[0] - right, bottom, size[1] - top)
    return tuple(edge for edge, gap in zip(EDGES, gaps, strict=True) if gap < TOUCH)


def corners_held(area: Geometry, edges: Sequence[Edge], size: Size) -> tuple[Place, ...]:
    """The corners of the frame that lie in an area which reaches these edges, read from the upper
    left.
    """
    reached = {EDGES[edge] for edge in edges}
    able = [c for c in CORNERS if set(c.compass.split("-")) <= reached]
    if not able:
        return ()
    spots = shapely.points([((c.east > 0) * size[0], (c.north > 0) * size[1]) for c in able])
    held = shapely.dwithin(area, spots, TOUCH)
    return tuple(corner for corner, holds in zip(able, held.tolist(), strict=True) if holds)


def runs_on(edges: Sequence[Edge], whole: Box, size: Size) -> bool:
    """Whether a thing whose whole has this box goes on beyond one of the edges it reaches."""
    left, bottom, right, top = whole
    beyond = dict(zip(EDGES, (-left, right - size[0], -bottom, top - size[1]), strict=True))
    return any(beyond[edge] > TOUCH for edge in edges)


def longest_parts(lines: Geometries) -> Geometries:
    """The longest part of each line, the first of equals."""
    several = np.flatnonzero(shapely.get_num_geometries(lines) > 1)
    several = several[shapely.get_type_id(lines[several]) != _LINE]
    if several.size:
        lines = lines.copy()
    for i in several.tolist():
        parts = shapely.get_parts(lines[i])
        lines[i] = parts[int(np.argmax(shapely.length(parts)))]
    single: Geometries = shapely.get_geometry(lines, 0)
    return single


def large_parts(area: Geometry) -> Sequence[shapely.Polygon]:
    """The parts of an area but for specks, the largest first."""
    if isinstance(area, shapely.Polygon):
        return [area]
    parts = shapely.get_parts(area)
    return [parts[i] for i in _notable(shapely.area(parts))]


def large_holes(area: Geometry) -> int:
    """How many holes an area has, specks left out."""
    if isinstance(area, shapely.Polygon) and not shapely.get_num_interior_rings(area):
        return 0
    rings = [ring for part in shapely.get_parts(area) for ring in part.interiors]
    areas = shapely.area(shapely.polygons(rings)) if rings else np.empty(0)
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
