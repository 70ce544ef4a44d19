"""Pixels of values that a source obtained by its own means, not out of a file."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rsteller_core.rasters.pixels import Values, finished
from rsteller_core.rasters.recipe import recipe_of
from rsteller_core.values import Pixels, Scene


def pixels_of(scene: Scene, values: Values, valid: NDArray[np.bool_]) -> Pixels:
    """A window as a patch shows it: stretched to 8 bit as the scene says, black without data.

    ``values`` are (height, width, bands) and ``valid`` says where there are data. For scenes that
    ``scene_from_metadata`` made of bands, one or three.
    """
    return finished(values, valid, recipe_of(scene.properties))
