"""How things in a patch lie to one another, as a reader of the picture would say it.

Every rule holds many pairs at once: ``ones`` and ``others`` are arrays of one length. Geometry is
in patch coordinates and clipped, so that nothing is told that lies beyond the frame; ``side`` is
the shorter side of the patch in pixels, and distances are fractions of it. Each rule is stated
where it is decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import shapely
from numpy.typing import NDArray

from rsteller_core.geometry.axes import COMPASS
from rsteller_core.geometry.measures import Size, anchors, longest_parts
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

_ALL = np.linspace(0, 1, _SAMPLES)
_SIGNS = np.array([(place.east, place.north) for place in COMPASS])


@dataclass(frozen=True, slots=True)
class Meetings:
    """Pairs of things that may meet, with the DE-9IM matrix of each pair as nine letters."""

    ones: Geometries
    others: Geometries
    matrix: NDArray[np.str_]

    def dimensions(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Those of the ones and of the others."""
        return shapely.get_dimensions(self.ones), shapely.get_dimensions(self.others)

    def meet(self, *cells: int) -> Which:
        """Which pairs meet in one of these cells of the matrix."""
        met: Which = (self.matrix[:, cells] != "F").any(axis=1)
        return met

    def turned(self) -> Meetings:
        """The others held against the ones."""
        turned = self.matrix[:, (0, 3, 6, 1, 4, 7, 2, 5, 8)]
        return Meetings(self.others, self.ones, turned)


# The cells of a DE-9IM matrix: interior, boundary and exterior of the one against the other's.
_II, _IB, _IE, _BI, _BB, _BE, _EI, _EB, _ = range(9)
_MEET = (_II, _IB, _BI, _BB)


def meetings(ones: Geometries, others: Geometries) -> Meetings:
    """The pairs with their matrices."""
    matrix = np.asarray(shapely.relate(ones, others), dtype="U9")
    return Meetings(ones, others, matrix.view("U1").reshape(-1, 9))


def crosses(met: Meetings) -> Which:
    """Which pairs cross: two lines that meet in points inside both, or a line that goes through an
    area and has all its ends outside of it. Symmetric.

    Lines that only meet at an end, as streets at a junction, do not cross.
    """
    first, second = met.dimensions()
    points = (first == 1) & (second == 1) & (met.matrix[:, _II] == "0")
    through = (first == 1) & (second == 2) & met.meet(_II) & met.meet(_IE) & ~met.meet(_BI, _BB)
    parted = (first == 2) & (second == 1) & met.meet(_II) & met.meet(_EI) & ~met.meet(_IB, _BB)
    crossing: Which = points | through | parted
    return crossing


def inside(met: Meetings) -> Which:
    """Which of the ones lie in the others: areas that hold its anchor (of a line also the points
    a tenth from its ends), and 95 % of its area or of its length.

    An area is inside another only if it has less than 80 % of the other's area; what lies on the
    other's border is not inside.
    """
    held: Which = met.meet(_II) & (shapely.area(met.ones) < _SMALLER * shapely.area(met.others))
    part = np.flatnonzero(held & met.meet(_IE))
    if part.size:
        held[part] = _mostly_held(met.ones[part], met.others[part])
    return held


def contains(met: Meetings) -> Which:
    """Which of the others lie inside of the ones: the converse of ``inside``."""
    return inside(met.turned())


def touches(met: Meetings) -> Which:
    """Which pairs share a border and nothing else."""
    touching: Which = met.meet(*_MEET) & ~met.meet(_II)
    return touching


def crossings(ones: Geometries, others: Geometries, size: Size) -> Floats:
    """Where two things that cross do so (n, 2): the meeting nearest to the middle of the patch."""
    parts, pair = shapely.get_parts(shapely.intersection(ones, others), return_index=True)
    spots = shapely.get_coordinates(anchors(parts))
    away = np.hypot(*(spots - np.array(size) / 2).T).round(6)
    order = np.lexsort((spots[:, 1], spots[:, 0], away, pair))
    _, first = np.unique(pair[order], return_index=True)
    nearest: Floats = spots[order[first]]
    return nearest


def beside(ones: Geometries, others: Geometries, side: float) -> Which:
    """Which pairs lie beside each other: nearer than 4 % of the side, and not over each other.

    Things that share more than a border (one inside the other, or crossing) are not beside each
    other. Nor are two lines, which may be near in one place only: they are parallel or not.
    Symmetric.
    """
    gaps = shapely.distance(ones, others)
    near: Which = gaps <= NEAR * side
    near &= (shapely.get_dimensions(others) != 1) | (shapely.get_dimensions(ones) != 1)
    over = np.flatnonzero(near & (gaps == 0))
    near[over] = touches(meetings(ones[over], others[over]))
    return near


def along_edge(lines: Geometries, areas: Geometries, size: Size) -> Which:
    """Which of the lines run along the edge of the area beside each.

    Of 17 points spread over a line, 80 % lie nearer than 4 % of the side to the area's own
    outline: what the frame cut does not count. The line is at least a fifth of the side long.
    """
    reach = NEAR * min(size)
    along: Which = shapely.length(lines) >= _SHORTEST * min(size)
    at = np.flatnonzero(along)
    points = _spread(lines[at])
    boxes = shapely.bounds(areas[at])[:, None]
    xy = shapely.get_coordinates(points).reshape(-1, _SAMPLES, 2)
    near = ((xy >= boxes[..., :2] - reach) & (xy <= boxes[..., 2:] + reach)).all(axis=2)
    able = _share(near) >= _ALONG
    along[at[~able]] = False
    at, points = at[able], points[able]
    inner = (_INSET, _INSET, size[0] - _INSET, size[1] - _INSET)
    outlines = shapely.clip_by_rect(shapely.boundary(areas[at]), *inner)
    shapely.prepare(outlines)
    along[at] = _share(shapely.dwithin(outlines[:, None], points, reach)) >= _ALONG
    return along


def parallel(ones: Geometries, others: Geometries, side: float) -> Which:
    """Which pairs of lines run side by side.

    Both are in one part and at least a fifth of the side long; of the shorter, 17 points lie all
    at about the same distance from the longer (35 % round their mean) and nearer than 15 % of the
    side, none beyond the longer's ends; the directions of their ends differ by less than 20
    degrees. Symmetric.
    """
    first, second = shapely.length(ones), shapely.length(others)
    able = np.minimum(first, second) >= _SHORTEST * side
    able &= (shapely.get_num_geometries(ones) == 1) & (shapely.get_num_geometries(others) == 1)
    at = np.flatnonzero(able)
    angles = _angles(_chords(ones[at]), _chords(others[at]), whichever_end=True)
    at = at[angles < _SAME_WAY]
    swap = first[at] > second[at]
    same = np.flatnonzero(first[at] == second[at])
    if same.size:  # whichever is named first
        wkb = shapely.to_wkb(ones[at[same]]), shapely.to_wkb(others[at[same]])
        swap[same] = wkb[0] > wkb[1]
    short, long = np.where(swap, others[at], ones[at]), np.where(swap, ones[at], others[at])
    result = np.zeros(len(ones), dtype=bool)
    result[at] = _even(short, long, side)
    return result


def _even(short: Geometries, long: Geometries, side: float) -> Which:
    points = _spread(short)
    gaps = shapely.distance(points, long[:, None])
    mean = gaps.sum(axis=1) / _SAMPLES
    even: Which = (gaps > 0).all(axis=1) & (gaps <= PARALLEL_GAP * side).all(axis=1)
    even &= (np.abs(gaps - mean[:, None]) <= _EVEN * mean[:, None]).all(axis=1)
    at = np.flatnonzero(even)
    along = shapely.line_locate_point(long[at, None], points[at, 1:-1], normalized=True)
    even[at] = ((along > 0) & (along < 1)).all(axis=1)
    return even


def between(ones: Geometries, flanks: Geometries) -> NDArray[np.intp]:
    """Which two of its flanks each of the ones lies between, as places (m, 2) in ``flanks``
    (m, k), which may hold None; -1 where it lies between none.

    The first two, in their order, for which from its anchor the shortest ways to them part by at
    least 150 degrees. None of the three may touch another.
    """
    found = np.full((len(ones), 2), -1, dtype=np.intp)
    ways = _ways(anchors(ones)[:, None], flanks)
    for pair in combinations(range(flanks.shape[1]), 2):
        i, j = pair
        able = (found[:, 0] < 0) & (_angles(ways[:, i], ways[:, j]) >= _OPPOSITE)
        at = np.flatnonzero(able)
        first, second, one = flanks[at, i], flanks[at, j], ones[at]
        touching = shapely.intersects([one, one, first], [first, second, second]).any(axis=0)
        found[at[~touching]] = pair
    return found


def directions(
    ones: Geometries, others: Geometries, side: float
) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """Where the ones lie as seen from the others: east and north, -1, 0 or 1 each, and both 0
    where no word is clear. A is north of B if and only if B is south of A.

    The direction is that from anchor to anchor; from or to a line, that of the shortest way to
    it. Two lines have none. The way must be longer than 8 % of the side, and along one of the axes
    that the word names the boxes of the two must not overlap: all of one is on that side.
    """
    start = _seen_from(others, ones)
    end = _seen_from(ones, others)
    ways = shapely.get_coordinates(end) - shapely.get_coordinates(start)
    sector = np.round(np.degrees(np.arctan2(*ways.T)) / 45).astype(int) % 8
    east, north = _SIGNS[sector].T
    clear = np.hypot(*ways.T) > APART * side
    clear &= _clear(east, north, shapely.bounds(ones), shapely.bounds(others))
    clear &= (shapely.get_dimensions(ones) != 1) | (shapely.get_dimensions(others) != 1)
    return east * clear, north * clear


def _seen_from(things: Geometries, others: Geometries) -> Geometries:
    """The anchors of things; of lines, the points that are nearest to the others' anchors."""
    lines = shapely.get_dimensions(things) == 1
    points = np.empty(len(things), dtype=object)
    points[~lines] = anchors(things[~lines])
    near = shapely.shortest_line(things[lines], anchors(others[lines]))
    points[lines] = shapely.get_point(near, 0)
    return points


def _mostly_held(parts: Geometries, wholes: Geometries) -> Which:
    """Whether the anchor and 95 % of each part's area, or length, lie in the whole beside it."""
    lines = shapely.get_dimensions(parts) == 1
    held: Which = np.zeros(len(parts), dtype=bool)
    held[~lines] = shapely.intersects(anchors(parts[~lines]), wholes[~lines])
    held[lines] = _from_end_to_end(parts[lines], wholes[lines])
    at = np.flatnonzero(held)
    shared = shapely.intersection(parts[at], wholes[at])
    within = np.where(lines[at], shapely.length(shared), shapely.area(shared))
    size = np.where(lines[at], shapely.length(parts[at]), shapely.area(parts[at]))
    held[at] = within >= _WITHIN * size
    return held


def _from_end_to_end(lines: Geometries, wholes: Geometries) -> Which:
    """Whether the middle of each line and the points a tenth from its ends lie in the whole beside
    it: who is out there for a tenth is so for more than a twentieth, and costs no intersection.
    """
    points = shapely.line_interpolate_point(
        longest_parts(lines)[:, None], (0.1, 0.5, 0.9), normalized=True
    )
    inside: Which = shapely.intersects(points, wholes[:, None]).all(axis=1)
    return inside


def _spread(lines: Geometries) -> Geometries:
    """17 points (n, 17) spread over the longest part of each line."""
    chief = longest_parts(lines)[:, None]
    points: Geometries = shapely.line_interpolate_point(chief, _ALL, normalized=True)
    return points


def _share(which: NDArray[np.bool_]) -> Floats:
    share: Floats = which.sum(axis=1) / _SAMPLES
    return share


def _chords(lines: Geometries) -> Floats:
    ends = [shapely.get_coordinates(shapely.get_point(lines, at)) for at in (0, -1)]
    chords: Floats = ends[1] - ends[0]
    return chords


def _ways(points: Geometries, things: Geometries) -> Floats:
    """The vectors (m, k, 2) of the shortest ways; nan where there is no thing."""
    lines = shapely.shortest_line(points, things)
    ways = np.full((*lines.shape, 2), np.nan)
    there = ~shapely.is_missing(lines)
    ends = shapely.get_coordinates(lines[there]).reshape(-1, 2, 2)
    ways[there] = ends[:, 1] - ends[:, 0]
    return ways


def _angles(ones: Floats, others: Floats, whichever_end: bool = False) -> Floats:
    """Degrees between vectors (n, 2), 0 to 180; to 90 whichever end is their head."""
    cross = ones[:, 0] * others[:, 1] - ones[:, 1] * others[:, 0]
    dot = (ones * others).sum(axis=1)
    angles: Floats = np.degrees(np.arctan2(np.abs(cross), np.abs(dot) if whichever_end else dot))
    return angles


def _clear(east: NDArray[np.int_], north: NDArray[np.int_], ones: Floats, others: Floats) -> Which:
    """Whether all of the one lies on a side of the other that the word names."""
    clear = (east > 0) & (ones[:, 0] >= others[:, 2])
    clear |= (east < 0) & (ones[:, 2] <= others[:, 0])
    clear |= (north > 0) & (ones[:, 1] >= others[:, 3])
    clear |= (north < 0) & (ones[:, 3] <= others[:, 1])
    return clear
