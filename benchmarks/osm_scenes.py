"""The scenes in which the benchmark of the index asks: squares of 6 km where the map is full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import shapely
from pyproj import Transformer

from rsteller_core import Affine, Bounds, Element, OsmFile, Scene, grid
from rsteller_core.values import Patch

SCENES = 8
SIDE = 10_000
GSD = 0.6
PATCH = 448

_CELL = 0.1
"""Degrees: the side of the cells in which elements are counted."""


def elements_within(index: OsmFile, bounds: Bounds) -> list[Element]:
    return [thing for thing in index.within(bounds) if isinstance(thing, Element)]


Place = tuple[float, float]


def places_of(index: OsmFile) -> list[Place]:
    """The middles of the fullest cells of the map, lon/lat, in the order of their counts."""
    return [(column * _CELL, row * _CELL) for (column, row), _ in _fullest(index)]


def scenes_round(places: Sequence[Place]) -> Iterator[tuple[Scene, Bounds]]:
    """A scene round each place, with the lon/lat box of its whole patches."""
    for place in places:
        scene = _scene(*place)
        footprints = [patch.footprint for patch in grid_of(scene)]
        yield scene, Bounds(*shapely.total_bounds(footprints).tolist())


def grid_of(scene: Scene) -> Iterator[Patch]:
    return grid(scene, PATCH, PATCH)


def _fullest(index: OsmFile) -> list[tuple[tuple[int, int], int]]:
    counts: Counter[tuple[int, int]] = Counter()
    for west in range(-180, 180, 60):
        for element in elements_within(index, Bounds(west, -90, west + 60, 90)):
            if element.id.startswith("way"):
                x, y, _, _ = element.geometry.bounds
                counts[round(x / _CELL), round(y / _CELL)] += 1
    return counts.most_common(SCENES)


def _scene(lon: float, lat: float) -> Scene:
    """A square in its UTM zone, round a point."""
    crs = f"EPSG:{(32600 if lat >= 0 else 32700) + int((lon + 180) // 6) + 1}"
    to_crs = Transformer.from_crs("OGC:CRS84", crs, always_xy=True)
    x, y = to_crs.transform(lon, lat)
    left, top = x - SIDE * GSD / 2, y + SIDE * GSD / 2
    box = shapely.box(left, top - SIDE * GSD, left + SIDE * GSD, top)
    footprint = shapely.transform(
        shapely.segmentize(box, SIDE * GSD / 8),
        lambda xs, ys: to_crs.transform(xs, ys, direction="INVERSE"),
        interleaved=False,
    )
    transform = Affine(GSD, 0, left, 0, -GSD, top)
    return Scene("square", "", footprint, crs, transform, SIDE, SIDE, GSD, None, "", "")
