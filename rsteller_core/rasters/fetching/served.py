"""A file on a server: what was fetched of it, and what is on its way."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from concurrent.futures import CancelledError, Future

from rsteller_core.errors import NotServed
from rsteller_core.rasters.fetching.http import Part
from rsteller_core.rasters.fetching.ranges import Span
from rsteller_core.rasters.fetching.transport import Transport

HEAD = 64 << 10
"""How much is asked for first: the directories of most COGs, with where the blocks lie."""
PIECE = 128 << 10
"""How much is asked for, at least, where nobody said before what would be read."""
KEPT = 16 << 20
"""How many bytes of such pieces are kept."""
CHANGED = "the file changed while it was read"
SHORT = "the file ends before its last block"


class ServedFile:
    """Reads bytes that were expected from where they arrived, and asks for all others.

    Not for two threads at a time.
    """

    def __init__(self, href: str, transport: Transport) -> None:
        self.href = href
        self.failure: str | None = None
        self._transport = transport
        self._size: int | None = None
        self._kept: dict[int, bytes] = {}
        self._coming: dict[Span, Future[Part]] = {}
        self._starts: list[Span] = []

    def size(self) -> int:
        """The length of the file. Raises NotServed."""
        if self._size is None:
            self.read(0, 1)
        return self._size or 0

    def read(self, start: int, length: int) -> bytes:
        """These bytes; fewer at the end of the file. Raises NotServed."""
        pieces = []
        while length > 0 and (piece := self._piece(start, length)):
            pieces.append(piece)
            start, length = start + len(piece), length - len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def expect(self, spans: Iterable[Span]) -> None:
        """Ask for bytes that will be read."""
        for span in spans:
            if span not in self._coming:
                self._coming[span] = self._transport.submit(self.href, span.start, span.length)
        self._starts = sorted(self._coming)

    def forget(self, spans: Iterable[Span]) -> None:
        """Let go of bytes that were expected."""
        for span in spans:
            if (part := self._coming.pop(span, None)) is not None:
                part.cancel()
        self._starts = sorted(self._coming)

    def missing(self, spans: Sequence[Span]) -> str | None:
        """Wait for bytes that were expected; why some of them cannot be had."""
        for span in spans:
            try:
                part = self._coming[span].result()
                self._learn(part)
            except NotServed as error:
                return error.reason
            except CancelledError:
                return "closed while waiting"
            if len(part.data) < span.length:
                return SHORT
        return None

    def _piece(self, start: int, length: int) -> bytes:
        """Some of these bytes, at least the first; none beyond the end."""
        at = bisect_right(self._starts, (start, float("inf"))) - 1
        if at >= 0 and start < self._starts[at].end:
            span = self._starts[at]
            part = self._coming[span].result()
            return part.data[start - span.start : start - span.start + length]
        for first, piece in self._kept.items():
            if first <= start < first + len(piece):
                return piece[start - first : start - first + length]
        return self._asked(start, length)[:length]

    def _asked(self, start: int, length: int) -> bytes:
        if self._size is not None and start >= self._size:
            return b""
        least = PIECE if self._kept else HEAD
        part = self._transport.part(self.href, start, max(length, least))
        self._learn(part)
        while sum(map(len, self._kept.values())) > KEPT:
            # The oldest after the head, which is asked for again and again.
            del self._kept[list(self._kept)[1]]
        self._kept[start] = part.data
        return part.data

    def _learn(self, part: Part) -> None:
        if part.size is None:
            return
        if self._size is not None and part.size != self._size:
            raise NotServed(self.href, CHANGED)
        self._size = part.size


class Stream(io.RawIOBase):
    """A served file as GDAL and tifffile read it.

    What cannot be had reads as the end of the file, and is noted in ``failure`` of the file.
    """

    def __init__(self, file: ServedFile) -> None:
        self._file = file
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or all that are left."""
        try:
            if size < 0:
                size = max(0, self._file.size() - self._at)
            data = self._file.read(self._at, size)
        except NotServed as error:
            self._file.failure = error.reason
            return b""
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, from the start, from here or from the end."""
        if whence == io.SEEK_CUR:
            offset += self._at
        elif whence == io.SEEK_END:
            offset += self._length()
        self._at = offset
        return self._at

    def tell(self) -> int:
        """The place."""
        return self._at

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def _length(self) -> int:
        try:
            return self._file.size()
        except NotServed as error:
            self._file.failure = error.reason
            return 0
