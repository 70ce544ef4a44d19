"""The map of the sample place: the one its imagery was rendered from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from rsteller_core import (
    Bounds,
    Element,
    ElementExtractor,
    Options,
    OsmFile,
    Skipped,
    fingerprint,
)

_MAP = Path(__file__).parent / "data" / "place.osm"


class SampleMap(ElementExtractor[Options]):
    """Elements of a place that does not exist, drawn by hand for this project."""

    name = "sample"
    summary = "the map of the synthetic place that source 'sample' shows"
    licence = "Apache-2.0"
    attribution = "synthetic map of an invented place, by the rsteller project"

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._map = OsmFile(_MAP)

    def inputs(self) -> Mapping[str, str]:
        """The map's name and fingerprint."""
        return {_MAP.name: fingerprint(_MAP)}

    def extract(self, bounds: Bounds, at: datetime | None) -> Iterator[Element | Skipped]:
        """What touches the bounds; the place has no past."""
        return self._map.within(bounds)
