"""The caption of a whole patch: several elements and how they lie to one another."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from pydantic import Field, model_validator

from rsteller_core import CaptionTaskOptions, PatchView, PlacedElement
from rsteller_tasks.captioning import CheckedCaption
from rsteller_tasks.measured import kind_seen, largest, side

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class SceneOptions(CaptionTaskOptions):
    """The options of the task `scene`."""

    min_words: int = Field(20, ge=1, description="the shortest caption accepted, in words")
    max_words: int = Field(150, ge=1, description="the longest caption accepted, in words")
    aim_words: int = Field(70, ge=1, description="the length the prompt asks for, in words")
    min_elements: int = Field(2, ge=1, description="a patch with fewer elements is no scene")
    max_elements: int = Field(4, ge=1, description="how many elements are described, at most")
    max_alike: int = Field(2, ge=1, description="how many of these may be of one kind")
    min_share: float = Field(
        0.02, ge=0, lt=1, description="the share of the patch that an area must exceed"
    )
    min_length: float = Field(
        0.2, ge=0, description="the length a line must exceed, in sides of the patch"
    )
    line_weight: float = Field(
        0.25,
        ge=0,
        description="a line as long as the side counts as much as an area of this share",
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_elements > self.max_elements:
            raise ValueError(
                f"min_elements {self.min_elements} is more than max_elements {self.max_elements}"
            )
        return self


class WholeScene(CheckedCaption[SceneOptions]):
    """Task 4."""

    name = "scene"
    summary = "describe the whole patch: its chief things and how they lie to one another"
    number = 4
    template = "scene.j2"

    def choose(self, view: PatchView, rng: random.Random) -> Sequence[PlacedElement]:
        """The elements that stand out most, the chief one first; none where they are too few."""
        chosen = self._outstanding(view)
        few = len(chosen) < self.options.min_elements
        return () if few else [view.elements[at] for at in chosen]

    def _outstanding(self, view: PatchView) -> list[int]:
        alike: Counter[str] = Counter()
        names: set[str] = set()
        chosen: list[int] = []
        for at in largest(view, self._weights(view)):
            if len(chosen) == self.options.max_elements:
                break
            seen, name = kind_seen(view, at), view.arrays.elements[at].tags.get("name", "")
            # A road or a river is mapped in pieces, each of the same name.
            if seen and alike[seen] < self.options.max_alike and name not in names:
                alike[seen] += 1
                names |= {name} - {""}
                chosen.append(at)
        return chosen

    def _weights(self, view: PatchView) -> NDArray[np.float64]:
        """How much each element stands out, as a share of the patch; 0 of what is too small."""
        window, arrays = view.patch.window, view.arrays
        shares = arrays.areas / (window.width * window.height)
        lengths = arrays.lengths / side(view)
        long, large = lengths > self.options.min_length, shares > self.options.min_share
        return self.options.line_weight * lengths * long + shares * large
