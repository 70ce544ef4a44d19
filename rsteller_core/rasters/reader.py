"""Reading the windows of described scenes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from rsteller_core.errors import NotServed
from rsteller_core.rasters.access import Access
from rsteller_core.rasters.fetching.transport import Transport
from rsteller_core.rasters.windows import RawWindows, SceneWindows
from rsteller_core.values import Pixels, Scene, Skipped, Window

IDLE = 4
"""How many scenes stay open between reads."""

T = TypeVar("T", covariant=True)


class _Opened(Protocol[T]):
    def read(self, windows: Sequence[Window]) -> Iterator[T | str]: ...
    def close(self) -> None: ...


class SceneReader:
    """Reads any scene that ``describe`` or ``scene_from_metadata`` made, from the scene alone.

    Opening a file for each patch makes reading two to three times slower, and from a server some
    hundred times: files stay open. Reads may go on in several threads, each with a file of its
    own; they share the connections.
    """

    def __init__(self, access: Access | None = None) -> None:
        self._access = access or Access()
        self._transport: Transport | None = None
        self._idle: list[tuple[object, _Opened[Any]]] = []
        self._lock = threading.Lock()

    def read(self, scene: Scene, windows: Sequence[Window]) -> Iterator[Pixels | Skipped]:
        """The pixels of windows that lie inside the scene, one result each, in their order.

        ``Pixels.rgb`` is C-contiguous and the caller's own; pixels without data are black. Give
        the windows row by row: each block of the file is then fetched and decoded once, and a few
        rows of blocks are held. A window over a block that cannot be decoded, or that its server
        does not give, comes as Skipped. Raises InputError where a file on a disk is gone.
        """
        # Scenes come as copies in each shard: compare what they say.
        key = scene.href, scene.transform, scene.properties
        return self._read(key, lambda: SceneWindows(scene, self._connected()), scene, windows)

    def values(
        self, scene: Scene, href: str, windows: Sequence[Window], band: int = 1
    ) -> Iterator[NDArray[np.generic] | Skipped]:
        """The numbers of another raster under windows of a scene; see ``RemoteSource.values``."""
        key = href, band, scene.transform, scene.properties
        opener = lambda: RawWindows(scene, href, band, self._connected())  # noqa: E731
        return self._read(key, opener, scene, windows)

    def close(self) -> None:
        """Close all files that are not being read, and the connections."""
        with self._lock:
            idle, self._idle = self._idle, []
            transport, self._transport = self._transport, None
        for _, opened in idle:
            opened.close()
        if transport is not None:
            transport.close()

    def _read(
        self,
        key: object,
        opener: Callable[[], _Opened[T]],
        scene: Scene,
        windows: Sequence[Window],
    ) -> Iterator[T | Skipped]:
        try:
            opened = self._taken(key) or opener()
        except NotServed as error:
            yield from (_skipped(scene, window, error.reason) for window in windows)
            return
        try:
            for window, result in zip(windows, opened.read(windows), strict=True):
                yield _skipped(scene, window, result) if isinstance(result, str) else result
        finally:
            self._give(key, opened)

    def _connected(self) -> Transport:
        with self._lock:
            if self._transport is None:
                self._transport = Transport(self._access)
            return self._transport

    def _taken(self, key: object) -> _Opened[Any] | None:
        with self._lock:
            for index, (known, opened) in enumerate(self._idle):
                if known == key:
                    del self._idle[index]
                    return opened
        return None

    def _give(self, key: object, opened: _Opened[Any]) -> None:
        with self._lock:
            self._idle.append((key, opened))
            surplus = self._idle[:-IDLE]
            self._idle = self._idle[-IDLE:]
        for _, old in surplus:
            old.close()


def _skipped(scene: Scene, window: Window, reason: str) -> Skipped:
    return Skipped(f"{scene.id} at column {window.col}, row {window.row}", reason)
