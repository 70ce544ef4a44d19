"""The boxes that are asked for, the question, and the answers that are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from math import ceil, floor
from pathlib import Path
from typing import NamedTuple, Self

from rsteller_core import Bounds

# Boxes lie on a lattice of hundredths of a degree, so that scenes of one place ask for one box.
_CELLS = 100

_SUFFIX = ".osm.gz"


class Box(NamedTuple):
    """A box in hundredths of a degree."""

    west: int
    south: int
    east: int
    north: int

    @classmethod
    def around(cls, bounds: Bounds) -> Self:
        """The smallest box that holds these lon/lat bounds."""
        west, south, east, north = (degrees * _CELLS for degrees in bounds)
        return cls(floor(west), floor(south), ceil(east), ceil(north))

    @property
    def square_degrees(self) -> float:
        """Its size."""
        return (self.east - self.west) * (self.north - self.south) / _CELLS**2

    def holds(self, other: Box) -> bool:
        """Whether the other lies within this one."""
        return (
            self.west <= other.west
            and self.south <= other.south
            and self.east >= other.east
            and self.north >= other.north
        )

    def said(self) -> str:
        """South, west, north, east in degrees, as Overpass reads it."""
        order = (self.south, self.west, self.north, self.east)
        return ",".join(f"{cells / _CELLS:.2f}" for cells in order)


def question(box: Box, past: datetime | None, timeout: int) -> str:
    """What is in the box, in Overpass QL: now, or as it stood when a day of the past began.

    Everything that could be an element, with the nodes and ways that it is made of. Boundaries
    are no elements, and would bring whole countries.
    """
    date = f'[date:"{past:%Y-%m-%d}T00:00:00Z"]' if past else ""
    place = f"({box.said()})"
    return (
        f"[out:json][timeout:{timeout}]{date};"
        f"(node{place}(if:count_tags()>0);way{place};"
        f'relation["type"="multipolygon"][!"boundary"][!"admin_level"]{place};);'
        "(._;>;);out meta;"
    )


class Shelf:
    """The kept answers of one server and one day."""

    def __init__(self, folder: Path, url: str, day: datetime, past: bool) -> None:
        server = hashlib.sha256(url.encode()).hexdigest()[:8]
        # What a server says of today, it may say otherwise tomorrow of this day.
        self._folder = folder / server / f"{day:%Y-%m-%d}{'' if past else '-now'}"

    def path(self, box: Box) -> Path:
        """Where the answer for this box lies, or would lie."""
        return self._folder / ("_".join(map(str, box)) + _SUFFIX)

    def find(self, bounds: Bounds) -> Path | None:
        """An answer that covers these lon/lat bounds, the smallest one."""
        wanted = Box.around(bounds)
        covering = [box for box in self._boxes() if box.holds(wanted)]
        if not covering:
            return None
        return self.path(min(covering, key=lambda box: (box.square_degrees, box)))

    def _boxes(self) -> Iterator[Box]:
        for path in self._folder.glob(f"[!.]*{_SUFFIX}"):
            yield Box(*map(int, path.name.removesuffix(_SUFFIX).split("_")))
