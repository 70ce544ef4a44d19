"""The things of a patch that may be told of round a subject: their kinds, looked up once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely

from rsteller_core.facts.quote import quoted
from rsteller_core.geometry.measures import GeometryKind
from rsteller_core.tags import Kind, describing, kind
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
        """'a river, "Pellam"'."""
        return f"{self.kind.phrase}, {quoted(self.name)}" if self.name else self.kind.phrase

    @property
    def value(self) -> dict[str, Json]:
        """How a fact's value names it."""
        return {"id": self.placed.element.id, "kind": self.kind.name, "name": self.name}


def things_of(view: PatchView) -> list[Thing]:
    """The elements of a patch that have a kind, in their order."""
    shapes = np.array([placed.clipped for placed in view.elements], dtype=object)
    things = []
    for placed, dimension in zip(
        view.elements, shapely.get_dimensions(shapes).tolist(), strict=True
    ):
        form = _FORMS[dimension]
        known, name = identity(tuple(placed.element.tags.items()), form)
        if known:
            things.append(Thing(placed, known, name, form))
    return things


@lru_cache(maxsize=_REMEMBERED)
def identity(tags: Tags, form: GeometryKind) -> tuple[Kind | None, str | None]:
    """The kind and the name that tags give; remembered, as the same few come again and again."""
    stated = dict(tags)
    name = describing({"name": stated["name"]}).get("name") if "name" in stated else None
    return kind(stated, form), name
