"""One way of reading the patches of a COG on a server.

python benchmarks/cog_side.py SIDE URL PATCHES

reads so many patches of 448 x 448 pixels, row by row from the top, and prints as JSON the seconds
from opening to the last patch (wall, those of it in which other programs had the cores, CPU), the
peak memory and a sum of the pixels.
"""

from __future__ import annotations

import asyncio
import io
import json
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import tifffile
from measured import peak_bytes
from numpy.typing import NDArray
from rasterio.windows import Window as RasterWindow

from rsteller_core.rasters import RasterBand, SceneReader, scene_from_metadata
from rsteller_core.values import Affine, Pixels, Window

PATCH = 448
AHEAD = 4
TUNED = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_HTTP_MERGE_CONSECUTIVE_RANGES": "YES",
    "GDAL_HTTP_MULTIPLEX": "YES",
    "GDAL_INGESTED_BYTES_AT_OPEN": "32768",
    "VSI_CACHE": "TRUE",
}
SIZE = 10_000

Patch = NDArray[np.uint8]
Getter = Callable[[int, int], bytes]


def windows() -> Iterator[Window]:
    for row in range(0, SIZE - PATCH + 1, PATCH):
        for col in range(0, SIZE - PATCH + 1, PATCH):
            yield Window(col, row, PATCH, PATCH)


def ours(url: str, patches: int) -> Iterator[Patch]:
    """As a source reads whose catalogue has told it where the scene lies."""
    scene = scene_from_metadata(
        "town",
        [RasterBand(url, number) for number in (1, 2, 3)],
        "EPSG:32617",
        Affine(0.6, 0.0, 500_000.0, 0.0, -0.6, 4_000_000.0),
        SIZE,
        SIZE,
        licence="",
        attribution="",
    )
    reader = SceneReader()
    for pixels in reader.read(scene, list(islice(windows(), patches))):
        assert isinstance(pixels, Pixels), pixels
        yield pixels.rgb
    reader.close()


def script(url: str, patches: int) -> Iterator[Patch]:
    """What one writes first: open, read, close."""
    for window in islice(windows(), patches):
        with rasterio.open(url) as raster:
            yield raster.read((1, 2, 3), window=RasterWindow(*window)).transpose(1, 2, 0)


def one_handle(url: str, patches: int) -> Iterator[Patch]:
    """The same with the file left open."""
    with rasterio.open(url) as raster:
        for window in islice(windows(), patches):
            yield raster.read((1, 2, 3), window=RasterWindow(*window)).transpose(1, 2, 0)


def gdal_tuned(url: str, patches: int) -> Iterator[Patch]:
    with rasterio.Env(**TUNED):
        yield from one_handle(url, patches)


def async_geotiff(url: str, patches: int) -> Iterator[Patch]:
    """A row of patches at once, each a window of its own, as the library offers it."""
    from async_geotiff import GeoTIFF, Window as GeoWindow

    store, name = _store(url)

    async def read() -> AsyncIterator[Patch]:
        file = await GeoTIFF.open(name, store=store)
        chosen = list(islice(windows(), patches))
        for first in range(0, len(chosen), SIZE // PATCH):
            row = [
                file.read(window=GeoWindow(w.col, w.row, w.width, w.height))
                for w in chosen[first : first + SIZE // PATCH]
            ]
            for array in await asyncio.gather(*row):
                yield np.ascontiguousarray(array.data[:3].transpose(1, 2, 0))

    yield from _drained(read())


def rows(url: str, patches: int, library: str) -> Iterator[Patch]:
    """Rows of tiles by one library or the other, some ahead, decoded as ours are: what differs is
    who gets the bytes."""
    get = GETTERS[library](url)
    page = tifffile.TiffFile(io.BytesIO(get(0, 65536))).pages.first
    size, across = page.tilewidth, -(-SIZE // page.tilewidth)

    def fetched(down: int) -> bytes:
        first, last = down * across, (down + 1) * across - 1
        start = page.dataoffsets[first]
        return get(start, page.dataoffsets[last] + page.databytecounts[last] - start)

    def decoded(down: int) -> list[Patch]:
        row, start = coming[down].result(), page.dataoffsets[down * across]
        return [
            page.decode(
                row[page.dataoffsets[at] - start :][: page.databytecounts[at]],
                at,
                jpegtables=page.jpegtables,
            )[0][0]
            for at in range(down * across, (down + 1) * across)
        ]

    coming: dict[int, Future[bytes]] = {}
    tiles: dict[int, list[Patch]] = {}
    with ThreadPoolExecutor(8) as pool:
        for window in islice(windows(), patches):
            top, bottom = window.row // size, (window.row + PATCH - 1) // size
            for down in range(top, min(across, bottom + AHEAD + 1)):
                if down not in coming:
                    coming[down] = pool.submit(fetched, down)
            for down in range(top, bottom + 1):
                if down not in tiles:
                    tiles[down] = decoded(down)
            tiles = {down: row for down, row in tiles.items() if down >= top}
            yield _cut(window, {down: tiles[down] for down in range(top, bottom + 1)}, size)


def _urllib3(url: str) -> Getter:
    import urllib3

    pool = urllib3.PoolManager(maxsize=8)

    def get(start: int, length: int) -> bytes:
        return pool.request("GET", url, headers=_range(start, length)).data

    return get


def _httpx(url: str) -> Getter:
    import httpx

    client = httpx.Client()
    return lambda start, length: client.get(url, headers=_range(start, length)).content


def _obstore(url: str) -> Getter:
    import obstore

    store, name = _store(url)
    return lambda start, length: obstore.get_range(
        store, name, start=start, length=length
    ).to_bytes()


def _store(url: str) -> tuple[Any, str]:
    from obstore.store import HTTPStore

    base, _, name = url.rpartition("/")
    return HTTPStore.from_url(base, client_options={"allow_http": True}), name


def _range(start: int, length: int) -> dict[str, str]:
    return {"Range": f"bytes={start}-{start + length - 1}"}


GETTERS = {"urllib3": _urllib3, "httpx": _httpx, "obstore": _obstore}


def async_tiff(url: str, patches: int) -> Iterator[Patch]:
    """Rows of tiles fetched by the library and decoded as ours are: its own decoder refuses JPEG
    of four bands."""
    from async_tiff import TIFF
    from imagecodecs import jpeg8_decode

    store, name = _store(url)

    async def read() -> AsyncIterator[Patch]:
        tiff = await TIFF.open(name, store=store, prefetch=65536)
        ifd = tiff.ifds[0]
        size, across = ifd.tile_width, -(-SIZE // ifd.tile_width)
        tables = bytes(ifd.jpeg_tables) if ifd.jpeg_tables else None

        async def fetched(down: int) -> list[bytes]:
            tiles = await tiff.fetch_tiles([(col, down) for col in range(across)], 0)
            return [bytes(tile.compressed_bytes) for tile in tiles]

        coming: dict[int, asyncio.Task[list[bytes]]] = {}
        held: dict[int, list[Patch]] = {}
        for window in islice(windows(), patches):
            top, bottom = window.row // size, (window.row + PATCH - 1) // size
            for down in range(top, min(across, bottom + AHEAD + 1)):
                if down not in coming:
                    coming[down] = asyncio.create_task(fetched(down))
            for down in range(top, bottom + 1):
                if down not in held:
                    coded = await coming[down]
                    held[down] = [jpeg8_decode(one, tables=tables) for one in coded]
            held = {down: row for down, row in held.items() if down >= top}
            yield _cut(window, {down: held[down] for down in range(top, bottom + 1)}, size)

    yield from _drained(read())


def _cut(window: Window, rows: dict[int, list[Patch]], size: int) -> Patch:
    patch = np.empty((PATCH, PATCH, 3), np.uint8)
    for down, tiles in rows.items():
        for across in range(window.col // size, (window.col + PATCH - 1) // size + 1):
            top, left = down * size, across * size
            first, last = max(top, window.row), min(top + size, window.row + PATCH)
            start, end = max(left, window.col), min(left + size, window.col + PATCH)
            part = tiles[across][first - top : last - top, start - left : end - left]
            target = patch[first - window.row : last - window.row]
            for band in range(3):
                target[:, start - window.col : end - window.col, band] = part[..., band]
    return patch


def _drained(patches: AsyncIterator[Patch]) -> Iterator[Patch]:
    with asyncio.Runner() as runner:
        while (patch := runner.run(_next(patches))) is not None:
            yield patch


async def _next(patches: AsyncIterator[Patch]) -> Patch | None:
    return await anext(patches, None)


SIDES: dict[str, Callable[[str, int], Iterator[Patch]]] = {
    **{
        side.__name__: side
        for side in (ours, script, one_handle, gdal_tuned, async_geotiff, async_tiff)
    },
    **{f"rows_{library}": partial(rows, library=library) for library in GETTERS},
}

LOADED = {
    "ours": ("rsteller_core.rasters.cataloguing",),
    "async_geotiff": ("async_geotiff", "obstore.store"),
    "async_tiff": ("async_tiff", "imagecodecs", "obstore.store"),
    "rows_httpx": ("httpx",),
    "rows_obstore": ("obstore.store",),
    "rows_urllib3": ("urllib3",),
}
"""What each side loads besides what is loaded above: before the clock starts."""


def kept_waiting() -> float:
    """Seconds in which this thread was ready to run and other programs had the cores.

    Linux tells; elsewhere 0.
    """
    told = Path("/proc/thread-self/schedstat")
    return int(told.read_text().split()[1]) / 1e9 if told.exists() else 0.0


def main() -> None:
    side, url, patches = sys.argv[1], sys.argv[2], int(sys.argv[3])
    for module in LOADED.get(side, ()):
        import_module(module)
    cpu, wall, kept, total, count = time.process_time(), time.perf_counter(), kept_waiting(), 0, 0
    for patch in SIDES[side](url, patches):
        count += 1
        total += int(patch[::64, ::64].sum())
    seconds = {
        "wall": time.perf_counter() - wall,
        "kept_waiting": kept_waiting() - kept,
        "cpu": time.process_time() - cpu,
    }
    peak = peak_bytes() / 2**20
    print(json.dumps({"patches": count, **seconds, "peak_mb": peak, "sum": total}))


if __name__ == "__main__":
    main()
