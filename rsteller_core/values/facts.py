"""What is known of a patch, and what is planned of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rsteller_core.values.imagery import Json, Patch


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about an element that is known to be true.

    ``kind`` says what is stated (``name``, ``position``, ``share``, ``length`` ...), ``value`` is
    the measured or mapped value, ``text`` the statement in words, ``element`` whom it is about
    (None: the patch). A ``context`` fact may be told, but not as something seen in the image.
    """

    kind: str
    value: Json
    text: str
    element: str | None = None
    visibility: Literal["visible", "context"] = "visible"


@dataclass(frozen=True, slots=True)
class SheetElement:
    """What a sample keeps of an element: enough to trace and to draw it.

    ``outline`` is WKT in patch coordinates, clipped to the patch, to a tenth of a pixel, without
    the points that make no difference of half a pixel.
    """

    id: str
    version: int | None
    timestamp: str | None
    tags: Mapping[str, str]
    outline: str


@dataclass(frozen=True, slots=True)
class FactSheet:
    """The facts of one task in one patch: the only thing a prompt may tell the model."""

    patch_id: str
    task: str
    elements: tuple[SheetElement, ...]
    facts: tuple[Fact, ...]

    def of_kind(self, kind: str) -> Fact | None:
        """The first fact of this kind, or None."""
        return next((fact for fact in self.facts if fact.kind == kind), None)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One patch of the plan: its fact sheets, and the tasks that will revise each caption.

    ``number`` counts the patches of the plan from 0.
    """

    number: int
    shard: int
    patch: Patch
    sheets: tuple[FactSheet, ...]
    follow_ups: tuple[str, ...] = ()
