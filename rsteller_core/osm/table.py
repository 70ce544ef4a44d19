"""Elements on disk: an Arrow file in the order of the Hilbert curve, and the tree of their boxes.

Both are mapped: any number of processes share one copy in the system's page cache, and of a
country's elements only those of a place are ever touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import shapely

from rsteller_core.osm.columns import (
    SCHEMA,
    Geometries,
    elements_of,
    standing_at,
    touching,
)
from rsteller_core.osm.sorting import Sorter
from rsteller_core.osm.tree import BoxTree, add_levels
from rsteller_core.values import Bounds, Element

_BATCH = 1 << 14
"""Rows in each batch of the Arrow file, but for the last."""

_NOTHING = pa.RecordBatch.from_pylist([], SCHEMA)


def write_table(folder: Path, name: str, rows: Sorter) -> None:
    """Write what a sorter holds as a table of this name."""
    boxes = folder / f"{name}.boxes"
    with (
        pa.ipc.new_file(folder / f"{name}.arrow", SCHEMA) as writer,
        boxes.open("wb") as file,
    ):
        for batch in _even(rows.sorted()):
            writer.write_batch(batch.select(SCHEMA.names))
            box = batch["box"]
            width = box.type.byte_width
            file.write(box.buffers()[1][box.offset * width : (box.offset + len(box)) * width])
    add_levels(boxes, rows.rows)


def _even(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows in batches of one size."""
    left: list[pa.RecordBatch] = []
    for batch in batches:
        table = pa.Table.from_batches([*left, batch]).combine_chunks()
        whole = len(table) // _BATCH * _BATCH
        yield from table.slice(0, whole).to_batches(_BATCH)
        left = table.slice(whole).to_batches()
    yield from left


class Table:
    """A table that was written; opened here, read when asked.

    Raises OSError or ValueError where it is not whole.
    """

    def __init__(self, folder: Path, name: str) -> None:
        path = folder / f"{name}.arrow"
        self._file = pa.ipc.open_file(pa.memory_map(str(path)))
        batches = self._file.num_record_batches
        last = len(self._file.get_batch(batches - 1)) if batches else 0
        self.rows = max(batches - 1, 0) * _BATCH + last
        self._tree = BoxTree(folder / f"{name}.boxes", self.rows)

    @property
    def extent(self) -> tuple[float, ...] | None:
        """The box round everything, in degrees; None where there is nothing."""
        return self._tree.extent

    def within(self, bounds: Bounds, at: datetime | None) -> Iterator[Element]:
        """The elements that touch the bounds, as they stood at a time: by kind and number.

        Geometries are parsed only of what stood at the time, tags only of what touches.
        """
        rows, geometries = self._near(bounds, at)
        order = np.lexsort((rows["id"], rows["kind"]))
        return elements_of(rows.take(pa.array(order)), geometries[order])

    def _near(self, bounds: Bounds, at: datetime | None) -> tuple[pa.Table, Geometries]:
        boxes = _on_the_map(bounds)
        found = np.unique(np.concatenate([self._tree.search(box) for box in boxes]))
        batch = found // _BATCH
        parts = [_NOTHING]
        for number in np.unique(batch).tolist():
            rows = self._file.get_batch(number).take(pa.array(found[batch == number] % _BATCH))
            parts.append(rows.filter(standing_at(rows, at)))
        near = pa.Table.from_batches(parts).combine_chunks()
        return touching(near, shapely.multipolygons([shapely.box(*box) for box in boxes]))


def _on_the_map(bounds: Bounds) -> list[Bounds]:
    """The bounds, and what of them lies beyond the antimeridian where the map has it."""
    west, south, east, north = bounds
    turns = [0, *([-360] if east > 180 else []), *([360] if west < -180 else [])]
    return [Bounds(west + turn, south, east + turn, north) for turn in turns]
