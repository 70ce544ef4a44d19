"""Image source ``local``: the user's own rasters."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from rsteller_core import ImageSource, RasterOptions, RasterSource, hookimpl

SUFFIXES = {".tif", ".tiff", ".vrt", ".jp2", ".img"}


class LocalOptions(RasterOptions):
    """Which rasters, under what terms, and how they are read."""

    path: Path = Field(
        description="a raster, a pattern (photos/*.png), or a folder of .tif, .tiff, .vrt, .jp2 "
        "or .img files"
    )
    licence: str = Field("unstated", description="the licence of the imagery, as its owner says")
    attribution: str = Field("unstated", description="whom to credit, as the owner asks")
    acquired: datetime | None = Field(
        None, description="when the images were taken (default: as their files tell)"
    )

    @field_validator("path")
    @classmethod
    def _is_there(cls, path: Path) -> Path:
        if not found(path):
            raise PydanticCustomError("no_such_file", "{text}", {"text": _missing(path)})
        return path

    @field_validator("acquired")
    @classmethod
    def _has_zone(cls, when: datetime | None) -> datetime | None:
        return when if when is None or when.tzinfo else when.replace(tzinfo=UTC)


def found(path: Path) -> list[Path]:
    """The files that a path, a folder or a pattern stands for, by name."""
    path = path.expanduser()
    if path.is_file():
        return [path]
    if path.is_dir():
        files = (file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
    else:
        files = (Path(name) for name in glob.iglob(str(path), recursive=True))  # noqa: PTH207 - takes absolute ones
    return sorted((file for file in files if file.is_file()), key=lambda file: (file.name, file))


def _missing(path: Path) -> str:
    if path.expanduser().is_dir():
        return f"no {', '.join(sorted(SUFFIXES))} file in the folder {path}"
    if glob.has_magic(str(path)):
        return f"nothing matches {path}"
    return f"no such file or folder: {path}"


class Local(RasterSource[LocalOptions]):
    """Rasters of one's own: any CRS, any band count, 8 bit or more."""

    name = "local"
    summary = "your own rasters: a file, a pattern or a folder"

    def __init__(self, options: LocalOptions) -> None:
        super().__init__(options)
        self.licence = options.licence
        self.attribution = options.attribution
        self.acquired = options.acquired

    def files(self) -> Sequence[Path]:
        """What the option ``path`` stands for, by name."""
        return found(self.options.path)


@hookimpl
def rsteller_image_sources() -> Sequence[type[ImageSource[LocalOptions]]]:
    """The one source of this plugin."""
    return [Local]
