"""Fact sheets, and how they are kept as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import shapely
from shapely import Geometry

from rsteller_core.facts.element import own_facts
from rsteller_core.facts.image import image_facts
from rsteller_core.facts.pairs import Subject
from rsteller_core.facts.surroundings import MOST_RELATIONS, relations_of
from rsteller_core.facts.things import Things
from rsteller_core.facts.whole import whole_facts
from rsteller_core.facts.within import within_facts
from rsteller_core.geometry.outline import simplified
from rsteller_core.values import (
    Fact,
    FactSheet,
    Json,
    PatchView,
    Picked,
    PlacedElement,
    SheetElement,
)


def sheet_of(task: str, view: PatchView, *chosen: PlacedElement) -> FactSheet:
    """What a task may tell of a patch: the facts of the image and where it lies, then of each
    chosen element those of its own and how it lies to what is round it, then the counts and the
    land cover.
    """
    (sheet,) = sheets_of(task, [(view, chosen)])
    return sheet


def sheets_of(task: str, picked: Sequence[Picked]) -> list[FactSheet]:
    """The sheets of several patches, each as ``sheet_of`` makes it, at a fraction of the cost:
    what lies round the elements is measured for all of them at once.
    """
    return [
        sheet for _, alike in groupby(picked, key=_alike) for sheet in _sheets(task, list(alike))
    ]


def _alike(picked: Picked) -> tuple[object, ...]:
    """Equal for patches that can be looked at together."""
    view, _ = picked
    kinds = view.measured.kinds if view.measured else view
    return id(kinds), id(view.glossary), view.gsd, view.patch.window[2:]


def _sheets(task: str, picked: Sequence[Picked]) -> Iterator[FactSheet]:
    window = picked[0][0].patch.window
    size = (float(window.width), float(window.height))
    things = Things([view for view, _ in picked])
    subjects = [Subject(one, patch) for patch, (_, chosen) in enumerate(picked) for one in chosen]
    own = iter(own_facts([(picked[one.patch][0], one.placed) for one in subjects]))
    related = iter(relations_of(subjects, things, size))
    for (view, chosen), whole in zip(picked, whole_facts(things, size), strict=True):
        facts, told = [*image_facts(view), *within_facts(view)], 0
        for number in range(1, len(chosen) + 1):
            # An even share of the relations for each; what the first leave is for the last.
            room = MOST_RELATIONS * number // len(chosen) - told
            relations = next(related)[:room]
            told += len(relations)
            facts += [*next(own), *relations]
        elements = tuple(map(_kept, chosen))
        yield FactSheet(view.patch.patch_id, task, elements, (*facts, *whole))


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


def _writable(text: str) -> str:
    """The text as UTF-8 can hold it: half a surrogate pair, as JSON may have, is a '?'."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _kept(placed: PlacedElement) -> SheetElement:
    element = placed.element
    return SheetElement(
        id=element.id,
        version=element.version,
        timestamp=element.timestamp.isoformat() if element.timestamp else None,
        tags={_writable(key): _writable(value) for key, value in element.tags.items()},
        outline=_outline(placed.clipped),
    )
