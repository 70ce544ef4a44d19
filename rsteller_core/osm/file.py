"""An OpenStreetMap file, of which the elements of a place are found at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rsteller_core.values import Bounds, Element, Skipped

if TYPE_CHECKING:
    from rsteller_core.osm.cache import Tell
    from rsteller_core.osm.index import Index

HISTORY_SUFFIXES = (".osh.pbf", ".osh", ".osh.bz2", ".osh.gz")
"""The files that are full-history files by the end of their names."""

OSM_SUFFIXES = (".osm.pbf", ".osm", ".osm.bz2", ".osm.gz", *HISTORY_SUFFIXES)
"""The files that OsmFile reads, by the end of their names."""


def _quietly(doing: str, share: float | None) -> None:
    """Tell nobody."""


class OsmFile:
    """An OpenStreetMap file of any size, indexed on disk when it is first asked.

    Tagged nodes are points. A way is a polygon where it is closed and its tags say so
    (``is_area``), else a line. Relations of type multipolygon and boundary are polygons, with
    their holes. Only what ``is_scene_element`` calls a thing in the landscape is kept, and named
    boundaries beside it.

    The index lies in ``folder`` (by default ``~/.cache/rsteller/osm``), is found there the next
    time, by other processes too, and is made anew when the file changes.
    """

    def __init__(self, path: Path, folder: Path | None = None) -> None:
        self.path = path
        self._folder = folder
        self._index: Index | None = None
        self._told = False

    @property
    def is_history(self) -> bool:
        """Whether this is a full-history file, which knows what was there at any time."""
        return self.path.name.endswith(HISTORY_SUFFIXES)

    def prepare(self, tell: Tell = _quietly) -> Path:
        """Build the index if it is not there; where it lies. ``tell`` is told how far it is.

        Raises InputError where the file cannot be read, OutputError where there cannot be
        written.
        """
        return self._opened(tell).folder

    def within(
        self, bounds: Bounds, at: datetime | None = None, later: timedelta | None = None
    ) -> Iterator[Element | Skipped]:
        """The elements that touch the lon/lat bounds: nodes, ways, relations, each by number.

        Of a full history, as they stood at ``at``, by default as they stand at its end. An extract
        knows no past: with ``later``, what was edited longer than that after ``at`` comes as
        Skipped. The first call brings before all, as Skipped, what is broken anywhere in
        the file. Raises as ``prepare`` does.
        """
        index = self._opened()
        if not self._told:
            yield from index.broken()
            self._told = True
        yield from index.within(bounds, at, later)

    def boundaries(self, bounds: Bounds, at: datetime | None = None) -> Iterator[Element]:
        """The named boundaries whose areas touch the bounds, in the same order."""
        return self._opened().boundaries(bounds, at)

    def info(self) -> dict[str, Any]:
        """What is in the map: box, date, and counts by kind, shape, key and reason (JSON)."""
        return self._opened().info

    def _opened(self, tell: Tell = _quietly) -> Index:
        if self._index is None:
            # What is heavy is loaded when a map is first read, not when a plugin is registered.
            from rsteller_core.osm.building import built
            from rsteller_core.osm.index import Index

            self._index = Index(built(self.path, self._folder, tell))
        return self._index
