"""Noise that depends on the place alone, so that any window of the picture comes out the same."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]


def tint(*values: float) -> Floats:
    """Numbers as float32: a colour, or a factor for each of its bands."""
    return np.array(values, dtype=np.float32)


def speckle(columns: NDArray[np.int64], rows: NDArray[np.int64], seed: int) -> Floats:
    """Independent values in [-1, 1) for whole-numbered places; the arguments broadcast."""
    value = (
        columns.astype(np.uint32) * np.uint32(374761393)
        + rows.astype(np.uint32) * np.uint32(668265263)
        + np.uint32(seed * 2246822519 & 0xFFFFFFFF)
    )
    value = (value ^ (value >> np.uint32(13))) * np.uint32(1274126177)
    value = (value ^ (value >> np.uint32(16))) * np.uint32(2654435769)
    value ^= value >> np.uint32(15)
    return (value / np.float32(2**31) - np.float32(1)).astype(np.float32)


def smooth(x: Floats, y: Floats, scale: float, seed: int) -> Floats:
    """Soft blobs about `scale` metres across: (len(y), len(x)), in [-1, 1]."""
    column, across = _cells(x, scale)
    row, down = _cells(y, scale)
    lattice = speckle(
        np.arange(column.min(), column.max() + 2)[None, :],
        np.arange(row.min(), row.max() + 2)[:, None],
        seed,
    )
    top, left = row - row.min(), column - column.min()
    lines = lattice[top] * (1 - down)[:, None] + lattice[top + 1] * down[:, None]
    mixed: Floats = lines[:, left] * (1 - across) + lines[:, left + 1] * across
    return mixed


def clouds(x: Floats, y: Floats, scale: float, seed: int, octaves: int = 3) -> Floats:
    """Blobs of `scale` metres and of its halves, quarters ...: about [-1, 1]."""
    total = smooth(x, y, scale, seed)
    for octave in range(1, octaves):
        total = total + smooth(x, y, scale / 2**octave, seed + octave) * np.float32(0.6**octave)
    return total


def stripes(v: Floats, spacing: float, seed: int) -> Floats:
    """Noise along one coordinate of any shape: bands about `spacing` metres wide, in [-1, 1]."""
    cell, share = _cells(v, spacing)
    zero = np.zeros((), dtype=np.int64)
    mixed: Floats = speckle(cell, zero, seed) * (1 - share) + speckle(cell + 1, zero, seed) * share
    return mixed


def _cells(values: Floats, scale: float) -> tuple[NDArray[np.int64], Floats]:
    scaled = values / np.float32(scale)
    cell = np.floor(scaled).astype(np.int64)
    share = (scaled - cell).astype(np.float32)
    return cell, share * share * (3 - 2 * share)
