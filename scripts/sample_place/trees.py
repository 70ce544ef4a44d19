"""Trees: where they stand, and what a crown looks like from above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .canvas import STEP, Canvas
from .frame import SUN_SHADOW
from .grounds import bearing
from .noise import Floats, smooth, speckle, tint
from .osm_xml import MapElement

REACH = 16.0
"""Metres beyond the canvas from where a crown or its shadow can still be seen."""

GREENS: Floats = np.array(
    [[66, 92, 50], [74, 100, 54], [58, 84, 50], [84, 106, 60], [62, 88, 58]], dtype=np.float32
)


@dataclass(frozen=True, slots=True)
class Planting:
    """How trees stand in one kind of area: metres apart, radii, the share of places taken."""

    spacing: float
    radius: tuple[float, float]
    share: float
    margin: float = 3.0
    regular: bool = False
    tags: tuple[tuple[str, str], ...] = ()


PLANTINGS = (
    Planting(5.6, (2.9, 4.7), 0.97, 2.0, tags=(("landuse", "forest"),)),
    Planting(5.6, (2.6, 4.2), 0.9, 1.0, tags=(("natural", "wood"),)),
    Planting(6.2, (1.9, 2.3), 0.97, 3.0, True, tags=(("landuse", "orchard"),)),
    Planting(4.6, (0.8, 2.1), 0.45, 1.5, tags=(("natural", "scrub"),)),
    Planting(11.0, (2.0, 4.3), 0.5, 2.0, tags=(("landuse", "residential"),)),
    Planting(15.0, (2.4, 4.8), 0.5, 4.0, tags=(("leisure", "park"), ("leisure", "golf_course"))),
    Planting(
        17.0,
        (2.4, 4.6),
        0.4,
        4.0,
        tags=(
            ("landuse", "cemetery"),
            ("amenity", "school"),
            ("landuse", "farmyard"),
            ("amenity", "place_of_worship"),
            ("leisure", "sports_centre"),
        ),
    ),
    Planting(20.0, (1.6, 3.2), 0.3, 4.0, tags=(("landuse", "retail"),)),
    Planting(24.0, (1.6, 3.4), 0.28, 4.0, tags=(("natural", "grassland"),)),
)
BANK = Planting(7.5, (1.8, 3.8), 0.45)
HEDGE = Planting(6.5, (2.2, 3.4), 0.92)


def plant(
    canvas: Canvas, elements: Sequence[MapElement], obstacles: Sequence[BaseGeometry]
) -> Floats:
    """All trees that can be seen on the canvas, as rows of (x, y, radius), south to north."""
    index = shapely.STRtree(obstacles)
    groups = [_clear(trees, index) for trees in _groups(canvas, elements)]
    trees = np.concatenate([np.empty((0, 3)), *groups])
    return trees[np.lexsort((trees[:, 0], -trees[:, 1]))].astype(np.float32)


def _groups(canvas: Canvas, elements: Iterable[MapElement]) -> Iterable[Floats]:
    frame = canvas.frame.buffer(REACH)
    for element in elements:
        shape, tags = element.geometry, element.tags
        if not shape.intersects(frame):
            continue
        if tags.get("natural") == "tree_row":
            yield _along(shape, HEDGE)
        if tags.get("natural") == "water" and tags.get("water") != "reservoir":
            ring = shape.buffer(11).difference(shape.buffer(4.5))
            yield _fill(ring.intersection(frame), BANK)
        for planting in PLANTINGS:
            if any(tags.get(key) == value for key, value in planting.tags):
                yield _fill(
                    _inner(shape, planting).intersection(frame),
                    planting,
                    bearing(shape) if planting.regular else None,
                )


def _inner(shape: BaseGeometry, planting: Planting) -> BaseGeometry:
    return shape.buffer(-planting.margin)


def _fill(
    shape: BaseGeometry, planting: Planting, direction: tuple[float, float] | None = None
) -> Floats:
    """Trees on a lattice fixed to the place, shaken unless they were planted in rows."""
    if shape.is_empty:
        return np.empty((0, 3), dtype=np.float32)
    c, s = direction or (1.0, 0.0)
    corners = np.asarray(shapely.box(*shape.bounds).exterior.coords)
    turned = corners @ np.array([[c, -s], [s, c]]) / planting.spacing
    low, high = np.floor(turned.min(axis=0)), np.ceil(turned.max(axis=0))
    i, j = (
        grid.ravel()
        for grid in np.meshgrid(
            *(np.arange(a, b + 1, dtype=np.int64) for a, b in zip(low, high, strict=True))
        )
    )
    shake = 0.06 if planting.regular else 0.42
    u = (i + shake * speckle(i, j, 301)) * planting.spacing
    v = (j + shake * speckle(i, j, 302)) * planting.spacing
    x, y = u * c - v * s, u * s + v * c
    keep = (speckle(i, j, 303) * 0.5 + 0.5 < planting.share) & shapely.contains_xy(shape, x, y)
    made: Floats = np.column_stack([x, y, _radii(i, j, planting)])[keep].astype(np.float32)
    return made


def _along(line: BaseGeometry, planting: Planting) -> Floats:
    stops = np.arange(1, int(line.length / planting.spacing))
    points = shapely.line_interpolate_point(line, stops * planting.spacing)
    start = np.full_like(stops, int(line.bounds[0] * 10))
    x, y = shapely.get_x(points), shapely.get_y(points)
    return np.column_stack([x, y, _radii(stops, start, planting)]).astype(np.float32)


def _radii(i: np.ndarray, j: np.ndarray, planting: Planting) -> Floats:
    low, high = planting.radius
    radii: Floats = low + (high - low) * (speckle(i, j, 304) * 0.5 + 0.5)
    return radii


def _clear(trees: Floats, index: shapely.STRtree) -> Floats:
    """The trees whose crowns keep a metre from roads, roofs, water and pitches."""
    points = shapely.points(trees[:, :2].astype(np.float64))
    hit, _ = index.query(points, predicate="dwithin", distance=trees[:, 2] + 1.0)
    return np.delete(trees, np.unique(hit), axis=0)


def note_shadows(canvas: Canvas, trees: Floats) -> None:
    """The crowns' shadows: two discs each, along the light."""
    for x, y, radius in trees.tolist():
        for share in (0.9, 1.7):
            lift = share * radius
            _disc(canvas, x + lift * SUN_SHADOW[0], y + lift * SUN_SHADOW[1], radius * 0.92)


def _disc(canvas: Canvas, x: float, y: float, radius: float) -> None:
    if (cut := _cut(canvas, x, y, radius)) is not None:
        rows, columns, dx, dy = cut
        canvas.shaded[rows, columns] |= dx * dx + dy * dy < 1


def _cut(
    canvas: Canvas, x: float, y: float, radius: float
) -> tuple[slice, slice, Floats, Floats] | None:
    """The canvas rectangle about a disc, and its pixels' offsets from the middle in radii."""
    column, row = (x - canvas.left) / STEP, (canvas.top - y) / STEP
    span = radius / STEP + 1
    first, last = max(0, int(column - span)), min(canvas.shape[1], int(column + span) + 1)
    top, bottom = max(0, int(row - span)), min(canvas.shape[0], int(row + span) + 1)
    if first >= last or top >= bottom:
        return None
    dx = ((np.arange(first, last) + 0.5) * STEP + (canvas.left - x)) / radius
    dy = ((canvas.top - y) - (np.arange(top, bottom) + 0.5) * STEP) / radius
    return (
        slice(top, bottom),
        slice(first, last),
        dx[None, :].astype(np.float32),
        dy[:, None].astype(np.float32),
    )


def paint_crowns(canvas: Canvas, trees: Floats) -> None:
    """Every crown: lumpy, lit from the sun's side, each of its own green."""
    length = float(np.hypot(*SUN_SHADOW))
    sun = (-SUN_SHADOW[0] / length, -SUN_SHADOW[1] / length)
    for x, y, radius in trees.tolist():
        if (cut := _cut(canvas, x, y, radius * 1.2)) is not None:
            _paint_crown(canvas, cut, (x, y), sun)


def _paint_crown(
    canvas: Canvas,
    cut: tuple[slice, slice, Floats, Floats],
    at: tuple[float, float],
    sun: tuple[float, float],
) -> None:
    rows, columns, dx, dy = cut
    key = int(at[0] * 10), int(at[1] * 10)
    dice = speckle(np.full(4, key[0]), np.arange(4) + key[1] * 7, 311)
    turn = np.arctan2(dy, dx)
    lumps = 1 + 0.06 * np.sin(3 * turn + 3 * dice[0]) + 0.07 * np.sin(5 * turn + 3 * dice[1])
    lumps = lumps + 0.05 * np.sin(8 * turn + 3 * dice[3])
    away = np.hypot(dx, dy) * 1.2 / lumps
    dome = np.sqrt(np.clip(1 - away * away, 0, 1))
    leaf = speckle(
        np.arange(columns.start, columns.stop)[None, :] + round(canvas.left / STEP),
        np.arange(rows.start, rows.stop)[:, None] - round(canvas.top / STEP),
        312,
    )
    light = 0.6 + 0.34 * dome + 0.3 * (dx * sun[0] + dy * sun[1]) + 0.13 * leaf
    stand = float(smooth(tint(at[0]), tint(at[1]), 55, 313)[0, 0])
    green = GREENS[int((dice[2] * 0.5 + 0.5) * len(GREENS))] * (1 + 0.12 * dice[3] + 0.1 * stand)
    view = canvas.rgb[rows, columns]
    inside = away < 1
    view[inside] = (light[..., None] * green)[inside]
