"""Whole numbers in columns, longer than the memory: appended row by row, then mapped from disk."""

from __future__ import annotations

import errno
import os
from array import array
from tempfile import TemporaryFile, gettempdir
from types import TracebackType
from typing import IO, Any, Self

import numpy as np
from numpy.typing import NDArray

from rsteller_core.errors import InputError

Numbers = NDArray[np.integer[Any]]

# Rows that are held in memory before they are written.
_ROWS = 1 << 18


class Spool:
    """Columns of numbers in unnamed files, which go when the context ends.

    `types` are numpy's: `Spool("i8", "u4")` has two columns. They lie in the folder that `TMPDIR`
    names. Raises InputError where there is no room in it.
    """

    def __init__(self, *types: str) -> None:
        self._types = [np.dtype(name) for name in types]
        self._rows: list[array[int]] = [array(dtype.char) for dtype in self._types]
        self._files = [TemporaryFile(buffering=0, prefix="rsteller-") for _ in types]  # noqa: SIM115
        self._length = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._files:
            file.close()

    def __len__(self) -> int:
        return self._length

    def append(self, *row: int) -> None:
        """Add a row: one number for each column."""
        for column, number in zip(self._rows, row, strict=True):
            column.append(number)
        self._length += 1
        if self._length % _ROWS == 0:
            self._write()

    def columns(self) -> list[Numbers]:
        """All rows, as one read-only array for each column."""
        self._write()
        return [self._mapped(*column) for column in zip(self._files, self._types, strict=True)]

    def _mapped(self, file: IO[bytes], dtype: np.dtype[Any]) -> Numbers:
        # Nothing cannot be mapped.
        if not self._length:
            return np.empty(0, dtype)
        return np.asarray(np.memmap(file, dtype, "r", shape=(self._length,)))

    def _write(self) -> None:
        for column, file in zip(self._rows, self._files, strict=True):
            try:
                _write_whole(file, column)
            except OSError as error:
                raise InputError(
                    f"no room for the history of the nodes in {gettempdir()} ({error.strerror}): "
                    f"free some, or name a folder on a larger disk: TMPDIR=/there rsteller ..."
                ) from error
            del column[:]


def _write_whole(file: IO[bytes], column: array[int]) -> None:
    # A disk that runs full takes the first part and says nothing.
    if file.write(column) < len(column) * column.itemsize:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
