"""Windows of anything that GDAL reads, on the raster's own grid or on another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine as Transform
from numpy.typing import NDArray
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window as RasterWindow

from rsteller_core.rasters.files import open_raster
from rsteller_core.rasters.pixels import Values, finished
from rsteller_core.rasters.recipe import Recipe
from rsteller_core.values import Pixels, Scene, Window

UNREADABLE = "unreadable block"
CACHE = (64 << 20, 512 << 20)
"""Bytes that GDAL may keep of decoded blocks: at least, at most."""


class GdalWindows:
    """One open file. Not for two threads at a time."""

    def __init__(self, scene: Scene, recipe: Recipe) -> None:
        self._recipe = recipe
        self._file = open_raster(Path(scene.href))
        self._raster = self._file
        if recipe.resampling is not None:
            self._raster = _warped(self._file, scene, recipe.resampling)
        self._alpha = _alpha(self._raster) if recipe.valid == "alpha" else None

    def close(self) -> None:
        """Close the file."""
        if self._raster is not self._file:
            self._raster.close()
        self._file.close()

    def read(self, windows: Sequence[Window]) -> Iterator[Pixels | str]:
        """The pixels of each window, or why there are none.

        Each block is decoded once as long as the windows come row by row: GDAL keeps what the
        next ones need.
        """
        cache = _cache(self._file, max((window.height for window in windows), default=1))
        for window in windows:
            try:
                # Set for each read, because others may use GDAL between two of ours.
                with rasterio.Env(GDAL_CACHEMAX=cache):
                    values, mask = self._values(RasterWindow(*window))
            except RasterioError:
                yield UNREADABLE
            else:
                yield finished(values, mask, self._recipe)

    def _values(self, window: RasterWindow) -> tuple[Values, NDArray[np.generic] | None]:
        bands = self._recipe.bands
        values = np.empty((window.height, window.width, len(bands)), self._recipe.dtype)
        self._raster.read(bands, window=window, out=values.transpose(2, 0, 1))
        if self._recipe.valid == "mask":
            return values, self._raster.read_masks(1, window=window)
        if self._alpha is not None:
            return values, self._raster.read(self._alpha, window=window)
        return values, None


def _warped(raster: DatasetReader, scene: Scene, resampling: str) -> WarpedVRT:
    return WarpedVRT(
        raster,
        crs=raster.crs,
        transform=Transform(*scene.transform),
        width=scene.width,
        height=scene.height,
        resampling=Resampling[resampling],
        src_nodata=_nodata(raster),
        add_alpha=ColorInterp.alpha not in raster.colorinterp,
    )


def _nodata(raster: DatasetReader) -> float | None:
    # Without this what is not a number would spread into its neighbours.
    if raster.nodata is None and raster.dtypes[0].startswith("float"):
        return float("nan")
    return raster.nodata  # type: ignore[no-any-return]


def _alpha(raster: DatasetReader) -> int:
    return int(raster.colorinterp.index(ColorInterp.alpha)) + 1


def _cache(raster: DatasetReader, height: int) -> int:
    """Bytes enough for the blocks under one row of windows of this height."""
    high = int(raster.block_shapes[0][0])
    rows = (-(-height // high) + 1) * high
    pixel = sum(np.dtype(dtype).itemsize for dtype in raster.dtypes)
    return int(min(max(rows * raster.width * pixel, CACHE[0]), CACHE[1]))
