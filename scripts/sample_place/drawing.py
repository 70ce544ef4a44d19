"""The sheet the map is drawn on, and the few drawing instruments it needs.

Everything is in local metres (x east, y north), rounded to the decimetre.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import shapely
from shapely.geometry.base import BaseGeometry

from .frame import Point

Tags = dict[str, str]


@dataclass(frozen=True, slots=True)
class Path:
    """A way: its points (first equal to last where it is closed) and its tags."""

    points: tuple[Point, ...]
    tags: Tags


@dataclass(frozen=True, slots=True)
class Group:
    """A relation: its type, the rings or ring parts by role, and its tags."""

    kind: str
    members: tuple[tuple[str, Path], ...]
    tags: Tags


@dataclass(slots=True)
class Sheet:
    """What has been drawn so far, in order."""

    points: list[tuple[Point, Tags]] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def point(self, at: Point, tags: Tags) -> None:
        """Draw a node that has tags."""
        self.points.append((rounded(at), tags))

    def line(self, points: Iterable[Point], tags: Tags) -> shapely.LineString:
        """Draw a way and return it as a line, to draw other things beside it."""
        path = Path(tuple(rounded(p) for p in points), tags)
        self.paths.append(path)
        return shapely.LineString(path.points)

    def area(self, ring: Sequence[Point], tags: Tags) -> shapely.Polygon:
        """Draw a closed way; the ring is given without its closing point."""
        self.line(closed(ring), tags)
        return shapely.Polygon([rounded(p) for p in ring])

    def group(
        self, kind: str, members: Iterable[tuple[str, Sequence[Point], Tags]], tags: Tags
    ) -> None:
        """Draw a relation from (role, points, the member way's own tags)."""
        ways = tuple(
            (role, Path(tuple(rounded(p) for p in points), own)) for role, points, own in members
        )
        self.groups.append(Group(kind, ways, tags))

    def parcel(self, shape: BaseGeometry, tags: Tags) -> None:
        """Draw a polygon with or without holes: a way, or a multipolygon relation."""
        for part in polygons(shape):
            rings = [list(ring.coords) for ring in (part.exterior, *part.interiors)]
            if len(rings) == 1:
                self.area(rings[0][:-1], tags)
            else:
                roles = ["outer", *["inner"] * (len(rings) - 1)]
                members: list[tuple[str, Sequence[Point], Tags]] = [
                    (role, ring, {}) for role, ring in zip(roles, rings, strict=True)
                ]
                self.group("multipolygon", members, tags)


def rounded(point: Sequence[float]) -> Point:
    """The point to the decimetre, so that equal places become one node."""
    return round(point[0], 1), round(point[1], 1)


def closed(ring: Sequence[Point]) -> list[Point]:
    """The ring with its first point again at its end."""
    return [*ring, ring[0]]


def polygons(shape: BaseGeometry, least: float = 900.0) -> Iterator[shapely.Polygon]:
    """The polygons of a shape that have at least `least` square metres, tidied, in fixed order."""
    tidy = shapely.normalize(shapely.set_precision(shape, 0.1))
    for part in shapely.get_parts(tidy):
        if part.geom_type == "Polygon" and part.area >= least:
            yield part


def curve(points: Sequence[Point], step: float = 12.0) -> list[Point]:
    """A smooth (Catmull-Rom) line through all the points, with a node about every `step` metres."""
    padded = [points[0], *points, points[-1]]
    line: list[Point] = []
    for quad in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        line += _span(quad, step)
    return [*line, points[-1]]


def ring(points: Sequence[Point], step: float = 12.0) -> list[Point]:
    """A smooth closed line through all the points, without its closing point."""
    around = [points[-1], *points, points[0], points[1]]
    line: list[Point] = []
    for quad in zip(around, around[1:], around[2:], around[3:], strict=False):
        line += _span(quad, step)
    return line


def _span(quad: Sequence[Point], step: float) -> list[Point]:
    a, b, c, d = quad
    count = max(1, round(math.dist(b, c) / step))
    return [
        (_catmull(a[0], b[0], c[0], d[0], i / count), _catmull(a[1], b[1], c[1], d[1], i / count))
        for i in range(count)
    ]


def _catmull(a: float, b: float, c: float, d: float, t: float) -> float:
    cubic = -a + 3 * b - 3 * c + d
    square = 2 * a - 5 * b + 4 * c - d
    return 0.5 * (2 * b + (c - a) * t + square * t * t + cubic * t**3)


def box(left: float, bottom: float, right: float, top: float) -> list[Point]:
    """An upright rectangle's corners."""
    return [(left, bottom), (right, bottom), (right, top), (left, top)]


def block(centre: Point, length: float, depth: float, angle: float) -> list[Point]:
    """A rectangle's corners; `angle` is where its length points, in degrees from east to north."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    half = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    offsets = [(u * length / 2, v * depth / 2) for u, v in half]
    return [(centre[0] + u * c - v * s, centre[1] + u * s + v * c) for u, v in offsets]


def circle(centre: Point, radius: float, nodes: int = 16) -> list[Point]:
    """A circle's nodes, the first due east."""
    turns = [2 * math.pi * i / nodes for i in range(nodes)]
    return [(centre[0] + radius * math.cos(t), centre[1] + radius * math.sin(t)) for t in turns]


def banks(
    course: Sequence[tuple[float, float, float]], step: float = 12.0
) -> tuple[list[Point], list[Point], list[Point]]:
    """Centre line, left bank and right bank of a river drawn as (x, y, width) in flow order."""
    middle = curve([(x, y) for x, y, _ in course], step)
    stops = [0.0]
    for p, q in pairwise(course):
        stops.append(stops[-1] + max(1, round(math.dist(p[:2], q[:2]) / step)))
    sides: tuple[list[Point], list[Point]] = ([], [])
    for i, (x, y) in enumerate(middle):
        (ax, ay), (bx, by) = middle[max(0, i - 1)], middle[min(len(middle) - 1, i + 1)]
        length = math.dist((ax, ay), (bx, by))
        nx, ny = (ay - by) / length, (bx - ax) / length
        half = _between(i, stops, [w for _, _, w in course]) / 2
        sides[0].append((x + nx * half, y + ny * half))
        sides[1].append((x - nx * half, y - ny * half))
    return middle, *sides


def _between(at: float, stops: Sequence[float], values: Sequence[float]) -> float:
    for i in range(1, len(stops)):
        if at <= stops[i]:
            share = (at - stops[i - 1]) / (stops[i] - stops[i - 1])
            share = share * share * (3 - 2 * share)
            return values[i - 1] + share * (values[i] - values[i - 1])
    return values[-1]


def chance(*key: object) -> float:
    """A number in [0, 1) that depends on the key alone: variety without a random state."""
    value = 2166136261
    for byte in repr(key).encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    value ^= value >> 15
    return (value * 2246822519 & 0xFFFFFFFF) / 2**32
