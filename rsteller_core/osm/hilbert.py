"""The Hilbert curve: what lies close together on earth gets numbers that are close together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_BITS = 24
"""Cells per side, as a power of two: 24 bits are 2.4 m at the equator."""


def hilbert(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.uint64]:
    """The place of each point along the curve over the whole lon/lat plane.

    Points off the plane are moved to its edge. Source: the bitwise walk down the quadrants, as in
    Warren, Hacker's Delight (2nd edition), chapter 16.
    """
    x, y = _cells(lon, 180), _cells(lat, 90)
    along = np.zeros_like(x)
    one, two, three = np.uint64(1), np.uint64(2), np.uint64(3)
    for bit in np.arange(_BITS, dtype=np.uint64)[::-1]:
        right, upper = x >> bit & one, y >> bit & one
        along = along << two | (three * right ^ upper)
        mirrored = (upper == 0) & (right == 1)
        full = np.where(mirrored, np.uint64((1 << _BITS) - 1), np.uint64(0))
        x, y = x ^ full, y ^ full
        turned = upper == 0
        x, y = np.where(turned, y, x), np.where(turned, x, y)
    return along


def _cells(degrees: NDArray[np.float64], limit: float) -> NDArray[np.uint64]:
    share = (degrees + limit) / (2 * limit)
    return (np.clip(share, 0, 1) * ((1 << _BITS) - 1)).astype(np.uint64)
