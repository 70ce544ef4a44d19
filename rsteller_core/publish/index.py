"""The index of a published dataset as GeoParquet, and its tags as a table of their own.

Both are made from the published shards, one row group a shard. A row of the index is a sample:
where it lies (its footprint, lon/lat), which bytes of which shard are its image, what it is about.
A row of the tags is one tag of one element of one sample; the table is under the map's licence.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from rsteller_core.dataset import StoredSample
from rsteller_core.folder import written_aside

_BOX = pa.struct([(side, pa.float64()) for side in ("xmin", "ymin", "xmax", "ymax")])
INDEX = pa.schema(
    [
        ("key", pa.string()),
        ("split", pa.string()),
        ("shard", pa.string()),
        ("offset", pa.int64()),
        ("size", pa.int64()),
        ("scene", pa.string()),
        ("acquired", pa.timestamp("us", "UTC")),
        ("gsd", pa.float64()),
        ("crs", pa.string()),
        ("tasks", pa.list_(pa.int32())),
        ("captions", pa.int32()),
        ("annotators", pa.list_(pa.string())),
        ("elements", pa.list_(pa.string())),
        ("kinds", pa.list_(pa.string())),
        ("bbox", _BOX),
        ("geometry", pa.binary()),
    ]
)
TAGS = pa.schema(
    [
        ("sample", pa.string()),
        ("element", pa.string()),
        ("version", pa.int64()),
        ("key", pa.string()),
        ("value", pa.string()),
    ]
)


def write_index(samples: Iterable[StoredSample], index: Path, tags: Path) -> None:
    """Write both tables of these samples, which come shard by shard; each whole or not at all."""
    with ExitStack() as opened:
        index_aside = opened.enter_context(written_aside(index))
        tags_aside = opened.enter_context(written_aside(tags))
        rows = opened.enter_context(pq.ParquetWriter(index_aside, INDEX, compression="zstd"))
        tagged = opened.enter_context(pq.ParquetWriter(tags_aside, TAGS, compression="zstd"))
        bounds: list[float] = []
        for _, group in groupby(samples, key=lambda sample: sample.shard):
            shard = list(group)
            records = [_row(sample) for sample in shard]
            bounds = _around(bounds, records)
            rows.write_table(pa.Table.from_pylist(records, schema=INDEX))
            tagged.write_table(pa.Table.from_pylist(list(_tags(shard)), schema=TAGS))
        rows.add_key_value_metadata({"geo": json.dumps(_geo(bounds))})


def split_of(shard: Path) -> str:
    """The split that a shard belongs to, by its name."""
    return shard.name.rpartition("-")[0]


def _row(sample: StoredSample) -> dict[str, Any]:
    metadata, annotations = sample.record["metadata"], sample.record["annotations"]
    footprint = shapely.from_wkt(metadata["footprint"])
    box = dict(zip(("xmin", "ymin", "xmax", "ymax"), footprint.bounds, strict=True))
    acquired = metadata["acquired"]
    return {
        "key": sample.key,
        "split": split_of(sample.shard),
        "shard": f"shards/{sample.shard.name}",
        "offset": sample.offset,
        "size": sample.size,
        "scene": metadata["image_name"],
        "acquired": datetime.fromisoformat(acquired) if acquired else None,
        "gsd": metadata["gsd"],
        "crs": metadata["crs"],
        "tasks": [annotation["task"] for annotation in annotations],
        "captions": len(annotations),
        "annotators": list(dict.fromkeys(a["annotator"] for a in annotations)),
        "elements": list(dict.fromkeys(element["id"] for element in _elements(sample.record))),
        "kinds": list(dict.fromkeys(_kinds(sample.record))),
        "bbox": box,
        "geometry": shapely.to_wkb(footprint),
    }


def _elements(record: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for sheet in record.get("fact_sheets", ()):
        yield from sheet["elements"]


def _kinds(record: Mapping[str, Any]) -> Iterator[str]:
    for sheet in record.get("fact_sheets", ()):
        yield from (fact["value"]["key"] for fact in sheet["facts"] if fact["kind"] == "kind")


def _tags(samples: Iterable[StoredSample]) -> Iterator[dict[str, Any]]:
    for sample in samples:
        by_id = {element["id"]: element for element in _elements(sample.record)}
        for element in by_id.values():
            for key, value in element["tags"].items():
                yield {
                    "sample": sample.key,
                    "element": element["id"],
                    "version": element["version"],
                    "key": key,
                    "value": value,
                }


def _around(bounds: Sequence[float], records: Sequence[Mapping[str, Any]]) -> list[float]:
    boxes = [list(record["bbox"].values()) for record in records] + ([[*bounds]] if bounds else [])
    low, high = zip(*((box[:2], box[2:]) for box in boxes), strict=True)
    (west, south), (east, north) = (
        map(min, zip(*low, strict=True)),
        map(max, zip(*high, strict=True)),
    )
    return [west, south, east, north]


def _geo(bounds: Sequence[float]) -> dict[str, Any]:
    """The metadata of GeoParquet 1.1; without a CRS, coordinates are WGS 84 lon/lat."""
    geometry: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": ["Polygon"],
        "covering": {"bbox": {side.name: ["bbox", side.name] for side in _BOX}},
    }
    if bounds:
        geometry["bbox"] = list(bounds)
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": geometry}}
