"""The patches of a scene."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry
from shapely.affinity import translate

from rsteller_core.geometry.projection import Floats, lonlat, metres_per_degree
from rsteller_core.values import Bounds, Patch, Scene, Window

MOST_LEAN = 22.5
"""Degrees: where up is farther from north than this, 'the top' is not the north."""

ROUNDED = 1e-3
"""Edges that are straight in one projection are bent in another: as much of a patch as that."""
TOGETHER = 16
"""How many patches, one beside the other, are held against a region at a time."""

# Corners from the bottom left against the clock, then the centre and a step to each side of it,
# in halves of a patch from its centre.
_STEP = 1e-3
_PROBES = np.array(
    [(-1, -1), (1, -1), (1, 1), (-1, 1), (0, 0), (-_STEP, 0), (_STEP, 0), (0, -_STEP), (0, _STEP)]
)


def grid(scene: Scene, size: int, stride: int, aoi: Geometry | None = None) -> Iterator[Patch]:
    """The patches of a scene, row by row from its top left.

    Windows of ``size`` x ``size`` pixels, ``stride`` pixels apart, wholly inside the scene, that
    share more than a border with the scene's footprint and with ``aoi`` (lon/lat) if given, and of
    which the scene's ``min_cover`` lies in its footprint. Left out are windows where the CRS has
    no lon/lat, and those where up leans more than ``MOST_LEAN`` degrees from north (polar CRS far
    from their middle meridian): left would not be west there.

    A patch across the antimeridian has longitudes beyond 180 in its footprint, in one piece with
    those of the scene's middle; ``aoi`` and the scene's footprint may be given either way.
    """
    tops = np.arange(0, scene.height - size + 1, stride)
    lefts = np.arange(0, scene.width - size + 1, stride)
    rows, cols = (part.ravel() for part in np.meshgrid(tops, lefts, indexing="ij"))
    if not rows.size:
        return
    lon, lat = _probe(scene, size, rows, cols)
    metres = _jacobians(lon[:, 4:], lat[:, 4:], size)
    keep = np.isfinite(lon).all(axis=1) & np.isfinite(lat).all(axis=1) & _upright(metres)
    rows, cols, metres = rows[keep], cols[keep], metres[keep]
    footprints = shapely.polygons(np.stack((lon[keep, :4], lat[keep, :4]), axis=2))
    wanted = _overlaps(footprints, scene.footprint)
    if aoi is not None:
        wanted &= _overlaps(footprints, aoi)
    if scene.min_cover:
        wanted[wanted] = _lies_in(scene, footprints[wanted])
    for i in np.flatnonzero(wanted):
        window = Window(int(cols[i]), int(rows[i]), size, size)
        east_x, east_y, north_x, north_y = metres[i].tolist()
        yield Patch(
            patch_id=f"{_key(scene.id)}_{window.row:05d}_{window.col:05d}",
            scene_id=scene.id,
            window=window,
            bounds=_bounds(scene, window),
            footprint=footprints[i],
            metres=(east_x, east_y, north_x, north_y),
        )


def _key(scene_id: str) -> str:
    # In a shard a member's name ends at its first dot, and a slash would make a folder.
    return re.sub(r"[^\w-]+", "-", scene_id)


def _bounds(scene: Scene, window: Window) -> Bounds:
    t = scene.transform
    west, north = t.c + t.a * window.col, t.f + t.e * window.row
    return Bounds(west, north + t.e * window.height, west + t.a * window.width, north)


def _probe(
    scene: Scene, size: int, rows: NDArray[np.integer], cols: NDArray[np.integer]
) -> tuple[Floats, Floats]:
    """The lon/lat (n, 9) of each window's corners, centre, and steps from its centre."""
    t, half = scene.transform, size / 2
    x = t.c + t.a * (cols[:, None] + half + half * _PROBES[:, 0])
    y = t.f + t.e * (rows[:, None] + half - half * _PROBES[:, 1])
    lon, lat = lonlat(scene, x.ravel(), y.ravel())
    return lon.reshape(x.shape), lat.reshape(x.shape)


def _jacobians(lon: Floats, lat: Floats, size: int) -> Floats:
    """Metres (n, 4) per pixel from the centre and the steps west, east, south, north of it."""
    per_lon, per_lat = metres_per_degree(lat[:, 0])
    pixels = _STEP * size
    east = per_lon[:, None] * (lon[:, [2, 4]] - lon[:, [1, 3]]) / pixels
    north = per_lat[:, None] * (lat[:, [2, 4]] - lat[:, [1, 3]]) / pixels
    return np.column_stack((east, north))


def _upright(metres: Floats) -> NDArray[np.bool_]:
    lean = np.degrees(np.arctan2(metres[:, 1], metres[:, 3]))
    upright: NDArray[np.bool_] = np.abs(lean) <= MOST_LEAN
    return upright


def _overlaps(footprints: NDArray[np.object_], region: Geometry) -> NDArray[np.bool_]:
    """Which footprints share more than a border with the region, whole turns aside."""
    found = np.zeros(len(footprints), dtype=bool)
    for turn in (-360.0, 0.0, 360.0):
        turned = translate(region, turn)
        shapely.prepare(turned)
        found |= shapely.intersects(turned, footprints) & ~shapely.touches(turned, footprints)
    return found


def _lies_in(scene: Scene, footprints: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Whether enough of each lies in the scene's footprint."""
    return np.asarray(covered(footprints, scene.footprint) >= scene.min_cover - ROUNDED)


def covered(footprints: NDArray[np.object_], region: Geometry) -> Floats:
    """The share (n,) of each lon/lat footprint that lies in a lon/lat region, whole turns aside."""
    shares = np.zeros(len(footprints))
    for turn in (-360.0, 0.0, 360.0):
        turned = translate(region, turn)
        shapely.prepare(turned)
        for few in np.array_split(np.arange(len(footprints)), len(footprints) // TOGETHER + 1):
            met = few[shapely.intersects(turned, footprints[few])]
            if met.size:
                # Regions may have very many corners (clouds): only those near by are looked at.
                near = shapely.box(*shapely.total_bounds(footprints[met])).intersection(turned)
                shares[met] += shapely.area(shapely.intersection(near, footprints[met]))
    return np.asarray(shares / shapely.area(footprints))
