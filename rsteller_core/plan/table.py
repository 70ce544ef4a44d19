"""The plan on disk: one Parquet file, one row group a shard, beside one with the scenes.

The same plan gives the same bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from rsteller_core.facts import sheet_from_json, sheet_to_json
from rsteller_core.folder import written_aside
from rsteller_core.values import Affine, Bounds, Patch, PlanRow, Scene, Skipped, Window

_SCENES = pa.schema(
    [
        ("id", pa.string()),
        ("href", pa.string()),
        ("footprint", pa.binary()),
        ("crs", pa.string()),
        ("transform", pa.list_(pa.float64(), 6)),
        ("width", pa.int32()),
        ("height", pa.int32()),
        ("gsd", pa.float64()),
        ("acquired", pa.string()),
        ("licence", pa.string()),
        ("attribution", pa.string()),
        ("properties", pa.string()),
        ("mosaic", pa.string()),
        ("min_cover", pa.float64()),
    ]
)
_ROWS = pa.schema(
    [
        ("number", pa.int64()),
        ("shard", pa.int32()),
        ("patch_id", pa.string()),
        ("scene_id", pa.string()),
        ("window", pa.list_(pa.int32(), 4)),
        ("bounds", pa.list_(pa.float64(), 4)),
        ("footprint", pa.binary()),
        ("metres", pa.list_(pa.float64(), 4)),
        ("tasks", pa.list_(pa.string())),
        ("elements", pa.list_(pa.string())),
        ("sheets", pa.list_(pa.string())),
        ("follow_ups", pa.list_(pa.string())),
    ]
)


class PlanWriter:
    """Takes a plan as it is made; ``plan_writer`` opens one."""

    def __init__(self, scenes: pq.ParquetWriter, rows: pq.ParquetWriter) -> None:
        self._scenes = scenes
        self._rows = rows
        self._left_out: Counter[str] = Counter()
        self._shard: list[PlanRow] = []

    def add(self, item: Scene | PlanRow | Skipped) -> None:
        """The next scene or row; what was left out is counted by its reason."""
        if isinstance(item, Skipped):
            self._left_out[item.reason] += 1
        elif isinstance(item, Scene):
            record = pa.Table.from_pylist([_scene_record(item)], schema=_SCENES)
            self._scenes.write_table(record)
        else:
            if self._shard and item.shard != self._shard[0].shard:
                self._end_shard()
            self._shard.append(item)

    def finish(self) -> None:
        """Nothing more comes."""
        if self._shard:
            self._end_shard()
        left_out = json.dumps(dict(sorted(self._left_out.items())))
        self._rows.add_key_value_metadata({"left_out": left_out})

    def _end_shard(self) -> None:
        self._rows.write_table(_table(self._shard))
        self._shard = []


@contextmanager
def plan_writer(scenes_path: Path, plan_path: Path) -> Iterator[PlanWriter]:
    """A writer of a plan, whole or not at all. The plan takes its name last: it tells that both
    files are there.
    """
    with (
        written_aside(plan_path) as rows_aside,
        written_aside(scenes_path) as scenes_aside,
        pq.ParquetWriter(scenes_aside, _SCENES, compression="zstd") as scenes,
        pq.ParquetWriter(rows_aside, _ROWS, compression="zstd") as rows,
    ):
        writer = PlanWriter(scenes, rows)
        yield writer
        writer.finish()


def write_plan(
    items: Iterable[Scene | PlanRow | Skipped], scenes_path: Path, plan_path: Path
) -> None:
    """Write a whole plan."""
    with plan_writer(scenes_path, plan_path) as writer:
        for item in items:
            writer.add(item)


class PlanFile:
    """A finished plan, read shard by shard."""

    def __init__(self, scenes_path: Path, plan_path: Path) -> None:
        self._file = pq.ParquetFile(plan_path)
        self._scenes_path = scenes_path

    @property
    def shards(self) -> int:
        """How many shards there are."""
        return int(self._file.num_row_groups)

    @property
    def patches(self) -> int:
        """How many patches are planned."""
        return int(self._file.metadata.num_rows)

    @property
    def left_out(self) -> dict[str, int]:
        """What was left out when planning: a count by reason."""
        metadata = self._file.metadata.metadata or {}
        return dict(json.loads(metadata.get(b"left_out", b"{}")))

    def planned(self, shard: int) -> int:
        """How many patches a shard holds."""
        return int(self._file.metadata.row_group(shard).num_rows)

    def scenes(self) -> dict[str, Scene]:
        """The scenes by their ids."""
        records = pq.read_table(self._scenes_path).to_pylist()
        return {record["id"]: _scene(record) for record in records}

    def rows(self, shard: int) -> Iterator[PlanRow]:
        """The rows of one shard, in order."""
        for record in self._file.read_row_group(shard).to_pylist():
            yield _row(record)

    def windows(self, shard: int) -> Iterator[tuple[str, Window]]:
        """The scene and the window of each row of one shard, in order."""
        table = self._file.read_row_group(shard, columns=["scene_id", "window"])
        for record in table.to_pylist():
            yield record["scene_id"], Window(*record["window"])


def _table(rows: Sequence[PlanRow]) -> pa.Table:
    return pa.Table.from_pylist([_record(row) for row in rows], schema=_ROWS)


def _record(row: PlanRow) -> dict[str, Any]:
    patch = row.patch
    return {
        "number": row.number,
        "shard": row.shard,
        "patch_id": patch.patch_id,
        "scene_id": patch.scene_id,
        "window": list(patch.window),
        "bounds": list(patch.bounds),
        "footprint": shapely.to_wkb(patch.footprint),
        "metres": list(patch.metres),
        "tasks": [sheet.task for sheet in row.sheets],
        "elements": [element.id for sheet in row.sheets for element in sheet.elements],
        "sheets": [json.dumps(sheet_to_json(sheet), ensure_ascii=False) for sheet in row.sheets],
        "follow_ups": list(row.follow_ups),
    }


def _row(record: Mapping[str, Any]) -> PlanRow:
    patch = Patch(
        patch_id=record["patch_id"],
        scene_id=record["scene_id"],
        window=Window(*record["window"]),
        bounds=Bounds(*record["bounds"]),
        footprint=shapely.from_wkb(record["footprint"]),
        metres=tuple(record["metres"]),
    )
    sheets = tuple(sheet_from_json(json.loads(text)) for text in record["sheets"])
    return PlanRow(record["number"], record["shard"], patch, sheets, tuple(record["follow_ups"]))


def _scene_record(scene: Scene) -> dict[str, Any]:
    return {
        "id": scene.id,
        "href": scene.href,
        "footprint": shapely.to_wkb(scene.footprint),
        "crs": scene.crs,
        "transform": list(scene.transform),
        "width": scene.width,
        "height": scene.height,
        "gsd": scene.gsd,
        "acquired": scene.acquired.isoformat() if scene.acquired else None,
        "licence": scene.licence,
        "attribution": scene.attribution,
        "properties": json.dumps(scene.properties, ensure_ascii=False),
        "mosaic": scene.mosaic,
        "min_cover": scene.min_cover,
    }


def _scene(record: Mapping[str, Any]) -> Scene:
    acquired = record["acquired"]
    return Scene(
        **{
            **record,
            "footprint": shapely.from_wkb(record["footprint"]),
            "transform": Affine(*record["transform"]),
            "acquired": datetime.fromisoformat(acquired) if acquired else None,
            "properties": json.loads(record["properties"]),
        }
    )
