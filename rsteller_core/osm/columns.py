"""Elements as columns: how they lie in an index, and how they come out of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from rsteller_core.osm.hilbert import hilbert
from rsteller_core.osm.tree import packed
from rsteller_core.values import Element

KINDS = ("node", "way", "relation")

SCHEMA = pa.schema(
    [
        ("kind", pa.uint8()),  # its place in KINDS
        ("id", pa.int64()),
        ("version", pa.int32()),
        ("timestamp", pa.timestamp("s", "UTC")),
        ("valid_from", pa.timestamp("s", "UTC")),  # null: always was
        ("valid_to", pa.timestamp("s", "UTC")),  # null: is still
        ("tags", pa.string()),  # key, value, key, value ... with a NUL between
        ("geometry", pa.binary()),  # WKB, lon/lat
    ]
)
"""An element, or one version of it: it stood from ``valid_from`` until before ``valid_to``."""

PLACED = pa.schema([*SCHEMA, ("key", pa.uint64()), ("box", pa.binary(16))])
"""The same with its place on the Hilbert curve, and its box as the tree counts."""

_BETWEEN = "\0"
"""No text in OpenStreetMap holds it: libosmium's texts end with it."""

_MULTIPOLYGON = 6  # shapely's number for it

Geometries = NDArray[np.object_]


class RawElement(NamedTuple):
    """An element as it was read: `geometry` is WKB in hexadecimal, lon/lat."""

    kind: str
    id: int
    version: int | None
    timestamp: datetime | None
    tags: dict[str, str]
    geometry: str


class ElementState(NamedTuple):
    """An element as it was from `valid_from` on, until before `valid_to`.

    None: it always was so, and still is.
    """

    element: RawElement
    valid_from: datetime | None = None
    valid_to: datetime | None = None


def placed(states: Sequence[ElementState]) -> pa.RecordBatch:
    """Elements as rows of ``PLACED``, in the order given."""
    raw = [state.element for state in states]
    geometries = _valid(shapely.from_wkb([bytes.fromhex(element.geometry) for element in raw]))
    bounds = shapely.bounds(geometries)
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    columns = (
        [KINDS.index(element.kind) for element in raw],
        [element.id for element in raw],
        [element.version for element in raw],
        [element.timestamp for element in raw],
        [state.valid_from for state in states],
        [state.valid_to for state in states],
        [_BETWEEN.join(chain.from_iterable(element.tags.items())) for element in raw],
        shapely.to_wkb(geometries, output_dimension=2, byte_order=1),
        hilbert(middle[:, 0], middle[:, 1]),
    )
    arrays = [pa.array(column, field.type) for column, field in zip(columns, PLACED, strict=False)]
    boxes = pa.py_buffer(packed(bounds).tobytes())
    arrays.append(pa.FixedSizeBinaryArray.from_buffers(pa.binary(16), len(raw), [None, boxes]))
    return pa.RecordBatch.from_arrays(arrays, schema=PLACED)


def _valid(geometries: Geometries) -> Geometries:
    """The same geometries: multipolygons of one part as polygons, invalid ones mended."""
    multi = shapely.get_type_id(geometries) == _MULTIPOLYGON
    single = multi & (shapely.get_num_geometries(geometries) == 1)
    geometries[single] = shapely.get_geometry(geometries[single], 0)
    invalid = ~shapely.is_valid(geometries)
    geometries[invalid] = shapely.make_valid(geometries[invalid], method="structure")
    return geometries


def standing_at(rows: pa.RecordBatch, at: datetime | None) -> pa.BooleanArray:
    """Which rows stood so at a time; without one, which stand so at the end of what is known."""
    since, until = rows["valid_from"], rows["valid_to"]
    if at is None:
        return until.is_null()
    moment = pa.scalar(at, pa.timestamp("us", "UTC"))
    begun = pc.fill_null(pc.less_equal(since, moment), True)
    return pc.and_(begun, pc.fill_null(pc.greater(until, moment), True))


def touching(rows: pa.Table, area: Geometry) -> tuple[pa.Table, Geometries]:
    """The rows whose geometries touch an area, with these geometries."""
    geometries = shapely.from_wkb(rows["geometry"].to_numpy())
    shapely.prepare(area)
    hit = np.flatnonzero(shapely.intersects(area, geometries))
    return rows.take(pa.array(hit)), geometries[hit]


def names_of(rows: pa.Table) -> list[str]:
    """The ids of elements: ``way/123``."""
    pairs = zip(rows["kind"].to_pylist(), rows["id"].to_pylist(), strict=True)
    return [f"{KINDS[kind]}/{number}" for kind, number in pairs]


def elements_of(rows: pa.Table, geometries: Geometries) -> Iterator[Element]:
    """Rows as elements."""
    texts = rows["tags"].to_pylist()
    # Half of all buildings say the same of themselves.
    tags = {text: _tags(text) for text in set(texts)}
    times = rows["timestamp"].cast(pa.int64()).to_pylist()
    return map(
        Element,
        names_of(rows),
        [tags[text].copy() for text in texts],
        geometries.tolist(),
        rows["version"].to_pylist(),
        [None if time is None else datetime.fromtimestamp(time, UTC) for time in times],
    )


def _tags(text: str) -> dict[str, str]:
    words = iter(text.split(_BETWEEN))
    return dict(zip(words, words, strict=True))
