"""Areas out of the lines that bound them, by the rules of libosmium's assembler.

For versions of the past, which libosmium does not assemble.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

Line = NDArray[np.int32]
"""The places of nodes along a way: (n, 2), lon and lat in units of 1e-7 degrees."""

_UNITS = 1e7

# What is left of the boundary's length after the rounding of sums.
_ROUNDING = 1e-9


def degrees(line: Line) -> NDArray[np.float64]:
    """The line in degrees, without nodes that lie where the one before lies."""
    kept = np.ones(len(line), bool)
    kept[1:] = (line[1:] != line[:-1]).any(axis=1)
    places: NDArray[np.float64] = line[kept] / _UNITS
    return places


def area_within(lines: Sequence[Line]) -> Geometry | None:
    """The polygon or multipolygon, in degrees, that all these lines together bound; or None.

    What is a hole is told by how the rings lie, not by roles; a segment that two lines share
    bounds nothing. None where a ring does not close, or lines cross.
    """
    if len(lines) == 1:
        ring = degrees(lines[0])
        if len(ring) >= 4 and (ring[0] == ring[-1]).all():
            polygon = shapely.polygons(ring)
            if polygon.is_valid:
                return polygon
    return _assembled(_segments(lines))


def _segments(lines: Sequence[Line]) -> NDArray[np.int32]:
    """The segments (n, 2 ends, lon and lat) that occur an odd number of times, none of length 0."""
    pairs = [np.hstack((line[:-1], line[1:])) for line in lines]
    segments = np.concatenate(pairs) if pairs else np.empty((0, 4), np.int32)
    backwards = (segments[:, 0] > segments[:, 2]) | (
        (segments[:, 0] == segments[:, 2]) & (segments[:, 1] > segments[:, 3])
    )
    segments[backwards] = segments[backwards][:, [2, 3, 0, 1]]
    segments = segments[(segments[:, :2] != segments[:, 2:]).any(axis=1)]
    segments, times = np.unique(segments, axis=0, return_counts=True)
    odd: NDArray[np.int32] = segments[times % 2 == 1].reshape(-1, 2, 2)
    return odd


def _assembled(segments: NDArray[np.int32]) -> Geometry | None:
    if not len(segments) or not _closed(segments):
        return None
    edges = shapely.multilinestrings(shapely.linestrings(segments / _UNITS))
    try:
        area = shapely.build_area(edges)
    except shapely.GEOSException:  # of lines that cross
        return None
    # Where lines cross, some of them bound nothing, or what they bound is not valid.
    whole = np.isclose(area.length, edges.length, rtol=_ROUNDING, atol=0)
    return area if whole and area.is_valid else None


def _closed(segments: NDArray[np.int32]) -> bool:
    """Whether an even number of segments meets at every end."""
    _, meeting = np.unique(segments.reshape(-1, 2), axis=0, return_counts=True)
    return not (meeting % 2).any()
