"""Buildings and tanks: their shadows on the ground, and what their roofs look like."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from .canvas import Canvas
from .drawing import Tags, chance
from .frame import SUN_SHADOW
from .grounds import along, bearing
from .noise import tint
from .osm_xml import MapElement
from .palette import Colour, LandClass

HEIGHTS = {
    "church": 13.0,
    "barn": 7.5,
    "cowshed": 6.5,
    "shed": 2.6,
    "greenhouse": 4.0,
    "warehouse": 9.0,
    "industrial": 8.0,
    "supermarket": 7.0,
    "sports_hall": 9.0,
}


def height(tags: Tags) -> float:
    """Metres from the ground to the eaves."""
    if "man_made" in tags:
        return 11.0 if tags["man_made"] == "storage_tank" else 14.0
    return HEIGHTS.get(tags["building"], 2.6 + 2.6 * int(tags.get("building:levels", "1")))


def cast(canvas: Canvas, element: MapElement) -> None:
    """Note the shadow that a building throws: its outline swept along the light."""
    dx, dy = (height(element.tags) * v for v in SUN_SHADOW)
    ring = list(element.geometry.exterior.coords)
    swept = [
        shapely.Polygon([a, b, (b[0] + dx, b[1] + dy), (a[0] + dx, a[1] + dy)])
        for a, b in pairwise(ring)
    ]
    canvas.shadow(shapely.union_all([element.geometry, *(s.buffer(0) for s in swept)]))


def paint_roof(canvas: Canvas, element: MapElement, kind: LandClass) -> None:
    """A flat roof with its gear, or a gable with a light and a dark side."""
    if element.tags.get("roof:shape") == "flat":
        _paint_flat(canvas, element.geometry, kind.rgb)
    else:
        _paint_gable(canvas, element.geometry, kind.rgb)


def _paint_gable(canvas: Canvas, shape: BaseGeometry, rgb: Colour) -> None:
    if (spot := canvas.spot(shape)) is None:
        return
    _, across = along(spot, shape)
    c, s = bearing(shape)
    toward_sun = 1 if -s * -SUN_SHADOW[0] + c * -SUN_SHADOW[1] > 0 else -1
    side = np.where(across * toward_sun > 0, 1.13, 0.83) + 0.28 * (np.abs(across) < 0.3)
    courses = 0.03 * np.sign(np.sin(across * np.float32(2 * np.pi / 1.2)))
    hue = tint(*(1 + 0.05 * (chance(name, shape.bounds) - 0.5) for name in "rgb"))
    colour = tint(*rgb) * hue * (side + courses + 0.04 * spot.grain)[..., None]
    canvas.put(spot, canvas.inside(shape, spot), colour.astype(np.float32))


def _paint_flat(canvas: Canvas, shape: BaseGeometry, rgb: Colour) -> None:
    canvas.fill(shape, tuple(min(250.0, v * 1.12) for v in rgb), 0.01)  # type: ignore[arg-type]
    canvas.fill(shape.buffer(-0.9, join_style="mitre"), rgb, 0.035)
    west, south, east, north = shape.bounds
    for i in range(int((east - west) / 13)):
        for j in range(int((north - south) / 11)):
            key = (round(west), round(south), i, j)
            at = shapely.Point(
                west + 7 + 13 * i + 4 * chance("x", key), south + 6 + 11 * j + 3 * chance("y", key)
            )
            if chance("unit", key) < 0.5 and shape.buffer(-3).contains(at):
                _paint_unit(canvas, at)


def _paint_unit(canvas: Canvas, at: BaseGeometry) -> None:
    unit = shapely.box(at.x - 1.1, at.y - 0.8, at.x + 1.1, at.y + 0.8)
    canvas.darken(affinity.translate(unit, 1.6 * SUN_SHADOW[0], 1.6 * SUN_SHADOW[1]), 0.6)
    canvas.fill(unit, (196, 198, 198), 0.05)


def paint_drum(canvas: Canvas, element: MapElement, kind: LandClass) -> None:
    """A round tank seen from above: rim, slightly shaded top, a walkway across."""
    shape = element.geometry
    if (spot := canvas.spot(shape)) is None:
        return
    middle, radius = shape.centroid, np.sqrt(shape.area / np.pi)
    dx, dy = (spot.x - middle.x)[None, :] / radius, (spot.y - middle.y)[:, None] / radius
    lit = 1 - 0.07 * (dx * SUN_SHADOW[0] + dy * SUN_SHADOW[1]) / np.hypot(*SUN_SHADOW)
    rim = 0.12 * (np.hypot(dx, dy) > 0.9)
    walk = 0.14 * ((np.abs(dy - 0.3 * dx) * radius < 0.5) & (dx > 0))
    colour = tint(*kind.rgb) * (lit - rim - walk + 0.012 * spot.grain)[..., None]
    canvas.put(spot, canvas.inside(shape, spot), colour.astype(np.float32))


def paint_glass(canvas: Canvas, element: MapElement, kind: LandClass) -> None:
    """A greenhouse: ridge and ribs."""
    shape = element.geometry
    if (spot := canvas.spot(shape)) is None:
        return
    u, v = along(spot, shape)
    ribs = 0.08 * (u % 3 < 0.6) + 0.1 * (v % 8 < 0.7)
    sheen = 0.06 * np.sign(np.sin(v * np.float32(2 * np.pi / 8)))
    colour = tint(*kind.rgb) * (1.02 - ribs + sheen + 0.02 * spot.grain)[..., None]
    canvas.put(spot, canvas.inside(shape, spot), colour.astype(np.float32))


Roof = Callable[[Canvas, MapElement, LandClass], None]
ROOFS: dict[str, Roof] = {"roof": paint_roof, "drum": paint_drum, "glass": paint_glass}
