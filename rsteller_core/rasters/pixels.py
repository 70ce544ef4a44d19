"""From what a file holds to what a patch shows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rsteller_core.rasters.recipe import Recipe
from rsteller_core.rasters.stretch import stretched
from rsteller_core.values import Pixels

Values = NDArray[np.generic]


class Read(NamedTuple):
    """What a file holds under a window: (height, width, bands), and a mask where it has one."""

    values: Values
    mask: NDArray[np.generic] | None


def valid_pixels(
    values: Values, mask: NDArray[np.generic] | None, nodata: float | None
) -> NDArray[np.bool_]:
    """Where there is data: (height, width).

    By the mask where there is one (0 is none), else where any band (the last axis of ``values``)
    holds a number other than ``nodata``.
    """
    if mask is not None:
        return np.asarray(mask != 0)
    found = np.isfinite(values)
    if nodata is not None:
        found &= values != nodata
    return np.asarray(found.any(axis=2))


def finished(values: Values, mask: NDArray[np.generic] | None, recipe: Recipe) -> Pixels:
    """Pixels as a patch shows them; those without data are black.

    ``values`` are (height, width, 1 or 3); they become the pixels' own where they need no change.
    """
    rgb = stretched(values, recipe.stretch)
    share = 0.0
    if recipe.valid != "nothing":
        valid = valid_pixels(values, mask, recipe.nodata)
        missing = valid.size - int(np.count_nonzero(valid))
        share = missing / valid.size
        if missing:
            rgb[~valid] = 0
    if rgb.shape[2] == 1:
        rgb = np.repeat(rgb, 3, axis=2)
    return Pixels(rgb, share)
