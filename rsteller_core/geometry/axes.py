"""The one table of direction and position words: left is west, up is north.

Patches are north-up: x grows to the east, y to the north, and (0, 0) is the bottom-left corner.
Prompts, facts and checks take their words from here, so that they can not disagree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Axis = Literal["north-south", "north-east to south-west", "east-west", "north-west to south-east"]
Edge = Literal["left", "right", "bottom", "top"]


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of the nine-grid, or one of the eight directions.

    ``image`` is its word in the picture, ``compass`` its word on the map; ``east`` and ``north``
    are -1, 0 or 1.
    """

    image: str
    compass: str
    east: int
    north: int

    @property
    def words(self) -> dict[str, str]:
        """Both words, as the value of a fact holds them."""
        return {"image": self.image, "compass": self.compass}


PLACES: tuple[Place, ...] = (
    Place("upper left", "north-west", -1, 1),
    Place("top", "north", 0, 1),
    Place("upper right", "north-east", 1, 1),
    Place("left", "west", -1, 0),
    Place("center", "center", 0, 0),
    Place("right", "east", 1, 0),
    Place("lower left", "south-west", -1, -1),
    Place("bottom", "south", 0, -1),
    Place("lower right", "south-east", 1, -1),
)
"""The nine-grid, read from the upper left to the lower right."""

CORNERS: tuple[Place, ...] = tuple(place for place in PLACES if place.east and place.north)
"""The corners of a patch, read from the upper left to the lower right."""

EDGES: dict[Edge, str] = {"left": "west", "right": "east", "bottom": "south", "top": "north"}
"""The edges of a patch with the compass word of each."""

AXES: tuple[Axis, ...] = (
    "north-south",
    "north-east to south-west",
    "east-west",
    "north-west to south-east",
)
"""The four axes, by bearing from north in steps of 45 degrees."""

_BY_SIGN = {(place.east, place.north): place for place in PLACES}
COMPASS: tuple[Place, ...] = tuple(
    _BY_SIGN[sign]
    for sign in ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1))
)
"""The eight directions, from the north by the east."""


def place_of(east: int, north: int) -> Place:
    """The cell or direction of these signs, -1, 0 or 1 each."""
    return _BY_SIGN[east, north]


def place_at(x: float, y: float, width: float, height: float) -> Place:
    """The cell of the nine-grid that holds a point in patch coordinates.

    The cells are thirds of the patch; a point beyond the frame belongs to the nearest cell.
    """
    return _BY_SIGN[_third(x, width), _third(y, height)]


def _third(value: float, side: float) -> int:
    return (3 * value > 2 * side) - (3 * value < side)


def direction_of(east: float, north: float) -> Place:
    """The eight-way direction of a vector, each word holding 22.5 degrees to either side.

    The center where the vector has no length.
    """
    if east == 0 and north == 0:
        return _BY_SIGN[0, 0]
    return COMPASS[round(math.degrees(math.atan2(east, north)) / 45) % 8]


def axis_of(east: float, north: float) -> Axis:
    """The axis along which a vector lies, whichever end is its head."""
    return AXES[round(math.degrees(math.atan2(east, north)) / 45) % 4]


def axes_lines() -> str:
    """The axes in words for a prompt: how the image lies, and what each position is called."""
    edges = ", ".join(f"{edge} is {compass}" for edge, compass in EDGES.items())
    places = ", ".join(
        f"{place.image} = {place.compass}" for place in PLACES if place.image != place.compass
    )
    return (
        f"North is up. In the image, {edges}.\n"
        "Coordinates are in pixels: x grows to the east (right), y grows to the north (up), "
        "and (0, 0) is the bottom-left corner.\n"
        f"Positions: {places}, and center in the middle."
    )
