"""The elements of a layer in a lon/lat box."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from rsteller_core import Bounds, Element, InputError, Skipped
from rsteller_vector import VectorOptions
from rsteller_vector.files import FID, Rows, rows_of
from rsteller_vector.tagging import Tagging, columns_of, text_of

_LON_LAT = CRS("OGC:CRS84")

_SHAPES = ("Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon")

NO_ID = "has no id"
NOT_ALONE = "has the id of another element"
NO_GEOMETRY = "has no geometry"
BROKEN = "has a geometry that cannot be read"
NO_PLACE = "has no place on earth"
NO_SHAPE = "is neither a point, a line nor an area"
NO_TAGS = "has no value in any column that becomes a tag"

_Geometries = NDArray[np.object_]


def opened(options: VectorOptions) -> Layer:
    """The layer that the options name. Raises InputError where it cannot be read that way."""
    rows = rows_of(options.path, options.layer)
    where, there = str(options.path), list(rows.columns)
    if options.id not in there:
        raise InputError(
            f"{where}: has no column {options.id!r} to tell its elements apart; it has "
            f"{', '.join(there)}: -o extractor.id=COLUMN"
        )
    keys = options.columns or {name: name for name in there if name not in (options.id, FID)}
    columns = columns_of(where, there, keys)
    tagging = Tagging(columns, options.values, options.constant)
    needed = dict.fromkeys([options.id, *(column.name for column in columns)])
    return Layer(rows, options.id, list(needed), tagging, _crs(options, rows))


def _crs(options: VectorOptions, rows: Rows) -> CRS:
    if rows.crs is None and options.crs is None:
        raise InputError(
            f"{options.path}: does not say in which CRS its coordinates are; say it: "
            f"-o extractor.crs=EPSG:4326"
        )
    try:
        return rows.crs or CRS(options.crs)
    except CRSError:
        raise InputError(f"extractor.crs: {options.crs!r} is no CRS; try EPSG:25832") from None


class Layer:
    """A layer whose elements of a place are read when they are asked for."""

    def __init__(self, rows: Rows, ids: str, needed: list[str], tagging: Tagging, crs: CRS) -> None:
        self._rows = rows
        self._ids = ids
        self._needed = needed
        self._tagging = tagging
        self._crs = crs
        self._name = re.sub(r"[^\w-]+", "_", rows.name)

    def within(self, bounds: Bounds) -> Iterator[Element | Skipped]:
        """What touches the lon/lat bounds, in the order of the file, and what is broken there."""
        seen: set[str] = set()
        box = shapely.box(*bounds)
        for batch, places in self._rows.within(self._own_bounds(bounds), self._needed):
            for thing in self._things(batch, places, box):
                if isinstance(thing, Skipped):
                    yield thing
                elif thing.id in seen:
                    yield Skipped(thing.id, NOT_ALONE)
                else:
                    seen.add(thing.id)
                    yield thing

    def _own_bounds(self, bounds: Bounds) -> Bounds | None:
        """The bounds in the layer's CRS; None where they cannot be said in it, and all rows have
        to be looked at.
        """
        if self._to_lon_lat is None:
            return bounds
        own = self._to_lon_lat.transform_bounds(
            *bounds, densify_pts=21, direction="INVERSE", errcheck=False
        )
        return Bounds(*own) if all(map(isfinite, own)) else None

    @cached_property
    def _to_lon_lat(self) -> Transformer | None:
        if self._crs.equals(_LON_LAT, ignore_axis_order=True):
            return None
        return Transformer.from_crs(self._crs, _LON_LAT, always_xy=True)

    def _things(
        self, batch: pa.RecordBatch, places: pa.Array, box: shapely.Geometry
    ) -> Iterator[Element | Skipped]:
        """Only of rows that may touch the box are the values looked at."""
        there = ~places.is_null().to_numpy(zero_copy_only=False)
        read = shapely.from_wkb(places.to_numpy(zero_copy_only=False), on_invalid="ignore")
        drawn = self._drawn(read)
        found = np.flatnonzero(shapely.intersects(drawn, box) | shapely.is_missing(drawn))
        for number, row in zip(
            found, batch.take(found).to_pylist(maps_as_pydicts="lossy"), strict=True
        ):
            fault = _fault(there[number], read[number], drawn[number])
            yield self._element(row, drawn[number], fault)

    def _drawn(self, geometries: _Geometries) -> _Geometries:
        """In lon/lat, flat and valid; None where nothing can be drawn."""
        geometries = shapely.force_2d(geometries)
        if self._to_lon_lat is not None:
            geometries = shapely.transform(
                geometries, self._to_lon_lat.transform, interleaved=False
            )
        ends = shapely.bounds(geometries)
        geometries[~np.isfinite(ends).all(axis=1)] = None
        invalid = ~shapely.is_missing(geometries) & ~shapely.is_valid(geometries)
        geometries[invalid] = shapely.make_valid(geometries[invalid], method="structure")
        geometries[~np.isin(_types(geometries), _SHAPES) | shapely.is_empty(geometries)] = None
        return geometries

    def _element(
        self, row: dict[str, Any], geometry: shapely.Geometry | None, fault: str
    ) -> Element | Skipped:
        number = re.sub(r"\s+", "_", text_of(row[self._ids]))
        if not number:
            return Skipped(self._name, NO_ID)
        name = f"{self._name}/{number}"
        if fault:
            return Skipped(name, fault)
        tags = self._tagging.tags(row)
        return Element(name, tags, geometry) if tags else Skipped(name, NO_TAGS)


def _types(geometries: _Geometries) -> list[str]:
    return [geometry.geom_type if geometry is not None else "" for geometry in geometries]


def _fault(there: bool, read: shapely.Geometry | None, drawn: shapely.Geometry | None) -> str:
    """Why there is nothing to be drawn; empty where there is."""
    if drawn is not None:
        return ""
    if not there or (read is not None and read.is_empty):
        return NO_GEOMETRY
    if read is None:
        return BROKEN
    return NO_SHAPE if read.geom_type not in _SHAPES else NO_PLACE
