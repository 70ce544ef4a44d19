"""Rasters as their decoders open them, wherever they lie."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from itertools import count
from pathlib import Path, PurePosixPath
from typing import IO, Protocol, cast
from urllib.parse import unquote, urlsplit
from weakref import finalize

import rasterio
import tifffile
from rasterio.errors import RasterioIOError
from rasterio.io import DatasetReader

from rsteller_core.errors import InputError, NotServed
from rsteller_core.rasters.access import is_remote, unsigned
from rsteller_core.rasters.fetching.ahead import ReadAhead
from rsteller_core.rasters.fetching.served import ServedFile, Stream
from rsteller_core.rasters.fetching.transport import Transport
from rsteller_core.rasters.files import AGAIN, open_raster, opened
from rsteller_core.rasters.layout import Block

UNKNOWN = "no raster that GDAL can read"
NUMBERS = count()


class Waiting(Protocol):
    """What gets the blocks of windows here."""

    def missing(self, number: int) -> str | None:
        """Wait for the blocks of one window; why they cannot be had, if they cannot."""

    def close(self) -> None:
        """Let go of all blocks."""


class RasterFile(Protocol):
    """A file, near or far."""

    @property
    def name(self) -> str:
        """Its path or its address."""

    @property
    def far(self) -> bool:
        """Whether blocks should be asked for before they are read."""

    def raster(self) -> DatasetReader:
        """The raster, opened; ``shut`` closes it. Raises InputError."""

    def shut(self, raster: DatasetReader) -> None:
        """Close a raster that this file opened, from whatever thread."""

    def stream(self) -> IO[bytes]:
        """Its bytes, for one reader. Raises InputError."""

    def ahead(self, needed: Iterable[Sequence[Block]]) -> Waiting:
        """Makes the blocks under each window ready."""

    def failure(self) -> str | None:
        """Why bytes could not be had since this was last asked."""


class NearFile:
    """A file on a disk."""

    far = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = str(path)

    def raster(self) -> DatasetReader:
        """The raster, opened. Raises InputError."""
        return open_raster(self._path)

    def shut(self, raster: DatasetReader) -> None:
        """Close the raster."""
        raster.close()

    def stream(self) -> IO[bytes]:
        """Its bytes."""
        stream = self._path.open("rb")
        # A source that nobody closes leaves nothing open.
        finalize(self, stream.close)
        return stream

    def ahead(self, needed: Iterable[Sequence[Block]]) -> Waiting:
        """Everything is at hand."""
        return _AtHand()

    def failure(self) -> str | None:
        """None."""
        return None


class FarFile:
    """A file on a server."""

    far = True

    def __init__(self, href: str, transport: Transport) -> None:
        self._file = ServedFile(href, transport)
        self._closers: dict[int, Callable[[], object]] = {}
        self.name = href

    def raster(self) -> DatasetReader:
        """The raster, opened. Raises NotServed."""
        self._file.size()  # what is wrong with the file as a whole is told here
        # A name that nobody else has: GDAL and rasterio know open files by their names.
        name = f"{next(NUMBERS)}/{base_name(self.name)}"
        try:
            # No list of its folder, and no sidecar files, which would be a request each.
            with rasterio.Env(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"):
                # rasterio keeps the streams under a dataset in the context that opened it, and
                # that of a thread ends with the thread: this one stays until it is closed.
                context = copy_context()
                raster = context.run(opened, name, self._opener(name))
        except RasterioIOError as error:
            raise NotServed(self.name, self.failure() or UNKNOWN) from error
        self._closers[id(raster)] = finalize(self, context.run, raster.close)
        return raster

    def shut(self, raster: DatasetReader) -> None:
        """Close the raster."""
        self._closers.pop(id(raster))()

    def stream(self) -> IO[bytes]:
        """Its bytes."""
        return cast("IO[bytes]", Stream(self._file))

    def ahead(self, needed: Iterable[Sequence[Block]]) -> Waiting:
        """Fetches rows of blocks."""
        return ReadAhead(self._file, list(needed))

    def failure(self) -> str | None:
        """Why bytes could not be had since this was last asked."""
        failure, self._file.failure = self._file.failure, None
        return failure

    def _opener(self, name: str) -> Callable[..., IO[bytes]]:
        def open_it(path: str, mode: str = "rb", **rest: object) -> IO[bytes]:
            if not str(path).endswith(name):
                raise FileNotFoundError(path)
            return self.stream()

        return open_it


class _AtHand:
    def missing(self, number: int) -> str | None:
        return None

    def close(self) -> None:
        pass


@contextmanager
def opened_raster(file: RasterFile) -> Iterator[DatasetReader]:
    """The raster, opened and closed again. Raises InputError."""
    raster = file.raster()
    try:
        yield raster
    finally:
        file.shut(raster)


def base_name(name: str) -> str:
    """The last part of a path or of an address."""
    if is_remote(name):
        return unquote(PurePosixPath(urlsplit(name).path).name) or "raster"
    return Path(name).name


def check(raster: DatasetReader, file: RasterFile) -> None:
    """Raise InputError where pixels or places cannot be had from this raster."""
    name = file.name
    if raster.count == 0:
        raise InputError(f"{name} holds several rasters or none: name one of its parts")
    if raster.crs is None:
        raise InputError(
            f"{name} has no coordinate reference system: "
            f"state it, for example with: rio edit-info --crs EPSG:32615 {name}"
        )
    if raster.transform.is_identity:
        raise InputError(
            f"{name} has no georeference: give it a transform, for example with gdalwarp"
        )
    if raster.driver == "GTiff":
        _check_whole(file)


def _check_whole(file: RasterFile) -> None:
    """Pixels that lie beyond the end of the file: seen now, not in the middle of a run."""
    with file.stream() as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        page = tifffile.TiffFile(stream).pages.first
        ends = (a + b for a, b in zip(page.dataoffsets, page.databytecounts, strict=False))
        end = max(ends, default=0)
    if end > size:
        raise InputError(f"{file.name} is cut short, {size:,} of at least {end:,} bytes: {AGAIN}")


def raster_file(href: str | Path, transport: Transport) -> RasterFile:
    """The file behind a path or an address."""
    if is_remote(href):
        return FarFile(unsigned(str(href)), transport)
    return NearFile(Path(href))
