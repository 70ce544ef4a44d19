"""The published record of a sample: what RSTeller's readers expect, and our provenance beside it.

RSTeller's own fields are ``metadata.patch_id``, ``metadata.image_name`` and
``annotations[].task``, ``.text``, ``.annotator``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import shapely

from rsteller_core.facts import sheet_to_json
from rsteller_core.interfaces import ElementExtractor
from rsteller_core.values import Annotation, FactSheet, Json, Patch, Pixels, Scene
from rsteller_core.version import version


def sample_record(
    patch: Patch,
    scene: Scene,
    pixels: Pixels,
    annotations: Sequence[Annotation],
    credit: Mapping[str, Json],
) -> dict[str, Json]:
    """The JSON of one sample; ``credit`` names the map's licence, owners and date."""
    sheets = list(dict.fromkeys(annotation.sheet.task for annotation in annotations))
    by_task = {annotation.sheet.task: annotation.sheet for annotation in annotations}
    return {
        "metadata": _metadata(patch, scene, pixels, credit),
        "annotations": [_annotation(annotation, sheets) for annotation in annotations],
        "fact_sheets": [sheet_to_json(by_task[task]) for task in sheets],
    }


def map_credit(extractor: ElementExtractor[Any]) -> dict[str, Json]:
    """Whose the map data are, and how they were brought to the date of an image."""
    return {
        "extractor": extractor.name,
        "licence": extractor.licence,
        "attribution": extractor.attribution,
        "dating": extractor.dating,
    }


def _metadata(
    patch: Patch, scene: Scene, pixels: Pixels, credit: Mapping[str, Json]
) -> dict[str, Json]:
    return {
        "patch_id": patch.patch_id,
        "image_name": scene.id,
        "window": patch.window._asdict(),
        "bounds": patch.bounds._asdict(),
        "crs": scene.crs,
        "footprint": shapely.to_wkt(patch.footprint, rounding_precision=7),
        "gsd": round(scene.gsd, 4),
        "acquired": scene.acquired.isoformat() if scene.acquired else None,
        "nodata": round(pixels.nodata, 4),
        "licence": scene.licence,
        "attribution": scene.attribution,
        "scene": scene.properties,
        "map": credit,
        "generator": f"rsteller {version()}",
    }


def _annotation(annotation: Annotation, sheets: Sequence[str]) -> dict[str, Json]:
    return {
        "task": annotation.task,
        "text": annotation.text,
        "annotator": annotation.annotator,
        "licence": annotation.licence,
        "fact_sheet": sheets.index(annotation.sheet.task),
        "elements": _elements(annotation.sheet),
        "template": annotation.template,
        "seed": annotation.seed,
        "attempts": annotation.attempts,
        "checks": list(annotation.checks),
        "lane": annotation.lane,
        "finish": annotation.finish,
        "tokens_in": annotation.tokens_in,
        "tokens_out": annotation.tokens_out,
    }


def _elements(sheet: FactSheet) -> list[Json]:
    return [{"id": element.id, "version": element.version} for element in sheet.elements]
