"""Items out of a stac-geoparquet file: one row an item, its properties as columns."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from rsteller_core.catalogues.items import StacItem
from rsteller_core.catalogues.web import read_bytes
from rsteller_core.errors import InputError
from rsteller_core.values import SceneQuery

OF_THE_ITEM = frozenset(
    ("type", "stac_version", "stac_extensions", "id", "collection", "links", "assets", "bbox")
) | {"geometry"}
"""The columns that are no properties."""
BATCH = 1_000


def items_of_parquet(
    href: str, query: SceneQuery, storage: Mapping[str, str]
) -> Iterator[StacItem]:
    """The items whose boxes meet the place, row group by row group. Raises InputError."""
    try:
        with pq.ParquetFile(_opened(href, storage)) as file:
            if not {"id", "assets"} <= set(file.schema_arrow.names):
                raise InputError(f"{href} is no stac-geoparquet file: it has no id and assets")
            for batch in file.iter_batches(BATCH):
                rows = batch.filter(_meets(batch, query)) if query.aoi is not None else batch
                yield from (_item(row, href) for row in rows.to_pylist())
    except FileNotFoundError:
        raise InputError(f"no such file: {href}") from None
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"{href} cannot be read as stac-geoparquet: {error}") from error


def _opened(href: str, storage: Mapping[str, str]) -> Any:  # noqa: ANN401 - what pyarrow opens
    return io.BytesIO(read_bytes(href, storage)) if "://" in href else Path(href).expanduser()


def _meets(batch: pa.RecordBatch, query: SceneQuery) -> pa.BooleanArray:
    """Which rows' boxes meet the box of the place; all, where there are no boxes."""
    west, south, east, north = shapely.bounds(query.aoi).tolist()
    if "bbox" not in batch.schema.names:
        return pa.array([True] * batch.num_rows)
    box = {name: pc.struct_field(batch["bbox"], name) for name in ("xmin", "ymin", "xmax", "ymax")}
    # A box over the antimeridian has its west in the east.
    turned = pc.greater(box["xmin"], box["xmax"])
    beside = pc.and_(pc.less_equal(box["xmin"], east), pc.greater_equal(box["xmax"], west))
    above = pc.and_(pc.less_equal(box["ymin"], north), pc.greater_equal(box["ymax"], south))
    return pc.and_(above, pc.or_(turned, beside))


def _item(row: Mapping[str, Any], href: str) -> StacItem:
    links = row.get("links") or ()
    own = next((link["href"] for link in links if link and link.get("rel") == "self"), href)
    return StacItem(
        id=row["id"],
        collection=row.get("collection") or "",
        properties={k: _bare(v) for k, v in row.items() if k not in OF_THE_ITEM and v is not None},
        assets={name: _bare(said) for name, said in row["assets"].items() if said},
        footprint=shapely.from_wkb(row["geometry"]) if row.get("geometry") else None,
        base=own,
    )


def _bare(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """Without the fields that only other rows have, which a table fills with nothing."""
    if isinstance(value, dict):
        return {name: _bare(part) for name, part in value.items() if part is not None}
    if isinstance(value, list):
        return [_bare(part) for part in value]
    return value
