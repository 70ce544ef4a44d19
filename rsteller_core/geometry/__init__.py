"""Where things are and how large they are: directions, grids, clipping, measures.

Pure functions on shapely geometry and numpy arrays.
"""

from rsteller_core.geometry.axes import (
    AXES,
    EDGES,
    PLACES,
    Axis,
    Edge,
    Place,
    axes_lines,
    axis_of,
    direction_of,
    place_at,
)
from rsteller_core.geometry.grid import MOST_LEAN, covered, grid
from rsteller_core.geometry.holding import holding
from rsteller_core.geometry.place import views

__all__ = [
    "AXES",
    "EDGES",
    "MOST_LEAN",
    "PLACES",
    "Axis",
    "Edge",
    "Place",
    "axes_lines",
    "axis_of",
    "covered",
    "direction_of",
    "grid",
    "holding",
    "place_at",
    "views",
]
