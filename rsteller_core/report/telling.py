"""What the gallery tells of one sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rsteller_core.dataset import StoredSample
from rsteller_core.report.drawing import svg_path
from rsteller_core.report.matching import marks
from rsteller_core.tags import Glossary


def told(
    sample: StoredSample,
    rejections: Sequence[Mapping[str, Any]],
    prompts: Mapping[str, str],
    glossary: Glossary,
) -> dict[str, Any]:
    """A sample as the page reads it; ``prompts`` are the variable parts of its prompts, by task."""
    metadata, sheets = sample.record["metadata"], sample.record.get("fact_sheets", ())
    window = metadata["window"]
    return {
        "key": sample.key,
        "width": window["width"],
        "height": window["height"],
        "about": {
            "scene": metadata["image_name"],
            "acquired": metadata["acquired"] or "no date",
            "meters per pixel": metadata["gsd"],
            "imagery": f"{metadata['attribution']}; {metadata['licence']}",
            "shard": sample.shard.name,
        },
        "sheets": [_sheet(sheet, window["height"], prompts, glossary) for sheet in sheets],
        "captions": [_caption(annotation, sheets) for annotation in sample.record["annotations"]],
        "rejected": [_rejected(rejection) for rejection in rejections],
    }


def _sheet(
    sheet: Mapping[str, Any], height: float, prompts: Mapping[str, str], glossary: Glossary
) -> dict[str, Any]:
    return {
        "task": sheet["task"],
        "facts": [
            {"text": f["text"], "element": f["element"], "kind": f["kind"]} for f in sheet["facts"]
        ],
        "elements": [_element(element, height, glossary) for element in sheet["elements"]],
        "prompt": prompts.get(sheet["task"], ""),
    }


def _element(element: Mapping[str, Any], height: float, glossary: Glossary) -> dict[str, Any]:
    shown = glossary.describing(element["tags"])
    return {
        "id": element["id"],
        "path": svg_path(element["outline"], height),
        "filled": "POLYGON" in element["outline"],
        "tags": [[key, value, key in shown] for key, value in element["tags"].items()],
    }


def _caption(annotation: Mapping[str, Any], sheets: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    number = annotation.get("fact_sheet")
    facts = sheets[number]["facts"] if number is not None and sheets else ()
    return {
        "task": annotation["task"],
        "annotator": annotation["annotator"],
        "text": annotation["text"],
        "sheet": number,
        "marks": marks(annotation["text"], facts),
        "attempts": annotation["attempts"],
        "checks": annotation["checks"],
    }


def _rejected(rejection: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "task": rejection["task"],
        "annotator": rejection["annotator"],
        "text": rejection["text"],
        "attempts": rejection["attempts"],
        "objections": [
            f"{objection['check']}: {objection['reason']}"
            + (f" ({objection['words']})" if objection["words"] else "")
            for objection in rejection["objections"]
        ],
    }
