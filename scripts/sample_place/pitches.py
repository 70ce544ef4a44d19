"""Sports grounds and car parks: ground with lines and things drawn on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from .canvas import Canvas
from .drawing import block, chance, circle
from .frame import Point
from .grounds import bearing, grainy, mown
from .palette import Colour, LandClass

WHITE: Colour = (236, 238, 232)
CARS: tuple[Colour, ...] = (
    (222, 222, 222),
    (60, 62, 66),
    (150, 40, 38),
    (44, 66, 112),
    (176, 178, 182),
    (100, 104, 108),
    (232, 230, 224),
)


def _size(shape: BaseGeometry) -> tuple[float, float]:
    corners = list(shapely.oriented_envelope(shape).exterior.coords)
    sides = math.dist(corners[0], corners[1]), math.dist(corners[1], corners[2])
    return max(sides), min(sides)


def _place(mark: BaseGeometry, shape: BaseGeometry) -> BaseGeometry:
    """Turn a mark drawn round (0, 0), length to the east, onto a shape's middle and bearing."""
    c, s = bearing(shape)
    middle = shapely.oriented_envelope(shape).centroid
    return affinity.affine_transform(mark, [c, -s, s, c, middle.x, middle.y])


def _line(canvas: Canvas, marks: BaseGeometry, shape: BaseGeometry, width: float) -> None:
    canvas.fill(_place(marks, shape).buffer(width / 2, cap_style="flat"), WHITE, opacity=0.8)


def _turf(canvas: Canvas, shape: BaseGeometry, kind: LandClass, gravel: bool) -> None:
    if (spot := canvas.spot(shape)) is not None:
        factor = grainy(spot, shape) if gravel else mown(spot, shape)
        colour = factor[..., None] * (1, 1, 1) * kind.rgb
        canvas.put(spot, canvas.inside(shape, spot), colour.astype("float32"))


def _rectangle(length: float, width: float, x: float = 0.0) -> BaseGeometry:
    return shapely.box(x - length / 2, -width / 2, x + length / 2, width / 2).exterior


def paint_pitch(canvas: Canvas, shape: BaseGeometry, kind: LandClass) -> None:
    """A football pitch: touch lines, halfway line, circle, both boxes."""
    _turf(canvas, shape, kind, gravel=False)
    length, width = (side - 4 for side in _size(shape))
    marks = [
        _rectangle(length, width),
        shapely.LineString([(0, -width / 2), (0, width / 2)]),
        shapely.Point(0, 0).buffer(8.5).exterior,
    ]
    for side in (-1, 1):
        for depth, span in ((14.0, 36.0), (5.0, 17.0)):
            marks.append(_rectangle(depth, min(span, width * 0.7), side * (length - depth) / 2))
    _line(canvas, shapely.union_all(marks), shape, 0.5)


def paint_court(canvas: Canvas, shape: BaseGeometry, kind: LandClass) -> None:
    """A clay tennis court."""
    _turf(canvas, shape, kind, gravel=True)
    lines = [
        _rectangle(23.8, 11.0),
        _rectangle(23.8, 8.2),
        _rectangle(12.8, 8.2),
        shapely.LineString([(-6.4, 0), (6.4, 0)]),
        shapely.LineString([(0, -6), (0, 6)]),
    ]
    _line(canvas, shapely.union_all(lines), shape, 0.35)


def paint_diamond(canvas: Canvas, shape: BaseGeometry, kind: LandClass) -> None:
    """A baseball field: the infield's sand in the corner of the turf."""
    _turf(canvas, shape, kind, gravel=False)
    west, south, _, _ = shape.bounds
    home = (west + 9.0, south + 9.0)
    sector = (
        shapely.Point(home)
        .buffer(41)
        .intersection(shapely.box(home[0] - 3, home[1] - 3, home[0] + 60, home[1] + 60))
    )
    sand: Colour = (198, 162, 118)
    canvas.fill(sector.intersection(shape), sand, 0.05)
    canvas.fill(shapely.box(home[0] + 4, home[1] + 4, home[0] + 25, home[1] + 25), kind.rgb, 0.05)
    canvas.fill(shapely.Polygon(circle((home[0] + 14.5, home[1] + 14.5), 2.8)), sand, 0.04)
    canvas.fill(shapely.Polygon(circle(home, 4)), sand, 0.04)
    for end in ((home[0] + 84, home[1]), (home[0], home[1] + 84)):
        line = shapely.LineString([home, end]).intersection(shape)
        canvas.fill(line.buffer(0.3, cap_style="flat"), WHITE, opacity=0.8)


def paint_lanes(canvas: Canvas, shape: BaseGeometry, kind: LandClass) -> None:
    """A running track with its lanes."""
    canvas.fill(shape, kind.rgb, 0.03)
    lanes = [shapely.Polygon(shape.exterior).buffer(-0.3 - 1.22 * i).exterior for i in range(7)]
    canvas.fill(shapely.union_all(lanes).buffer(0.2), WHITE, opacity=0.3)


def paint_parking(canvas: Canvas, shape: BaseGeometry, kind: LandClass) -> None:
    """Rows of bays off aisles, some bays taken."""
    _turf(canvas, shape, kind, gravel=True)
    length, width = _size(shape)
    for bay, across in _bays(length, width):
        key = (round(shape.bounds[0]), round(bay), round(across))
        if kind.name == "parking":
            edge = shapely.LineString([(bay - 1.35, across - 2.4), (bay - 1.35, across + 2.4)])
            _line(canvas, edge, shape, 0.22)
        if chance("bay", key) < 0.55:
            slack = chance("slack", key) - 0.5
            car = shapely.Polygon(block((bay, across + slack * 0.6), 4.4, 1.9, 90))
            paint_car(canvas, _place(car, shape), int(7 * chance("colour", key)))


def _bays(length: float, width: float) -> Iterator[Point]:
    lanes = int((width - 2) // 8.2)
    for lane in range(lanes):
        pair, side = divmod(lane, 2)
        across = -width / 2 + 3.6 + pair * 16.4 + side * 11.4
        if across + 2.5 > width / 2:
            return
        for bay in range(int((length - 8) / 2.7)):
            yield -length / 2 + 5.5 + bay * 2.7, across


def paint_car(canvas: Canvas, shape: BaseGeometry, colour: int) -> None:
    """One car: shadow, body, dark glass."""
    canvas.darken(affinity.translate(shape, -0.5, 0.5), 0.55)
    canvas.fill(shape, CARS[colour])
    canvas.fill(affinity.scale(shape, 0.55, 0.55), (58, 62, 70), opacity=0.35)


Pitch = Callable[[Canvas, BaseGeometry, LandClass], None]
PITCHES: dict[str, Pitch] = {
    "pitch": paint_pitch,
    "court": paint_court,
    "diamond": paint_diamond,
    "lanes": paint_lanes,
    "parking": paint_parking,
}
