"""Facts about a patch as the sum of its things: counts of like things, the land cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import shapely
from numpy.typing import NDArray

from rsteller_core.facts.spoken import spoken_count, spoken_place, spoken_share
from rsteller_core.facts.things import Things
from rsteller_core.geometry.axes import Place, place_at
from rsteller_core.geometry.measures import Size
from rsteller_core.geometry.projection import Floats
from rsteller_core.tags import Kind, plural
from rsteller_core.values import Fact, Json

MOST_COUNTS = 5
_MOSTLY = 0.5
_DOMINANT = 0.3
_TRIANGLE = 3
_COVERS = frozenset({"landuse", "natural", "leisure", "water", "wetland", "landcover"})

Places = NDArray[np.intp]


def whole_facts(things: Things, size: Size) -> list[tuple[Fact, ...]]:
    """The counts and the land cover of each patch."""
    counts, covers = count_facts(things, size), land_cover_facts(things, size)
    return [(*count, *cover) for count, cover in zip(counts, covers, strict=True)]


def count_facts(things: Things, size: Size) -> list[tuple[Fact, ...]]:
    """How many things of one kind each patch holds, the most first, at most ``MOST_COUNTS``.

    Counted are areas and points of kinds that can be counted, two or more, with at least half of
    each inside the patch; if all have their middle in one cell of the nine-grid, that is told,
    too. Lines are not: a road is mapped in pieces. 'Buildings' are called 'other buildings' where
    there are also some of a stated kind, which are not counted among them.
    """
    counted = things.seen & (things.dimensions != 1) & things.of_kind(lambda known: known.countable)
    groups = _groups(things, counted)
    # A kind of no stated sort has the name of its key: 'building'.
    keys: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    for (patch, name), at in groups.items():
        keys[patch, things.kind(at[0]).tags[0][0]].add(name)
    mostly = things.areas >= _MOSTLY * things.whole_areas
    held: list[list[tuple[int, str, Places]]] = [[] for _ in things.starts[1:]]
    for (patch, name), at in groups.items():
        inside = at[mostly[at]] if len(at) > 1 else at[:0]
        if len(inside) > 1:
            held[patch].append((-len(inside), name, inside))
    return [
        tuple(
            _count(name, len(keys.get((patch, name), ())) > 1, things.shapes[at], size)
            for _, name, at in sorted(several, key=lambda one: one[:2])[:MOST_COUNTS]
        )
        for patch, several in enumerate(held)
    ]


def land_cover_facts(things: Things, size: Size) -> list[tuple[Fact, ...]]:
    """The land cover with the largest share of each patch, if that is at least 0.3.

    Of one kind, what overlaps is counted once; of equals the first name is taken.
    """
    covers = things.of_kind(lambda known: known.tags[0][0] in _COVERS)
    groups = _groups(things, things.seen & covers)
    least = _DOMINANT * size[0] * size[1]
    large = {group: at for group, at in groups.items() if float(things.areas[at].sum()) >= least}
    largest: dict[int, tuple[float, str, Kind]] = {}
    for (patch, name), at, area in zip(large, large.values(), _covered(things, large), strict=True):
        standing = (-area, name, things.kind(at[0]))
        if area >= least and standing[:2] < largest.get(patch, (0.0, ""))[:2]:
            largest[patch] = standing
    return [
        (_land_cover(*largest[patch], size),) if patch in largest else ()
        for patch in range(len(things.starts) - 1)
    ]


def _covered(things: Things, groups: Mapping[tuple[int, str], Places]) -> list[float]:
    """The area under each group of areas, what overlaps counted once.

    Its sum less what each two share, which is right where no three share anything: a union costs
    several times that.
    """
    several = list(groups.values())
    pairs = [_overlapping(things.boxes[at]) for at in several]
    ones = [at[i] for at, (i, _) in zip(several, pairs, strict=True)]
    others = [at[j] for at, (_, j) in zip(several, pairs, strict=True)]
    if not sum(map(len, ones)):
        return [float(things.areas[at].sum()) for at in several]
    shapes = things.shapes[np.concatenate(ones)], things.shapes[np.concatenate(others)]
    shared = shapely.area(shapely.intersection(*shapes))
    group = np.repeat(np.arange(len(several)), [len(at) for at in ones])
    twice = np.bincount(group, shared, minlength=len(several)).tolist()
    number = np.bincount(group[shared > 0], minlength=len(several)).tolist()
    return [
        float(things.areas[at].sum()) - less
        if few < _TRIANGLE
        else float(shapely.union_all(things.shapes[at]).area)
        for at, less, few in zip(several, twice, number, strict=True)
    ]


def _overlapping(boxes: Floats) -> tuple[Places, Places]:
    """Each two of the boxes that overlap."""
    i, j = np.triu_indices(len(boxes), 1)
    low = np.maximum(boxes[i, :2], boxes[j, :2])
    high = np.minimum(boxes[i, 2:], boxes[j, 2:])
    over = (low < high).all(axis=1)
    return i[over], j[over]


def _land_cover(area: float, name: str, known: Kind, size: Size) -> Fact:
    share = round(-area / (size[0] * size[1]), 4)
    text = f"The largest land cover is {known.phrase}, over {spoken_share(share)} of the image."
    return Fact("land_cover", {"kind": name, "share": share}, text)


def _groups(things: Things, which: NDArray[np.bool_]) -> dict[tuple[int, str], Places]:
    """The places of these things by patch and name of their kind."""
    at = np.flatnonzero(which)
    keys = things.patch[at] * len(things.kinds) + things.name_codes[at]
    order = np.argsort(keys, kind="stable")
    at, keys = at[order], keys[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    return {
        (int(things.patch[several[0]]), things.kind(several[0]).name): several
        for several in np.split(at, starts[1:])
        if len(several)
    }


def _count(name: str, other: bool, found: NDArray[np.object_], size: Size) -> Fact:
    number, named = len(found), f"other {plural(name)}" if other else plural(name)
    text = f"The image holds {spoken_count(number)} {named}"
    place = _place(found, size)
    position: Json = {"image": place.image, "compass": place.compass} if place else None
    text = f"{text}, all {spoken_place(place)} of it." if place else f"{text}."
    value: Json = {"kind": name, "plural": named, "count": number, "position": position}
    return Fact("count", value, text)


def _place(found: NDArray[np.object_], size: Size) -> Place | None:
    """The cell that holds the middles of all."""
    middles = shapely.get_coordinates(shapely.centroid(found)).tolist()
    places = {place_at(x, y, *size) for x, y in middles}
    return places.pop() if len(places) == 1 else None
