"""The outline of a thing with no more points than a reader of the picture could tell apart."""

from __future__ import annotations

import shapely
from shapely import Geometry

UNSEEN = 0.5
"""Pixels: nobody sees a line moved by less."""


def simplified(geometry: Geometry) -> Geometry:
    """A geometry in pixels that is nowhere farther than ``UNSEEN`` from the one given.

    Bends that can be seen stay, whatever its length: a winding river stays one. Areas stay valid,
    and nothing vanishes.
    """
    fewer: Geometry = shapely.simplify(geometry, UNSEEN, preserve_topology=True)
    return fewer
