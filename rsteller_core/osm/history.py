"""A full-history file as a stream of elements, each with the time for which it was so.

Two passes: the first sees the relations, to know which ways make areas; the second sees all else.
libosmium assembles no areas of the past: here a thing is drawn anew for each time at which it
changed, be it by a new version, a node that was moved or a member that was changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import osmium
from osmium.osm import Node, Relation, Way

from rsteller_core.errors import InputError
from rsteller_core.osm.drawing import Version, drawings, raw_element
from rsteller_core.osm.lasting import lasting
from rsteller_core.osm.reading import AREA_RELATIONS, RawElement, refusal, relation_tags
from rsteller_core.osm.tracks import NOWHERE, Tracks
from rsteller_core.tags import is_scene_element
from rsteller_core.values import Skipped

HISTORY_SUFFIXES = (".osh.pbf", ".osh", ".osh.bz2", ".osh.gz")
"""The files that are full-history files by the end of their names."""

_KINDS = {"n": "node", "w": "way", "r": "relation"}

_Thing = Node | Way | Relation


class ElementState(NamedTuple):
    """An element as it was from `valid_from` on, until before `valid_to`; None: it still is so."""

    element: RawElement
    valid_from: datetime
    valid_to: datetime | None


class _History(NamedTuple):
    """The versions of one thing, in order."""

    kind: str
    id: int
    versions: list[Version]


def is_history(path: Path) -> bool:
    """Whether this is a full-history file, by its name or its header.

    Raises InputError where it cannot be read.
    """
    if path.name.endswith(HISTORY_SUFFIXES):
        return True
    try:
        return bool(osmium.FileProcessor(path).header.has_multiple_object_versions)
    except RuntimeError as error:
        raise refusal(path, error) from error


def read_history(path: Path) -> Iterator[ElementState | Skipped]:
    """Everything in the file that could ever be told of: by kind and number, then by time.

    What lasted less than an hour is left out. What cannot be drawn as it was at some time comes as
    Skipped, once for each reason. The places of nodes lie on disk while the file is read, and of
    each thing all versions are in memory at once.

    Raises InputError where the file is no history, lacks times, is not in order (nodes, ways,
    relations, each by number and version) or cannot be read to its end.
    """
    if not is_history(path):
        raise InputError(
            f"{path}: is a plain extract, which knows no past; a full-history file ends in "
            f"{', '.join(HISTORY_SUFFIXES)}"
        )
    with Tracks() as tracks:
        for history in _histories(path, tracks):
            if any(version.tags for version in history.versions):
                yield from _states(history, tracks)


def _states(history: _History, tracks: Tracks) -> Iterator[ElementState | Skipped]:
    told: set[str] = set()
    kind, number, versions = history
    for start, end, drawing in lasting(drawings(kind, versions, tracks)):
        made = raw_element(kind, number, drawing)
        if isinstance(made, RawElement):
            yield ElementState(made, _moment(start), None if end is None else _moment(end))
        elif made.reason not in told:
            told.add(made.reason)
            yield made


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _histories(path: Path, tracks: Tracks) -> Iterator[_History]:
    """The versions of each thing from the first that has tags; those of all nodes and of the ways
    of areas go to the tracks.
    """
    members = _member_ways(path)
    history = _History("node", 0, [])
    for thing in _in_order(path):
        kind, time, parts = _KINDS[thing.type_str()], _time(path, thing), _parts(thing)
        if kind == "node":
            tracks.add_node(thing.id, time, *parts)
        elif kind == "way" and members.get(thing.id):
            tracks.add_way(thing.id, time, parts if thing.visible else None)
        if thing.id != history.id or kind != history.kind:
            if not thing.tags:
                continue
            yield history
            history = _History(kind, thing.id, [])
        history.versions.append(_version(thing, time, parts, history.versions))
    yield history


def _member_ways(path: Path) -> osmium.index.IdSet:
    """The ways that any area was made of at any time."""
    members = osmium.index.IdSet()
    for relation in _things(path, osmium.osm.RELATION):
        if _telling(relation) is not None:
            for way in _parts(relation):
                members.set(way)
    return members


def _things(path: Path, kinds: osmium.osm.osm_entity_bits) -> Iterator[_Thing]:
    """All versions, with libosmium's errors turned into ours; each is good until the next."""
    try:
        for thing in osmium.FileProcessor(path, kinds):
            if isinstance(thing, _Thing):
                yield thing
    except (RuntimeError, ValueError) as error:
        raise refusal(path, error) from error


def _in_order(path: Path) -> Iterator[_Thing]:
    before = (0, 0, 0)
    for thing in _things(path, osmium.osm.ALL):
        place = ("nwr".index(thing.type_str()), thing.id, thing.version)
        if place < before:
            name = f"{_KINDS[thing.type_str()]}/{thing.id} version {thing.version}"
            raise InputError(
                f"{path}: the versions are not in order ({name} comes late); sort the file: "
                f"osmium sort {path} -o sorted.osh.pbf"
            )
        before = place
        yield thing


def _time(path: Path, thing: _Thing) -> int:
    time = int(thing.timestamp.timestamp())
    if not time:
        raise InputError(
            f"{path}: {_KINDS[thing.type_str()]}/{thing.id} has no time, so that nothing can be "
            f"said of the past; get a history file with metadata"
        )
    return time


def _version(thing: _Thing, time: int, parts: tuple[int, ...], before: list[Version]) -> Version:
    # By the clock of some server, a version was made before the one it replaced.
    time = max(time, before[-1].time) if before else time
    return Version(thing.version, thing.timestamp, time, _telling(thing), parts)


def _parts(thing: _Thing) -> tuple[int, ...]:
    if isinstance(thing, Node):
        # What libosmium says of a deleted node's place is not defined.
        place = thing.location
        return (place.x, place.y) if thing.visible else (NOWHERE, NOWHERE)
    if isinstance(thing, Way):
        return tuple(node.ref for node in thing.nodes)
    return tuple(member.ref for member in thing.members if member.type == "w")


def _telling(thing: _Thing) -> dict[str, str] | None:
    """The tags of a thing in the landscape; None of anything else, or where it was deleted."""
    if not thing.tags or not thing.visible:
        return None
    if isinstance(thing, Relation):
        if thing.tags.get("type") not in AREA_RELATIONS:
            return None
        tags = relation_tags(thing)
    else:
        tags = dict(thing.tags)
    return tags if is_scene_element(tags) else None
