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


class PbfOptions(Options):
    """Where the map is."""

    path: Path = Field(description="the map: FILE.osm.pbf, or .osm, .osm.bz2, .osm.gz")

    @field_validator("path")
    @classmethod
    def _is_a_map(cls, path: Path) -> Path:
        if not path.name.endswith(OSM_SUFFIXES):
            raise ValueError(f"{path} is no map; a map ends in {', '.join(OSM_SUFFIXES)}")
        if path.is_dir():
            raise ValueError(f"{path} is a folder; give one file")
        if not path.exists():
            raise ValueError(f"no such file: {path}")
        return path


class Pbf(ElementExtractor[PbfOptions]):
    """Elements of an OpenStreetMap extract.

    The file is read once, when the first scene is asked for. An extract knows no past: elements
    come as they stand in it, whatever the date asked for.
    """

    name = "pbf"
    summary = "an OpenStreetMap extract: .osm.pbf, .osm, .osm.bz2, .osm.gz"

    def __init__(self, options: PbfOptions) -> None:
        super().__init__(options)
        self._map = OsmFile(options.path)

    def inputs(self) -> Mapping[str, str]:
        """The map's name and fingerprint."""
        return {self.options.path.name: fingerprint(self.options.path)}

    def extract(self, bounds: Bounds, at: datetime | None) -> Iterator[Element | Skipped]:
        """What touches the bounds; before the first answer, what is broken in the file."""
        return self._map.within(bounds)


@hookimpl
def rsteller_element_extractors() -> Sequence[type[ElementExtractor[Any]]]:
    """The extractor ``pbf``."""
    return (Pbf,)
