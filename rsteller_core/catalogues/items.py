"""What a catalogue says about one image, whichever version of STAC it speaks."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import Any, NamedTuple
from urllib.parse import urljoin

import shapely
from shapely import Geometry
from shapely.errors import ShapelyError
from shapely.geometry import shape

from rsteller_core.errors import InputError
from rsteller_core.values import Affine

ADDRESS = re.compile(r"^[a-z][a-z0-9+.-]+://|^/")


class PixelGrid(NamedTuple):
    """The grid that a catalogue states for an image: CRS, transform, size in pixels."""

    crs: str
    transform: Affine
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ClassMap:
    """A raster of class numbers (uint8) over a scene, and the classes that are of no use."""

    href: str
    grid: PixelGrid
    unusable: Collection[int]


@dataclass(frozen=True, slots=True)
class StacAsset:
    """One file of an item: its address, and what is stated about it."""

    href: str
    stated: Mapping[str, Any]

    def band(self, number: int = 1) -> Mapping[str, Any]:
        """What is stated about one of its bands (``bands``, or ``raster:bands`` of old)."""
        for key in ("bands", "raster:bands"):
            listed = self.stated.get(key) or ()
            if len(listed) >= number and "data_type" in listed[number - 1]:
                return dict(listed[number - 1])
        return {}


@dataclass(frozen=True, slots=True)
class StacItem:
    """One item of a catalogue.

    ``footprint`` is the lon/lat polygon it states, None where there is none. ``base`` is the
    address that relative ones start from.
    """

    id: str
    collection: str
    properties: Mapping[str, Any]
    assets: Mapping[str, Mapping[str, Any]]
    footprint: Geometry | None
    base: str

    @property
    def acquired(self) -> datetime | None:
        """When it was taken; when that began, where only a range is stated."""
        for name in ("datetime", "start_datetime"):
            if when := _instant(self.properties.get(name)):
                return when
        return None

    def asset(self, *names: str) -> StacAsset:
        """The first asset of these names. Raises InputError where there is none."""
        for name in names:
            stated = self.assets.get(name)
            if stated and stated.get("href"):
                return StacAsset(resolved(str(stated["href"]), self.base), stated)
        raise InputError(f"the catalogue gives no {' or '.join(repr(name) for name in names)}")

    def grid(self, asset: StacAsset) -> PixelGrid:
        """The grid of an asset, by the projection extension, its own statements first.

        Raises InputError where the catalogue does not state it.
        """
        said: dict[str, Any] = {**self.properties, **asset.stated}
        try:
            grid = _grid(said)
        except (TypeError, ValueError, IndexError, ArithmeticError) as error:
            raise InputError(f"the catalogue states a grid that is none: {error}") from error
        if grid is None:
            raise InputError(
                "the catalogue does not state its grid (proj:code, proj:shape, proj:transform)"
            )
        return grid


def item_from_json(raw: Mapping[str, Any], base: str) -> StacItem:
    """An item out of its JSON; ``base`` is where it was found."""
    own = next((link["href"] for link in raw.get("links", ()) if link.get("rel") == "self"), "")
    return StacItem(
        id=str(raw["id"]),
        collection=str(raw.get("collection") or ""),
        properties=raw.get("properties") or {},
        assets=raw.get("assets") or {},
        footprint=_polygon(raw.get("geometry")),
        base=resolved(own, base) if own else base,
    )


def resolved(href: str, base: str) -> str:
    """An address or path, absolute: against ``base`` where it is relative."""
    if ADDRESS.match(href) or not base:
        return href
    # Only known schemes have relative addresses, for the standard library.
    scheme, there, rest = base.partition("://")
    return f"{scheme}://{urljoin('//' + rest, href)[2:]}" if there else urljoin(base, href)


def _instant(text: object) -> datetime | None:
    if isinstance(text, datetime):
        when = text
    elif isinstance(text, str):
        try:
            when = datetime.fromisoformat(text)
        except ValueError:
            return None
    else:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _polygon(geometry: Any) -> Geometry | None:  # noqa: ANN401 - JSON
    """The polygon of a GeoJSON geometry; None where it is none, or broken."""
    try:
        polygon = shapely.make_valid(shape(geometry)) if geometry else None
    except (ShapelyError, KeyError, TypeError, ValueError, AttributeError):
        return None
    return polygon if polygon is not None and shapely.get_dimensions(polygon) == 2 else None


def _grid(said: Mapping[str, Any]) -> PixelGrid | None:
    """The grid that the projection extension states, of whatever version."""
    code = said.get("proj:code") or _epsg(said.get("proj:epsg")) or said.get("proj:wkt2")
    if not code and said.get("proj:projjson"):
        code = json.dumps(said["proj:projjson"])
    size, transform = said.get("proj:shape"), said.get("proj:transform")
    box = said.get("proj:bbox")
    if not transform and size and box:
        transform = _fitted(box, size)
    if not (code and size and transform):
        return None
    height, width = (int(side) for side in size)
    numbers = [float(number) for number in transform[:6]]
    if min(height, width) < 1 or not all(map(isfinite, numbers)):
        raise ValueError(f"{width} x {height} pixels, transform {numbers}")
    return PixelGrid(str(code), Affine(*numbers), width, height)


def _epsg(code: object) -> str | None:
    return f"EPSG:{int(code)}" if isinstance(code, int | float) else None


def _fitted(box: Sequence[float], size: Sequence[int]) -> tuple[float, ...]:
    """The north-up transform that fills a box of the CRS with so many (rows, columns)."""
    west, south, east, north = box
    rows, columns = size
    return ((east - west) / columns, 0.0, west, 0.0, (south - north) / rows, north)
