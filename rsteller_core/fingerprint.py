"""What a file is, in one short string: part of the identity of a run."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rsteller_core.errors import InputError

WHOLE = 64 << 20
"""Files up to this size are read whole."""
PART = 8 << 20


def fingerprint(path: Path) -> str:
    """``sha256:`` and the hash over the size of a file and its content.

    Of a file above 64 MiB the first, the middle and the last 8 MiB stand for the content: an edit
    elsewhere that keeps the size is not seen. Raises InputError where the file cannot be read.
    """
    digest = hashlib.sha256()
    try:
        size = path.stat().st_size
        digest.update(f"{size}\n".encode())
        with path.open("rb") as file:
            for start, length in _parts(size):
                file.seek(start)
                digest.update(file.read(length))
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    return f"sha256:{digest.hexdigest()}"


def _parts(size: int) -> tuple[tuple[int, int], ...]:
    if size <= WHOLE:
        return ((0, size),)
    return ((0, PART), ((size - PART) // 2, PART), (size - PART, PART))
