"""Areas out of the lines that bound them, by the rules of libosmium's assembler.

For versions of the past, which libosmium does not assemble.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from rsteller_core.osm.reading import RING

Line = NDArray[np.int32]
"""The places of nodes along a way: (n, 2), lon and lat in units of 1e-7 degrees."""

_UNITS = 1e7

# What is left of the boundary's length after the rounding of sums.
_ROUNDING = 1e-9


def degrees(line: Line) -> NDArray[np.float64]:
    """The line in degrees, without nodes that lie where the one before lies."""
    return _without_repeats(line) / _UNITS


def area_within(lines: Sequence[Line]) -> Geometry | None:
    """The polygon or multipolygon, in degrees, that all these lines together bound; or None.

    What is a hole is told by how the rings lie, not by roles; a segment that two lines share
    bounds nothing. None where a ring does not close, or where lines cross or touch elsewhere than
    in their nodes.
    """
    # In whole units, so that whether a node lies on a line is not a matter of rounding.
    area = (_polygon(lines[0]) if len(lines) == 1 else None) or _assembled(_segments(lines))
    return None if area is None else shapely.transform(area, lambda places: places / _UNITS)


def _without_repeats(line: Line) -> NDArray[np.float64]:
    kept = np.ones(len(line), bool)
    kept[1:] = (line[1:] != line[:-1]).any(axis=1)
    return line[kept].astype(float)


def _polygon(line: Line) -> Geometry | None:
    """What one plain ring bounds; None where it takes more to tell."""
    ring = _without_repeats(line)
    if len(ring) < RING or (ring[0] != ring[-1]).any():
        return None
    polygon = shapely.polygons(ring)
    return polygon if polygon.is_valid else None


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
    edges = shapely.linestrings(segments.astype(float))
    if _touching(segments, edges):
        return None
    try:
        area = shapely.build_area(shapely.multilinestrings(edges))
    except shapely.GEOSException:  # of lines that cross
        return None
    # Where lines cross, some of them bound nothing, or what they bound is not valid.
    whole = np.isclose(area.length, shapely.length(edges).sum(), rtol=_ROUNDING, atol=0)
    return area if whole and area.is_valid else None


def _closed(segments: NDArray[np.int32]) -> bool:
    """Whether an even number of segments meets at every end."""
    _, meeting = np.unique(segments.reshape(-1, 2), axis=0, return_counts=True)
    return not (meeting % 2).any()


def _touching(segments: NDArray[np.int32], edges: NDArray[np.object_]) -> bool:
    """Whether an end lies on an edge, and is none of its ends."""
    ends = np.unique(segments.reshape(-1, 2), axis=0)
    touched, _ = shapely.STRtree(edges).query(
        shapely.points(ends.astype(float)), predicate="intersects"
    )
    # Each edge has two ends: whatever more touches it lies between them.
    return len(touched) > 2 * len(edges)
