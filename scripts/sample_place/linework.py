"""Roads, tracks, rails, streams and wires: painted along their line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .canvas import Canvas
from .drawing import block, chance
from .frame import SUN_SHADOW
from .noise import clouds, smooth, tint
from .osm_xml import MapElement
from .palette import Colour, LandClass
from .pitches import paint_car

VERGE: Colour = (150, 148, 112)
KERB: Colour = (186, 182, 172)


def _band(line: BaseGeometry, width: float) -> BaseGeometry:
    return line.buffer(width / 2, quad_segs=6, cap_style="round")


def _surface(canvas: Canvas, shape: BaseGeometry, rgb: Colour, rough: float) -> None:
    if (spot := canvas.spot(shape)) is not None:
        factor = 1 + rough * clouds(spot.x, spot.y, 14, 201) + 0.022 * spot.grain
        colour = (factor[..., None] * tint(*rgb)).astype(np.float32)
        canvas.put(spot, canvas.inside(shape, spot), colour)


def paint_shoulder(canvas: Canvas, element: MapElement, kind: LandClass) -> None:
    """What lies under a road's edge: verge or kerb; drawn before any road, so none is cut."""
    bridge = "bridge" in element.tags
    kerb = kind.name in ("asphalt_street", "service") or bridge
    wide = kind.width + (3.2 if bridge else 2.6 if kerb else 3.4)
    cap = "flat" if bridge else "round"
    if bridge:
        deck = element.geometry.buffer(wide / 2, cap_style="flat")
        canvas.darken(shapely.affinity.translate(deck, *(6 * v for v in SUN_SHADOW)), 0.62)
    canvas.fill(
        element.geometry.buffer(wide / 2, cap_style=cap),
        KERB if kerb else VERGE,
        0.05,
        opacity=1.0 if kerb else 0.6,
    )


def paint_road(canvas: Canvas, element: MapElement, kind: LandClass) -> None:
    """Asphalt; centre and edge lines on the larger roads; now and then a car."""
    line = element.geometry
    _surface(canvas, _band(line, kind.width), kind.rgb, 0.025)
    if kind.name == "asphalt" and "junction" not in element.tags:
        canvas.fill(line.buffer(0.3, cap_style="flat"), (206, 176, 84), opacity=0.6)
    if kind.width > 7.2:
        edges = [line.parallel_offset(side * (kind.width / 2 - 0.7)) for side in (-1, 1)]
        canvas.fill(
            shapely.union_all(edges).buffer(0.17, cap_style="flat"), (226, 226, 220), opacity=0.7
        )
    if kind.width > 7.2 and kind.name != "asphalt":
        canvas.fill(line.buffer(0.2, cap_style="flat"), (216, 210, 180), opacity=0.5)
    _paint_traffic(canvas, line, kind)


def _paint_traffic(canvas: Canvas, line: BaseGeometry, kind: LandClass) -> None:
    gap = {"asphalt": 58.0, "asphalt_secondary": 90.0}.get(kind.name, 64.0)
    for stop in range(1, int(line.length / gap)):
        key = (round(line.length), stop)
        where = gap * (stop + chance("place", key) - 0.5)
        side = 1 if chance("side", key) < 0.5 else -1
        here, ahead = line.interpolate(where), line.interpolate(where + 2)
        angle = float(np.degrees(np.arctan2(ahead.y - here.y, ahead.x - here.x)))
        nx, ny = -np.sin(np.radians(angle)), np.cos(np.radians(angle))
        off = side * kind.width / 4
        long = 9.5 if kind.name == "asphalt" and chance("lorry", key) < 0.2 else 4.5
        body = block((here.x + nx * off, here.y + ny * off), long, 1.95, angle)
        paint_car(canvas, shapely.Polygon(body), int(7 * chance("colour", key)))


def paint_path(canvas: Canvas, element: MapElement, kind: LandClass) -> None:
    """A lane without markings: drive, footway."""
    _surface(canvas, _band(element.geometry, kind.width), kind.rgb, 0.04)


def drives(houses: Sequence[BaseGeometry], streets: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Where each house's drive runs: straight to the nearest street, if one is near."""
    every = shapely.union_all(streets)
    ways = [shapely.shortest_line(house.centroid, every) for house in houses]
    return [way.buffer(1.7, cap_style="flat") for way in ways if way.length < 34]


def paint_drives(canvas: Canvas, shapes: Sequence[BaseGeometry]) -> None:
    """Pale concrete drives, not in the map."""
    for shape in shapes:
        canvas.fill(shape, (184, 180, 168), 0.04)


def paint_ruts(canvas: Canvas, element: MapElement, kind: LandClass) -> None:
    """A farm track: worn ground with grass between the ruts."""
    _surface(canvas, _band(element.geometry, kind.width), kind.rgb, 0.07)
    middle = _band(element.geometry, 0.7)
    canvas.fill(middle, (140, 148, 96), 0.1, opacity=0.5)


def paint_rails(canvas: Canvas, element: MapElement, kind: LandClass) -> None:
    """Ballast, sleepers, two rails."""
    line = element.geometry
    canvas.fill(_band(line, kind.width + 3), (146, 142, 112), 0.08, opacity=0.7)
    _surface(canvas, _band(line, kind.width), kind.rgb, 0.06)
    canvas.fill(_band(line, 2.5), (104, 92, 86), 0.1, opacity=0.7)
    rails = shapely.union_all([line.parallel_offset(side * 0.75) for side in (-1, 1)])
    canvas.fill(rails.buffer(0.16), (196, 190, 186), opacity=0.75)


def paint_brook(canvas: Canvas, element: MapElement, kind: LandClass) -> None:
    """A small stream between green banks."""
    canvas.fill(_band(element.geometry, kind.width + 4.5), (96, 122, 66), 0.12, opacity=0.75)
    if (spot := canvas.spot(shape := _band(element.geometry, kind.width))) is not None:
        factor = 1 + 0.05 * smooth(spot.x, spot.y, 9, 211)
        colour = (factor[..., None] * tint(*kind.rgb)).astype(np.float32)
        canvas.put(spot, canvas.inside(shape, spot), colour)


def paint_wires(canvas: Canvas, element: MapElement) -> None:
    """Three thin conductors."""
    for side in (-3.4, 0.01, 3.4):
        wire = element.geometry.parallel_offset(side)
        canvas.fill(wire.buffer(0.11), (210, 210, 208), opacity=0.5)


def paint_tower(canvas: Canvas, element: MapElement) -> None:
    """A lattice tower: shadow, feet, cross-arm."""
    x, y = element.geometry.x, element.geometry.y
    shade = shapely.LineString([(x, y), (x + 22 * SUN_SHADOW[0], y + 22 * SUN_SHADOW[1])])
    canvas.darken(shade.buffer(0.5), 0.7)
    canvas.fill(shapely.Polygon(block((x, y), 5, 5, 20)), (160, 160, 158), 0.1, opacity=0.65)
    canvas.fill(shapely.Polygon(block((x, y), 1.4, 9.5, 8)), (222, 222, 220))


Line = Callable[[Canvas, MapElement, LandClass], None]
LINES: dict[str, Line] = {
    "road": paint_road,
    "path": paint_path,
    "ruts": paint_ruts,
    "rails": paint_rails,
    "brook": paint_brook,
}
