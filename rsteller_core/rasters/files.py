"""Opening rasters, and saying in one sentence why one cannot be used."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import IO

import rasterio
from rasterio.errors import NotGeoreferencedWarning, RasterioIOError
from rasterio.io import DatasetReader

from rsteller_core.errors import InputError

TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
AGAIN = "copy or download it again"


def open_raster(path: Path) -> DatasetReader:
    """The open raster. Raises InputError where there is none."""
    if not path.is_file():
        raise InputError(f"no such file: {path}")
    try:
        return opened(path)
    except RasterioIOError as error:
        raise InputError(_unreadable(path)) from error


def opened(name: str | Path, opener: Callable[..., IO[bytes]] | None = None) -> DatasetReader:
    """The open raster; ``opener`` gives the bytes behind a name. Raises RasterioIOError."""
    # That it has no georeference is said by ``check``, as an error.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        return rasterio.open(name, opener=opener)


def _unreadable(path: Path) -> str:
    with path.open("rb") as file:
        if file.read(4) in TIFF:
            return f"{path} is damaged or cut short: {AGAIN}"
    return f"{path} is not a raster that GDAL can read"


def belonging(path: Path) -> tuple[Path, ...]:
    """A raster's file and those GDAL reads with it: sources of a VRT, world files, masks.

    A file that cannot be opened stands for itself.
    """
    try:
        with open_raster(path) as raster:
            others = [Path(name) for name in raster.files]
    except InputError:
        return (path.absolute(),)
    return tuple(other.absolute() for other in others if other.is_file())
