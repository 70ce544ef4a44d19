"""What of a scene is of use, by a map of classes over it, such as clouds and shadows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from pyproj import CRS

from rsteller_core.catalogues.items import ClassMap
from rsteller_core.rasters.footprint import common_area, footprint
from rsteller_core.rasters.grid import Grid
from rsteller_core.rasters.remote import RemoteSource
from rsteller_core.rasters.scenes import RasterBand, scene_from_metadata
from rsteller_core.values import Scene, Skipped, Window

CELL = 80.0
"""Metres: how finely the map is read. A patch of Sentinel-2 is 56 of these across, and the map is
read from an overview, a sixteenth of its pixels."""


def without_classes(source: RemoteSource[Any], scene: Scene, classes: ClassMap) -> Scene | Skipped:
    """The scene with a footprint of only what is of use; Skipped where nothing is."""
    crs, transform, width, height = classes.grid
    numbers = scene_from_metadata(
        f"{scene.id}_classes",
        [RasterBand(classes.href)],
        crs,
        transform,
        width,
        height,
        licence="",
        attribution="",
        gsd=CELL,
        resampling="nearest",
    )
    (read,) = source.read(numbers, [Window(0, 0, numbers.width, numbers.height)])
    if isinstance(read, Skipped):
        return Skipped(scene.id, f"its map of classes cannot be read: {read.reason}")
    usable = ~np.isin(read.rgb[..., 0], list(classes.unusable))
    reduced = Grid(numbers.transform, numbers.width, numbers.height)
    clear = footprint(reduced, CRS.from_user_input(numbers.crs), usable)
    outline = common_area(scene.footprint, clear)
    if outline.is_empty:
        return Skipped(scene.id, "nothing of it is of use")
    return replace(scene, footprint=outline)
