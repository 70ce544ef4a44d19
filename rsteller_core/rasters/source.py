"""The base of image sources whose scenes are files."""

from __future__ import annotations

import os
import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from rsteller_core.errors import InputError
from rsteller_core.fingerprint import fingerprint
from rsteller_core.interfaces import ImageSource
from rsteller_core.query import answer_to
from rsteller_core.rasters.options import RasterOptions
from rsteller_core.values import Json, Pixels, Scene, SceneQuery, Skipped, Window

if TYPE_CHECKING:
    from rsteller_core.rasters.reader import SceneReader

R = TypeVar("R", bound=RasterOptions)


class RasterSource(ImageSource[R]):
    """An image source whose scenes are raster files: say which, and under what terms.

    ::

        class Town(RasterSource[RasterOptions]):
            name = "town"
            summary = "the orthophotos of our town"
            licence = "CC-BY-4.0"
            attribution = "© Town of Example"

            def files(self):
                return sorted(Path("/data/town").glob("*.tif"))
    """

    licence: str = "unstated"
    attribution: str = "unstated"
    acquired: datetime | None = None
    statements: Mapping[str, Json] = MappingProxyType({})
    _reader: SceneReader | None = None

    @abstractmethod
    def files(self) -> Sequence[Path]:
        """The files, the same in the same order every time."""

    def scenes(self, query: SceneQuery) -> Iterator[Scene | Skipped]:
        """The scenes of a place and time, in the order of the files.

        A file that cannot be used is skipped where there are others, and raises InputError where
        it is the only one.
        """
        files = self.files()
        for path, name in zip(files, unique_ids(files), strict=True):
            try:
                scene = self._described(path, name)
            except InputError as error:
                if len(files) == 1:
                    raise
                yield Skipped(str(path), _reason(error, path))
                continue
            if (answer := answer_to(query, scene)) is not None:
                yield answer

    def _described(self, path: Path, name: str) -> Scene:
        from rsteller_core.rasters.scenes import describe

        return describe(
            path,
            self.options,
            self.licence,
            self.attribution,
            id=name,
            acquired=self.acquired,
            statements=self.statements,
        )

    def read(self, scene: Scene, windows: Sequence[Window]) -> Iterator[Pixels | Skipped]:
        """The pixels of many windows of one scene, in their order; see ``SceneReader``."""
        from rsteller_core.rasters.reader import SceneReader

        if self._reader is None:
            self._reader = SceneReader()
        return self._reader.read(scene, windows)

    def inputs(self) -> Mapping[str, str]:
        """The fingerprint of every file that is read, and of those that GDAL reads with it."""
        from rsteller_core.rasters.files import belonging

        files = sorted({part for path in self.files() for part in belonging(path)})
        if not files:
            return {}
        base = os.path.commonpath([path.parent for path in files])
        return {path.relative_to(base).as_posix(): fingerprint(path) for path in files}

    def close(self) -> None:
        """Close the files."""
        if self._reader is not None:
            self._reader.close()


def unique_ids(files: Sequence[Path]) -> list[str]:
    """Ids for scenes: the names of the files without suffix, in letters that every tool takes."""
    ids: dict[str, None] = {}
    for path in files:
        stem = re.sub(r"[^A-Za-z0-9_-]", "-", path.stem)
        name, count = stem, 1
        while name in ids:
            count += 1
            name = f"{stem}-{count}"
        ids[name] = None
    return list(ids)


def _reason(error: InputError, path: Path) -> str:
    """The message without the name of the file, so that equal reasons can be counted."""
    return str(error).replace(str(path), "").strip()
