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
_ORDER = tuple(_KINDS.values())

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
    """The versions of each thing; those of all nodes and of the ways of areas go to the tracks."""
    members = _member_ways(path)
    history = _History("node", 0, [])
    for thing in _things(path, osmium.osm.ALL):
        kind = _KINDS[thing.type_str()]
        if thing.id != history.id or kind != history.kind:
            yield history
            _refuse_disorder(path, history, kind, thing.id)
            history = _History(kind, thing.id, [])
        version = _version(path, thing, history)
        history.versions.append(version)
        if kind == "node":
            tracks.add_node(thing.id, version.time, *version.parts)
        elif kind == "way" and members.get(thing.id):
            tracks.add_way(thing.id, version.time, version.parts if thing.visible else None)
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


def _version(path: Path, thing: _Thing, history: _History) -> Version:
    stamp = thing.timestamp
    time = int(stamp.timestamp())
    if not time:
        raise InputError(
            f"{path}: {history.kind}/{thing.id} has no time, so that nothing can be said of the "
            f"past; get a history file with metadata"
        )
    if history.versions:
        before = history.versions[-1]
        if thing.version < before.number:
            raise _disorder(path, f"{history.kind}/{thing.id} version {thing.version}")
        # By the clock of some server, a version was made before the one it replaced.
        time = max(time, before.time)
    return Version(thing.version, stamp, time, _telling(thing), _parts(thing))


def _parts(thing: _Thing) -> tuple[int, ...]:
    if isinstance(thing, Node):
        # What libosmium says of a deleted node's place is not defined.
        return (thing.location.x, thing.location.y) if thing.visible else (NOWHERE, NOWHERE)
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


def _refuse_disorder(path: Path, history: _History, kind: str, number: int) -> None:
    before, after = (_ORDER.index(history.kind), history.id), (_ORDER.index(kind), number)
    if history.versions and after < before:
        raise _disorder(path, f"{kind}/{number}")


def _disorder(path: Path, what: str) -> InputError:
    return InputError(
        f"{path}: the versions are not in order ({what} comes late); sort the file: "
        f"osmium sort {path} -o sorted.osh.pbf"
    )
