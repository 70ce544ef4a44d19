"""Image source and element extractor ``sample``: a place that was drawn, not photographed.

Its imagery is rendered from its map by a script, so that what a caption says can be looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

from rsteller_core import (
    ElementExtractor,
    ImageSource,
    Options,
    RasterOptions,
    RasterSource,
    hookimpl,
)
from rsteller_sample.extractor import SampleMap

DATA = Path(__file__).parent / "data"


class SampleOptions(RasterOptions):
    """How the synthetic scenes are read."""


class Sample(RasterSource[SampleOptions]):
    """Synthetic scenes of a made-up place in UTM zone 15, 0.6 m, with a map that fits them."""

    name = "sample"
    summary = "a small synthetic place that ships with rsteller, to try things on"
    extractor = "sample"
    licence = "Apache-2.0"
    attribution = "synthetic imagery by the rsteller authors"
    statements = MappingProxyType({"synthetic": True})

    def files(self) -> Sequence[Path]:
        """The scenes in this package, by name."""
        return sorted(DATA.glob("*.tif"))


@hookimpl
def rsteller_image_sources() -> Sequence[type[ImageSource[SampleOptions]]]:
    """The one source of this plugin."""
    return [Sample]


@hookimpl
def rsteller_element_extractors() -> Sequence[type[ElementExtractor[Options]]]:
    """The map of the same place."""
    return [SampleMap]
