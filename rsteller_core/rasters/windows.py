"""A scene, opened: its files, read together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil, floor
from typing import Any, Protocol

import numpy as np
from rasterio.io import DatasetReader

from rsteller_core.errors import NotServed
from rsteller_core.rasters.fetching.transport import Transport
from rsteller_core.rasters.gdal import GDAL, GdalWindows
from rsteller_core.rasters.opening import opened_raster, raster_file
from rsteller_core.rasters.pixels import Read, Values, finished
from rsteller_core.rasters.recipe import Recipe, recipe_of
from rsteller_core.rasters.stretch import Stretch
from rsteller_core.rasters.tiles import Tiles, tile_decoder
from rsteller_core.rasters.validity import validity
from rsteller_core.values import Pixels, Scene, Window

ELSEWHERE = "the file has another grid than the catalogue states"
OTHER_TYPE = "the file has another type of values than the catalogue states"
FEWER = "the file has fewer bands than the catalogue states"


class _Windows(Protocol):
    def read(self, windows: Sequence[Window]) -> Iterator[Read | str]: ...
    def close(self) -> None: ...


class SceneWindows:
    """The pictures of a scene's windows. Not for two threads at a time.

    Raises NotServed where a file cannot be had or is not what the scene says.
    """

    def __init__(self, scene: Scene, transport: Transport) -> None:
        stated = recipe_of(scene.properties)
        self._order: list[int] = []
        self._parts: list[_Windows] = []
        hrefs = stated.hrefs or (scene.href,) * len(stated.bands)
        try:
            for href in dict.fromkeys(hrefs):
                at = [number for number, other in enumerate(hrefs) if other == href]
                self._order += at
                recipe = replace(stated, bands=tuple(stated.bands[number] for number in at))
                file = raster_file(href, transport)
                with opened_raster(file) as raster:
                    recipe = _settled(recipe, raster, file.name, scene)
                    tiled = _is_for_tiles(recipe) and tile_decoder(raster, file) is not None
                self._parts.append(
                    Tiles(file, recipe) if tiled else GdalWindows(file, scene, recipe)
                )
        except NotServed:
            self.close()
            raise
        # All files of a scene tell in the same way what is no data.
        self._recipe = replace(recipe, bands=stated.bands)

    def close(self) -> None:
        """Close the files."""
        for part in self._parts:
            part.close()

    def read(self, windows: Sequence[Window]) -> Iterator[Pixels | str]:
        """The pixels of each window, or why there are none."""
        reads = [part.read(windows) for part in self._parts]
        try:
            for together in zip(*reads, strict=True):
                read = self._joined(together)
                yield read if isinstance(read, str) else finished(*read, self._recipe)
        finally:
            for part in reads:
                part.close()  # type: ignore[attr-defined]  # they are generators

    def _joined(self, reads: Sequence[Read | str]) -> Read | str:
        """The bands of all files, in their order."""
        good = [read for read in reads if not isinstance(read, str)]
        if len(good) < len(reads):
            return next(read for read in reads if isinstance(read, str))
        if len(good) == 1:
            return good[0]
        values = np.concatenate([read.values for read in good], axis=2)
        back = np.argsort(self._order)
        masks = [read.mask != 0 for read in good if read.mask is not None]
        return Read(values[..., back], np.logical_and.reduce(masks) if masks else None)


class RawWindows:
    """The numbers of one band of a file over the same ground as a scene."""

    def __init__(self, scene: Scene, href: str, band: int, transport: Transport) -> None:
        file = raster_file(href, transport)
        with opened_raster(file) as raster:
            if band > raster.count:
                raise NotServed(href, FEWER)
            self._scale = _scales(scene, raster)
            self._size = raster.width, raster.height
            dtype = raster.dtypes[band - 1]
        recipe = Recipe((band,), dtype, "nothing", None, Stretch("none"), None, "")
        self._file = GdalWindows(file, scene, recipe)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def read(self, windows: Sequence[Window]) -> Iterator[Values | str]:
        """(height, width) of the file's own pixels under each window of the scene."""
        for read in self._file.read([self._own(window) for window in windows]):
            yield read if isinstance(read, str) else read.values[..., 0]

    def _own(self, window: Window) -> Window:
        """The pixels of the file that a window of the scene touches."""
        first_col, end_col = _span(window.col, window.width, self._scale[0], self._size[0])
        first_row, end_row = _span(window.row, window.height, self._scale[1], self._size[1])
        return Window(first_col, first_row, end_col - first_col, end_row - first_row)


def _is_for_tiles(recipe: Recipe) -> bool:
    return recipe.resampling is None and not recipe.decoder.startswith(GDAL)


def _settled(recipe: Recipe, raster: DatasetReader, name: str, scene: Scene) -> Recipe:
    """The recipe with what only the file can say; it must be the file that the scene tells of."""
    if max(recipe.bands) > raster.count:
        raise NotServed(name, FEWER)
    if raster.dtypes[recipe.bands[0] - 1] != recipe.dtype:
        raise NotServed(name, OTHER_TYPE)
    if not _on_grid(raster, scene.properties["native"]):
        raise NotServed(name, ELSEWHERE)
    if recipe.valid != "file":
        return recipe
    valid, nodata = validity(raster, recipe.bands[0])
    return replace(recipe, valid=valid, nodata=nodata)


def _on_grid(raster: DatasetReader, native: Any) -> bool:  # noqa: ANN401 - JSON
    """Whether this is the scene's own grid, to half a pixel."""
    if (raster.width, raster.height) != (native["width"], native["height"]):
        return False
    a, b, c, d, e, f = native["transform"]
    found = raster.transform
    half = max(abs(a) + abs(b), abs(d) + abs(e)) / 2
    ends = ((0, 0), (raster.width, raster.height))
    return all(
        abs(a * col + b * row + c - x) < half and abs(d * col + e * row + f - y) < half
        for (col, row), (x, y) in ((end, found @ end) for end in ends)
    )


def _scales(scene: Scene, raster: DatasetReader) -> tuple[float, float]:
    """How many of the file's pixels one of the scene's is, across and down."""
    native: Any = scene.properties["native"]
    a, b, _, d, e, _ = native["transform"]
    across, down = abs(a) + abs(b), abs(d) + abs(e)
    return (
        scene.transform.a / across * raster.width / native["width"],
        -scene.transform.e / down * raster.height / native["height"],
    )


def _span(start: int, length: int, scale: float, size: int) -> tuple[int, int]:
    # What only rounding makes touch does not touch.
    first = min(floor(start * scale + 1e-6), size - 1)
    return first, max(first + 1, min(ceil((start + length) * scale - 1e-6), size))
