"""What was asked of a server in the last 24 hours, by any process of this user."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock

from rsteller_core import InputError, OutputError, written_aside

_DAY = 24 * 3600


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder for this process: one question at a time. Raises OutputError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock")
        lock.acquire()
    except OSError as error:
        raise OutputError(
            f"cannot keep answers in {folder}: {(error.strerror or str(error)).lower()}; "
            f"name another folder: -o extractor.folder=DIR"
        ) from None
    try:
        yield
    finally:
        lock.release()


class _Entry(NamedTuple):
    when: float
    url: str
    size: int


class Ledger:
    """The questions of the last 24 hours, and the budget they come out of.

    To be used alone. Raises InputError where the budget is spent.
    """

    def __init__(self, path: Path, url: str, requests: int, size: int) -> None:
        self._path = path
        self._url = url
        self._requests = requests
        self._size = size

    def spend(self) -> None:
        """Write down that a question is asked, before it is."""
        entries = self._entries()
        mine = [entry for entry in entries if entry.url == self._url]
        asked, got = len(mine), sum(entry.size for entry in mine)
        if asked >= self._requests or got >= self._size:
            raise InputError(
                f"the budget of 24 hours for {self._url} is spent: {asked} requests, "
                f"{got / 1e6:.0f} MB; answers are kept, so run the same command again tomorrow, "
                f"or take an extract: --extractor pbf -o extractor.path=REGION.osm.pbf"
            )
        self._write([*entries, _Entry(time.time(), self._url, 0)])

    def received(self, size: int) -> None:
        """Write down how many bytes the last question brought."""
        *before, last = self._entries()
        self._write([*before, last._replace(size=size)])

    def _entries(self) -> list[_Entry]:
        try:
            entries = [_Entry(*entry) for entry in json.loads(self._path.read_text())]
        except FileNotFoundError:
            return []
        return [entry for entry in entries if entry.when > time.time() - _DAY]

    def _write(self, entries: list[_Entry]) -> None:
        with written_aside(self._path) as aside:
            aside.write_text(json.dumps(entries))
