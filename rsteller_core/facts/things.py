"""The things of some patches that may be told of round a subject: those that can be seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rsteller_core.facts.quote import quoted
from rsteller_core.geometry.projection import Floats
from rsteller_core.geometry.relations import Which
from rsteller_core.geometry.repair import Geometries
from rsteller_core.tags import Glossary, Kind
from rsteller_core.values import Element, Json, PatchView

_REMEMBERED = 1 << 14

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Thing:
    """What an element is and, safe to quote, what it is called.

    ``another``: what is told of, or another thing round it, is called the same.
    """

    id: str
    kind: Kind
    name: str | None
    another: bool = False

    @property
    def described(self) -> str:
        """'a river, "Pellam"', 'a river', 'another river', 'other farmland'."""
        return self.within.rstrip(",")

    @property
    def within(self) -> str:
        """The same where the sentence goes on: 'a river, "Pellam",', 'a river'."""
        if self.name:
            return f"{self.kind.phrase}, {quoted(self.name)},"
        if self.another:
            return f"{'another' if self.kind.countable else 'other'} {self.kind.name}"
        return self.kind.phrase

    @property
    def value(self) -> dict[str, Json]:
        """How a fact's value names it."""
        return {"id": self.id, "kind": self.kind.name, "name": self.name}


class Things:
    """The elements of some patches of one scene as arrays: see ``PatchArrays``.

    ``patch`` is the place of the patch of each; ``seen`` are those whose kind is visible at the
    scene's ground sample distance. ``starts`` are where each patch begins, and the end.
    """

    def __init__(self, views: Sequence[PatchView]) -> None:
        held = [view.arrays for view in views]
        self.glossary, self.gsd = views[0].glossary, views[0].gsd
        self.kinds = held[0].kinds
        self.starts = np.cumsum([0, *(len(arrays.shapes) for arrays in held)])
        self.patch = np.repeat(np.arange(len(views)), np.diff(self.starts))
        self.shapes: Geometries = np.concatenate([arrays.shapes for arrays in held])
        self.dimensions = np.concatenate([arrays.dimensions for arrays in held])
        self.boxes: Floats = np.concatenate([arrays.boxes for arrays in held])
        self.areas: Floats = np.concatenate([arrays.areas for arrays in held])
        self.whole_areas: Floats = np.concatenate([arrays.whole_areas for arrays in held])
        self.codes = np.concatenate([arrays.codes for arrays in held])
        self.named = np.concatenate([arrays.named for arrays in held])
        self.ranks = np.concatenate([arrays.ranks for arrays in held])
        self.seen: Which = self.of_kind(lambda known: is_seen(known, self.gsd, self.glossary))
        self._elements = [arrays.elements for arrays in held]

    def of_kind(self, rule: Callable[[Kind], bool]) -> Which:
        """Which of the things are of a kind for which the rule holds."""
        holds = [known is not None and rule(known) for known in self.kinds]
        which: Which = np.array(holds, dtype=bool)[self.codes]
        return which

    def called(self, at: int) -> str:
        """What tells a thing apart in a caption: its name, else its kind."""
        name = self.element(at).tags["name"] if self.named[at] else ""
        return name or self.kind(at).name

    def kind(self, at: int) -> Kind:
        """What the thing at this place is; it is one that has a kind."""
        known = self.kinds[int(self.codes[at])]
        assert known is not None
        return known

    def element(self, at: int) -> Element:
        """The element at this place."""
        patch = int(self.patch[at])
        return self._elements[patch][at - int(self.starts[patch])]

    def place_of(self, element: Element, patch: int) -> int:
        """Where an element is among those of a patch; -1 where it is not."""
        start = int(self.starts[patch])
        for at, held in enumerate(self._elements[patch], start):
            if held is element:
                return at
        return -1

    def thing(self, at: int, another: bool = False) -> Thing:
        """What it is and what it is called."""
        element = self.element(at)
        name = self.glossary.name(element.tags) if self.named[at] else None
        return Thing(element.id, self.kind(at), name, another)


@lru_cache(maxsize=_REMEMBERED)
def is_seen(known: Kind, gsd: float, glossary: Glossary) -> bool:
    """Whether a thing of this kind is visible at a ground sample distance; remembered."""
    return glossary.visibility(*known.tags[0], gsd).level == "visible"
