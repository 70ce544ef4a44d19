"""How a line runs: its direction, its course through the patch, how much it winds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Geometry

from rsteller_core.geometry.axes import EDGES, Axis, axis_of, place_at
from rsteller_core.geometry.measures import TOUCH, Metres, Size, grounded, longest_part
from rsteller_core.geometry.projection import Floats

MOST_SINUOUS = 1.5
MOST_ASIDE = 0.35
TURNS = 90.0
_DETAIL = 0.02
_CHIEF = 2 / 3


@dataclass(frozen=True, slots=True)
class End:
    """Where a line ends in the patch: on an edge of the frame, or in a cell of the nine-grid."""

    image: str
    compass: str
    on_edge: bool


def chief_part(line: Geometry) -> shapely.LineString | None:
    """The part that holds at least two thirds of a line's length; None where no part does."""
    part = longest_part(line)
    return part if part.length >= _CHIEF * line.length else None


def sinuosity(part: shapely.LineString, metres: Metres) -> float:
    """The length of a line over the distance of its ends; infinite for a ring."""
    ground = grounded(part, metres)
    chord = _chord(ground)
    return float(ground.length / np.hypot(*chord)) if chord.any() else float("inf")


def orientation(part: shapely.LineString, metres: Metres) -> Axis | None:
    """The axis from end to end of a line, against true north; None where it winds too much.

    Too much is: longer than ``MOST_SINUOUS`` times the distance of its ends, or anywhere farther
    to the side of the straight line between them than ``MOST_ASIDE`` of that distance.
    """
    ground = grounded(part, metres)
    east, north = _chord(ground)
    distance = float(np.hypot(east, north))
    if distance == 0 or ground.length > MOST_SINUOUS * distance:
        return None
    offsets = shapely.get_coordinates(ground) - ground.coords[0][:2]
    aside = np.abs(offsets @ (-north, east)).max() / distance
    return axis_of(east, north) if aside <= MOST_ASIDE * distance else None


def winds(part: shapely.LineString, metres: Metres) -> bool:
    """Whether a line bends to both sides by ``TURNS`` degrees, and by three times that in all.

    Bends smaller than a fiftieth of its length are smoothed away first. A ring, a hairpin or a
    road round one corner does not wind.
    """
    ground = grounded(part, metres)
    steps = np.diff(shapely.get_coordinates(ground.simplify(_DETAIL * ground.length)), axis=0)
    if len(steps) < 2:
        return False
    turns = np.diff(np.degrees(np.arctan2(steps[:, 1], steps[:, 0])))
    turns = (turns + 180) % 360 - 180
    left, right = turns[turns > 0].sum(), -turns[turns < 0].sum()
    return bool(min(left, right) >= TURNS and left + right >= 3 * TURNS)


def course(part: shapely.LineString, size: Size) -> tuple[End, End] | None:
    """Where a line begins and ends in the patch, from left to right (from top to bottom where it
    is upright); None where the same word names both places.
    """
    ends = sorted(
        (part.coords[0][:2], part.coords[-1][:2]), key=lambda end: (round(end[0], 3), -end[1])
    )
    first, last = (_end(x, y, size) for x, y in ends)
    return None if first.image == last.image else (first, last)


def _chord(line: shapely.LineString) -> Floats:
    ends = shapely.get_coordinates(line)[[0, -1]]
    chord: Floats = ends[1] - ends[0]
    return chord


def _end(x: float, y: float, size: Size) -> End:
    gaps = dict(zip(EDGES, (x, size[0] - x, y, size[1] - y), strict=True))
    edge = min(gaps, key=lambda edge: gaps[edge])
    if gaps[edge] < TOUCH:
        return End(edge, EDGES[edge], on_edge=True)
    place = place_at(x, y, *size)
    return End(place.image, place.compass, on_edge=False)
