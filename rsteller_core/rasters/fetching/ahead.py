"""Fetching the blocks under many windows: each once, row by row, some rows ahead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rsteller_core.rasters.fetching.ranges import Span, merged
from rsteller_core.rasters.fetching.served import ServedFile
from rsteller_core.rasters.layout import Block, Row

AHEAD = 32 << 20
"""So many bytes are held or on their way before no further row of blocks is asked for."""
HELD = 128 << 20
"""So many bytes are held for windows that come much later; beyond that they are asked for anew."""


class ReadAhead:
    """The bytes of the blocks under windows that are read one after the other.

    ``needed`` are the blocks under each window. A row of blocks is asked for as a whole, in
    parts of the file that hold neighbouring blocks; it is let go after its last window.
    """

    def __init__(self, file: ServedFile, needed: Sequence[Sequence[Block]]) -> None:
        self._file = file
        self._needed = needed
        blocks: dict[Row, set[Span]] = defaultdict(set)
        self._last: dict[Row, int] = {}
        for number, under in enumerate(needed):
            for row, start, length in under:
                blocks[row].add(Span(start, start + length))
                self._last[row] = number
        self._parts = {row: sorted(merged(spans)) for row, spans in blocks.items()}
        self._waiting = list(self._parts)[::-1]
        self._asked: dict[Row, int] = {}

    def missing(self, number: int) -> str | None:
        """Wait for the bytes of one window; why they cannot be had, if they cannot."""
        under = self._needed[number]
        rows = list(dict.fromkeys(block.row for block in under))
        for row in [row for row in self._asked if self._last[row] < number]:
            self._let_go(row)
        self._make_room(rows)
        for row in rows:
            self._ask(row)
        while self._waiting and sum(self._asked.values()) < AHEAD:
            row = self._waiting.pop()
            if self._last[row] >= number:
                self._ask(row)
        return self._file.missing([self._part(block) for block in under])

    def close(self) -> None:
        """Let go of everything."""
        for row in list(self._asked):
            self._let_go(row)

    def _ask(self, row: Row) -> None:
        if row not in self._asked:
            self._asked[row] = sum(part.length for part in self._parts[row])
            self._file.expect(self._parts[row])

    def _let_go(self, row: Row) -> None:
        del self._asked[row]
        self._file.forget(self._parts[row])

    def _make_room(self, rows: Sequence[Row]) -> None:
        """Windows in no order could need every row for ever."""
        for row in list(self._asked):
            if sum(self._asked.values()) <= HELD:
                return
            if row not in rows:
                self._let_go(row)

    def _part(self, block: Block) -> Span:
        return next(
            part
            for part in self._parts[block.row]
            if part.start <= block.start and block.start + block.length <= part.end
        )
