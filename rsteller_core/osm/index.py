"""The elements of a file, held so that those of a place are found at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from rsteller_core.errors import InputError
from rsteller_core.values import Bounds, Element, Skipped

if TYPE_CHECKING:
    from rsteller_core.osm.reading import RawElement

OSM_SUFFIXES = (".osm.pbf", ".osm", ".osm.bz2", ".osm.gz")
"""The files that OsmFile reads, by the end of their names."""

_KINDS = ("node", "way", "relation")

_BATCH = 10_000

_MULTIPOLYGON = 6  # shapely's number for it

Geometries = NDArray[np.object_]


class OsmFile:
    """An OpenStreetMap extract, read once, when it is first asked; the elements stay in memory.

    Tagged nodes are points. A way is a polygon where it is closed and its tags say so
    (``is_area``), else a line. Relations of type multipolygon and boundary are polygons, with
    their holes. Only what ``is_scene_element`` calls a thing in the landscape is kept.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._index: _Index | None = None

    def within(self, bounds: Bounds) -> Iterator[Element | Skipped]:
        """The elements that touch the lon/lat bounds: nodes, ways, relations, each by number.

        The first call brings before them, as Skipped, what is broken anywhere in the file.
        Raises InputError where the file cannot be read.
        """
        if self._index is None:
            self._index, broken = _load(self.path)
            yield from broken
        yield from self._index.within(bounds)


@dataclass(frozen=True, slots=True)
class _Index:
    elements: Sequence[Element]
    tree: shapely.STRtree

    def within(self, bounds: Bounds) -> Iterator[Element]:
        found = self.tree.query(shapely.box(*bounds), predicate="intersects")
        for number in np.sort(found):
            yield self.elements[number]


def _load(path: Path) -> tuple[_Index, list[Skipped]]:
    # osmium is loaded when the first map is read, not when a plugin is registered.
    from rsteller_core.osm.ordering import in_order
    from rsteller_core.osm.reading import OutOfOrderError, read_elements

    _refuse_unreadable(path)
    try:
        return _index(read_elements(path))
    except OutOfOrderError:
        with in_order(path) as copy:
            return _index(read_elements(copy))


def _refuse_unreadable(path: Path) -> None:
    try:
        path.open("rb").close()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error


def _index(read: Iterator[RawElement | Skipped]) -> tuple[_Index, list[Skipped]]:
    elements: list[Element] = []
    broken: list[Skipped] = []
    while batch := list(islice(read, _BATCH)):
        broken.extend(thing for thing in batch if isinstance(thing, Skipped))
        elements.extend(_elements([thing for thing in batch if not isinstance(thing, Skipped)]))
    elements.sort(key=lambda element: _order(element.id))
    broken.sort(key=lambda thing: _order(thing.what))
    return _Index(elements, shapely.STRtree([element.geometry for element in elements])), broken


def _order(name: str) -> tuple[int, int]:
    kind, _, number = name.partition("/")
    return _KINDS.index(kind), int(number)


def _elements(raw: Sequence[RawElement]) -> Iterator[Element]:
    geometries = _valid(shapely.from_wkb([element.geometry for element in raw]))
    for element, geometry in zip(raw, geometries, strict=True):
        # The same few keys and values come again and again: each is kept once.
        tags = {intern(key): intern(value) for key, value in element.tags.items()}
        name = f"{element.kind}/{element.id}"
        yield Element(name, tags, geometry, element.version, element.timestamp)


def _valid(geometries: Geometries) -> Geometries:
    """The same geometries: multipolygons of one part as polygons, invalid ones mended."""
    multi = shapely.get_type_id(geometries) == _MULTIPOLYGON
    single = multi & (shapely.get_num_geometries(geometries) == 1)
    geometries[single] = shapely.get_geometry(geometries[single], 0)
    invalid = ~shapely.is_valid(geometries)
    geometries[invalid] = shapely.make_valid(geometries[invalid], method="structure")
    return geometries
