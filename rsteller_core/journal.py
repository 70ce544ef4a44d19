"""The append-only record of what the model answered, keyed by content: nothing paid for is lost.

One file a shard, one JSON line an answer, flushed as it comes. A line that a crash cut short is
dropped when the file is opened again, and cut off so that the next line starts clean.
"""

from __future__ import annotations

import json
import os
from dataclasses import fields
from pathlib import Path

from rsteller_core.folder import clear_os_errors
from rsteller_core.values import Answer

_FIELDS = tuple(field.name for field in fields(Answer))


class Journal:
    """The answers of one shard, on disk, until it is closed.

    Raises OutputError where the disk cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with clear_os_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("a+b")
            self._answers = self._load()

    def get(self, key: str) -> Answer | None:
        """What was answered to the request of this key, if it was."""
        return self._answers.get(key)

    def add(self, answer: Answer) -> None:
        """Append an answer; when this returns, a crash of the process cannot lose it."""
        self._answers[answer.key] = answer
        line = json.dumps({name: getattr(answer, name) for name in _FIELDS}).encode() + b"\n"
        with clear_os_errors(self._path):
            self._file.write(line)
            self._file.flush()

    def _load(self) -> dict[str, Answer]:
        self._file.seek(0)
        answers: dict[str, Answer] = {}
        whole = 0
        for line in self._file:
            if not line.endswith(b"\n"):
                break
            whole += len(line)
            answer = _parse(line)
            if answer is not None:
                answers[answer.key] = answer
        self._file.truncate(whole)
        self._file.seek(whole)
        return answers

    def close(self) -> None:
        """Put everything on the disk itself."""
        os.fsync(self._file.fileno())
        self._file.close()


def _parse(line: bytes) -> Answer | None:
    """The answer in a line; None where a power failure left the line as zeros or in pieces."""
    try:
        return Answer(**json.loads(line))
    except (ValueError, TypeError):
        return None
