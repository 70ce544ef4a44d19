"""Where the blocks of a TIFF lie in its image, and in its file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, NamedTuple

import tifffile

from rsteller_core.values import Window

MASK = 4
"""What a TIFF says of an image that is the mask of another."""


Row = tuple[int, int]
"""A row of blocks: which of the images in the file, and its number from the top. What lies side by
side in the file is one row: the planes of bands, a mask of blocks as large as the image's."""


class Block(NamedTuple):
    """One tile or strip: the row of blocks that it is in, its place and its length in the file."""

    row: Row
    start: int
    length: int


class Layout:
    """The blocks of a TIFF's first image and of its mask.

    ``blocks`` gives those under a window, for some bands counted from 1.
    """

    def __init__(self, pages: Sequence[tifffile.TiffPage]) -> None:
        self._pages = pages

    def blocks(self, window: Window, bands: Iterable[int]) -> list[Block]:
        """The blocks under a window that hold something; the window may reach over the edge."""
        found = []
        for number, page in enumerate(self._pages):
            apart = page.planarconfig == tifffile.PLANARCONFIG.SEPARATE and number == 0
            planes = sorted({band - 1 for band in bands}) if apart else [0]
            image = 0 if _size(page) == _size(self._pages[0]) else number
            for plane in planes:
                found += _blocks(page, image, plane, window)
        return found


def layout_of(stream: IO[bytes]) -> Layout | None:
    """The layout of an open file; None where it is no TIFF."""
    try:
        # Not closed: that would close the stream, which is the caller's.
        file = tifffile.TiffFile(stream)
    except tifffile.TiffFileError:
        return None
    return Layout(imaged(file))


def imaged(file: tifffile.TiffFile) -> list[tifffile.TiffPage]:
    """The first image and its mask."""
    first = file.pages.first
    size = first.imagewidth, first.imagelength
    others = file.pages[1:3] if len(file.pages) > 1 else ()
    masks = [
        page
        for page in others
        if isinstance(page, tifffile.TiffPage)
        and page.subfiletype & MASK
        and (page.imagewidth, page.imagelength) == size
    ]
    return [first, *masks[:1]]


def _blocks(page: tifffile.TiffPage, image: int, plane: int, window: Window) -> list[Block]:
    wide, high = _size(page)
    across, down = -(-page.imagewidth // wide), -(-page.imagelength // high)
    first_row, last_row = _span(window.row, window.height, high, down)
    first_col, last_col = _span(window.col, window.width, wide, across)
    found = []
    for row in range(first_row, last_row + 1):
        for col in range(first_col, last_col + 1):
            index = (plane * down + row) * across + col
            if length := page.databytecounts[index]:
                found.append(Block((image, row), page.dataoffsets[index], length))
    return found


def _span(start: int, length: int, size: int, count: int) -> tuple[int, int]:
    """The first and the last block that hold some of these pixels."""
    return max(0, start // size), min(count - 1, (start + length - 1) // size)


def _size(page: tifffile.TiffPage) -> tuple[int, int]:
    if page.is_tiled:
        return page.tilewidth, page.tilelength
    return page.imagewidth, min(page.rowsperstrip, page.imagelength)
