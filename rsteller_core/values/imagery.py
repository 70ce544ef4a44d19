"""Places, times and images: from the query to the pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from shapely import Geometry

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
"""What a JSON document can hold."""


class Bounds(NamedTuple):
    """A box; degrees in lon/lat, or the unit of the CRS it is said to be in."""

    west: float
    south: float
    east: float
    north: float


class Window(NamedTuple):
    """A rectangle of a scene's pixels: its top-left column and row, its width and height."""

    col: int
    row: int
    width: int
    height: int


class Affine(NamedTuple):
    """``x = a * col + b * row + c``, ``y = d * col + e * row + f``: pixel corners to CRS."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that could not be used, as data: an unreadable tile, a broken ring, a timeout.

    ``what`` names the thing (a file, ``relation/12``, a patch), ``reason`` is a short phrase
    without the name, so that equal reasons can be counted.
    """

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class SceneQuery:
    """The place and the time that scenes are wanted of; None means anywhere, any time.

    ``aoi`` is a lon/lat polygon or multipolygon; ``start`` and ``end`` are aware datetimes, both
    included.
    """

    aoi: Geometry | None = None
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """One georeferenced image of a source, on the north-up grid in which it will be read.

    ``crs`` is what pyproj reads (``EPSG:26917`` or WKT). ``transform`` maps pixel corners to that
    CRS with ``b == d == 0``, ``a > 0`` and ``e < 0``. ``footprint`` is the lon/lat polygon that
    holds data. ``gsd`` is the side, in metres on the ground, of a square as large as a pixel at the
    centre. ``acquired`` is aware, or None if unknown.
    ``properties`` are the source's own statements about the scene (JSON), which go into the
    metadata of every sample; nothing secret belongs there.

    ``mosaic`` names the scenes among which no place is taken twice: of those that share a name,
    the first to cut a patch of a place keeps it. Empty: this scene stands for itself.
    ``min_cover`` is the least share of a patch that must lie in the footprint; 0 means any.
    """

    id: str
    href: str
    footprint: Geometry
    crs: str
    transform: Affine
    width: int
    height: int
    gsd: float
    acquired: datetime | None
    licence: str
    attribution: str
    properties: Mapping[str, Json] = field(default_factory=dict)
    mosaic: str = ""
    min_cover: float = 0.0


@dataclass(frozen=True, slots=True)
class Patch:
    """One window of a scene.

    ``bounds`` are in the scene's CRS, ``footprint`` is the same rectangle in lon/lat. ``metres``
    is the Jacobian (east per x, east per y, north per x, north per y) in metres on the ground per
    pixel, x to the right and y up, at the centre of the patch: what turns pixels into true
    lengths and areas whatever the CRS.
    """

    patch_id: str
    scene_id: str
    window: Window
    bounds: Bounds
    footprint: Geometry
    metres: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Pixels:
    """A window's pixels: ``rgb`` is uint8 (height, width, 3); ``nodata`` the share without data."""

    rgb: NDArray[np.uint8]
    nodata: float
