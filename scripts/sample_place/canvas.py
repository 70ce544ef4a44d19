"""The canvas: a window of the place at twice the scene's resolution, painted shape by shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import rasterize
from shapely.geometry.base import BaseGeometry

from .frame import GSD
from .noise import Floats, speckle, tint
from .palette import Colour

OVERSAMPLE = 2
STEP = GSD / OVERSAMPLE


@dataclass(frozen=True, slots=True)
class Spot:
    """A rectangle of the canvas: its slices, and the local metres of its pixel centres."""

    rows: slice
    columns: slice
    x: Floats
    y: Floats

    @property
    def grain(self) -> Floats:
        """Fine grain, one value per scene pixel: (rows, columns), in [-1, 1)."""
        column, row = (np.floor(v / GSD).astype(np.int64) for v in (self.x, self.y))
        return speckle(column[None, :], row[:, None], 977)


class Canvas:
    """Painted colours of `rows` by `columns` scene pixels whose top-left corner is (left, top).

    Column c of the finished picture covers eastings left + c * GSD to left + (c + 1) * GSD.
    """

    def __init__(self, left: float, top: float, columns: int, rows: int) -> None:
        self.left, self.top = left, top
        self.shape = (rows * OVERSAMPLE, columns * OVERSAMPLE)
        self.rgb: Floats = np.zeros((*self.shape, 3), dtype=np.float32)
        self.shaded: NDArray[np.bool_] = np.zeros(self.shape, dtype=np.bool_)
        self.frame = shapely.box(left, top - rows * GSD, left + columns * GSD, top)

    def everywhere(self) -> Spot:
        """The whole canvas."""
        return self._spot(0, self.shape[0], 0, self.shape[1])

    def spot(self, shape: BaseGeometry) -> Spot | None:
        """The part of the canvas that a shape's box covers, None where it is outside."""
        if shape.is_empty or not shape.intersects(self.frame):
            return None
        west, south, east, north = shape.bounds
        first, last = self._clip((west - self.left) / STEP, (east - self.left) / STEP, 1)
        top, bottom = self._clip((self.top - north) / STEP, (self.top - south) / STEP, 0)
        return self._spot(top, bottom, first, last) if last > first and bottom > top else None

    def _clip(self, low: float, high: float, axis: int) -> tuple[int, int]:
        return max(0, int(low) - 1), min(self.shape[axis], int(high) + 2)

    def _spot(self, top: int, bottom: int, first: int, last: int) -> Spot:
        x = self.left + (np.arange(first, last) + 0.5) * STEP
        y = self.top - (np.arange(top, bottom) + 0.5) * STEP
        return Spot(
            slice(top, bottom), slice(first, last), x.astype(np.float32), y.astype(np.float32)
        )

    def inside(self, shape: BaseGeometry, spot: Spot) -> NDArray[np.bool_]:
        """Which pixels of the spot have their centre inside the shape."""
        west = self.left + spot.columns.start * STEP
        north = self.top - spot.rows.start * STEP
        grid = Affine(STEP, 0, west, 0, -STEP, north)
        if shape.is_empty:
            return np.zeros((len(spot.y), len(spot.x)), dtype=np.bool_)
        burnt = rasterize([shape], (len(spot.y), len(spot.x)), transform=grid, dtype="uint8")
        mask: NDArray[np.bool_] = burnt.astype(np.bool_)
        return mask

    def fill(
        self, shape: BaseGeometry, rgb: Colour, grain: float = 0.0, opacity: float = 1.0
    ) -> None:
        """Paint a shape in one colour with some grain (a share of the brightness)."""
        if (spot := self.spot(shape)) is not None:
            colour = tint(*rgb) * (1 + np.float32(grain) * spot.grain[..., None])
            self.put(spot, self.inside(shape, spot), colour, opacity)

    def put(
        self, spot: Spot, mask: NDArray[np.bool_], colour: Floats, opacity: float = 1.0
    ) -> None:
        """Lay a colour (broadcast to rows, columns, 3) on the masked pixels of a spot."""
        view = self.rgb[spot.rows, spot.columns]
        over = np.broadcast_to(colour, view.shape)[mask]
        view[mask] = view[mask] * (1 - opacity) + over * opacity

    def shadow(self, shape: BaseGeometry) -> None:
        """Note a shadow on the ground; `cast_shadows` lays all of them at once."""
        if (spot := self.spot(shape)) is not None:
            self.shaded[spot.rows, spot.columns] |= self.inside(shape, spot)

    def cast_shadows(self) -> None:
        """Darken what lies in a noted shadow: once, however many shadows overlap there."""
        self.rgb[self.shaded] *= tint(0.47, 0.5, 0.56)

    def darken(self, shape: BaseGeometry, factor: float = 0.5) -> None:
        """Cast a shadow: what lies in the shape gets darker, and a little bluer."""
        if (spot := self.spot(shape)) is not None:
            view = self.rgb[spot.rows, spot.columns]
            view[self.inside(shape, spot)] *= tint(factor, factor * 1.02, factor * 1.08)

    def picture(self, gain: Colour) -> NDArray[np.uint8]:
        """The finished picture, (rows, columns, 3), every pixel the mean of its subpixels."""
        rows, columns = (n // OVERSAMPLE for n in self.shape)
        cells = self.rgb.reshape(rows, OVERSAMPLE, columns, OVERSAMPLE, 3).mean(axis=(1, 3))
        toned = np.clip(cells * tint(*gain), 0, 255)
        made: NDArray[np.uint8] = np.rint(toned).astype(np.uint8)
        return made
