"""The output folder: where each thing lies, and how a file gets its name.

A name on disk means a whole file: everything is written aside, fsynced and renamed.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from rsteller_core.errors import OutputError
from rsteller_core.values import Json

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Folder:
    """The paths of a run."""

    root: Path

    @property
    def run(self) -> Path:
        """The run's identity."""
        return self.root / "run.json"

    @property
    def scenes(self) -> Path:
        """The scenes of the plan."""
        return self.root / "scenes.parquet"

    @property
    def plan(self) -> Path:
        """The plan: its being there means that planning is done."""
        return self.root / "plan.parquet"

    @property
    def notice(self) -> Path:
        """The licences and credits of what the dataset was made from."""
        return self.root / "NOTICE"

    @property
    def sampling(self) -> Path:
        """What was taken of what was there, by tag, where sampling was asked for."""
        return self.root / "sampling.json"

    @property
    def rejected(self) -> Path:
        """The captions that were not accepted, with the reasons."""
        return self.root / "rejected.jsonl"

    def journal(self, shard: int) -> Path:
        """What the model answered in one shard."""
        return self.root / "journal" / f"{shard:06d}.jsonl"

    def report(self, shard: int) -> Path:
        """What became of one shard: its being there means that the shard is done."""
        return self.root / "reports" / f"{shard:06d}.json"

    def marks(self, shard: int) -> Path:
        """What tells the captions of one shard from those of the others, to count repetitions."""
        return self.root / "reports" / f"{shard:06d}.npy"

    @property
    def quality(self) -> Path:
        """What was accepted when, what was false, what repeats."""
        return self.root / "quality.json"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder, made if need be, for one run alone. Raises OutputError."""
        with clear_os_errors(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.root / ".lock")
            try:
                lock.acquire(timeout=0)
            except Timeout:
                raise OutputError(f"{self.root} is in use by another run") from None
        try:
            yield
        finally:
            lock.release()
            self._leave_nothing()

    def _leave_nothing(self) -> None:
        """Remove a folder in which nothing came to be."""
        if [path.name for path in self.root.iterdir()] == [".lock"]:
            (self.root / ".lock").unlink()
            self.root.rmdir()


@contextmanager
def clear_os_errors(path: Path) -> Iterator[None]:
    """Say what the operating system refused, and where, as an OutputError."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        where = error.filename or path
        mend = "free some room" if error.errno in _FULL else "choose another --out"
        raise OutputError(f"cannot write {where}: {reason}; {mend}") from None


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """A path to write to, which takes its name when the block ends well and vanishes if not."""
    aside = path.with_name(f".{path.name}.partial")
    with clear_os_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield aside
            sync(aside)
            aside.replace(path)
            sync(path.parent)
        finally:
            aside.unlink(missing_ok=True)


@contextmanager
def folder_written_aside(folder: Path) -> Iterator[Path]:
    """A folder to fill, which takes its name when the block ends well and vanishes if not.

    No folder of that name may be there at the end of the block.
    """
    aside = folder.with_name(f".{folder.name}.partial")
    with clear_os_errors(folder):
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        try:
            yield aside
            aside.rename(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """A text, whole or not at all."""
    with written_aside(path) as aside:
        aside.write_text(text, encoding="utf-8")


def write_json(path: Path, document: Json) -> None:
    """A JSON document, whole or not at all."""
    write_text(path, json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def sync(path: Path) -> None:
    """Have what is in a file or a folder on disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
