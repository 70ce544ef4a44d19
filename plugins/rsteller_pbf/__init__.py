"""The default element extractor: OpenStreetMap extracts from a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator

from rsteller_core import (
    OSM_SUFFIXES,
    Bounds,
    Element,
    ElementExtractor,
    Options,
    OsmFile,
    Skipped,
    fingerprint,
    hookimpl,
)

NO_MAP = "no map is given: -o extractor.path=FILE.osm.pbf"


class PbfOptions(Options):
    """Where the map is, and what of it is read."""

    path: Path | None = Field(
        None,
        description="the map: FILE.osm.pbf, or .osm, .osm.bz2, .osm.gz; a full history: "
        "FILE.osh.pbf; without one, no patch is worth a caption",
    )

    index: Path | None = Field(
        None,
        description="the folder in which indexes of maps are kept; by default rsteller/osm in "
        "$XDG_CACHE_HOME or ~/.cache",
    )
    later: float = Field(
        365,
        ge=0,
        le=36500,
        description="of an extract, which knows no past, leave out what was edited more than so "
        "many days after the date asked for",
    )

    @field_validator("path")
    @classmethod
    def _is_a_map(cls, path: Path | None) -> Path | None:
        if path is None:
            return None
        if not path.name.endswith(OSM_SUFFIXES):
            raise ValueError(f"{path} is no map; a map ends in {', '.join(OSM_SUFFIXES)}")
        if path.is_dir():
            raise ValueError(f"{path} is a folder; give one file")
        if not path.exists():
            raise ValueError(f"no such file: {path}")
        return path


class Pbf(ElementExtractor[PbfOptions]):
    """Elements of an OpenStreetMap extract, or of a full history.

    The file is indexed once, when it is first asked, and the index kept; without a file there are
    no elements. From a full history elements come as they stood at the date asked for. An extract
    knows no past: elements come as they stand in it, but those that were edited much later than
    the date are left out.
    """

    name = "pbf"
    summary = "an OpenStreetMap extract or full history: .osm.pbf, .osm, .osh.pbf ..."

    def __init__(self, options: PbfOptions) -> None:
        super().__init__(options)
        self._map = OsmFile(options.path, options.index) if options.path else None

    @property
    def dating(self) -> str:
        """What is done for want of a past, where the map has none."""
        if self._map and self._map.is_history:
            return "as it stood at this date"
        return (
            "as the extract stands, without what was edited more than "
            f"{self.options.later:g} days after this date"
        )

    def prepare(self, tell: Callable[[str, float | None], None]) -> None:
        """Index the map if that was not done before."""
        if self._map:
            self._map.prepare(tell)

    def inputs(self) -> Mapping[str, str]:
        """The map's name and fingerprint."""
        path = self.options.path
        return {path.name: fingerprint(path)} if path else {}

    def extract(self, bounds: Bounds, at: datetime | None) -> Iterator[Element | Skipped]:
        """What touches the bounds; before the first answer, what is broken in the file."""
        if self._map is None:
            yield Skipped("map", NO_MAP)
        else:
            yield from self._map.within(bounds, at, timedelta(days=self.options.later))

    def boundaries(self, bounds: Bounds, at: datetime | None) -> Iterator[Element]:
        """Those that are whole in the extract."""
        return self._map.boundaries(bounds, at) if self._map else iter(())


@hookimpl
def rsteller_element_extractors() -> Sequence[type[ElementExtractor[Any]]]:
    """The extractor ``pbf``."""
    return (Pbf,)
