"""The first captions: one area, or one line, of a patch."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import TypeVar

from pydantic import BaseModel, Field

from rsteller_core import (
    CAPTION_CHECKS,
    Caption,
    CaptionTask,
    CaptionTaskOptions,
    FactSheet,
    Objection,
    PatchView,
    PlacedElement,
    check_caption,
    kind,
    sheet_of,
)


class OneElementOptions(CaptionTaskOptions):
    """The options of a task that describes one element."""

    candidates: int = Field(
        3, ge=1, description="among how many of the largest elements one is chosen by the seed"
    )


class AreaOptions(OneElementOptions):
    """The options of the task `area`."""

    weight: float = Field(
        0.6, ge=0, description="how often this task is chosen where several could be"
    )
    min_share: float = Field(
        0.05, ge=0, lt=1, description="the share of the patch that an area must exceed"
    )


class NonAreaOptions(OneElementOptions):
    """The options of the task `non_area`."""

    weight: float = Field(
        0.4, ge=0, description="how often this task is chosen where several could be"
    )
    min_length: float = Field(
        0.3, ge=0, description="the length a line must exceed, in sides of the patch"
    )


S = TypeVar("S", bound=OneElementOptions)


class OneElementTask(CaptionTask[S]):
    """Takes one element of those that are large enough."""

    @property
    def answer(self) -> type[BaseModel]:
        """A caption and nothing else."""
        return Caption

    @property
    def checks(self) -> tuple[str, ...]:
        """Length and form."""
        return CAPTION_CHECKS

    def check(self, caption: str, sheet: FactSheet, previous: str | None) -> Sequence[Objection]:
        """What is wrong with this caption; nothing means accepted."""
        return check_caption(caption, sheet, self.options)

    def sheet(self, view: PatchView, rng: random.Random) -> FactSheet | None:
        """The facts of one of the largest elements; None where none is large enough."""
        found = self._largest(view)
        return sheet_of(self.name, view, rng.choice(found)) if found else None

    @abstractmethod
    def sizes(self, view: PatchView) -> Iterator[tuple[float, PlacedElement]]:
        """The elements that are large enough, each with its size (in any unit)."""

    @abstractmethod
    def has_kind(self, placed: PlacedElement) -> bool:
        """Whether it can be said what this is."""

    def _largest(self, view: PatchView) -> list[PlacedElement]:
        """The largest elements of a kind, the largest first, no more than the candidates."""
        # What a thing is costs more to find out than its size: only few are asked.
        sized = sorted(self.sizes(view), key=lambda pair: (-pair[0], pair[1].element.id))
        found: list[PlacedElement] = []
        for _, placed in sized:
            if self.has_kind(placed):
                found.append(placed)
                if len(found) == self.options.candidates:
                    break
        return found


class Area(OneElementTask[AreaOptions]):
    """Task 1."""

    name = "area"
    summary = "describe one polygon: a lake, a field, a school"
    number = 1
    template = "area.j2"

    def sizes(self, view: PatchView) -> Iterator[tuple[float, PlacedElement]]:
        """Polygons over the least share of the patch, by their pixels in it."""
        least = self.options.min_share * view.patch.window.width * view.patch.window.height
        for placed in view.elements:
            if placed.clipped.geom_type in ("Polygon", "MultiPolygon"):
                area = placed.clipped.area
                if area > least:
                    yield area, placed

    def has_kind(self, placed: PlacedElement) -> bool:
        """Whether the tags name a kind of area."""
        return kind(placed.element.tags, "area") is not None


class NonArea(OneElementTask[NonAreaOptions]):
    """Task 2."""

    name = "non_area"
    summary = "describe one line: a road, a river, a fence"
    number = 2
    template = "non_area.j2"

    def sizes(self, view: PatchView) -> Iterator[tuple[float, PlacedElement]]:
        """Lines over the least length, by their length in pixels."""
        least = self.options.min_length * _side(view)
        for placed in view.elements:
            if placed.clipped.geom_type in ("LineString", "MultiLineString"):
                length = placed.clipped.length
                if length > least:
                    yield length, placed

    def has_kind(self, placed: PlacedElement) -> bool:
        """Whether the tags name a kind of line."""
        return kind(placed.element.tags, "line") is not None


def _side(view: PatchView) -> int:
    """The side of a patch in pixels; of one that is not square, the shorter."""
    return min(view.patch.window.width, view.patch.window.height)
