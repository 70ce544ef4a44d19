"""The default element extractor: OpenStreetMap extracts from a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
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
    """Where the map is."""

    path: Path | None = Field(
        None,
        description="the map: FILE.osm.pbf, or .osm, .osm.bz2, .osm.gz; without one, "
        "no patch is worth a caption",
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
    """Elements of an OpenStreetMap extract.

    The file is read once, when the first scene is asked for; without one there are no elements.
    An extract knows no past: elements come as they stand in it, whatever the date asked for.
    """

    name = "pbf"
    summary = "an OpenStreetMap extract: .osm.pbf, .osm, .osm.bz2, .osm.gz"

    def __init__(self, options: PbfOptions) -> None:
        super().__init__(options)
        self._map = OsmFile(options.path) if options.path else None

    def inputs(self) -> Mapping[str, str]:
        """The map's name and fingerprint."""
        path = self.options.path
        return {path.name: fingerprint(path)} if path else {}

    def extract(self, bounds: Bounds, at: datetime | None) -> Iterator[Element | Skipped]:
        """What touches the bounds; before the first answer, what is broken in the file."""
        if self._map is None:
            yield Skipped("map", NO_MAP)
        else:
            yield from self._map.within(bounds)


@hookimpl
def rsteller_element_extractors() -> Sequence[type[ElementExtractor[Any]]]:
    """The extractor ``pbf``."""
    return (Pbf,)
