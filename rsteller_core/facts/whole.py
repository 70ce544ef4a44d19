"""Facts about a patch as the sum of its things: counts of like things, the land cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import shapely
from shapely import Geometry

from rsteller_core.facts.spoken import spoken_count, spoken_place, spoken_share
from rsteller_core.facts.things import Thing
from rsteller_core.geometry import measures
from rsteller_core.geometry.axes import place_at
from rsteller_core.geometry.measures import Size
from rsteller_core.geometry.repair import Geometries
from rsteller_core.tags import plural
from rsteller_core.values import Fact, Json, PlacedElement

MOST_COUNTS = 5
_MOSTLY = 0.5
_DOMINANT = 0.3
_COVERS = frozenset({"landuse", "natural", "leisure", "water", "wetland", "landcover"})


def count_facts(things: Sequence[Thing], size: Size) -> tuple[Fact, ...]:
    """How many things of one kind the patch holds, the most first, at most ``MOST_COUNTS``.

    Counted are areas and points of kinds that can be counted, two or more, with at least half of
    each inside the patch; if all have their middle in one cell of the nine-grid, that is told,
    too. Lines are not: a road is mapped in pieces. 'Buildings' are called 'other buildings' where
    there are also some of a stated kind, which are not counted among them.
    """
    groups: defaultdict[str, list[PlacedElement]] = defaultdict(list)
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for thing in things:
        if thing.form != "line" and thing.kind.countable:
            groups[thing.kind.name].append(thing.placed)
            # A kind of no stated sort has the name of its key: 'building'.
            keys[thing.kind.tags[0][0]].add(thing.kind.name)
    held = {name: _mostly_inside(found) for name, found in groups.items() if len(found) > 1}
    several = sorted((-len(found), name) for name, found in held.items() if len(found) > 1)
    return tuple(
        _count(name, len(keys.get(name, ())) > 1, held[name], size)
        for _, name in several[:MOST_COUNTS]
    )


def land_cover_facts(things: Sequence[Thing], size: Size) -> tuple[Fact, ...]:
    """The land cover with the largest share of the patch, if that is at least 0.3.

    Of one kind, what overlaps is counted once; of equals the first name is taken.
    """
    covers: defaultdict[tuple[str, str], list[Geometry]] = defaultdict(list)
    for thing in things:
        if thing.form == "area" and thing.kind.tags[0][0] in _COVERS:
            covers[thing.kind.name, thing.kind.phrase].append(thing.placed.clipped)
    shares = sorted((-_share(areas, size), name) for name, areas in covers.items())
    if not shares or -shares[0][0] < _DOMINANT:
        return ()
    share, (name, phrase) = round(-shares[0][0], 4), shares[0][1]
    text = f"The largest land cover is {phrase}, over {spoken_share(share)} of the image."
    return (Fact("land_cover", {"kind": name, "share": share}, text),)


def _mostly_inside(found: Sequence[PlacedElement]) -> Geometries:
    clipped = np.array([placed.clipped for placed in found], dtype=object)
    whole = np.array([placed.uncut for placed in found], dtype=object)  # as large as if moved
    inside: Geometries = clipped[shapely.area(clipped) >= _MOSTLY * shapely.area(whole)]
    return inside


def _share(areas: Sequence[Geometry], size: Size) -> float:
    """The part of the patch under any of the areas; 0 where it can not be the dominant one."""
    total = sum(measures.share(area, size) for area in areas)
    if total < _DOMINANT or len(areas) == 1:
        return total
    return measures.share(shapely.union_all(areas), size)


def _count(name: str, other: bool, found: Geometries, size: Size) -> Fact:
    number, named = len(found), f"other {plural(name)}" if other else plural(name)
    text = f"The image holds {spoken_count(number)} {named}"
    middles = shapely.get_coordinates(shapely.centroid(found)).tolist()
    places = {place_at(x, y, *size) for x, y in middles}
    place = places.pop() if len(places) == 1 else None
    position: Json = {"image": place.image, "compass": place.compass} if place else None
    text = f"{text}, all {spoken_place(place)} of it." if place else f"{text}."
    value: Json = {"kind": name, "plural": named, "count": number, "position": position}
    return Fact("count", value, text)
