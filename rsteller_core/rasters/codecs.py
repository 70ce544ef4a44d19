"""Which tiles of a TIFF are decoded here, and how one of them is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import imagecodecs
import numpy as np
import tifffile
from numpy.typing import NDArray
from tifffile import COMPRESSION, PHOTOMETRIC, PREDICTOR

JPEG = "libjpeg-turbo"
END = b"\xff\xd9"
INFLATED = {COMPRESSION.ADOBE_DEFLATE, COMPRESSION.DEFLATE, COMPRESSION.ZSTD}
TYPES = {"uint8", "uint16", "int16", "uint32", "int32", "float32"}
ERRORS = (imagecodecs.Jpeg8Error, imagecodecs.DeflateError, imagecodecs.ZstdError, ValueError)

Tile = NDArray[Any]
Decode = Callable[[int, bytes], Tile | None]
"""A tile (height, width, bands) from its number and its bytes; None where they are damaged."""


def any_decoder() -> str:
    """What decodes the tiles of files that nobody has seen yet, as provenance states it."""
    return f"{_jpeg_decoder()} for JPEG, else {_other_decoder()} or GDAL"


def decoder_of(page: tifffile.TiffPage) -> str | None:
    """The name and version of what decodes the tiles of this image here; None: nothing does."""
    if not _has_tiles_of_whole_pixels(page):
        return None
    if _is_jpeg(page):
        return _jpeg_decoder()
    return _other_decoder() if _is_inflated(page) else None


def _jpeg_decoder() -> str:
    return f"{JPEG} {imagecodecs.jpeg8_version().split()[-1].split('/')[0]}"


def _other_decoder() -> str:
    return f"imagecodecs {imagecodecs.__version__}"


def decode_of(page: tifffile.TiffPage) -> Decode:
    """What decodes the tiles of an image that has a decoder here."""
    decode, tables = page.decode, page.jpegtables
    jpeg = _is_jpeg(page)

    def decoded(index: int, coded: bytes) -> Tile | None:
        # libjpeg fills with grey what is missing at the end, and calls it a success.
        if jpeg and END not in coded[-8:]:
            return None
        try:
            tile: Tile = np.asarray(decode(coded, index, jpegtables=tables)[0])[0]
        except ERRORS:
            return None
        return tile

    return decoded


def _has_tiles_of_whole_pixels(page: tifffile.TiffPage) -> bool:
    contiguous = page.planarconfig == tifffile.PLANARCONFIG.CONTIG
    return page.is_tiled and (contiguous or page.samplesperpixel == 1)


def _is_jpeg(page: tifffile.TiffPage) -> bool:
    colours = {PHOTOMETRIC.MINISBLACK, PHOTOMETRIC.RGB, PHOTOMETRIC.YCBCR}
    return (
        page.compression == COMPRESSION.JPEG
        and page.bitspersample == 8
        and page.photometric in colours
    )


def _is_inflated(page: tifffile.TiffPage) -> bool:
    """Whether what GDAL would make of these tiles is what they hold, without more ado."""
    dtype = page.dtype
    return (
        page.compression in INFLATED
        and dtype is not None
        and dtype.name in TYPES
        and page.bitspersample == 8 * dtype.itemsize
        and page.predictor in _predictors(dtype)
        and page.photometric in (PHOTOMETRIC.MINISBLACK, PHOTOMETRIC.RGB)
        and page.parent.byteorder == {"little": "<", "big": ">"}[sys.byteorder]
    )


def _predictors(dtype: np.dtype[Any]) -> set[int]:
    return {PREDICTOR.NONE} if dtype.kind == "f" else {PREDICTOR.NONE, PREDICTOR.HORIZONTAL}
