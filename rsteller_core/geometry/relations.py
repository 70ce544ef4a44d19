"""How things in a patch lie to one another, as a reader of the picture would say it.

One thing is held against many at once. All geometry is in patch coordinates and clipped, so that
nothing is told that lies beyond the frame; ``side`` is the shorter side of the patch in pixels,
and distances are fractions of it. Each rule is stated where it is decided.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from rsteller_core.geometry.axes import Place, direction_of
from rsteller_core.geometry.measures import Size, anchor_of, longest_part
from rsteller_core.geometry.projection import Floats
from rsteller_core.geometry.repair import Geometries

Which = NDArray[np.bool_]

NEAR = 0.04
APART = 0.08
PARALLEL_GAP = 0.15
_WITHIN, _SMALLER = 0.95, 0.8
_ALONG, _SHORTEST, _SAMPLES = 0.8, 0.2, 17
_EVEN, _SAME_WAY = 0.35, 20.0
_OPPOSITE = 150.0
_INSET = 1.0


def inside(one: Geometry, others: Geometries) -> Which:
    """In which of the others one lies: areas that hold 95 % of its area, or of its length.

    An area is inside another only if it has less than 80 % of the other's area; what lies on the
    other's border is not inside.
    """
    return _held(np.full(len(others), one), others)


def contains(one: Geometry, others: Geometries) -> Which:
    """Which of the others lie inside of one: the converse of ``inside``."""
    return _held(others, np.full(len(others), one))


def crosses(one: Geometry, others: Geometries) -> Which:
    """Which of the others one crosses: two lines that meet in points inside both, or a line that
    goes through an area and ends outside of it on both sides. Symmetric.

    Lines that only meet at an end, as streets at a junction, do not cross.
    """
    found: Which = shapely.crosses(one, others)
    for i in np.flatnonzero(found).tolist():
        dimensions = shapely.get_dimensions([one, others[i]])
        if dimensions.sum() == 3:
            line, area = (one, others[i]) if dimensions[0] == 1 else (others[i], one)
            found[i] = not shapely.intersects(area, shapely.points(_ends(line))).any()
        elif dimensions.sum() != 2 or not dimensions.all():
            found[i] = False
    return found


def crossing(one: Geometry, other: Geometry, size: Size) -> shapely.Point:
    """Where two things that cross do so: the meeting nearest to the middle of the patch."""
    met = shapely.get_parts(one.intersection(other))
    anchors = [part if part.geom_type == "Point" else anchor_of(part) for part in met]
    middle = shapely.points(size[0] / 2, size[1] / 2)
    return min(anchors, key=lambda point: (round(point.distance(middle), 6), point.x, point.y))


def beside(one: Geometry, others: Geometries, side: float) -> Which:
    """Which of the others lie beside one: nearer than 4 % of the side, and not over each other.

    Things that share more than a border (one inside the other, or crossing) are not beside each
    other. Nor are two lines, which may be near in one place only: they are parallel or not.
    Symmetric.
    """
    gaps = shapely.distance(one, others)
    near: Which = gaps <= NEAR * side
    near &= (shapely.get_dimensions(others) != 1) | (shapely.get_dimensions(one) != 1)
    touching = np.flatnonzero(near & (gaps == 0))
    if touching.size:
        near[touching] = shapely.touches(one, others[touching])
    return near


def along_edge(line: Geometry, areas: Geometries, size: Size) -> Which:
    """Along the edge of which areas a line runs.

    Of 17 points spread over the line, 80 % lie nearer than 4 % of the side to the area's own
    outline: what the frame cut does not count. The line is at least a fifth of the side long.
    """
    side = min(size)
    if line.length < _SHORTEST * side:
        return np.zeros(len(areas), dtype=bool)
    points = _spread(line)
    inner = (_INSET, _INSET, size[0] - _INSET, size[1] - _INSET)
    outlines = shapely.clip_by_rect(shapely.boundary(areas), *inner)
    gaps = shapely.distance(points[:, None], outlines[None, :])
    share: Floats = (gaps <= NEAR * side).mean(axis=0)
    along: Which = share >= _ALONG
    return along


def parallel(one: Geometry, other: Geometry, side: float) -> bool:
    """Whether two lines run side by side.

    Both are at least a fifth of the side long; of the shorter, 17 points lie all at about the
    same distance from the longer (35 % round their mean) and nearer than 15 % of the side, none
    beyond the longer's ends; the directions of their ends differ by less than 20 degrees.
    Symmetric.
    """
    short, long = sorted((one, other), key=shapely.length)
    if short.length < _SHORTEST * side:
        return False
    if short.length == long.length:  # whichever is named first
        short, long = sorted((one, other), key=shapely.to_wkb)
    if shapely.get_num_geometries(short) + shapely.get_num_geometries(long) > 2:
        return False
    points = _spread(short)
    gaps = shapely.distance(points, long)
    if gaps.min() == 0 or gaps.max() > PARALLEL_GAP * side:
        return False
    if np.abs(gaps - gaps.mean()).max() > _EVEN * gaps.mean():
        return False
    along = shapely.line_locate_point(long, points[1:-1], normalized=True)
    if along.min() <= 0 or along.max() >= 1:
        return False
    return _angle(_chord(short), _chord(long), whichever_end=True) < _SAME_WAY


def direction(one: Geometry, other: Geometry, side: float) -> Place | None:
    """Where one lies as seen from the other; None where no word is clear. A is north of B if and
    only if B is south of A.

    The direction is that from anchor to anchor; from or to a line, that of the shortest way to
    it. Two lines have none. The way must be longer than 8 % of the side, and along one of the axes
    that the word names the boxes of the two must not overlap: all of one is on that side.
    """
    lines = shapely.get_dimensions([one, other]) == 1
    if lines.all():
        return None
    start = _nearest(other, one) if lines[1] else anchor_of(other)
    end = _nearest(one, other) if lines[0] else anchor_of(one)
    east, north = end.x - start.x, end.y - start.y
    if np.hypot(east, north) <= APART * side:
        return None
    word = direction_of(east, north)
    return word if _clear(word, one.bounds, other.bounds) else None


def between(one: Geometry, others: Geometries) -> tuple[int, int] | None:
    """Which two of the others one lies between: the first two, in their order, for which from its
    anchor the shortest ways to them part by at least 150 degrees. None of the three may touch
    another.
    """
    ways = _vectors(shapely.shortest_line(anchor_of(one), others))
    for i, j in combinations(range(len(others)), 2):
        if _angle(ways[i], ways[j]) >= _OPPOSITE:
            first, second = others[i], others[j]
            if not shapely.intersects([one, one, first], [first, second, second]).any():
                return i, j
    return None


def _held(parts: Geometries, wholes: Geometries) -> Which:
    held: Which = (shapely.area(parts) < _SMALLER * shapely.area(wholes)) & (
        shapely.intersects(parts, wholes)
    )
    at = np.flatnonzero(held)
    if not at.size:
        return held
    parts, wholes = parts[at], wholes[at]
    dimensions = shapely.get_dimensions(parts)
    shared = shapely.intersection(parts, wholes)
    area, length = shapely.area(parts), shapely.length(parts)
    enough = (dimensions == 2) & (shapely.area(shared) >= _WITHIN * area)
    enough |= (dimensions == 1) & (shapely.length(shared) >= _WITHIN * length)
    enough |= dimensions == 0
    held[at] = enough & ~shapely.touches(parts, wholes)
    return held


def _spread(line: Geometry) -> Geometries:
    points: Geometries = shapely.line_interpolate_point(
        longest_part(line), np.linspace(0, 1, _SAMPLES), normalized=True
    )
    return points


def _ends(line: Geometry) -> Floats:
    ends = [shapely.get_coordinates(part)[[0, -1]] for part in shapely.get_parts(line)]
    return np.concatenate(ends)


def _chord(line: Geometry) -> Floats:
    return _vector(longest_part(line))


def _vectors(lines: Geometries) -> Floats:
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    vectors: Floats = ends[:, 1] - ends[:, 0]
    return vectors


def _vector(line: Geometry) -> Floats:
    ends = shapely.get_coordinates(line)[[0, -1]]
    vector: Floats = ends[1] - ends[0]
    return vector


def _angle(one: Floats, other: Floats, whichever_end: bool = False) -> float:
    """Degrees between two vectors, 0 to 180; to 90 whichever end is their head."""
    cross, dot = one[0] * other[1] - one[1] * other[0], one @ other
    return float(np.degrees(np.arctan2(abs(cross), abs(dot) if whichever_end else dot)))


def _nearest(line: Geometry, other: Geometry) -> shapely.Point:
    """The point of a line that is nearest to another thing's anchor."""
    nearest: shapely.Point = shapely.get_point(shapely.shortest_line(line, anchor_of(other)), 0)
    return nearest


def _clear(word: Place, one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    apart = False
    for sign, low, high in ((word.east, 0, 2), (word.north, 1, 3)):
        apart |= sign > 0 and one[low] >= other[high]
        apart |= sign < 0 and one[high] <= other[low]
    return bool(apart)
