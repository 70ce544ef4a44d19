"""What is measured of elements in their patches, of many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from rsteller_core.geometry import lines, measures, shapes
from rsteller_core.geometry.axes import Edge, Place, place_at
from rsteller_core.geometry.measures import Size
from rsteller_core.geometry.projection import Floats
from rsteller_core.geometry.repair import Geometries
from rsteller_core.tags import BY_DIMENSION, GeometryKind
from rsteller_core.values import PatchView, PlacedElement

_CHIEF = 0.9
_FEWEST = 6.0
_CUT = 0.3


@dataclass(slots=True)
class Sight:
    """An element as its patch shows it.

    ``edges`` are those it reaches, ``corners`` those that lie in an area; ``runs_on``: over the
    frame there; ``cut``: not all is shown. ``place`` is None where no one cell of the nine-grid
    says where it is. ``share`` and ``area`` (square metres) are 0 of what is no area, ``length``
    (metres) of what is no line. ``outline`` is there where an area has a form of its own, ``run``
    and ``course`` where one part speaks for a line.
    """

    placed: PlacedElement
    form: GeometryKind
    size: Size
    box: Sequence[float]
    edges: tuple[Edge, ...]
    runs_on: bool
    cut: bool
    share: float
    place: Place | None = None
    area: float = 0.0
    length: float = 0.0
    parts: int = 1
    holes: int = 0
    corners: tuple[Place, ...] = ()
    outline: shapes.Form | None = None
    run: lines.Run | None = None
    course: tuple[lines.End, lines.End] | None = None


def sights(several: Sequence[tuple[PatchView, PlacedElement]]) -> list[Sight]:
    """What is measured of each element, in its patch."""
    shapes_ = np.array([placed.clipped for _, placed in several], dtype=object)
    dimensions = shapely.get_dimensions(shapes_).tolist()
    boxes = shapely.bounds(shapes_).reshape(-1, 4).tolist()
    seen = [
        _sight(placed, view, BY_DIMENSION[dimension], box, area)
        for (view, placed), dimension, box, area in zip(
            several, dimensions, boxes, shapely.area(shapes_).tolist(), strict=True
        )
    ]
    metres = np.array([view.patch.metres for view, _ in several], dtype=float).reshape(-1, 4)
    _place(seen, shapes_)
    _measure_areas(seen, metres)
    _measure_lines(seen, metres)
    return seen


def _sight(
    placed: PlacedElement, view: PatchView, form: GeometryKind, box: Sequence[float], area: float
) -> Sight:
    window = view.patch.window
    size = (float(window.width), float(window.height))
    whole = placed.whole_bounds
    left, bottom, right, top = whole
    edges = measures.edges_reached(box, size)
    return Sight(
        placed=placed,
        form=form,
        size=size,
        box=box,
        edges=edges,
        runs_on=measures.runs_on(edges, whole, size),
        cut=max(-left, -bottom, right - size[0], top - size[1]) > measures.TOUCH,
        share=measures.share(area, size),
        area=measures.area_m2(area, view.patch.metres),
    )


def _place(seen: Sequence[Sight], clipped: Geometries) -> None:
    at = [i for i, one in enumerate(seen) if measures.has_position(one.box, one.share, one.size)]
    for i, (x, y) in zip(
        at, shapely.get_coordinates(measures.anchors(clipped[at])).tolist(), strict=True
    ):
        seen[i].place = place_at(x, y, *seen[i].size)


def _measure_areas(seen: Sequence[Sight], metres: Floats) -> None:
    formed: list[tuple[int, shapely.Polygon]] = []
    for i, one in enumerate(seen):
        if one.form != "area":
            continue
        clipped = one.placed.clipped
        parts = measures.large_parts(clipped)
        one.parts, one.holes = len(parts), measures.large_holes(clipped)
        one.corners = measures.corners_held(clipped, one.edges, one.size)
        if _has_a_form(one, parts):
            formed.append((i, parts[0]))
    if not formed:
        return
    at = [i for i, _ in formed]
    outlines = np.array([outline for _, outline in formed], dtype=object)
    for i, form in zip(at, shapes.forms(outlines, metres[at]), strict=True):
        fine = form.width >= _FEWEST * measures.pixel_m(tuple(metres[i].tolist()))
        if fine and (form.elongation >= shapes.ELONGATED or not seen[i].cut):
            seen[i].outline = form


def _has_a_form(one: Sight, parts: Sequence[shapely.Polygon]) -> bool:
    """Whether the shape of the largest part is the thing's own: it is nearly all of it, and, of a
    thing that the frame cuts, its outline is hardly the frame's.
    """
    if len(parts) > 1 and parts[0].area < _CHIEF * one.placed.clipped.area:
        return False
    return not one.cut or measures.along_frame(parts[0], one.size) <= _CUT


def _measure_lines(seen: Sequence[Sight], metres: Floats) -> None:
    at = [i for i, one in enumerate(seen) if one.form == "line"]
    if not at:
        return
    clipped = np.array([seen[i].placed.clipped for i in at], dtype=object)
    lengths = shapely.length(measures.grounded(clipped, metres[at])).tolist()
    parts = measures.longest_parts(clipped)
    speak = lines.speaks_for(shapely.length(parts), shapely.length(clipped)).tolist()
    ends = [shapely.get_coordinates(shapely.get_point(parts, end)).tolist() for end in (0, -1)]
    for i, length, speaks, run, first, last in zip(
        at, lengths, speak, lines.runs(parts, metres[at]), *ends, strict=True
    ):
        seen[i].length = length
        if speaks:
            seen[i].run, seen[i].course = run, lines.course(first, last, seen[i].size)
