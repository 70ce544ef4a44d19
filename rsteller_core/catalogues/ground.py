"""How much of what is wanted the scenes so far have covered."""

from __future__ import annotations

import shapely
from shapely import Geometry

from rsteller_core.values import Scene


class Ground:
    """What of a place the scenes of each mosaic have covered."""

    def __init__(self, aoi: Geometry | None) -> None:
        self._aoi = aoi
        self._covered: dict[str, Geometry] = {}

    def cover(self, scene: Scene) -> None:
        """Add a scene's footprint."""
        before = self._covered.get(scene.mosaic)
        after = scene.footprint if before is None else before.union(scene.footprint)
        self._covered[scene.mosaic] = after

    def left_of(self, scene: Scene) -> float:
        """The share of what is wanted of a scene that is not covered yet."""
        wanted = scene.footprint if self._aoi is None else scene.footprint.intersection(self._aoi)
        covered = self._covered.get(scene.mosaic)
        if covered is None or not wanted.area:
            return 1.0
        return float(shapely.area(wanted.difference(covered)) / wanted.area)
