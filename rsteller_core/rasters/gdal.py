"""Windows of anything that GDAL reads, on the raster's own grid or on another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import rasterio
from affine import Affine as Transform
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window as RasterWindow

from rsteller_core.rasters.layout import Block, layout_of
from rsteller_core.rasters.opening import RasterFile
from rsteller_core.rasters.pixels import Read
from rsteller_core.rasters.recipe import Recipe
from rsteller_core.values import Scene, Window

GDAL = "GDAL"
"""What the name of this decoder begins with."""
UNREADABLE = "unreadable block"
CACHE = (64 << 20, 512 << 20)
"""Bytes that GDAL may keep of decoded blocks: at least, at most."""
KERNEL = 3
"""How far resampling looks, in pixels of the coarser grid."""


def gdal_decoder() -> str:
    """Name and version, as provenance states it."""
    return f"{GDAL} {rasterio.__gdal_version__}"


class GdalWindows:
    """One open file. Not for two threads at a time."""

    def __init__(self, file: RasterFile, scene: Scene, recipe: Recipe) -> None:
        self._recipe = recipe
        self._file = file
        self._own = file.raster()
        self._raster = self._own
        if recipe.resampling is not None:
            self._raster = _warped(self._own, scene, recipe)
        self._alpha = _alpha(self._raster) if recipe.valid == "alpha" else None
        self._layout = layout_of(file.stream()) if file.far else None

    def close(self) -> None:
        """Close the file."""
        if self._raster is not self._own:
            self._raster.close()
        self._file.shut(self._own)

    def read(self, windows: Sequence[Window]) -> Iterator[Read | str]:
        """The values of each window, or why there are none.

        Each block is decoded once as long as the windows come row by row: GDAL keeps what the
        next ones need.
        """
        cache = _cache(self._own, max((window.height for window in windows), default=1))
        ahead = self._file.ahead(self._needed(window) for window in windows)
        try:
            for number, window in enumerate(windows):
                yield ahead.missing(number) or self._read(window, cache)
        finally:
            ahead.close()

    def _read(self, window: Window, cache: int) -> Read | str:
        try:
            # Set for each read, because others may use GDAL between two of ours.
            with rasterio.Env(GDAL_CACHEMAX=cache):
                read = self._values(RasterWindow(*window))
        except RasterioError:
            return self._file.failure() or UNREADABLE
        return self._file.failure() or read

    def _values(self, window: RasterWindow) -> Read:
        bands = self._recipe.bands
        values = np.empty((window.height, window.width, len(bands)), self._recipe.dtype)
        self._raster.read(bands, window=window, out=values.transpose(2, 0, 1))
        if self._recipe.valid == "mask":
            return Read(values, self._raster.read_masks(1, window=window))
        if self._alpha is not None:
            return Read(values, self._raster.read(self._alpha, window=window))
        return Read(values, None)

    def _needed(self, window: Window) -> list[Block]:
        """The blocks of the file under a window, where that can be told."""
        if self._layout is None:
            return []
        bands = {*self._recipe.bands, *_masking(self._own)}
        if self._raster is not self._own:
            window = _source(self._raster, self._own, window)
        return self._layout.blocks(window, bands)


def _warped(raster: DatasetReader, scene: Scene, recipe: Recipe) -> WarpedVRT:
    return WarpedVRT(
        raster,
        crs=raster.crs,
        transform=Transform(*scene.transform),
        width=scene.width,
        height=scene.height,
        resampling=Resampling[recipe.resampling],
        src_nodata=_nodata(raster) if recipe.nodata is None else recipe.nodata,
        add_alpha=ColorInterp.alpha not in raster.colorinterp,
    )


def _source(warped: WarpedVRT, own: DatasetReader, window: Window) -> Window:
    """The pixels of the file that GDAL reads for a window of its warped image, by whole blocks."""
    high, wide = warped.block_shapes[0]
    left, top = window.col // wide * wide, window.row // high * high
    right = min(warped.width, -(-(window.col + window.width) // wide) * wide)
    bottom = min(warped.height, -(-(window.row + window.height) // high) * high)
    to_source = ~own.transform @ warped.transform
    corners = [to_source @ (col, row) for col in (left, right) for row in (top, bottom)]
    cols, rows = [col for col, _ in corners], [row for _, row in corners]
    margin = KERNEL * max(1.0, _scale(to_source)) + 1
    col, row = int(min(cols) - margin), int(min(rows) - margin)
    return Window(col, row, int(max(cols) + margin) - col, int(max(rows) + margin) - row)


def _scale(transform: Transform) -> float:
    return float(max(abs(transform.a) + abs(transform.b), abs(transform.d) + abs(transform.e)))


def _masking(raster: DatasetReader) -> list[int]:
    marks = raster.colorinterp
    return [_alpha(raster)] if ColorInterp.alpha in marks else []


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
