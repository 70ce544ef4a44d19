"""The first captions: one area, or one line, of a patch."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, Field

from rsteller_core import (
    CAPTION_CHECKS,
    Caption,
    CaptionTask,
    CaptionTaskOptions,
    FactSheet,
    Objection,
    PatchView,
    Picked,
    PlacedElement,
    check_caption,
    sheets_of,
)
from rsteller_tasks.measured import kind_seen, largest, side

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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

    def sheets(self, picked: Sequence[Picked]) -> Sequence[FactSheet]:
        """All that the engine can state of what was chosen."""
        return sheets_of(self.name, picked)

    def check(self, caption: str, sheet: FactSheet, previous: str | None) -> Sequence[Objection]:
        """What is wrong with this caption; nothing means accepted."""
        return check_caption(caption, sheet, self.options)


class OneElementTask(CheckedCaption[E]):
    """Takes one element of those that are large enough and can be made out."""

    def choose(self, view: PatchView, rng: random.Random) -> Sequence[PlacedElement]:
        """One of the largest elements; none where none is large enough."""
        found = self._largest(view)
        return (view.elements[rng.choice(found)],) if found else ()

    @abstractmethod
    def sizes(self, view: PatchView) -> NDArray[np.float64]:
        """The size of each element (in any unit), 0 of what is not large enough."""

    def _largest(self, view: PatchView) -> list[int]:
        """The places of the largest elements of a kind that can be seen, no more than the
        candidates.
        """
        # What a thing is costs more to find out than its size: only few are asked.
        seen = (at for at in largest(view, self.sizes(view)) if kind_seen(view, at))
        return list(islice(seen, self.options.candidates))


class Area(OneElementTask[AreaOptions]):
    """Task 1."""

    name = "area"
    summary = "describe one polygon: a lake, a field, a school"
    number = 1
    template = "area.j2"

    def sizes(self, view: PatchView) -> NDArray[np.float64]:
        """Of polygons over the least share of the patch, their pixels in it."""
        least = self.options.min_share * view.patch.window.width * view.patch.window.height
        areas = view.arrays.areas
        return areas * (areas > least)


class NonArea(OneElementTask[NonAreaOptions]):
    """Task 2."""

    name = "non_area"
    summary = "describe one line: a road, a river, a fence"
    number = 2
    template = "non_area.j2"

    def sizes(self, view: PatchView) -> NDArray[np.float64]:
        """Of lines over the least length, their pixels in the patch."""
        lengths = view.arrays.lengths
        return lengths * (lengths > self.options.min_length * side(view))
