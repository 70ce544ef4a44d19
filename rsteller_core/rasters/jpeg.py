"""Tiles of JPEG in TIFF, by libjpeg-turbo: some three times as fast as the JPEG inside GDAL.

Only for rasters on their own grid; what GDAL gives for the same windows differs by the rounding
of the two JPEG decoders, and by nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import imagecodecs
import numpy as np
import tifffile
from numpy.typing import NDArray
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader
from rasterio.windows import Window as RasterWindow

from rsteller_core.rasters.layout import Layout, imaged
from rsteller_core.rasters.opening import RasterFile, Waiting
from rsteller_core.rasters.pixels import Read
from rsteller_core.rasters.recipe import Recipe
from rsteller_core.values import Window

NAME = "libjpeg-turbo"
HELD = 256 << 20
"""How many bytes of decoded tiles are kept for windows that come later."""
UNREADABLE = "unreadable tile"
END = b"\xff\xd9"

Tile = NDArray[np.uint8]
Slices = tuple[slice, slice]


def decoder() -> str:
    """Name and version, as provenance states it."""
    return f"{NAME} {imagecodecs.jpeg8_version().split()[-1].split('/')[0]}"


def can_decode(raster: DatasetReader, file: RasterFile) -> bool:
    """Whether this raster is such a TIFF: 8-bit JPEG tiles that hold all bands of their pixels."""
    if raster.driver != "GTiff":
        return False
    with file.stream() as stream, tifffile.TiffFile(stream) as tiff:
        page = tiff.pages.first
        return bool(
            page.compression == tifffile.COMPRESSION.JPEG
            and page.is_tiled
            and page.bitspersample == 8
            and (page.planarconfig == tifffile.PLANARCONFIG.CONTIG or page.samplesperpixel == 1)
            and page.photometric != tifffile.PHOTOMETRIC.MINISWHITE
            and (page.imagewidth, page.imagelength) == (raster.width, raster.height)
        )


class JpegTiles:
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
        self._room = max(1, HELD // _tile_bytes(self._page))
        marks = self._raster.colorinterp
        self._alpha = marks.index(ColorInterp.alpha) if ColorInterp.alpha in marks else 0

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
        self._raster.close()

    def read(self, windows: Sequence[Window]) -> Iterator[Read | str]:
        """The values of each window, or why there are none.

        Each tile is decoded once, when the first window needs it, and let go after the last.
        """
        ahead = self._source.ahead([self._layout.blocks(window, ()) for window in windows])
        try:
            yield from self._read(windows, ahead)
        finally:
            ahead.close()

    def _read(self, windows: Sequence[Window], ahead: Waiting) -> Iterator[Read | str]:
        due = Counter(index for window in windows for index in self._under(window))
        held: dict[int, Tile | None] = {}
        for number, window in enumerate(windows):
            under = self._under(window)
            if missing := ahead.missing(number):
                yield missing
                under = [index for index in under if index in held]
            else:
                for index in under:
                    if index not in held:
                        held[index] = self._decoded(index)
                yield self._values(window, {index: held[index] for index in under})
            due.subtract(self._under(window))
            for index in under:
                if not due[index] or len(held) > self._room:
                    del held[index]

    def _under(self, window: Window) -> list[int]:
        """The tiles under a window, row by row."""
        col, row, width, height = window
        wide, high = self._page.tilewidth, self._page.tilelength
        return [
            down * self._across + across
            for down in range(row // high, (row + height - 1) // high + 1)
            for across in range(col // wide, (col + width - 1) // wide + 1)
        ]

    def _decoded(self, index: int) -> Tile | None:
        """A tile, (height, width, samples); None where it is damaged."""
        page = self._page
        length, offset = page.databytecounts[index], page.dataoffsets[index]
        if length == 0:  # left out by its writer, which means zeros
            return np.zeros((page.tilelength, page.tilewidth, page.samplesperpixel), np.uint8)
        self._stream.seek(offset)
        coded = self._stream.read(length)
        # libjpeg fills with grey what is missing at the end, and calls it a success.
        if END not in coded[-8:]:
            return None
        try:
            decoded = page.decode(coded, index, jpegtables=page.jpegtables)[0]
        except imagecodecs.Jpeg8Error:
            return None
        tile: Tile = np.asarray(decoded)[0]
        return tile

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
        values = np.empty((window.height, window.width, len(samples)), np.uint8)
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


def _tile_bytes(page: tifffile.TiffPage) -> int:
    return int(page.tilewidth * page.tilelength * page.samplesperpixel)


def _from(rows: slice, cols: slice, row: int, col: int) -> Slices:
    """The same rows and columns, counted from another corner."""
    return (
        slice(rows.start - row, rows.stop - row),
        slice(cols.start - col, cols.stop - col),
    )


def _copy(tile: Tile, samples: Sequence[int], out: Tile) -> None:
    if samples == list(range(tile.shape[2])):
        out[...] = tile
        return
    # One sample after the other: four times as fast as all at once where one is left out.
    for target, sample in enumerate(samples):
        out[..., target] = tile[..., sample]
