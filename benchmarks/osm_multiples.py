"""Maps of many times the size of a real one: every copy with numbers of its own, further east.

python benchmarks/osm_multiples.py MAP.osm.pbf TIMES OUT.osm.pbf
"""

from __future__ import annotations

import sys
from pathlib import Path

import osmium
from osmium.osm import Node, Relation, Way

EAST = 3.7
"""Degrees from one copy to the next: too little to reach the antimeridian, enough not to overlap
within the size of a town."""

KINDS = (osmium.osm.NODE, osmium.osm.WAY, osmium.osm.RELATION)


def write_multiple(source: Path, times: int, out: Path) -> None:
    """Write a map of so many copies, in order: nodes, ways, relations, each by number."""
    beyond = 1 + max(thing.id for thing in osmium.FileProcessor(source))
    with osmium.SimpleWriter(out, overwrite=True) as writer:
        for kind in KINDS:
            for copy in range(times):
                for thing in osmium.FileProcessor(source, kind):
                    writer.add(moved(thing, copy * beyond, copy * EAST))


def moved(thing: Node | Way | Relation, by: int, east: float) -> osmium.osm.mutable.OSMObject:
    """The same thing under another number, with what it refers to."""
    number = thing.id + by
    if isinstance(thing, Node):
        location = (thing.location.lon + east, thing.location.lat)
        return thing.replace(id=number, location=location)
    if isinstance(thing, Way):
        return thing.replace(id=number, nodes=[node.ref + by for node in thing.nodes])
    members = [(member.type, member.ref + by, member.role) for member in thing.members]
    return thing.replace(id=number, members=members)


if __name__ == "__main__":
    write_multiple(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
