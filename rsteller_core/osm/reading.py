"""A file as a stream of elements, in bounded memory but for the places of its nodes.

Two passes: the first sees the relations, to know which ways make areas; the second sees all else.
Areas are put together by libosmium, whose judgement of what is a valid ring is followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import osmium
from osmium.osm import Area, Node, Relation, Way

from rsteller_core.errors import InputError
from rsteller_core.tags import is_area, is_scene_element
from rsteller_core.values import Skipped

if TYPE_CHECKING:
    from osmium.osm.types import OSMEntity

AREA_RELATIONS = ("multipolygon", "boundary")
"""The relations that are areas, by their tag `type`."""

RING = 4
"""The fewest nodes of a closed ring, the first one counted again at its end."""

NO_PLACE = "has no place on earth"
MISSING_NODES = "nodes are missing from the file"
MISSING_MEMBERS = "members, or their nodes, are missing from the file"
NO_WAYS = "has no ways to be drawn from"
TOO_FEW_NODES = "has too few nodes"
BROKEN_RING = "rings do not close, or cross each other"

# What libosmium says of things that do not come in the order nodes, ways, relations, each by id.
_DISORDER = ("out of order", " twice in input", "Found a ")


class RawElement(NamedTuple):
    """An element as it was read: `geometry` is WKB in hexadecimal, lon/lat."""

    kind: str
    id: int
    version: int | None
    timestamp: datetime | None
    tags: dict[str, str]
    geometry: str


class OutOfOrderError(InputError):
    """The things in a file do not come in order, so that no areas can be made of it as it is."""


def read_elements(path: Path) -> Iterator[RawElement | Skipped]:
    """Everything in the file that can be told of, in no stated order; then what is broken.

    Raises InputError where the file cannot be read to its end, OutOfOrderError where it must be
    sorted first: what came until then is to be thrown away.
    """
    relations = _Relations()
    elements = _Elements(relations.awaited)
    for thing in _things(path, relations):
        made = elements.make(thing)
        if made is not None:
            yield made
    yield from elements.never_drawn()


class _Relations:
    """Sees every relation in the first pass and holds back those that are no scene elements."""

    def __init__(self) -> None:
        self.awaited: dict[int, str] = {}

    def relation(self, relation: Relation) -> bool:
        tags = relation_tags(relation)
        if relation.tags.get("type") not in AREA_RELATIONS or not is_scene_element(tags):
            return True
        drawn = any(member.type == "w" for member in relation.members)
        self.awaited[relation.id] = MISSING_MEMBERS if drawn else NO_WAYS
        return False


class _Elements:
    """Makes elements of what the second pass brings.

    A closed way comes twice, as a way and then as an area, a relation only as an area: what is to
    be an area waits until libosmium has drawn it. What still waits at the end, it could not draw.
    """

    def __init__(self, relations: dict[int, str]) -> None:
        self._relations = relations
        self._rings: dict[int, dict[str, str]] = {}
        self._wkb = osmium.geom.WKBFactory()

    def make(self, thing: OSMEntity) -> RawElement | Skipped | None:
        match thing:
            case Way():
                return self._way(thing)
            case Area():
                return self._area(thing)
            case Node():
                return self._node(thing)
        return None

    def never_drawn(self) -> Iterator[Skipped]:
        for number in self._rings:
            yield Skipped(f"way/{number}", MISSING_NODES)
        for number, reason in self._relations.items():
            yield Skipped(f"relation/{number}", reason)

    def _node(self, node: Node) -> RawElement | Skipped | None:
        tags = dict(node.tags)
        if not is_scene_element(tags):
            return None
        if not node.location.valid():
            return Skipped(f"node/{node.id}", NO_PLACE)
        return _raw("node", node.id, node, tags, self._wkb.create_point(node))

    def _way(self, way: Way) -> RawElement | Skipped | None:
        tags = dict(way.tags)
        if not is_scene_element(tags):
            return None
        if way.ends_have_same_location() and is_area(tags):
            if len(way.nodes) < RING:
                return Skipped(f"way/{way.id}", TOO_FEW_NODES)
            self._rings[way.id] = tags
            return None
        return self._line(way, tags)

    def _line(self, way: Way, tags: dict[str, str]) -> RawElement | Skipped:
        # libosmium refuses a line that lacks nodes, but leaves out those at its very beginning.
        if way.nodes and not way.nodes[0].location.valid():
            return Skipped(f"way/{way.id}", MISSING_NODES)
        try:
            line = self._wkb.create_linestring(way)
        except osmium.InvalidLocationError:
            return Skipped(f"way/{way.id}", MISSING_NODES)
        except RuntimeError:  # fewer than two points
            return Skipped(f"way/{way.id}", TOO_FEW_NODES)
        return _raw("way", way.id, way, tags, line)

    def _area(self, area: Area) -> RawElement | Skipped | None:
        number = area.orig_id()
        if not area.from_way():
            self._relations.pop(number, None)
            return self._polygon("relation", number, area, relation_tags(area))
        tags = self._rings.pop(number, None)
        return None if tags is None else self._polygon("way", number, area, tags)

    def _polygon(
        self, kind: str, number: int, area: Area, tags: dict[str, str]
    ) -> RawElement | Skipped:
        outer, _ = area.num_rings()
        if not outer:
            return Skipped(f"{kind}/{number}", BROKEN_RING)
        return _raw(kind, number, area, tags, self._wkb.create_multipolygon(area))


def relation_tags(thing: Relation | Area) -> dict[str, str]:
    """What the relation is, without what kind of relation it is."""
    tags = dict(thing.tags)
    tags.pop("type", None)
    return tags


def _raw(
    kind: str, number: int, thing: Node | Way | Area, tags: dict[str, str], geometry: str
) -> RawElement:
    # A file without metadata reads as version 0 of 1970.
    timestamp = thing.timestamp
    known = timestamp if timestamp.timestamp() else None
    return RawElement(kind, number, thing.version or None, known, tags, geometry)


def _things(path: Path, relations: _Relations) -> Iterator[OSMEntity]:
    """All that has tags, with libosmium's errors turned into ours; each is good until the next."""
    try:
        processor = osmium.FileProcessor(path).with_areas(relations)
        history = processor.header.has_multiple_object_versions
    except RuntimeError as error:
        raise refusal(path, error) from error
    if history:
        raise InputError(
            f"{path}: is a history file, with every version of each thing; give a plain extract: "
            f"osmium time-filter {path} -o now.osm.pbf"
        )
    things = iter(processor.with_filter(osmium.filter.EmptyTagFilter()))
    while True:
        try:
            thing = next(things, None)
        except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
            raise refusal(path, error) from error
        if thing is None:
            return
        yield thing


def refusal(path: Path, error: Exception) -> InputError:
    """What to tell the user when libosmium could not read a file."""
    said = str(error)
    if any(words in said for words in _DISORDER):
        return OutOfOrderError(
            f"{path}: the map's things are not in order ({said}); sort it: "
            f"osmium sort {path} -o sorted.osm.pbf"
        )
    return InputError(
        f"{path}: the file is cut short or damaged, or is no OpenStreetMap file ({said}); "
        f"download it again"
    )
