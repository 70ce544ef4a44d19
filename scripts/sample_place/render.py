"""A scene from the map: every element painted in its order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from . import buildings, linework, trees
from .canvas import Canvas
from .frame import GSD, SceneFrame
from .grounds import TEXTURES, grass
from .noise import tint
from .osm_xml import MapElement
from .palette import LandClass, Palette
from .pitches import PITCHES

Painted = tuple[MapElement, LandClass]


def render(
    elements: Sequence[MapElement],
    palette: Palette,
    scene: SceneFrame,
    window: tuple[int, int, int, int],
) -> NDArray[np.uint8]:
    """The pixels of a scene's window (column, row, columns, rows), as (rows, columns, 3)."""
    column, row, columns, rows = window
    canvas = Canvas(scene.left + column * GSD, scene.top - row * GSD, columns, rows)
    known = [(e, kind) for e in elements if (kind := palette.find(e.tags)) is not None]
    painted = sorted((p for p in known if _sort(p[0]) != "Point"), key=_order)
    _paint_ground(canvas, palette)
    _paint_areas(canvas, [p for p in painted if p[1].layer < 2])
    _paint_lines(canvas, painted, ("brook",))
    _paint_areas(canvas, [p for p in painted if p[1].layer >= 2])
    drives = _drives(painted)
    linework.paint_drives(canvas, drives)
    _paint_lines(canvas, painted, ("ruts", "path", "rails"))
    _paint_roads(canvas, painted)
    _paint_standing(canvas, elements, painted, drives)
    _paint_wires(canvas, elements)
    return canvas.picture(scene.gain)


def _sort(element: MapElement) -> str:
    return str(element.geometry.geom_type).removeprefix("Multi")


def _order(item: Painted) -> tuple[float, ...]:
    element, kind = item
    return (kind.layer, "bridge" in element.tags, kind.width, -element.geometry.area)


def _paint_ground(canvas: Canvas, palette: Palette) -> None:
    everywhere = canvas.everywhere()
    factor = grass(everywhere, canvas.frame)
    canvas.rgb[:] = factor * tint(*palette.ground)


def _paint_areas(canvas: Canvas, painted: Sequence[Painted]) -> None:
    for element, kind in painted:
        shape = element.geometry
        if _sort(element) != "Polygon" or not shape.intersects(canvas.frame):
            continue
        if kind.texture == "water":
            _paint_bank(canvas, element)
        if kind.texture in TEXTURES:
            _paint_texture(canvas, shape, kind)
        elif kind.texture in PITCHES:
            PITCHES[kind.texture](canvas, shape, kind)


def _paint_texture(canvas: Canvas, shape: BaseGeometry, kind: LandClass) -> None:
    if kind.name == "pool":
        canvas.fill(shape.buffer(1.3, join_style="mitre"), (206, 202, 190), 0.03)
    if (spot := canvas.spot(shape)) is None:
        return
    factor = TEXTURES[kind.texture](spot, shape)
    shaded = factor if factor.ndim == 3 else factor[..., None]
    colour = (shaded * tint(*kind.rgb)).astype(np.float32)
    canvas.put(spot, canvas.inside(shape, spot), colour)


def _paint_bank(canvas: Canvas, element: MapElement) -> None:
    sandy = element.tags.get("water") in ("reservoir", "pond")
    shape = element.geometry
    canvas.fill(shape.buffer(6.5), (108, 130, 76), 0.12, opacity=0.6)
    canvas.fill(shape.buffer(2.2), (176, 164, 132) if sandy else (122, 116, 86), 0.1, opacity=0.9)


def _drives(painted: Sequence[Painted]) -> list[BaseGeometry]:
    houses = [e.geometry for e, _ in painted if e.tags.get("building") in ("house", "detached")]
    streets = [e.geometry for e, k in painted if k.name == "asphalt_street"]
    return linework.drives(houses, streets)


def _paint_lines(canvas: Canvas, painted: Sequence[Painted], textures: Sequence[str]) -> None:
    for element, kind in painted:
        if kind.texture in textures and element.geometry.dwithin(canvas.frame, 20):
            linework.LINES[kind.texture](canvas, element, kind)


def _paint_roads(canvas: Canvas, painted: Sequence[Painted]) -> None:
    near = [(e, k) for e, k in painted if e.geometry.dwithin(canvas.frame, 20)]
    roads = [(e, k) for e, k in near if k.texture == "road"]
    for bridge in (False, True):
        here = [(e, k) for e, k in roads if ("bridge" in e.tags) == bridge]
        for element, kind in here:
            linework.paint_shoulder(canvas, element, kind)
        for element, kind in here:
            linework.LINES[kind.texture](canvas, element, kind)


def _paint_standing(
    canvas: Canvas,
    elements: Sequence[MapElement],
    painted: Sequence[Painted],
    drives: Sequence[BaseGeometry],
) -> None:
    """All shadows, then roofs and crowns, which keep clear of each other."""
    built = [(e, k) for e, k in painted if k.texture in buildings.ROOFS]
    near = [(e, k) for e, k in built if e.geometry.dwithin(canvas.frame, 20)]
    bare = [_footprint(e, k) for e, k in painted if _bare(k)]
    crowns = trees.plant(canvas, elements, [*bare, *drives])
    for element, _ in near:
        buildings.cast(canvas, element)
    trees.note_shadows(canvas, crowns)
    canvas.cast_shadows()
    for element, kind in near:
        buildings.ROOFS[kind.texture](canvas, element, kind)
    trees.paint_crowns(canvas, crowns)


def _bare(kind: LandClass) -> bool:
    """Whether no tree grows in this class's outline, because it is painted over other ground."""
    return kind.layer >= 2 and kind.name not in ("wood", "marsh")


def _footprint(element: MapElement, kind: LandClass) -> BaseGeometry:
    return element.geometry.buffer(kind.width / 2) if kind.width else element.geometry


def _paint_wires(canvas: Canvas, elements: Sequence[MapElement]) -> None:
    frame: BaseGeometry = shapely.box(*canvas.frame.buffer(40).bounds)
    for element in elements:
        if element.tags.get("power") == "line":
            linework.paint_wires(canvas, element)
        if element.tags.get("power") == "tower" and element.geometry.intersects(frame):
            linework.paint_tower(canvas, element)
