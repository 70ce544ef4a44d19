"""What an element is, and how much of it a patch holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rsteller_core import PatchView

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def side(view: PatchView) -> int:
    """The side of a patch in pixels; of one that is not square, the shorter."""
    return min(view.patch.window.width, view.patch.window.height)


def largest(view: PatchView, sizes: NDArray[np.float64]) -> Iterator[int]:
    """The places of the elements that have a size, the largest first; of equals the first id."""
    ids = view.arrays.elements
    some = [(-size, ids[at].id, at) for at, size in enumerate(sizes.tolist()) if size]
    return (at for *_, at in sorted(some))


def kind_seen(view: PatchView, at: int) -> str:
    """What the element at this place is ('tennis court'), if such a thing can be made out at all.

    Empty where the tags say nothing, and where the glossary has it that a picture of this ground
    sample distance does not show such things: a house at 10 m.
    """
    arrays = view.arrays
    known = arrays.kinds[arrays.codes[at]]
    if known is None:
        return ""
    key, value = known.tags[0]
    seen = view.glossary.visibility(key, value, view.gsd).level == "visible"
    return known.name if seen else ""
