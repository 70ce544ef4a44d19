"""The things of a patch that may be told of round a subject: those that can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely

from rsteller_core.facts.quote import quoted
from rsteller_core.geometry.measures import GeometryKind
from rsteller_core.tags import Glossary, Kind, kind
from rsteller_core.values import Json, PatchView, PlacedElement

_FORMS: tuple[GeometryKind, ...] = ("point", "line", "area")
_REMEMBERED = 1 << 14

Tags = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """An element with what it is and, safe to quote, what it is called."""

    placed: PlacedElement
    kind: Kind
    name: str | None
    form: GeometryKind

    @property
    def described(self) -> str:
        """'a river, "Pellam"', 'a river'."""
        return self.within.rstrip(",")

    @property
    def within(self) -> str:
        """The same where the sentence goes on: 'a river, "Pellam",', 'a river'."""
        return f"{self.kind.phrase}, {quoted(self.name)}," if self.name else self.kind.phrase

    @property
    def value(self) -> dict[str, Json]:
        """How a fact's value names it."""
        return {"id": self.placed.element.id, "kind": self.kind.name, "name": self.name}


def things_of(view: PatchView) -> list[Thing]:
    """The elements of a patch whose kind is visible at the scene's ground sample distance, in
    their order.
    """
    shapes = np.array([placed.clipped for placed in view.elements], dtype=object)
    things = []
    for placed, dimension in zip(
        view.elements, shapely.get_dimensions(shapes).tolist(), strict=True
    ):
        form = _FORMS[dimension]
        known, name = _identity(tuple(placed.element.tags.items()), form, view.glossary)
        if known and is_seen(known, view.gsd, view.glossary):
            things.append(Thing(placed, known, name, form))
    return things


@lru_cache(maxsize=_REMEMBERED)
def is_seen(known: Kind, gsd: float, glossary: Glossary) -> bool:
    """Whether a thing of this kind is visible at a ground sample distance; remembered."""
    return glossary.visibility(*known.tags[0], gsd).level == "visible"


# The same few tags come again and again.
@lru_cache(maxsize=_REMEMBERED)
def _identity(tags: Tags, form: GeometryKind, glossary: Glossary) -> tuple[Kind | None, str | None]:
    stated = dict(tags)
    name = glossary.describing({"name": stated["name"]}).get("name") if "name" in stated else None
    return kind(stated, form), name
