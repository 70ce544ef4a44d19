"""Image source ``gee``: any Earth Engine image collection with an RGB rendering.

Pixels come by ``computePixels`` on each image's own grid, in blocks near the largest that a
request may hold, never as thumbnails, and nothing is asked for each patch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rsteller_core import ImageSource, hookimpl
from rsteller_gee.options import GeeOptions
from rsteller_gee.source import Gee

__all__ = ["Gee", "GeeOptions"]


@hookimpl
def rsteller_image_sources() -> Sequence[type[ImageSource[Any]]]:
    """The one source of this plugin."""
    return [Gee]
