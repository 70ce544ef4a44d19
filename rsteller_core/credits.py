"""Whose work a dataset was made from: the NOTICE that lies in every output folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from rsteller_core.interfaces import ElementExtractor
from rsteller_core.values import Scene
from rsteller_core.version import version


def notice(
    scenes: Iterable[Scene], extractor: ElementExtractor[Any], annotators: Iterable[str]
) -> str:
    """Licences and credits of the imagery and of the map, and who wrote the captions."""
    imagery = Counter((scene.attribution, scene.licence) for scene in scenes)
    lines = [
        f"Made by rsteller {version()} out of the work of others, under their terms.",
        "",
        "Imagery",
        *(
            f"- {attribution}; licence: {licence}; scenes: {count}"
            for (attribution, licence), count in sorted(imagery.items())
        ),
        "",
        "Map",
        f"- {extractor.attribution}; licence: {extractor.licence}",
        "",
        "Captions",
        *(f"- written by {annotator}" for annotator in annotators),
    ]
    return "\n".join(lines) + "\n"
