"""Images that look alike: perceptual hashes, and those of them that differ in few bits.

The hash is ImageHash's ``phash``: 64 bits of the low frequencies of the picture in grey. Needs the
extra ``publish``.
"""

from __future__ import annotations

import io
from collections import defaultdict
from importlib.util import find_spec
from itertools import pairwise

from rsteller_core.errors import MissingExtra

ALIKE = "its image is like an earlier one"
_BITS = 64


def require_hashing() -> None:
    """Raises MissingExtra where the extra ``publish`` is not installed."""
    if not find_spec("imagehash"):
        raise MissingExtra("finding like images needs imagehash: pip install 'rsteller[publish]'")


def image_hash(jpeg: bytes) -> int:
    """The 64 bits of a picture."""
    import imagehash
    from PIL import Image

    with Image.open(io.BytesIO(jpeg)) as image:
        return int(str(imagehash.phash(image)), 16)


class Seen:
    """Hashes that were met. Finds one within ``distance`` bits of another, and misses none.

    Two hashes that differ in d bits are equal in at least one of d + 1 pieces: only those that
    share a piece are compared.
    """

    def __init__(self, distance: int) -> None:
        self._distance = distance
        pieces = distance + 1
        self._edges = [_BITS * place // pieces for place in range(pieces + 1)]
        self._by_piece: defaultdict[tuple[int, int], list[int]] = defaultdict(list)

    def is_like_one(self, found: int) -> bool:
        """Whether an earlier hash is as near; if none is, this one is kept."""
        pieces = self._pieces(found)
        if any(
            (found ^ other).bit_count() <= self._distance
            for piece in pieces
            for other in self._by_piece.get(piece, ())
        ):
            return True
        for piece in pieces:
            self._by_piece[piece].append(found)
        return False

    def _pieces(self, found: int) -> list[tuple[int, int]]:
        return [
            (low, found >> low & ((1 << high - low) - 1)) for low, high in pairwise(self._edges)
        ]
