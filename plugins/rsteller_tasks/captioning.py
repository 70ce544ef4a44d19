"""The first captions: one area, or one line, of a patch."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from itertools import islice
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
    sheet_of,
)
from rsteller_tasks.measured import area_px, kind_seen, length_px, side


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


S = TypeVar("S", bound=CaptionTaskOptions)
E = TypeVar("E", bound=OneElementOptions)


class CheckedCaption(CaptionTask[S]):
    """What first captions have in common: their answer and their checks."""

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


class OneElementTask(CheckedCaption[E]):
    """Takes one element of those that are large enough and can be made out."""

    def sheet(self, view: PatchView, rng: random.Random) -> FactSheet | None:
        """The facts of one of the largest elements; None where none is large enough."""
        found = self._largest(view)
        return sheet_of(self.name, view, rng.choice(found)) if found else None

    @abstractmethod
    def sizes(self, view: PatchView) -> Iterator[tuple[float, PlacedElement]]:
        """The elements that are large enough, each with its size (in any unit)."""

    def _largest(self, view: PatchView) -> list[PlacedElement]:
        """The largest elements of a kind that can be seen, no more than the candidates."""
        # What a thing is costs more to find out than its size: only few are asked.
        sized = sorted(self.sizes(view), key=lambda pair: (-pair[0], pair[1].element.id))
        seen = (placed for _, placed in sized if kind_seen(placed, view))
        return list(islice(seen, self.options.candidates))


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
            area = area_px(placed)
            if area > least:
                yield area, placed


class NonArea(OneElementTask[NonAreaOptions]):
    """Task 2."""

    name = "non_area"
    summary = "describe one line: a road, a river, a fence"
    number = 2
    template = "non_area.j2"

    def sizes(self, view: PatchView) -> Iterator[tuple[float, PlacedElement]]:
        """Lines over the least length, by their length in pixels."""
        least = self.options.min_length * side(view)
        for placed in view.elements:
            length = length_px(placed)
            if length > least:
                yield length, placed
