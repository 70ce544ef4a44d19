"""Outlines as the paths of SVG: y grows downwards there."""

from __future__ import annotations

import shapely
from shapely import Geometry

_POINT = 3  # pixels: half the side of the square that stands for a point


def svg_path(outline: str, height: float) -> str:
    """The outline (WKT in patch coordinates) as the ``d`` of an SVG path, a pixel a unit."""
    return " ".join(_path(part, height) for part in _parts(shapely.from_wkt(outline)))


def _parts(geometry: Geometry) -> list[Geometry]:
    return [part for part in shapely.get_parts(geometry) if not part.is_empty]


def _path(part: Geometry, height: float) -> str:
    if part.geom_type == "Point":
        x, y = part.x, height - part.y
        side = 2 * _POINT
        return f"M{x - _POINT:g} {y - _POINT:g}h{side}v{side}h{-side}z"
    if part.geom_type == "LineString":
        return _run(part, height)
    return " ".join(f"{_run(ring, height)}z" for ring in (part.exterior, *part.interiors))


def _run(line: Geometry, height: float) -> str:
    points = shapely.get_coordinates(line).tolist()
    return "M" + "L".join(f"{x:g} {height - y:g}" for x, y in points)
