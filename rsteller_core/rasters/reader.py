"""Reading the windows of described scenes."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rsteller_core.rasters import jpeg
from rsteller_core.rasters.access import Access
from rsteller_core.rasters.gdal import GdalWindows
from rsteller_core.rasters.recipe import recipe_of
from rsteller_core.values import Pixels, Scene, Skipped, Window

IDLE = 4
"""How many files stay open between reads."""


class _Windows(Protocol):
    def read(self, windows: Sequence[Window]) -> Iterator[Pixels | str]: ...
    def close(self) -> None: ...


class SceneReader:
    """Reads any scene that ``describe`` made, from the scene alone.

    Opening a file for each patch makes reading two to three times slower: files stay open. Reads
    may go on in several threads, each with a file of its own.
    """

    def __init__(self, access: Access | None = None) -> None:
        self._access = access or Access()
        self._idle: list[tuple[Scene, _Windows]] = []
        self._lock = threading.Lock()

    def read(self, scene: Scene, windows: Sequence[Window]) -> Iterator[Pixels | Skipped]:
        """The pixels of windows that lie inside the scene, one result each, in their order.

        ``Pixels.rgb`` is C-contiguous and the caller's own; pixels without data are black. Give
        the windows row by row: each block of the file is then decoded once, and a few rows of
        blocks are held. A window over a block that cannot be decoded comes as Skipped. Raises
        InputError where the file is gone.
        """
        opened = self._take(scene)
        try:
            for window, result in zip(windows, opened.read(windows), strict=True):
                yield _named(scene, window, result)
        finally:
            self._give(scene, opened)

    def values(
        self, scene: Scene, href: str, windows: Sequence[Window], band: int = 1
    ) -> Iterator[NDArray[np.generic] | Skipped]:
        """See ``RemoteSource.values``."""
        raise NotImplementedError

    def close(self) -> None:
        """Close all files that are not being read."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, opened in idle:
            opened.close()

    def _take(self, scene: Scene) -> _Windows:
        with self._lock:
            for index, (known, opened) in enumerate(self._idle):
                if _same(known, scene):
                    del self._idle[index]
                    return opened
        return _open(scene)

    def _give(self, scene: Scene, opened: _Windows) -> None:
        with self._lock:
            self._idle.append((scene, opened))
            surplus = self._idle[:-IDLE]
            self._idle = self._idle[-IDLE:]
        for _, old in surplus:
            old.close()


def _open(scene: Scene) -> _Windows:
    recipe = recipe_of(scene.properties)
    if recipe.decoder.startswith(jpeg.NAME):
        return jpeg.JpegTiles(Path(scene.href), recipe)
    return GdalWindows(scene, recipe)


def _same(one: Scene, other: Scene) -> bool:
    """Whether both are read alike. Scenes come as copies in each shard: compare what they say."""
    return (one.href, one.transform, one.properties) == (
        other.href,
        other.transform,
        other.properties,
    )


def _named(scene: Scene, window: Window, result: Pixels | str) -> Pixels | Skipped:
    if isinstance(result, str):
        return Skipped(f"{scene.id} at column {window.col}, row {window.row}", result)
    return result
