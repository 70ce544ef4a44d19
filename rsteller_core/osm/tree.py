"""A packed tree of boxes on disk: which rows of a table may touch a box.

One file of int32 boxes (west, south, east, north, in 1e-7 degrees, as OpenStreetMap counts): first
one for each row, then one for every 64 of those before, until there is one. The rows lie along a
Hilbert curve, so that the 64 lie close together. The file is mapped, never read whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rsteller_core.values import Bounds

FANOUT = 64
DEGREE = 10_000_000

_AT_ONCE = FANOUT << 14
"""Boxes that are looked at together while the level above is made."""

_FLAT = np.dtype("<i4")

Boxes = NDArray[np.int32]


def packed(bounds: NDArray[np.float64]) -> Boxes:
    """Boxes in degrees (n, 4) as the tree counts; never smaller than they were."""
    low = np.floor(np.round(bounds[:, :2] * DEGREE, 3))
    high = np.ceil(np.round(bounds[:, 2:] * DEGREE, 3))
    limits = np.iinfo(np.int32)
    boxes: Boxes = np.clip(np.hstack((low, high)), limits.min, limits.max).astype(_FLAT)
    return boxes


def add_levels(path: Path, rows: int) -> None:
    """Append to a file with the boxes of all rows the boxes of the levels above."""
    with path.open("r+b") as below, path.open("ab") as file:
        count = rows
        while count > 1:
            for first in range(0, count, _AT_ONCE):
                boxes = np.fromfile(below, _FLAT, 4 * min(_AT_ONCE, count - first))
                file.write(_united(boxes.reshape(-1, 4)).tobytes())
            file.flush()
            count = -(-count // FANOUT)


def _united(boxes: Boxes) -> Boxes:
    """The boxes round every 64."""
    firsts = np.arange(0, len(boxes), FANOUT)
    low = np.minimum.reduceat(boxes[:, :2], firsts)
    high = np.maximum.reduceat(boxes[:, 2:], firsts)
    united: Boxes = np.hstack((low, high)).astype(_FLAT)
    return united


class BoxTree:
    """The tree of a table with so many rows."""

    def __init__(self, path: Path, rows: int) -> None:
        self._levels = tuple(_levels(rows))
        size = sum(count for _, count in self._levels)
        # An empty file cannot be mapped.
        self._boxes = np.memmap(path, _FLAT, "r", shape=(size, 4)) if rows else None

    def search(self, bounds: Bounds) -> NDArray[np.int64]:
        """The rows whose boxes touch the bounds, in their order."""
        if self._boxes is None:
            return np.empty(0, np.int64)
        (wanted,) = packed(np.array([bounds], float)).tolist()
        start, count = self._levels[-1]
        nodes = self._touching(start, np.arange(count), wanted)
        for start, count in reversed(self._levels[:-1]):
            children = (nodes[:, None] * FANOUT + np.arange(FANOUT)).ravel()
            nodes = self._touching(start, children[children < count], wanted)
        return nodes

    @property
    def extent(self) -> tuple[float, ...] | None:
        """The box round all rows, in degrees; None where there are none."""
        return None if self._boxes is None else tuple((self._boxes[-1] / DEGREE).tolist())

    def _at(self, rows: NDArray[np.int64]) -> Boxes:
        assert self._boxes is not None
        taken: Boxes = self._boxes[rows]
        return taken

    def _touching(
        self, start: int, nodes: NDArray[np.int64], wanted: list[int]
    ) -> NDArray[np.int64]:
        west, south, east, north = wanted
        boxes = self._at(start + nodes)
        hit = (boxes[:, 0] <= east) & (boxes[:, 2] >= west)
        hit &= (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
        found: NDArray[np.int64] = nodes[hit]
        return found


def _levels(rows: int) -> Iterator[tuple[int, int]]:
    """Where each level begins in the file and how many boxes it has, from the rows up."""
    start, count = 0, rows
    while True:
        yield start, count
        if count <= 1:
            return
        start, count = start + count, -(-count // FANOUT)
