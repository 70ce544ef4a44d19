"""An index that is there: opened, mapped, asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from rsteller_core.errors import InputError
from rsteller_core.osm.table import Table
from rsteller_core.values import Bounds, Element, Skipped

EDITED_LATER = "edited too long after the image"


class Index:
    """The index in this folder. Raises InputError where it is not whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self._elements = Table(folder, "elements")
            self._boundaries = Table(folder, "boundaries")
            self._broken = pa.ipc.open_file(pa.memory_map(str(folder / "broken.arrow")))
            self.info: dict[str, Any] = json.loads((folder / "index.json").read_bytes())
        except (OSError, ValueError) as error:  # pyarrow's are ValueErrors
            raise InputError(f"the index {folder} is damaged ({error}): delete it") from error

    def broken(self) -> Iterator[Skipped]:
        """What could not be used, anywhere in the file."""
        for number in range(self._broken.num_record_batches):
            what, reason = self._broken.get_batch(number).columns
            yield from map(Skipped, what.to_pylist(), reason.to_pylist())

    def within(
        self, bounds: Bounds, at: datetime | None, later: timedelta | None
    ) -> Iterator[Element | Skipped]:
        """See ``OsmFile.within``."""
        elements = self._elements.within(bounds, at)
        if at is None or later is None or self.info["history"]:
            return elements
        return _edited_by(at + later, elements)

    def boundaries(self, bounds: Bounds, at: datetime | None) -> Iterator[Element]:
        """See ``OsmFile.boundaries``."""
        return self._boundaries.within(bounds, at)


def _edited_by(limit: datetime, elements: Iterator[Element]) -> Iterator[Element | Skipped]:
    """The elements that are not known to have been edited after a time."""
    for element in elements:
        if element.timestamp and element.timestamp > limit:
            yield Skipped(element.id, EDITED_LATER)
        else:
            yield element
