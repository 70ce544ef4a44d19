"""Which parts of a file to ask for, so that few requests give many blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

GAP = 16 << 10
"""So many bytes between two blocks cost less than a request of their own: 1 ms at 100 Mbit/s."""
SHARE = 0.05
"""How many bytes nobody needs may come along, beside those needed so far."""
LARGEST = 4 << 20
"""A request for more than this is made in parts, to come over several connections."""


class Span(NamedTuple):
    """Bytes of a file, from the first to before the last."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many."""
        return self.end - self.start


def merged(blocks: Iterable[Span]) -> Iterator[Span]:
    """The parts to ask for that hold these blocks, each block whole in one of them."""
    start = end = wanted = 0
    for block in sorted(set(blocks)):
        if not end:
            start, end, wanted = block.start, block.end, block.length
        elif _joins(start, end, wanted, block):
            end, wanted = max(end, block.end), wanted + block.length
        else:
            yield Span(start, end)
            start, end, wanted = block.start, block.end, block.length
    if end:
        yield Span(start, end)


def _joins(start: int, end: int, wanted: int, block: Span) -> bool:
    gap = block.start - end
    if max(end, block.end) - start > LARGEST:
        return False
    return gap <= 0 or (
        gap <= GAP
        and (block.end - start) - (wanted + block.length)
        <= max(SHARE * (wanted + block.length), 64)
    )
