"""Full-history files for tests: written as they would come, and cut at a date by a plain rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Relation, Way

Thing = Node | Way | Relation

BEGIN = datetime(2010, 1, 1, tzinfo=UTC)
KINDS = (Node, Way, Relation)


def day(number: float) -> datetime:
    """So many days after the first."""
    return BEGIN + timedelta(days=number)


def lattice(side: int = 6, when: datetime = BEGIN) -> list[Node]:
    """Number 10 * row + column + 1, a thousandth of a degree apart."""
    return [
        Node(id=10 * row + col + 1, version=1, location=(col / 1000, row / 1000), timestamp=when)
        for row in range(side)
        for col in range(side)
    ]


def gone(thing: Thing, version: int, when: datetime) -> Thing:
    """The version that says that a thing was deleted."""
    return type(thing)(id=thing.id, version=version, visible=False, timestamp=when)


def in_order(things: Iterable[Thing]) -> list[Thing]:
    return sorted(things, key=lambda t: (KINDS.index(type(t)), t.id, t.version))


def write_history(path: Path, things: Iterable[Thing], sort: bool = True) -> Path:
    header = osmium.io.Header()
    header.has_multiple_object_versions = True
    with osmium.SimpleWriter(path, header=header, overwrite=True) as writer:
        for thing in in_order(things) if sort else things:
            writer.add(thing)
    return path


def write_as_of(path: Path, things: Iterable[Thing], when: datetime) -> Path:
    """A plain extract of what was there at this time: what `osmium time-filter` would make."""
    latest: dict[tuple[type, int], Thing] = {}
    for thing in in_order(things):
        if thing.timestamp <= when:
            latest[type(thing), thing.id] = thing
    with osmium.SimpleWriter(path, overwrite=True) as writer:
        for thing in in_order(latest.values()):
            if thing.visible is not False:
                writer.add(thing)
    return path


def town() -> Sequence[Thing]:
    """A barn that is built on day 100, moved on day 200, becomes a house on day 300 and is torn
    down on day 400; a forest that gets a clearing on day 150, which grows on day 250; a track that
    stays, and a tree that is felled on day 50.
    """
    ring = [1, 4, 34, 31, 1]
    building = {"building": "barn"}
    barn = Way(id=1, version=1, nodes=[5, 6, 16, 15, 5], tags=building, timestamp=day(100))
    house = Way(id=1, version=2, nodes=barn.nodes, tags={"building": "house"}, timestamp=day(300))
    outer = Way(id=2, version=1, nodes=ring, tags={}, timestamp=day(1))
    clearing = Way(id=3, version=1, nodes=[12, 13, 23, 22, 12], tags={}, timestamp=day(150))
    wood = {"type": "multipolygon", "landuse": "forest"}
    forest = Relation(id=1, version=1, members=[("w", 2, "outer")], tags=wood, timestamp=day(1))
    opened = Relation(
        id=1,
        version=2,
        members=[("w", 2, "outer"), ("w", 3, "inner")],
        tags=wood,
        timestamp=day(150),
    )
    tree = Node(id=900, version=1, location=(0, 0.01), tags={"natural": "tree"}, timestamp=day(2))
    return [
        *lattice(),
        Node(id=6, version=2, location=(0.0055, 0), timestamp=day(200)),
        Node(id=16, version=2, location=(0.0055, 0.001), timestamp=day(200)),
        Node(id=23, version=2, location=(0.0025, 0.0025), timestamp=day(250)),
        tree,
        gone(tree, 2, day(50)),
        barn,
        house,
        gone(barn, 3, day(400)),
        outer,
        clearing,
        Way(id=4, version=1, nodes=[41, 46], tags={"highway": "track"}, timestamp=day(1)),
        forest,
        opened,
    ]
