"""The base of image sources whose scenes are rasters on servers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from rsteller_core.interfaces import ImageSource, Options
from rsteller_core.rasters.access import Access
from rsteller_core.values import Pixels, Scene, Skipped, Window

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rsteller_core.rasters.reader import SceneReader

O = TypeVar("O", bound=Options)  # noqa: E741 - as in the interfaces


class RemoteSource(ImageSource[O]):
    """An image source whose scenes are rasters on servers: say which, and how to ask for them.

    ::

        class Town(RemoteSource[TownOptions]):
            name = "town"
            summary = "the orthophotos of our town"

            def access(self):
                return Access(headers={"User-Agent": "rsteller"}, sign=self._sign)

            def scenes(self, query):
                for item in self._search(query):
                    yield scene_from_metadata(item.id, [RasterBand(href, 1), ...], ...)
    """

    _reader: SceneReader | None = None

    def access(self) -> Access:
        """How the files are asked for; asked once, when the first is read."""
        return Access()

    def read(self, scene: Scene, windows: Sequence[Window]) -> Iterator[Pixels | Skipped]:
        """The pixels of many windows of one scene, in their order; see ``SceneReader``."""
        return self._opened().read(scene, windows)

    def values(
        self, scene: Scene, href: str, windows: Sequence[Window], band: int = 1
    ) -> Iterator[NDArray[np.generic] | Skipped]:
        """The numbers of a raster over the same ground as the scene, under each of its windows.

        For what is no picture, such as a map of clouds: (height, width) of that raster's own
        pixels and type, neither stretched nor resampled, however large they are beside the
        scene's. Those at the edge count whole.
        """
        return self._opened().values(scene, href, windows, band)

    def close(self) -> None:
        """Close the files and the connections."""
        if self._reader is not None:
            self._reader.close()

    def _opened(self) -> SceneReader:
        from rsteller_core.rasters.reader import SceneReader

        if self._reader is None:
            self._reader = SceneReader(self.access())
        return self._reader
