"""Fact sheets, and how they are kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import shapely
from shapely import Geometry

from rsteller_core.facts.element import facts_of
from rsteller_core.facts.image import image_facts
from rsteller_core.facts.surroundings import MOST_RELATIONS, relations_of
from rsteller_core.facts.things import things_of
from rsteller_core.facts.whole import count_facts, land_cover_facts
from rsteller_core.geometry.outline import simplified
from rsteller_core.values import Fact, FactSheet, Json, PatchView, PlacedElement, SheetElement


def sheet_of(task: str, view: PatchView, *chosen: PlacedElement) -> FactSheet:
    """What a task may tell of a patch: the facts of the image, then of each chosen element those
    of its own and how it lies to what is round it, then the counts and the land cover.
    """
    size = (float(view.patch.window.width), float(view.patch.window.height))
    things = things_of(view)
    facts = list(image_facts(view))
    for number, placed in enumerate(chosen, start=1):
        facts += facts_of(placed, view)
        # An even share of the relations for each; what the first leave is for the last.
        room = MOST_RELATIONS * number // len(chosen) - sum(f.kind == "relation" for f in facts)
        facts += relations_of(placed, things, size, room)
    facts += [*count_facts(things, size), *land_cover_facts(things, size)]
    elements = tuple(_kept(placed) for placed in chosen)
    return FactSheet(view.patch.patch_id, task, elements, tuple(facts))


def sheet_to_json(sheet: FactSheet) -> dict[str, Json]:
    """A sheet as JSON can hold it."""
    return {
        "patch_id": sheet.patch_id,
        "task": sheet.task,
        "elements": [
            {
                "id": element.id,
                "version": element.version,
                "timestamp": element.timestamp,
                "tags": dict(element.tags),
                "outline": element.outline,
            }
            for element in sheet.elements
        ],
        "facts": [
            {
                "kind": fact.kind,
                "value": fact.value,
                "text": fact.text,
                "element": fact.element,
                "visibility": fact.visibility,
            }
            for fact in sheet.facts
        ],
    }


def sheet_from_json(record: Mapping[str, Any]) -> FactSheet:
    """The sheet that ``sheet_to_json`` gave, also after it has been JSON text."""
    return FactSheet(
        patch_id=record["patch_id"],
        task=record["task"],
        elements=tuple(SheetElement(**element) for element in record["elements"]),
        facts=tuple(Fact(**fact) for fact in record["facts"]),
    )


def _outline(geometry: Geometry) -> str:
    # Adding zero turns -0 into 0; without rounding first, WKT writes 1e-10 for what is next to it.
    rounded = shapely.transform(simplified(geometry), lambda xy: xy.round(1) + 0.0)
    return str(shapely.to_wkt(rounded, rounding_precision=1))


def _kept(placed: PlacedElement) -> SheetElement:
    element = placed.element
    return SheetElement(
        id=element.id,
        version=element.version,
        timestamp=element.timestamp.isoformat() if element.timestamp else None,
        tags=dict(element.tags),
        outline=_outline(placed.clipped),
    )
