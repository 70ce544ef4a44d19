"""No place twice: which patches of overlapping scenes are cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from rsteller_core.geometry import covered
from rsteller_core.values import Patch, Scene

SLIVER = 1e-3
"""Scenes laid edge to edge overlap by rounding: a share of a patch that is no overlap."""

Cell = tuple[int, int]


class Mosaics:
    """The ground that the scenes of each mosaic have cut patches of.

    A patch is cut whole or not at all, so what is remembered is the ground of the patches, not of
    the scenes: a strip at a scene's edge that is too narrow for a patch is free for the next.
    """

    def __init__(self) -> None:
        self._taken: dict[tuple[str, Cell], list[Geometry]] = defaultdict(list)

    def share_out(
        self, scene: Scene, patches: Sequence[Patch]
    ) -> tuple[Sequence[Patch], Sequence[Patch]]:
        """The patches whose place is free, and takes them; and those whose place is taken.

        Only patches of earlier scenes of the same mosaic count: a scene's own may overlap.
        """
        if not scene.mosaic or not patches:
            return patches, ()
        footprints = np.array([patch.footprint for patch in patches])
        lies_on = np.zeros(len(patches))
        for ground in self._near(scene.mosaic, footprints):
            lies_on = np.maximum(lies_on, covered(footprints, ground))
        free = lies_on <= SLIVER
        if free.any():
            self._take(scene.mosaic, footprints[free])
        chosen = list(zip(patches, free, strict=True))
        return [patch for patch, it in chosen if it], [patch for patch, it in chosen if not it]

    def _near(self, mosaic: str, footprints: NDArray[np.object_]) -> list[Geometry]:
        """The ground taken in the cells of these footprints, each piece once."""
        found = (ground for cell in _cells(footprints) for ground in self._taken[mosaic, cell])
        return list({id(ground): ground for ground in found}.values())

    def _take(self, mosaic: str, footprints: NDArray[np.object_]) -> None:
        ground = shapely.union_all(footprints)
        for cell in _cells(footprints):
            self._taken[mosaic, cell].append(ground)


def _cells(footprints: NDArray[np.object_]) -> list[Cell]:
    """The degrees that footprints reach into, by which overlaps are looked for: not among all."""
    boxes = np.unique(np.floor(shapely.bounds(footprints)).astype(int), axis=0)
    cells = {
        (lon % 360, lat)
        for west, south, east, north in boxes.tolist()
        for lon in range(west, east + 1)
        for lat in range(south, north + 1)
    }
    return sorted(cells)
