"""How a thing ran at each time at which it may have changed, and the element that makes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
import shapely
from shapely import Geometry

from rsteller_core.osm.reading import (
    BROKEN_RING,
    MISSING_MEMBERS,
    MISSING_NODES,
    NO_PLACE,
    NO_WAYS,
    RING,
    TOO_FEW_NODES,
    RawElement,
)
from rsteller_core.osm.rings import Line, area_within, degrees
from rsteller_core.osm.tracks import NOWHERE, Ids, Tracks
from rsteller_core.tags import is_area
from rsteller_core.values import Skipped


class Version(NamedTuple):
    """One version of a thing; `tags` is None where there was nothing to tell of.

    `time` is `stamp` in seconds since 1970, but never before that of the version before.
    `parts` are the place of a node, the nodes of a way, or the ways of a relation.
    """

    number: int
    stamp: datetime
    time: int
    tags: dict[str, str] | None
    parts: tuple[int, ...]


class Drawing(NamedTuple):
    """How a version ran at some time; `fault` says why that cannot be told."""

    version: Version
    lines: tuple[Line, ...]
    fault: str | None = None

    def same(self, other: Drawing) -> bool:
        """Whether this is the same version, and runs the same way."""
        return (
            self.version is other.version
            and self.fault == other.fault
            and len(self.lines) == len(other.lines)
            and all(map(np.array_equal, self.lines, other.lines))
        )


def drawings(
    kind: str, versions: Sequence[Version], tracks: Tracks
) -> Iterator[tuple[int, Drawing | None]]:
    """A thing at each time at which it may have changed, in seconds since 1970, in their order.

    None where there was nothing to tell of.
    """
    pencil = _PENCILS[kind](versions, tracks)
    begun = np.array([version.time for version in versions])
    times = np.unique(np.concatenate((begun, pencil.times[pencil.times > begun[0]])))
    for time, number in zip(times.tolist(), np.searchsorted(begun, times, "right"), strict=True):
        version = versions[number - 1]
        yield time, pencil.draw(version, time) if version.tags else None


class _Node:
    def __init__(self, versions: Sequence[Version], tracks: Tracks) -> None:
        self.times: Ids = np.empty(0, np.int64)

    def draw(self, version: Version, time: int) -> Drawing:
        fault = NO_PLACE if NOWHERE in version.parts else None
        return Drawing(version, (np.array([version.parts], np.int32),), fault)


class _Way:
    def __init__(self, versions: Sequence[Version], tracks: Tracks) -> None:
        self._places = tracks.places(_all_parts(versions))
        self.times = self._places.times

    def draw(self, version: Version, time: int) -> Drawing:
        line = self._places.line(np.array(version.parts, np.int64), time)
        return Drawing(version, (line,), MISSING_NODES if (line == NOWHERE).any() else None)


class _Relation:
    def __init__(self, versions: Sequence[Version], tracks: Tracks) -> None:
        self._lines = tracks.lines(_all_parts(versions))
        self.times = self._lines.times

    def draw(self, version: Version, time: int) -> Drawing:
        if not version.parts:
            return Drawing(version, (), NO_WAYS)
        lines = self._lines.lines(np.array(version.parts, np.int64), time)
        known = tuple(line for line in lines if line is not None)
        if len(known) < len(lines) or any((line == NOWHERE).any() for line in known):
            return Drawing(version, (), MISSING_MEMBERS)
        return Drawing(version, known)


_PENCILS: dict[str, type[_Node | _Way | _Relation]] = {
    "node": _Node,
    "way": _Way,
    "relation": _Relation,
}


def _all_parts(versions: Sequence[Version]) -> Ids:
    parts = [part for version in versions if version.tags for part in version.parts]
    return np.array(parts, np.int64)


def raw_element(kind: str, number: int, drawing: Drawing) -> RawElement | Skipped:
    """The element that a drawing shows, by the rules by which plain files are read."""
    version, lines, fault = drawing
    tags = version.tags or {}
    shape = fault or _SHAPES[kind](tags, lines)
    if isinstance(shape, str):
        return Skipped(f"{kind}/{number}", shape)
    wkb = shapely.to_wkb(shape, hex=True)
    return RawElement(kind, number, version.number or None, version.stamp, tags, wkb)


def _point(tags: dict[str, str], lines: Sequence[Line]) -> Geometry | str:
    return shapely.points(degrees(lines[0])[0])


def _line_or_ring(tags: dict[str, str], lines: Sequence[Line]) -> Geometry | str:
    line = lines[0]
    if len(line) and (line[0] == line[-1]).all() and is_area(tags):
        return _area(tags, lines) if len(line) >= RING else TOO_FEW_NODES
    places = degrees(line)
    return shapely.linestrings(places) if len(places) > 1 else TOO_FEW_NODES


def _area(tags: dict[str, str], lines: Sequence[Line]) -> Geometry | str:
    area = area_within(lines)
    return BROKEN_RING if area is None else area


_SHAPES = {"node": _point, "way": _line_or_ring, "relation": _area}
