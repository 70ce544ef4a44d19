"""Sorting more rows than memory holds: sorted runs on disk, then one stretch of all runs after
another. Memory is that of a few runs, whatever the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from rsteller_core.osm.columns import PLACED

RUN = 64 << 20
"""Bytes of rows that are sorted in memory at once."""

_EVERY = 256
"""Of so many rows of a run, the key of one helps to choose the stretches."""

Keys = NDArray[np.uint64]

_NONE: Keys = np.empty(0, np.uint64)


class Sorter:
    """Takes rows of ``PLACED`` in any order and gives them back in the order of the curve.

    Rows of one place come by kind, id and time, so that the order does not depend on that in
    which they came.
    """

    def __init__(self, folder: Path, run: int = RUN) -> None:
        self._folder = folder
        self._run = run
        self._waiting: list[pa.RecordBatch] = []
        self._bytes = 0
        self._runs: list[Path] = []
        self._sample: list[Keys] = []
        self.rows = 0

    def add(self, rows: pa.RecordBatch) -> None:
        """Take some more rows."""
        self._waiting.append(rows)
        self._bytes += rows.nbytes
        self.rows += len(rows)
        if self._bytes >= self._run:
            self._write_run()

    def sorted(self) -> Iterator[pa.RecordBatch]:
        """All rows in order, about as many at a time as a run has."""
        self._write_run()
        starts = self._starts()
        borders = [_borders(path, starts) for path in self._runs]
        for stretch in range(len(self._runs)):
            # Mapped anew for each stretch: what was read before is let go.
            parts = [
                _mapped(path).slice(first, last - first)
                for path, (first, last) in zip(
                    self._runs, (border[stretch : stretch + 2] for border in borders), strict=True
                )
            ]
            if any(map(len, parts)):
                yield _in_order(parts)

    def _write_run(self) -> None:
        if not self._waiting:
            return
        path = self._folder / f"run-{len(self._runs):05d}.arrow"
        rows = _in_order(self._waiting)
        with pa.ipc.new_file(path, PLACED) as writer:
            writer.write_batch(rows)
        self._runs.append(path)
        self._sample.append(rows["key"].to_numpy()[::_EVERY].copy())
        self._waiting, self._bytes = [], 0

    def _starts(self) -> Keys:
        """Where on the curve each stretch begins, but for the first."""
        sample, count = np.sort(np.concatenate([*self._sample, _NONE])), len(self._runs)
        return sample[[len(sample) * part // count for part in range(1, count)]]


def _borders(run: Path, starts: Keys) -> list[int]:
    """Where in a run each stretch begins, and the end of the last."""
    keys = _mapped(run)["key"].to_numpy()
    return [0, *np.searchsorted(keys, starts).tolist(), len(keys)]


def _mapped(path: Path) -> pa.RecordBatch:
    """A run, which is one batch."""
    return pa.ipc.open_file(pa.memory_map(str(path))).get_batch(0)


def _in_order(parts: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    table = pa.Table.from_batches(parts)
    by = [table[name].cast(pa.int64()).fill_null(0) for name in ("valid_from", "id", "kind")]
    order = np.lexsort([column.to_numpy() for column in (*by, table["key"])])
    (batch,) = table.take(pa.array(order)).combine_chunks().to_batches()
    return batch
