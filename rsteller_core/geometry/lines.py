"""How a line runs: its direction, its course through the patch, how much it winds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from rsteller_core.geometry.axes import EDGES, Axis, axis_of, place_at
from rsteller_core.geometry.measures import TOUCH, Size, grounded
from rsteller_core.geometry.projection import Floats
from rsteller_core.geometry.repair import Geometries

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


@dataclass(frozen=True, slots=True)
class Run:
    """How a line in one part runs.

    ``sinuosity`` is its length over the distance of its ends, infinite for a ring; ``axis`` its
    direction from end to end, against true north, None where it winds too much: where it is
    longer than ``MOST_SINUOUS`` times the distance of its ends, or anywhere farther to the side of
    the straight line between them than ``MOST_ASIDE`` of that distance. ``ground`` is the line in
    metres.
    """

    ground: shapely.LineString
    sinuosity: float
    axis: Axis | None


def speaks_for(parts: Floats, wholes: Floats) -> NDArray[np.bool_]:
    """Which parts of these lengths speak for lines of those: they are two thirds of them."""
    speaks: NDArray[np.bool_] = parts >= _CHIEF * wholes
    return speaks


def runs(parts: Geometries, metres: Floats) -> list[Run]:
    """How some lines in one part run, each with its Jacobian in ``metres`` (n, 4)."""
    ground = grounded(parts, metres)
    lengths = shapely.length(ground)
    counts = shapely.get_num_coordinates(ground)
    last = np.cumsum(counts) - 1
    first = last - counts + 1
    xy = shapely.get_coordinates(ground)
    chords = xy[last] - xy[first]
    distances = np.hypot(*chords.T)
    offsets = xy - np.repeat(xy[first], counts, axis=0)
    along = np.repeat(chords, counts, axis=0)
    aside = np.abs(offsets[:, 1] * along[:, 0] - offsets[:, 0] * along[:, 1])
    with np.errstate(divide="ignore", invalid="ignore"):
        sinuosity = np.where(distances > 0, lengths / distances, np.inf)
        aside = np.maximum.reduceat(aside, first) / distances if len(parts) else aside
    even = (
        (distances > 0) & (lengths <= MOST_SINUOUS * distances) & (aside <= MOST_ASIDE * distances)
    )
    return [
        Run(line, bent, axis_of(*chord) if directed else None)
        for line, bent, chord, directed in zip(
            ground,
            sinuosity.tolist(),
            chords.tolist(),
            even.tolist(),
            strict=True,
        )
    ]


def winds(ground: shapely.LineString) -> bool:
    """Whether a line in metres bends to both sides by ``TURNS`` degrees, three times that in all.

    Bends smaller than a fiftieth of its length are smoothed away first. A ring, a hairpin or a
    road round one corner does not wind.
    """
    steps = np.diff(shapely.get_coordinates(ground.simplify(_DETAIL * ground.length)), axis=0)
    if len(steps) < 2:
        return False
    turns = np.diff(np.degrees(np.arctan2(steps[:, 1], steps[:, 0])))
    turns = (turns + 180) % 360 - 180
    left, right = turns[turns > 0].sum(), -turns[turns < 0].sum()
    return bool(min(left, right) >= TURNS and left + right >= 3 * TURNS)


def course(first: Sequence[float], last: Sequence[float], size: Size) -> tuple[End, End] | None:
    """Where a line with these ends begins and ends in the patch, from left to right (from top to
    bottom where it is upright); None where the same word names both places.
    """
    ends = sorted((first, last), key=lambda end: (round(end[0], 3), -end[1]))
    one, other = (_end(x, y, size) for x, y in ends)
    return None if one.image == other.image else (one, other)


def _end(x: float, y: float, size: Size) -> End:
    gaps = dict(zip(EDGES, (x, size[0] - x, y, size[1] - y), strict=True))
    edge = min(gaps, key=lambda edge: gaps[edge])
    if gaps[edge] < TOUCH:
        return End(edge, EDGES[edge], on_edge=True)
    place = place_at(x, y, *size)
    return End(place.image, place.compass, on_edge=False)
