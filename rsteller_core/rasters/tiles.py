"""The tiles of TIFFs, decoded here: JPEG twice to three times as fast as inside GDAL.

Only for rasters on their own grid. What GDAL gives for the same windows is the same, but for the
rounding of the two JPEG decoders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader
from rasterio.windows import Window as RasterWindow

from rsteller_core.rasters.codecs import Tile, decode_of, decoder_of
from rsteller_core.rasters.layout import Layout, imaged
from rsteller_core.rasters.opening import RasterFile
from rsteller_core.rasters.pixels import Read
from rsteller_core.rasters.recipe import Recipe
from rsteller_core.values import Window

HELD = 256 << 20
"""How many bytes of decoded tiles are kept for windows that come later."""
UNREADABLE = "unreadable tile"

Slices = tuple[slice, slice]


def tile_decoder(raster: DatasetReader, file: RasterFile) -> str | None:
    """The name and version of what decodes the tiles of this raster here; None: GDAL must."""
    if raster.driver != "GTiff":
        return None
    with file.stream() as stream, tifffile.TiffFile(stream) as tiff:
        page = tiff.pages.first
        if (page.imagewidth, page.imagelength) != (raster.width, raster.height):
            return None
        return decoder_of(page)


class Tiles:
    """One open file. Not for two threads at a time."""

    def __init__(self, file: RasterFile, recipe: Recipe) -> None:
        self._recipe = recipe
        self._source = file
        self._raster = file.raster()
        self._stream = file.stream()
        pages = imaged(tifffile.TiffFile(self._stream))
        self._page = pages[0]
        self._layout = Layout(pages)
        self._across = -(-self._page.imagewidth // self._page.tilewidth)
        marks = self._raster.colorinterp
        self._alpha = marks.index(ColorInterp.alpha) if ColorInterp.alpha in marks else 0
        self._decode = decode_of(self._page)
        self._empty = _empty(self._page, self._raster.nodata)
        self._room = max(1, HELD // self._empty.nbytes)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
        self._source.shut(self._raster)

    def read(self, windows: Sequence[Window]) -> Iterator[Read | str]:
        """The values of each window, or why there are none.

        Each tile is decoded once, when the first window needs it, and let go after the last.
        """
        ahead = self._source.ahead(self._layout.blocks(window, ()) for window in windows)
        under = [self._under(window) for window in windows]
        due = Counter(index for indices in under for index in indices)
        held: dict[int, Tile | None] = {}
        try:
            for number, window in enumerate(windows):
                if missing := ahead.missing(number):
                    yield missing
                else:
                    self._decode_into(held, under[number])
                    yield self._values(window, {index: held[index] for index in under[number]})
                due.subtract(under[number])
                for index in under[number]:
                    if not due[index] or len(held) > self._room:
                        held.pop(index, None)
        finally:
            ahead.close()

    def _decode_into(self, held: dict[int, Tile | None], indices: Sequence[int]) -> None:
        for index in indices:
            if index not in held:
                coded = self._coded(index)
                held[index] = self._decode(index, coded) if coded else self._empty

    def _coded(self, index: int) -> bytes:
        self._stream.seek(self._page.dataoffsets[index])
        return self._stream.read(self._page.databytecounts[index])

    def _under(self, window: Window) -> list[int]:
        """The tiles under a window, row by row."""
        col, row, width, height = window
        wide, high = self._page.tilewidth, self._page.tilelength
        return [
            down * self._across + across
            for down in range(row // high, (row + height - 1) // high + 1)
            for across in range(col // wide, (col + width - 1) // wide + 1)
        ]

    def _values(self, window: Window, tiles: Mapping[int, Tile | None]) -> Read | str:
        whole = {index: tile for index, tile in tiles.items() if tile is not None}
        if len(whole) < len(tiles):
            return self._source.failure() or UNREADABLE
        values = self._joined(window, whole, [band - 1 for band in self._recipe.bands])
        try:
            mask = self._mask(window, whole)
        except RasterioError:
            return self._source.failure() or UNREADABLE
        return Read(values, mask)

    def _mask(self, window: Window, tiles: Mapping[int, Tile]) -> Tile | None:
        if self._recipe.valid == "mask":
            masks: Tile = self._raster.read_masks(1, window=RasterWindow(*window))
            return masks
        if self._recipe.valid == "alpha":
            return np.asarray(self._joined(window, tiles, [self._alpha])[..., 0])
        return None

    def _joined(self, window: Window, tiles: Mapping[int, Tile], samples: Sequence[int]) -> Tile:
        """Some samples of a window, put together from its tiles."""
        shape = (window.height, window.width, len(samples))
        values: Tile = np.empty(shape, self._page.dtype)
        for index, tile in tiles.items():
            target, part = self._overlap(window, index)
            _copy(tile[part], samples, values[target])
        return values

    def _overlap(self, window: Window, index: int) -> tuple[Slices, Slices]:
        """Where a tile lies in a window, and which part of it that is."""
        down, across = divmod(index, self._across)
        top, left = down * self._page.tilelength, across * self._page.tilewidth
        first_row, first_col = max(top, window.row), max(left, window.col)
        end_row = min(top + self._page.tilelength, window.row + window.height)
        end_col = min(left + self._page.tilewidth, window.col + window.width)
        rows, cols = slice(first_row, end_row), slice(first_col, end_col)
        return _from(rows, cols, window.row, window.col), _from(rows, cols, top, left)


def _empty(page: tifffile.TiffPage, nodata: float | None) -> Tile:
    """What a tile holds that was left out by its writer."""
    dtype: np.dtype[Any] = np.dtype(page.dtype)
    shape = page.tilelength, page.tilewidth, page.samplesperpixel
    return np.full(shape, _fill(nodata, dtype), dtype)


def _fill(nodata: float | None, dtype: np.dtype[Any]) -> float:
    """What GDAL fills in for a tile that is not there: no data, or 0 where the type has no such."""
    if nodata is None or (np.isnan(nodata) and dtype.kind != "f"):
        return 0.0
    limits = np.finfo(dtype) if dtype.kind == "f" else np.iinfo(dtype)
    return nodata if np.isnan(nodata) or limits.min <= nodata <= limits.max else 0.0


def _from(rows: slice, cols: slice, row: int, col: int) -> Slices:
    """The same rows and columns, counted from another corner."""
    return (
        slice(rows.start - row, rows.stop - row),
        slice(cols.start - col, cols.stop - col),
    )


def _copy(tile: Tile, samples: Sequence[int], out: NDArray[np.generic]) -> None:
    if samples == list(range(tile.shape[2])):
        out[...] = tile
        return
    # One sample after the other: four times as fast as all at once where one is left out.
    for target, sample in enumerate(samples):
        out[..., target] = tile[..., sample]
