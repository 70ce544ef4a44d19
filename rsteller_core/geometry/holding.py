"""Which areas hold the middle of a patch."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from rsteller_core.values import Element, Patch


def holding(patches: Sequence[Patch], areas: Sequence[Element]) -> list[tuple[Element, ...]]:
    """For each patch the areas (lon/lat) in which its centre lies, in the order given."""
    held: list[list[Element]] = [[] for _ in patches]
    if areas:
        centres = shapely.centroid([patch.footprint for patch in patches])
        shapes = [area.geometry for area in areas]
        found = shapely.STRtree(centres).query(shapes, predicate="contains")
        for area, patch in found.T[found[0].argsort(kind="stable")].tolist():
            held[patch].append(areas[area])
    return [tuple(several) for several in held]
