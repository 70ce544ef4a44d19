"""What shape an area has, by ratios that anybody can check."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely

from rsteller_core.geometry.axes import Axis, axis_of
from rsteller_core.geometry.measures import grounded
from rsteller_core.geometry.projection import Floats
from rsteller_core.geometry.repair import Geometries

Shape = Literal[
    "roughly square", "rectangular", "elongated", "round", "triangular", "L-shaped", "irregular"
]

ELONGATED = 3.0
FILLED = 0.92
_SQUARE = 1.2
_ROUND = 0.88
_CONVEX = 0.95
_TRIANGLE = 0.54
_RAGGED_HULL, _RAGGED_OUTLINE = 0.75, 0.35
_CORNER = (0.15, 0.65)
_L_DETAIL, _L_CORNERS, _SLIVER = 0.02, 9, 0.003


@dataclass(frozen=True, slots=True)
class Form:
    """The outline of an area, its holes counted in, and its smallest enclosing rectangle, in
    metres.

    ``length`` and ``width`` are the sides of that rectangle, ``axis`` the direction of the longer
    one, ``filled`` the part of the rectangle that the area covers. ``roundness`` is 4 pi area /
    outline^2, ``convexity`` the part of its convex hull that it fills.
    """

    outline: shapely.Polygon
    length: float
    width: float
    axis: Axis
    filled: float
    roundness: float
    convexity: float

    @property
    def elongation(self) -> float:
        """Length over width; infinite where there is no width."""
        return self.length / self.width if self.width else math.inf


def forms(areas: Geometries, metres: Floats) -> list[Form]:
    """The forms of polygons, each with its Jacobian in ``metres`` (n, 4)."""
    outlines = grounded(shapely.polygons(shapely.get_exterior_ring(areas)), metres)
    boxes = shapely.oriented_envelope(outlines)
    starts = np.cumsum(shapely.get_num_coordinates(boxes)) - shapely.get_num_coordinates(boxes)
    corners = shapely.get_coordinates(boxes)
    first, second = corners[starts + 1] - corners[starts], corners[starts + 2] - corners[starts + 1]
    ones, others = np.hypot(*first.T), np.hypot(*second.T)
    longer = np.where((ones >= others)[:, None], first, second).tolist()
    size, around = shapely.area(outlines), shapely.length(outlines)
    with np.errstate(divide="ignore", invalid="ignore"):  # a sliver may have a box without area
        columns = (
            np.maximum(ones, others),
            np.minimum(ones, others),
            size / shapely.area(boxes),
            4 * math.pi * size / around**2,
            size / shapely.area(shapely.convex_hull(outlines)),
        )
    return [
        Form(outline, length, width, axis_of(*way), filled, roundness, convexity)
        for outline, way, length, width, filled, roundness, convexity in zip(
            outlines, longer, *(column.tolist() for column in columns), strict=True
        )
    ]


def strip_width(form: Form) -> float:
    """How wide an elongated area is on average, in metres: the shorter side of the rectangle that
    has its area and the length of its outline. Right for bent strips, too; holes aside.
    """
    half = float(form.outline.length) / 2
    return (half - math.sqrt(max(half**2 - 4 * float(form.outline.area), 0.0))) / 2


def shape_of(form: Form) -> Shape | None:
    """The word for the outline of an area (its holes aside); None where no word fits it well.

    - ``rectangular``: fills 92 % of its rectangle; ``roughly square`` if that is at most 1.2
      times as long as wide.
    - ``round``: 4 pi area / outline^2 of at least 0.88 (a square has 0.79, a hexagon 0.91), and
      at most 1.2 times as long as wide.
    - ``elongated``: at least 3 times as long as wide, whatever else it is.
    - ``triangular``: fills at most 54 % of its rectangle and 95 % of its convex hull (only
      triangles fill as little as half and are convex).
    - ``L-shaped``: what it lacks of its rectangle is one smaller rectangle at one corner.
    - ``irregular``: fills less than 75 % of its convex hull, or 4 pi area / outline^2 below 0.35.
    """
    if form.elongation >= ELONGATED:
        return "elongated"
    if form.roundness >= _ROUND and form.elongation <= _SQUARE:
        return "round"
    if form.filled >= FILLED:
        return "roughly square" if form.elongation <= _SQUARE else "rectangular"
    if form.convexity >= _CONVEX:
        return "triangular" if form.filled <= _TRIANGLE else None
    if _lacks_a_corner(form.outline):
        return "L-shaped"
    ragged = form.convexity < _RAGGED_HULL or form.roundness < _RAGGED_OUTLINE
    return "irregular" if ragged else None


def _lacks_a_corner(outline: shapely.Polygon) -> bool:
    rough = outline.simplify(_L_DETAIL * outline.length)
    if shapely.get_num_coordinates(rough) > _L_CORNERS:
        return False  # a difference of ragged outlines is costly, and would find no L
    box = shapely.oriented_envelope(outline)
    # A little wider, so that no sliver along a side hangs on to the corner.
    wide = rough.buffer(_SLIVER * outline.length, join_style="mitre")
    lacking = shapely.get_parts(box.difference(wide))
    if not lacking.size:
        return False
    corner = max(lacking, key=shapely.area)
    if corner.area < 0.85 * sum(shapely.area(lacking)):
        return False
    low, high = _CORNER
    if not low < corner.area / box.area < high:
        return False
    tip = shapely.distance(corner, shapely.points(box.exterior.coords[:4]))
    near = int((tip < 0.02 * box.length).sum())
    return near == 1 and corner.area >= 0.85 * shapely.oriented_envelope(corner).area
