"""Where indexes are kept, and which index is that of a file.

An index lies in a folder of its own under ``$XDG_CACHE_HOME/rsteller/osm`` (by default
``~/.cache/rsteller/osm``). Its name holds what the file is and what makes the index: another
file, another rsteller or another libosmium means another index. Any of them may be deleted.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree

from filelock import FileLock, Timeout

from rsteller_core import tags
from rsteller_core.errors import InputError, OutputError
from rsteller_core.fingerprint import WHOLE, fingerprint
from rsteller_core.folder import sync

Tell = Callable[[str, float | None], None]
"""Told what is being done, and the share of it that is done, where that is known."""


def _default_root() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "rsteller", "osm")


def index_folder(path: Path, root: Path | None) -> Path:
    """Where the index of a file lies, or would lie, in a folder of indexes.

    Raises InputError where the file cannot be read.
    """
    what = hashlib.sha256(f"{_identity(path)} {_maker()}".encode()).hexdigest()
    return (root or _default_root()) / f"{path.name.partition('.os')[0]}-{what[:16]}"


def _identity(path: Path) -> str:
    try:
        path.open("rb").close()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    content, stat = fingerprint(path), path.stat()
    # Of a large file only parts are in the fingerprint: the time tells of an edit elsewhere.
    return content if stat.st_size <= WHOLE else f"{content} {stat.st_mtime_ns}"


@cache
def _maker() -> str:
    """Everything that decides what is in an index besides the file, in one short string."""
    digest = hashlib.sha256()
    for folder in (Path(__file__).parent, Path(tags.__file__).parent):
        for file in sorted(folder.iterdir()):
            if file.suffix in (".py", ".json", ".toml"):
                digest.update(file.name.encode() + file.read_bytes())
    libraries = " ".join(version(name) for name in ("osmium", "shapely", "pyarrow"))
    return f"{digest.hexdigest()} {libraries}"


@contextmanager
def alone(folder: Path, tell: Tell) -> Iterator[None]:
    """Hold the place of an index for this process alone; waits while another builds it."""
    with clear_os_errors(folder.parent):
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder.with_name(f".{folder.name}.lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            tell("waiting for another process, which makes this index", None)
            lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def folder_aside(folder: Path) -> Iterator[Path]:
    """A folder to write to, which takes its name when the block ends well and vanishes if not.

    To be used alone: what an earlier process left behind is removed.
    """
    aside = folder.with_name(f".{folder.name}.partial")
    with clear_os_errors(folder.parent):
        rmtree(aside, ignore_errors=True)
        aside.mkdir()
        try:
            yield aside
            for file in aside.iterdir():
                sync(file)
            sync(aside)
            aside.rename(folder)
            sync(folder.parent)
        finally:
            rmtree(aside, ignore_errors=True)


@contextmanager
def clear_os_errors(root: Path) -> Iterator[None]:
    """Say what the operating system refused, and where, as an OutputError."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(
            f"cannot write an index of the map to {error.filename or root}: {reason}; "
            "free some room, or name another folder: -o extractor.index=DIR"
        ) from None
