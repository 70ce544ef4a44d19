"""Sorting a file whose ids are out of order, as real files can be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import osmium

from rsteller_core.errors import InputError
from rsteller_core.osm.memory import can_be_sorted


@contextmanager
def in_order(path: Path) -> Iterator[Path]:
    """A sorted copy of the file, there for as long as the context lasts.

    Of a thing that comes twice the newest version stays. The whole file is held in memory while
    it is sorted; a larger one than memory allows is refused. Raises InputError.
    """
    if not can_be_sorted(path):
        raise InputError(
            f"{path}: the map is not in order and too large to be sorted here; sort it: "
            f"osmium sort {path} -o sorted.osm.pbf"
        )
    with TemporaryDirectory(prefix="rsteller-") as folder:
        copy = Path(folder) / "sorted.osm.pbf"
        try:
            _sort(path, copy)
        except RuntimeError as error:
            raise InputError(
                f"{path}: the map is not in order and could not be sorted in {folder} ({error}); "
                f"sort it: osmium sort {path} -o sorted.osm.pbf"
            ) from error
        yield copy


def _sort(path: Path, copy: Path) -> None:
    merged = osmium.MergeInputReader()
    merged.add_file(str(path))
    with osmium.SimpleWriter(copy) as writer:
        merged.apply(writer)
