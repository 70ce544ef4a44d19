"""The map as OSM XML: written from a sheet, read back into elements in local metres."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from xml.sax.saxutils import quoteattr

import shapely
from shapely.geometry.base import BaseGeometry

from .drawing import Path, Sheet, Tags, chance
from .frame import HEIGHT, WIDTH, Point, local, lonlat

FIRST_NODE, FIRST_WAY, FIRST_RELATION = 1_000_001, 200_001, 3_001
NOTE = "Synthetic: an invented place, drawn by the rsteller project. None of it exists."


class _Writer:
    """Gives out ids in drawing order; equal points become one node, as where streets meet."""

    def __init__(self) -> None:
        self.nodes: dict[Point, int] = {}
        self.ways: list[str] = []
        self.relations: list[str] = []

    def node(self, point: Point) -> int:
        return self.nodes.setdefault(point, FIRST_NODE + len(self.nodes))

    def way(self, path: Path) -> int:
        number = FIRST_WAY + len(self.ways)
        refs = "".join(f'<nd ref="{self.node(point)}"/>\n' for point in path.points)
        self.ways.append(f"<way {_origin('w', number)}>\n{refs}{_tags(path.tags)}</way>\n")
        return number

    def relation(self, members: list[tuple[str, int]], tags: Tags) -> None:
        number = FIRST_RELATION + len(self.relations)
        lines = "".join(
            f'<member type="way" ref="{ref}" role="{role}"/>\n' for role, ref in members
        )
        self.relations.append(
            f"<relation {_origin('r', number)}>\n{lines}{_tags(tags)}</relation>\n"
        )


def _origin(kind: str, number: int) -> str:
    """Id, version and timestamp: a map has grown over years, before any scene was taken."""
    version = 1 + int(6 * chance(kind, number, "version") ** 2)
    year, month, day, hour, minute, second = (
        int(least + chance(kind, number, part) * count)
        for part, (least, count) in enumerate(
            ((2014, 7), (1, 12), (1, 28), (0, 24), (0, 60), (0, 60))
        )
    )
    when = f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
    return f'id="{number}" version="{version}" timestamp="{when}"'


def _tags(tags: Tags) -> str:
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>\n" for k, v in sorted(tags.items()))


def to_xml(sheet: Sheet) -> str:
    """The sheet as one OSM XML document; the same sheet gives the same text."""
    writer = _Writer()
    tagged = {writer.node(point): tags for point, tags in sheet.points}
    for path in sheet.paths:
        writer.way(path)
    for group in sheet.groups:
        members = [(role, writer.way(path)) for role, path in group.members]
        writer.relation(members, {"type": group.kind, **group.tags})
    nodes = "".join(
        _node(number, point, tagged.get(number, {})) for point, number in writer.nodes.items()
    )
    body = nodes + "".join(writer.ways) + "".join(writer.relations)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {NOTE} -->\n'
        f'<osm version="0.6" generator="rsteller sample place (synthetic)">\n'
        f"<note>{NOTE}</note>\n{_bounds()}{body}</osm>\n"
    )


def _node(number: int, point: Point, tags: Tags) -> str:
    lon, lat = lonlat(point)
    place = f'<node {_origin("n", number)} lat="{lat:.7f}" lon="{lon:.7f}"'
    return f"{place}>\n{_tags(tags)}</node>\n" if tags else f"{place}/>\n"


def _bounds() -> str:
    corners = [lonlat((x, y)) for x in (0.0, WIDTH) for y in (0.0, HEIGHT)]
    lons, lats = zip(*corners, strict=True)
    return (
        f'<bounds minlat="{min(lats):.7f}" minlon="{min(lons):.7f}" '
        f'maxlat="{max(lats):.7f}" maxlon="{max(lons):.7f}"/>\n'
    )


@dataclass(frozen=True, slots=True)
class MapElement:
    """One element of the map as the painter sees it: id, tags, geometry in local metres."""

    number: str
    tags: Tags
    geometry: BaseGeometry


def read_map(path: FilePath) -> list[MapElement]:
    """All tagged nodes, ways (a polygon where closed) and multipolygons, in file order."""
    root = ElementTree.parse(path).getroot()
    points = {
        n.get("id", ""): local(float(n.get("lon", "")), float(n.get("lat", "")))
        for n in root.iter("node")
    }
    lines = {
        w.get("id", ""): [points[nd.get("ref", "")] for nd in w.iter("nd")]
        for w in root.iter("way")
    }
    return [*_nodes(root, points), *_ways(root, lines), *_relations(root, lines)]


def _read_tags(item: ElementTree.Element) -> Tags:
    return {tag.get("k", ""): tag.get("v", "") for tag in item.iter("tag")}


def _nodes(root: ElementTree.Element, points: dict[str, Point]) -> Iterator[MapElement]:
    for item in root.iter("node"):
        if tags := _read_tags(item):
            number = item.get("id", "")
            yield MapElement(f"node/{number}", tags, shapely.Point(points[number]))


def _ways(root: ElementTree.Element, lines: dict[str, list[Point]]) -> Iterator[MapElement]:
    for item in root.iter("way"):
        if tags := _read_tags(item):
            number = item.get("id", "")
            line = lines[number]
            ring = line[0] == line[-1] and "highway" not in tags
            shape = shapely.Polygon(line) if ring else shapely.LineString(line)
            yield MapElement(f"way/{number}", tags, shape)


def _relations(root: ElementTree.Element, lines: dict[str, list[Point]]) -> Iterator[MapElement]:
    for item in root.iter("relation"):
        tags = _read_tags(item)
        if tags["type"] == "multipolygon":
            outer, inner = (
                shapely.polygonize(
                    [
                        shapely.LineString(lines[m.get("ref", "")])
                        for m in item.iter("member")
                        if m.get("role") == role
                    ]
                )
                for role in ("outer", "inner")
            )
            shape = shapely.difference(shapely.union_all(outer), shapely.union_all(inner))
            yield MapElement(f"relation/{item.get('id')}", tags, shape)
