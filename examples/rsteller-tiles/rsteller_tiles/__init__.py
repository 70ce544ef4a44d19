"""rsteller plugin: imagery from a folder of map tiles, ``ZOOM/X/Y.png``.

One zoom level is one scene in Web Mercator. Tiles that are missing, and pixels that are
transparent, are without data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from math import atan, cos, degrees, pi, radians, sinh
from pathlib import Path
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from pydantic import AwareDatetime, DirectoryPath, Field
from rsteller_core import (
    Affine,
    ImageSource,
    InputError,
    Options,
    Pixels,
    Scene,
    SceneQuery,
    Skipped,
    Window,
    hookimpl,
)

SIDE = 256
"""The width and height of a tile, in pixels."""
HALF = 20037508.342789244
"""Half the width of the Web Mercator world, in its own metres."""
KEPT = 256
"""Decoded tiles in memory: 64 MB."""

Tile = NDArray[np.uint8]
"""RGBA: (SIDE, SIDE, 4)."""


class TilesOptions(Options):
    """Where the tiles are, and whose."""

    path: DirectoryPath = Field(description="the folder that holds ZOOM/X/Y.png")
    zoom: int = Field(ge=0, le=24, description="the zoom level to read")
    suffix: Literal["png", "jpg", "webp"] = Field("png", description="how the tiles end")
    acquired: AwareDatetime | None = Field(None, description="when the images were taken")
    licence: str = Field("unstated", description="the licence of the imagery")
    attribution: str = Field("unstated", description="whom to credit")


class Tiles(ImageSource[TilesOptions]):
    """A folder of map tiles as one scene."""

    name = "tiles"
    summary = "a folder of map tiles: ZOOM/X/Y.png"

    def inputs(self) -> Mapping[str, str]:
        """The names and sizes of all tiles, as one hash: there may be very many."""
        digest = hashlib.sha256()
        for x, y in self._tiles():
            digest.update(f"{x}/{y} {self._path(x, y).stat().st_size}\n".encode())
        return {f"{self.options.path.name}/{self.options.zoom}": digest.hexdigest()}

    def scenes(self, query: SceneQuery) -> Iterator[Scene | Skipped]:
        """The one scene, where it is asked for."""
        tiles = self._tiles()
        if not tiles:
            example = self.options.path / str(self.options.zoom) / "X" / f"Y.{self.options.suffix}"
            raise InputError(f"there is no tile {example}; is source.zoom right?")
        scene = self._scene(tiles)
        dated = query.start is not None or query.end is not None
        if query.aoi is not None and not scene.footprint.intersects(query.aoi):
            return
        if dated and scene.acquired is None:
            yield Skipped(scene.id, "dates were asked for: say source.acquired")
        elif _within(scene, query):
            yield scene

    def read(self, scene: Scene, windows: Sequence[Window]) -> Iterator[Pixels | Skipped]:
        """Windows out of the tiles they touch; a tile is decoded once for neighbours."""
        first = scene.properties["first_tile"]
        load = lru_cache(KEPT)(partial(self._load, first))
        for window in windows:
            try:
                yield _cut(window, load)
            except (OSError, ValueError):
                yield Skipped(scene.id, f"a tile is damaged or not {SIDE} x {SIDE} pixels")

    def _tiles(self) -> list[tuple[int, int]]:
        """The x and y of every tile there is."""
        found = (self.options.path / str(self.options.zoom)).glob(f"*/*.{self.options.suffix}")
        names = ((path.parent.name, path.stem) for path in found)
        return sorted((int(x), int(y)) for x, y in names if x.isdecimal() and y.isdecimal())

    def _path(self, x: int, y: int) -> Path:
        return self.options.path / str(self.options.zoom) / str(x) / f"{y}.{self.options.suffix}"

    def _scene(self, tiles: Sequence[tuple[int, int]]) -> Scene:
        """The rectangle round all tiles; its footprint is where there are some."""
        x, y = min(x for x, _ in tiles), min(y for _, y in tiles)
        pixel = 2 * HALF / 2**self.options.zoom / SIDE
        boxes = [shapely.box(x, y, x + 1, y + 1) for x, y in tiles]
        footprint = shapely.transform(shapely.union_all(boxes), self._to_degrees)
        return Scene(
            id=f"{self.options.path.name}_{self.options.zoom}",
            href=str(self.options.path),
            footprint=footprint,
            crs="EPSG:3857",
            transform=Affine(pixel, 0, x * SIDE * pixel - HALF, 0, -pixel, HALF - y * SIDE * pixel),
            width=(max(x for x, _ in tiles) - x + 1) * SIDE,
            height=(max(y for _, y in tiles) - y + 1) * SIDE,
            gsd=pixel * cos(radians(footprint.centroid.y)),
            acquired=self.options.acquired,
            licence=self.options.licence,
            attribution=self.options.attribution,
            properties={"zoom": self.options.zoom, "first_tile": [x, y]},
        )

    def _to_degrees(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """From tile numbers to longitude and latitude."""
        count = 2**self.options.zoom
        lon = points[:, 0] / count * 360 - 180
        lat = [degrees(atan(sinh(pi * (1 - 2 * y / count)))) for y in points[:, 1]]
        return np.column_stack((lon, lat))

    def _load(self, first: Any, col: int, row: int) -> Tile:  # noqa: ANN401 - out of JSON
        """The tile that is so many to the right of and below the first. Raises OSError."""
        from PIL import Image  # when pixels are asked for, not when plugins are listed

        path = self._path(first[0] + col, first[1] + row)
        if not path.exists():
            return np.zeros((SIDE, SIDE, 4), np.uint8)
        with Image.open(path) as image:
            return np.asarray(image.convert("RGBA")).reshape(SIDE, SIDE, 4)


def _within(scene: Scene, query: SceneQuery) -> bool:
    """Whether the scene is of the time asked for; one without a time is of any."""
    if scene.acquired is None:
        return True
    after = query.start is None or query.start <= scene.acquired
    return after and (query.end is None or scene.acquired <= query.end)


def _cut(window: Window, load: Callable[[int, int], Tile]) -> Pixels:
    cols = range(window.col // SIDE, (window.col + window.width - 1) // SIDE + 1)
    rows = range(window.row // SIDE, (window.row + window.height - 1) // SIDE + 1)
    whole = np.vstack([np.hstack([load(col, row) for col in cols]) for row in rows])
    left, top = window.col - cols[0] * SIDE, window.row - rows[0] * SIDE
    rgba = whole[top : top + window.height, left : left + window.width]
    return Pixels(np.ascontiguousarray(rgba[..., :3]), float((rgba[..., 3] == 0).mean()))


@hookimpl
def rsteller_image_sources() -> Sequence[type[ImageSource[Any]]]:
    """The one source of this plugin."""
    return [Tiles]
