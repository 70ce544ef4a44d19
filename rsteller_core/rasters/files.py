"""Opening rasters, and saying in one sentence why one cannot be used."""

from __future__ import annotations

import warnings
from pathlib import Path

import rasterio
import tifffile
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
        # That it has no georeference is said by ``check``, as an error.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            return rasterio.open(path)
    except RasterioIOError as error:
        raise InputError(_unreadable(path)) from error


def check(raster: DatasetReader, path: Path) -> None:
    """Raise InputError where pixels or places cannot be had from this raster."""
    if raster.count == 0:
        raise InputError(f"{path} holds several rasters or none: name one of its parts")
    if raster.crs is None:
        raise InputError(
            f"{path} has no coordinate reference system: "
            f"state it, for example with: rio edit-info --crs EPSG:32615 {path}"
        )
    if raster.transform.is_identity:
        raise InputError(
            f"{path} has no georeference: give it a transform, for example with gdalwarp"
        )
    if raster.driver == "GTiff":
        _check_whole(path)


def _unreadable(path: Path) -> str:
    with path.open("rb") as file:
        if file.read(4) in TIFF:
            return f"{path} is damaged or cut short: {AGAIN}"
    return f"{path} is not a raster that GDAL can read"


def _check_whole(path: Path) -> None:
    """Pixels that lie beyond the end of the file: seen now, not in the middle of a run."""
    size = path.stat().st_size
    with tifffile.TiffFile(path) as file:
        page = file.pages.first
        ends = (a + b for a, b in zip(page.dataoffsets, page.databytecounts, strict=False))
        end = max(ends, default=0)
    if end > size:
        raise InputError(f"{path} is cut short, {size:,} of at least {end:,} bytes: {AGAIN}")


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
