"""Whose work a dataset was made from: the NOTICE that lies in every output folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from rsteller_core.interfaces import ElementExtractor, LLMBackend
from rsteller_core.models import model_of
from rsteller_core.values import Scene
from rsteller_core.version import version


def notice(
    scenes: Iterable[Scene],
    extractor: ElementExtractor[Any],
    annotators: Iterable[LLMBackend[Any]],
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
        *dict.fromkeys(map(_written_by, annotators)),
    ]
    return "\n".join(lines) + "\n"


def restriction(annotator: LLMBackend[Any]) -> str:
    """What the licence of a model asks of its captions; nothing where it is not known to."""
    model = model_of(annotator.annotator)
    return model.restricted if model else ""


def _written_by(annotator: LLMBackend[Any]) -> str:
    restricted = restriction(annotator)
    line = f"- written by {annotator.annotator}; licence: {annotator.licence}"
    return f"{line}; {restricted}" if restricted else line
