"""Geometry that stays what it was: an area areal, a line lineal, whatever is done to it."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

Geometries = NDArray[np.object_]

_COLLECTION = 7
_TRACE = 1e-6
"""Pixels, or square pixels: less is what rounding leaves of a thing that touches the frame."""


def mended(geometries: Geometries, dimensions: NDArray[np.int32] | None = None) -> Geometries:
    """The geometries made valid, with only the parts of the dimensions they had or are given.

    None where nothing of it is left: no length, no area. A collection is as many-dimensional as
    its highest part.
    """
    if dimensions is None:
        dimensions = shapely.get_dimensions(geometries)
    result = geometries.copy()
    broken = np.flatnonzero((dimensions == 2) & ~shapely.is_valid(result))
    result[broken] = shapely.make_valid(result[broken])
    mixed = (shapely.get_type_id(result) == _COLLECTION) & ~shapely.is_empty(result)
    for i in np.flatnonzero(mixed):
        result[i] = _of_dimension(result[i], int(dimensions[i]))
    result[_traces(result, dimensions)] = None
    return result


def _traces(geometries: Geometries, dimensions: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Where the geometry is missing, empty, of a lower dimension, or next to nothing."""
    gone = shapely.is_missing(geometries) | shapely.is_empty(geometries)
    gone |= shapely.get_dimensions(geometries) < dimensions
    gone |= (dimensions == 2) & ~(shapely.area(geometries) > _TRACE)
    gone |= (dimensions == 1) & ~(shapely.length(geometries) > _TRACE)
    none: NDArray[np.bool_] = gone
    return none


def _of_dimension(collection: Geometry, dimension: int) -> Geometry | None:
    """The parts of a collection that have this dimension, as one geometry."""
    parts = [part for part in _flat(collection) if shapely.get_dimensions(part) == dimension]
    if len(parts) == 1:
        return parts[0]
    if dimension == 2:
        return shapely.union_all(parts)
    make = shapely.multilinestrings if dimension == 1 else shapely.multipoints
    return make(parts) if parts else None


def _flat(geometry: Geometry) -> list[Geometry]:
    if geometry.geom_type != "GeometryCollection" and not geometry.geom_type.startswith("Multi"):
        return [geometry]
    return [part for member in geometry.geoms for part in _flat(member)]
