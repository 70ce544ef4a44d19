"""Splits by place: what is learnt from one patch is not tested on its neighbour.

A cell of the H3 grid is drawn into a split by the seed and the cell alone, so that a place is in
the same split in every dataset of the same seed and resolution. A patch is of the cell that holds
its middle. Where two patches of different splits touch, the one of the larger split is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from rsteller_core.errors import ConfigError
from rsteller_core.seeds import rng

NEIGHBOURS = "touches a patch of a smaller split"
_SIDES = 10
"""A cell's edge is this many sides of a patch: of large cells few patches lie at the border."""
_NEAR = 1e-6  # degrees: a tenth of a metre
_FINEST = 12
_FAR = 20  # cells; if patches are that much larger than cells, all are at a border
_METRES_A_DEGREE = 111_195.0

Boxes = NDArray[np.float64]
Cells = NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Splits:
    """``of`` names the split of each patch, in their order; "" where it is left out."""

    of: tuple[str, ...]
    resolution: int


def parse_shares(text: str) -> dict[str, float]:
    """``train=0.8,validation=0.1,test=0.1`` as shares that add up to 1. Raises ConfigError."""
    shares: dict[str, float] = {}
    for part in text.split(","):
        name, _, share = part.partition("=")
        try:
            shares[name.strip()] = float(share)
        except ValueError:
            raise ConfigError([f"--splits {text}: {part!r} is not like train=0.8"]) from None
    plain = all(name.isascii() and name.isidentifier() for name in shares)
    if not plain or min(shares.values()) <= 0 or abs(sum(shares.values()) - 1) > 1e-6:
        raise ConfigError(
            [f"--splits {text}: plain names, and shares above 0 that add up to 1, are wanted"]
        )
    return shares


def assign(
    boxes: Boxes, shares: Mapping[str, float], seed: int, resolution: int | None = None
) -> Splits:
    """The split of each patch. ``boxes`` are lon/lat (west, south, east, north), one row a patch.

    Without a resolution, the finest whose edges are ten sides of a patch is taken.
    """
    if not len(boxes):
        return Splits((), resolution or 0)
    resolution = _resolution(boxes) if resolution is None else resolution
    cells = _cells(boxes, resolution)
    names = {cell: _drawn(cell, shares, seed) for cell in np.unique(cells).tolist()}
    of = np.array([names[cell] for cell in cells.tolist()], dtype=object)
    _part(of, boxes, cells, names, sorted(shares, key=lambda name: (shares[name], name)))
    return Splits(tuple(of.tolist()), resolution)


def _resolution(boxes: Boxes) -> int:
    import h3

    side = float(np.median(boxes[:, 3] - boxes[:, 1])) * _METRES_A_DEGREE
    fits = [
        resolution
        for resolution in range(_FINEST + 1)
        if h3.average_hexagon_edge_length(resolution, unit="m") >= _SIDES * side
    ]
    return max(fits, default=0)


def _cells(boxes: Boxes, resolution: int) -> Cells:
    import h3

    lon, lat = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    pairs = zip(lat.tolist(), lon.tolist(), strict=True)
    return np.array([h3.latlng_to_cell(y, x, resolution) for y, x in pairs])


def _drawn(cell: str, shares: Mapping[str, float], seed: int) -> str:
    return rng(seed, "split", cell).choices(list(shares), weights=list(shares.values()))[0]


def _part(
    of: NDArray[np.object_],
    boxes: Boxes,
    cells: Cells,
    names: Mapping[str, str],
    smallest_first: Sequence[str],
) -> None:
    """Leave out, by "", what touches a patch of a smaller split."""
    border = np.flatnonzero(np.isin(cells, _at_borders(names, _widest(boxes))))
    if not len(border):
        return
    shapes = shapely.box(*boxes[border].T)
    for place, name in enumerate(smallest_first[1:], start=1):
        kept = shapes[np.isin(of[border].astype(str), list(smallest_first[:place]))]
        own = border[of[border] == name]
        if len(kept) and len(own):
            tree = shapely.STRtree(kept)
            touching, _ = tree.query(shapely.box(*boxes[own].T), "dwithin", distance=_NEAR)
            of[own[np.unique(touching)]] = ""


def _at_borders(names: Mapping[str, str], widest: float) -> list[str]:
    """The cells that another split lies so near to that patches could touch."""
    import h3

    resolution = h3.get_resolution(next(iter(names)))
    edge = h3.average_hexagon_edge_length(resolution, unit="m")
    steps = 1 + int(2 * widest / edge)
    if steps > _FAR:
        return list(names)
    return [
        cell
        for cell, name in names.items()
        if any(names.get(near, name) != name for near in h3.grid_disk(cell, steps))
    ]


def _widest(boxes: Boxes) -> float:
    """The longest side of any box in metres."""
    middle = np.radians((boxes[:, 1] + boxes[:, 3]) / 2)
    wide = (boxes[:, 2] - boxes[:, 0]) * np.cos(middle)
    return float(np.max(np.maximum(wide, boxes[:, 3] - boxes[:, 1]))) * _METRES_A_DEGREE
