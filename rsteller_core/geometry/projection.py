"""From lon/lat to a scene's CRS and its pixels and back, and what a pixel is worth in metres."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyproj
from numpy.typing import NDArray

from rsteller_core.values import Scene

Floats = NDArray[np.float64]

_WGS84 = pyproj.Geod(ellps="WGS84")


@lru_cache(maxsize=64)
def to_crs(crs: str) -> pyproj.Transformer:
    """The transformer from lon/lat to a CRS, x before y on both sides."""
    return pyproj.Transformer.from_crs("OGC:CRS84", crs, always_xy=True)


def unwrapped(lon: Floats, middle: float) -> Floats:
    """Longitudes within half a turn of ``middle``, so that no shape is torn at the antimeridian.

    They may lie beyond 180: a patch across the antimeridian reads 179.9 ... 180.1.
    """
    with np.errstate(invalid="ignore"):  # an infinite longitude stays one that is not finite
        return middle + (lon - middle + 180) % 360 - 180


def lonlat(scene: Scene, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The lon/lat of points in the scene's CRS, longitudes unwrapped round the scene's middle.

    Infinite where the CRS does not reach.
    """
    inverse = to_crs(scene.crs)
    lon, lat = inverse.transform(x, y, direction="INVERSE")
    return unwrapped(lon, _middle_longitude(scene)), lat


def pixels(scene: Scene, coordinates: Floats) -> Floats:
    """Scene pixels (n, 2) of lon/lat (n, 2): x to the east from the left edge, y to the **north**
    from the top edge, so that all of the scene has y <= 0. Not finite where the CRS does not reach.
    """
    x, y = to_crs(scene.crs).transform(coordinates[:, 0], coordinates[:, 1])
    t = scene.transform
    period = _period(scene.crs)
    if period:
        middle = t.c + t.a * scene.width / 2
        with np.errstate(invalid="ignore"):  # an infinite x stays one that is not finite
            x = x - period * np.round((x - middle) / period)
    return np.column_stack(((x - t.c) / t.a, (y - t.f) / -t.e))


def metres_per_degree(lat: Floats) -> tuple[Floats, Floats]:
    """Metres on the ground per degree of longitude and of latitude, on the WGS 84 ellipsoid."""
    phi = np.radians(lat)
    root = 1 - _WGS84.es * np.sin(phi) ** 2
    normal = _WGS84.a / np.sqrt(root)
    meridian = _WGS84.a * (1 - _WGS84.es) / root**1.5
    return np.radians(normal * np.cos(phi)), np.radians(meridian)


def _middle_longitude(scene: Scene) -> float:
    t = scene.transform
    x, y = t.c + t.a * scene.width / 2, t.f + t.e * scene.height / 2
    return float(to_crs(scene.crs).transform(x, y, direction="INVERSE")[0])


@lru_cache(maxsize=64)
def _period(crs: str) -> float:
    """How far once round the globe is in x, where that is the same at every latitude, else 0.

    Geographic CRS and Web Mercator have such a period: their scenes may lie across the
    antimeridian, where x jumps.
    """
    lon, lat = np.array([179.999999, -179.999999] * 2), np.array([0.0, 0.0, 60.0, 60.0])
    x, _ = to_crs(crs).transform(lon, lat)
    if not np.isfinite(x).all() or x[0] <= x[1] or not np.isclose(x[0] - x[1], x[2] - x[3]):
        return 0.0
    return float((x[0] - x[1]) * 360 / 359.999998)
