"""Pixels of windows, out of blocks that are fetched ahead of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rsteller_core import InputError, Pixels, Scene, Skipped, Window, pixels_of
from rsteller_gee.asking import FORBIDDEN, Refused, asking, explained
from rsteller_gee.blocks import blocks_of, holds, pieces_of
from rsteller_gee.options import GeeOptions
from rsteller_gee.slots import slot

TAG = "rsteller"
"""What Earth Engine lists the cost of the requests under."""
VALID = "rsteller_valid"
"""The name of the band that tells data from no data."""

Block = NDArray[np.void]


def pixel_bytes(scene: Scene, options: GeeOptions) -> int:
    """The bytes of a pixel in a request: the bands, and one that tells where there are data."""
    return len(options.rgb) * np.dtype(str(scene.properties["dtype"])).itemsize + 1


def most_pixels(scene: Scene, options: GeeOptions) -> int:
    """How many pixels a request holds at most."""
    return options.request_bytes // pixel_bytes(scene, options)


def read_windows(
    scene: Scene, windows: Sequence[Window], options: GeeOptions
) -> Iterator[Pixels | Skipped]:
    """The pixels of each window, in their order; requests are some blocks ahead.

    Raises InputError where Earth Engine refuses as it would refuse everything.
    """
    most = most_pixels(scene, options)
    blocks = blocks_of(windows, most)
    needs = [_holders(pieces_of(window, most), blocks) for window in windows]
    last = {block: number for number, need in enumerate(needs) for block in need.values()}
    with _Ahead(scene, [block for need in needs for block in need.values()], options) as ahead:
        for number, (window, need) in enumerate(zip(windows, needs, strict=True)):
            got = {block: ahead.block(block) for block in need.values()}
            yield _picture(scene, window, need, got, options)
            for block in got:
                if last[block] == number:
                    ahead.let_go(block)


def _holders(pieces: Sequence[Window], blocks: Sequence[Window]) -> dict[Window, Window]:
    """The block that holds each piece."""
    return {piece: next(block for block in blocks if holds(block, piece)) for piece in pieces}


class _Ahead:
    """Blocks of a scene, asked for in the order in which they are needed, some ahead."""

    def __init__(self, scene: Scene, order: Sequence[Window], options: GeeOptions) -> None:
        self._scene = scene
        self._waiting = deque(dict.fromkeys(order))
        self._options = options
        self._held: dict[Window, Future[Block | Refused]] = {}
        self._pool = ThreadPoolExecutor(options.at_once, "earth-engine")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def block(self, block: Window) -> Block | Refused:
        """A block, when it is there; the next ones are asked for meanwhile, while there is room."""
        while self._waiting and (block not in self._held or self._has_room()):
            following = self._waiting.popleft()
            asked = self._pool.submit(_fetched, self._scene, following, self._options)
            self._held[following] = asked
        return self._held[block].result()

    def let_go(self, block: Window) -> None:
        """A block that no window needs any more."""
        del self._held[block]

    def _has_room(self) -> bool:
        return len(self._held) < self._options.at_once


def _fetched(scene: Scene, block: Window, options: GeeOptions) -> Block | Refused:
    """A block's values, one field for each band; why not, if there are none."""
    import ee

    try:
        with asking(), slot(options.project or "default"):
            image = ee.Image(scene.href).select(list(options.rgb))
            valid = image.mask().reduce(ee.Reducer.min()).gt(0).toByte().rename(VALID)
            asked = {
                "expression": image.addBands(valid),
                "fileFormat": "NUMPY_NDARRAY",
                "grid": _grid(scene, block),
                "workloadTag": TAG,
            }
            fetched: Block = ee.data.computePixels(asked)
    except Refused as refused:
        return refused
    except ValueError as error:  # what came is no array
        return Refused(None, f"an answer that cannot be read: {error}")
    return fetched


def _grid(scene: Scene, block: Window) -> dict[str, Any]:
    """A part of the scene's own grid."""
    a, _, c, _, e, f = scene.transform
    name = "crsCode" if scene.crs.startswith("EPSG:") else "crsWkt"
    return {
        "dimensions": {"width": block.width, "height": block.height},
        "affineTransform": {
            "scaleX": a,
            "shearX": 0,
            "translateX": c + a * block.col,
            "shearY": 0,
            "scaleY": e,
            "translateY": f + e * block.row,
        },
        name: scene.crs,
    }


def _picture(
    scene: Scene,
    window: Window,
    need: Mapping[Window, Window],
    got: Mapping[Window, Block | Refused],
    options: GeeOptions,
) -> Pixels | Skipped:
    for answer in got.values():
        if isinstance(answer, Refused):
            if answer.status in FORBIDDEN:
                raise InputError(explained(answer, options))
            return Skipped(f"{scene.id} at column {window.col}, row {window.row}", _reason(answer))
    size = (window.height, window.width)
    values = np.empty((*size, len(options.rgb)), str(scene.properties["dtype"]))
    valid = np.empty(size, bool)
    for piece, block in need.items():
        target = _part(window, piece)
        part = got[block][_part(block, piece)]  # type: ignore[index]  # no refusal
        valid[target] = part[VALID] != 0
        for band, name in enumerate(options.rgb):
            values[(*target, band)] = part[name]
    return pixels_of(scene, values, valid)


def _part(whole: Window, piece: Window) -> tuple[slice, slice]:
    """Where a piece lies in a larger window."""
    row, col = piece.row - whole.row, piece.col - whole.col
    return slice(row, row + piece.height), slice(col, col + piece.width)


def _reason(refused: Refused) -> str:
    """A few words that can be counted."""
    if refused.status == 429:
        return "Earth Engine: too many requests"
    return f"Earth Engine answers {refused.status}" if refused.status else "Earth Engine: no answer"
