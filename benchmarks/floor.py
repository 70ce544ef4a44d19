"""The floor: every tile decoded once, patches sliced, JPEGs encoded, and nothing else.

python benchmarks/floor.py FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import imagecodecs
import numpy as np
import simplejpeg
import tifffile
from measured import PATCH, QUALITY, Clock, report
from numpy.typing import NDArray

Tile = NDArray[np.uint8]


def patches(image: Path) -> Iterator[Tile]:
    """Every whole patch, with its four bands, one after the other in the same memory.

    A tile is let go after its last patch.
    """
    with tifffile.TiffFile(image) as file:
        page = file.pages.first
        patch = np.empty((PATCH, PATCH, page.samplesperpixel), np.uint8)
        held: dict[tuple[int, int], Tile] = {}
        for top in range(0, page.imagelength - PATCH + 1, PATCH):
            held = {at: tile for at, tile in held.items() if (at[0] + 1) * page.tilelength > top}
            for left in range(0, page.imagewidth - PATCH + 1, PATCH):
                _slice(page, held, top, left, patch)
                yield patch


def _slice(
    page: tifffile.TiffPage,
    held: dict[tuple[int, int], Tile],
    top: int,
    left: int,
    patch: Tile,
) -> None:
    high, wide = page.tilelength, page.tilewidth
    for down in range(top // high, (top + PATCH - 1) // high + 1):
        for across in range(left // wide, (left + PATCH - 1) // wide + 1):
            if (down, across) not in held:
                held[down, across] = _decoded(page, down, across)
            rows, tile_rows = _shared(top, down * high, high)
            columns, tile_columns = _shared(left, across * wide, wide)
            patch[rows, columns] = held[down, across][tile_rows, tile_columns]


def _shared(start: int, tile_start: int, size: int) -> tuple[slice, slice]:
    """What a patch and a tile share, as a slice of each."""
    first, end = max(start, tile_start), min(start + PATCH, tile_start + size)
    return slice(first - start, end - start), slice(first - tile_start, end - tile_start)


def _decoded(page: tifffile.TiffPage, down: int, across: int) -> Tile:
    index = down * -(-page.imagewidth // page.tilewidth) + across
    handle = page.parent.filehandle
    handle.seek(page.dataoffsets[index])
    coded = handle.read(page.databytecounts[index])
    # Four bands are not transformed when they are stored: told CMYK, libjpeg leaves them alone.
    decoded = imagecodecs.jpeg8_decode(
        coded, tables=page.jpegtables, colorspace="CMYK", outcolorspace="CMYK"
    )
    return np.asarray(decoded)


def encoded(patch: Tile) -> bytes:
    return bytes(simplejpeg.encode_jpeg(patch, QUALITY, "RGBX", "420"))


def main() -> None:
    image, clock, count, size = Path(sys.argv[1]) / "town.tif", Clock(), 0, 0
    encoded(next(patches(image)))  # what is loaded at the first patch is loaded now
    with clock.stage("all"):
        for patch in clock.within("read", patches(image)):
            with clock.stage("encode"):
                size += len(encoded(patch))
            count += 1
    report(count, size, dict(clock.seconds))


if __name__ == "__main__":
    main()
