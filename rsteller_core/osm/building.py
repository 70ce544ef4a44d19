"""From a file to its index: read once, sorted on disk, written aside, renamed.

An index is a folder: ``elements`` and ``boundaries`` (see ``table``), ``broken.arrow`` with what
could not be used, and ``index.json`` with what was counted. Memory does not grow with the file,
but for the places of nodes, which go to disk when they are many, and what libosmium keeps of the
relations that make areas.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from shutil import rmtree

import pyarrow as pa

from rsteller_core.errors import InputError
from rsteller_core.folder import write_json
from rsteller_core.osm.cache import Tell, alone, folder_aside, index_folder
from rsteller_core.osm.census import Census
from rsteller_core.osm.columns import KINDS, ElementState, placed
from rsteller_core.osm.file import HISTORY_SUFFIXES
from rsteller_core.osm.history import read_history
from rsteller_core.osm.memory import location_store
from rsteller_core.osm.ordering import in_order
from rsteller_core.osm.reading import (
    OutOfOrderError,
    header_of,
    read_elements,
    refuse_without_places,
)
from rsteller_core.osm.sorting import Sorter
from rsteller_core.osm.table import Table, write_table
from rsteller_core.tags import is_boundary
from rsteller_core.values import Json, Skipped

_BATCH = 10_000
"""Elements that become rows at once."""

_SAY_EVERY = 0.25
"""Seconds between two words on how far it is."""

BROKEN = pa.schema([("what", pa.string()), ("reason", pa.string())])

Read = Iterator[ElementState | Skipped]


def built(path: Path, root: Path | None, tell: Tell) -> Path:
    """The folder of the index of a file, built if it is not there, in a folder of indexes.

    Raises InputError where the file cannot be read, OutputError where there cannot be written.
    """
    folder = index_folder(path, root)
    if folder.exists():
        return folder
    with alone(folder, tell):
        if not folder.exists():
            with folder_aside(folder) as aside:
                _build(path, aside, tell)
                if index_folder(path, root) != folder:
                    raise InputError(f"{path}: changed while it was read; run the command again")
    return folder


def _build(path: Path, folder: Path, tell: Tell) -> None:
    scratch = folder / "scratch"
    try:
        _read_into(folder, path, scratch, tell)
    except OutOfOrderError:
        tell(f"sorting {path.name}", None)
        with in_order(path) as copy:
            _read_into(folder, copy, scratch, tell)


def _read_into(folder: Path, path: Path, scratch: Path, tell: Tell) -> None:
    rmtree(scratch, ignore_errors=True)
    for name in ("elements", "boundaries"):
        (scratch / name).mkdir(parents=True)
    header = header_of(path)
    counted = _write(folder, scratch, _watched(_read(path, scratch), path, tell))
    if counted["broken"] and not counted["elements"]:
        refuse_without_places(path)
    rmtree(scratch)
    write_json(folder / "index.json", {"map": path.name, **header, **counted})


def _read(path: Path, scratch: Path) -> Read:
    if path.name.endswith(HISTORY_SUFFIXES):
        yield from read_history(path)
    else:
        for thing in read_elements(path, location_store(path, scratch)):
            yield thing if isinstance(thing, Skipped) else ElementState(thing)


def _write(folder: Path, scratch: Path, read: Read) -> dict[str, Json]:
    census, broken = Census(), []
    elements, boundaries = Sorter(scratch / "elements"), Sorter(scratch / "boundaries")
    while batch := list(islice(read, _BATCH)):
        skipped = [thing for thing in batch if isinstance(thing, Skipped)]
        sound = [thing for thing in batch if isinstance(thing, ElementState)]
        # No element of a scene is a boundary.
        seen = [thing for thing in sound if not is_boundary(thing.element.tags)]
        told = [thing for thing in sound if is_boundary(thing.element.tags)]
        census.broken(skipped)
        census.elements([thing.element for thing in seen])
        census.boundaries([thing.element for thing in told])
        broken += skipped
        for sorter, some in ((elements, seen), (boundaries, told)):
            if some:
                sorter.add(placed(some))
    write_table(folder, "elements", elements)
    write_table(folder, "boundaries", boundaries)
    _write_broken(folder / "broken.arrow", broken)
    return {**census.told(), "extent": Table(folder, "elements").extent}


def _write_broken(path: Path, broken: list[Skipped]) -> None:
    broken.sort(key=lambda thing: _order(thing.what))
    columns = [[thing.what for thing in broken], [thing.reason for thing in broken]]
    with pa.ipc.new_file(path, BROKEN) as writer:
        writer.write_table(pa.table(columns, schema=BROKEN))


def _order(name: str) -> tuple[int, int]:
    kind, _, number = name.partition("/")
    return KINDS.index(kind), int(number)


def _watched(read: Read, path: Path, tell: Tell) -> Read:
    """The same things; says now and then how much of the file was read."""
    doing, said, share = f"indexing {path.name}", 0.0, None
    for thing in read:
        if time.monotonic() - said > _SAY_EVERY:
            share = _share_read(path) or share
            tell(doing, share)
            said = time.monotonic()
        yield thing
    tell(doing, 1.0)


def _share_read(path: Path) -> float | None:
    """How far libosmium has read, where the system tells: it does not say itself."""
    resolved = str(path.resolve())
    try:
        for number in os.listdir("/proc/self/fd"):  # noqa: PTH208 - links, not files
            if os.path.realpath(f"/proc/self/fd/{number}") == resolved:
                lines = Path(f"/proc/self/fdinfo/{number}").read_text().split()
                return min(int(lines[lines.index("pos:") + 1]) / path.stat().st_size, 1.0)
    except (OSError, ValueError):
        pass
    return None
