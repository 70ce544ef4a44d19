"""Facts about a patch as the sum of its things: counts of like things, the land cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from rsteller_core.facts.spoken import spoken_count, spoken_place, spoken_share
from rsteller_core.facts.things import Places, Things
from rsteller_core.geometry.axes import Place, place_at
from rsteller_core.geometry.measures import Size
from rsteller_core.geometry.projection import Floats
from rsteller_core.tags import plural
from rsteller_core.values import Fact, Json

MOST_COUNTS = 5
_MOSTLY = 0.5
_DOMINANT = 0.3
Group = tuple[int, str]
"""A patch, and the name of a kind."""
_COVERS = frozenset({"landuse", "natural", "leisure", "water", "wetland", "landcover"})


def whole_facts(things: Things, size: Size) -> list[tuple[Fact, ...]]:
    """The counts and the land cover of each patch."""
    counts, covers = count_facts(things, size), land_cover_facts(things, size)
    return [(*count, *cover) for count, cover in zip(counts, covers, strict=True)]


def count_facts(things: Things, size: Size) -> list[tuple[Fact, ...]]:
    """How many things of one kind each patch holds, the most first, at most ``MOST_COUNTS``.

    Counted are areas and points of kinds that can be counted, two or more, with at least half of
    each inside the patch; if all have their middle in one cell of the nine-grid, that is told,
    too. Lines are not: a road is mapped in pieces. Buildings are called 'other buildings' where
    two or more of a stated kind are counted apart; else all are counted together.
    """
    counted = things.seen & (things.dimensions != 1) & things.of_kind(lambda known: known.countable)
    counted &= things.areas >= _MOSTLY * things.whole_areas
    middles = np.full((len(things.shapes), 2), np.nan)
    middles[counted] = shapely.get_coordinates(shapely.centroid(things.shapes[counted]))
    patches: list[dict[str, Places]] = [{} for _ in things.starts[1:]]
    for (patch, name), at in _groups(things, counted).items():
        patches[patch][name] = at
    return [tuple(_counts(things, groups, middles, size)) for groups in patches]


def _counts(
    things: Things, groups: dict[str, Places], middles: Floats, size: Size
) -> Iterator[Fact]:
    """The counts of one patch; ``middles`` are those of the things that are counted."""
    others = _merge_single(things, groups)
    several = sorted((-len(at), name) for name, at in groups.items() if len(at) > 1)
    for _, name in several[:MOST_COUNTS]:
        yield _count(name, name in others, middles[groups[name]], size)


def _merge_single(things: Things, groups: dict[str, Places]) -> set[str]:
    """Count what is single of its kind, a lone house, with those of no stated kind, 'building':
    a kind of no stated sort has the name of its key. Returns such names where others of the key
    are counted apart.
    """
    others: set[str] = set()
    for name in [name for name, at in groups.items() if things.kind(at[0]).tags[0][0] == name]:
        alike = {
            kind: at
            for kind, at in groups.items()
            if kind != name and things.kind(at[0]).tags[0][0] == name
        }
        single = [groups.pop(kind) for kind, at in alike.items() if len(at) == 1]
        groups[name] = np.concatenate([groups[name], *single])
        if len(single) < len(alike):
            others.add(name)
    return others


def land_cover_facts(things: Things, size: Size) -> list[tuple[Fact, ...]]:
    """The land cover with the largest share of each patch, if that is at least 0.3.

    Of one kind, what overlaps is counted once; of equals the first name is taken.
    """
    covers = things.of_kind(lambda known: known.tags[0][0] in _COVERS)
    groups = _groups(things, things.seen & covers)
    largest: dict[int, tuple[float, str, str]] = {}
    large = _may_be_largest(things, groups, _DOMINANT * size[0] * size[1])
    for group, area in zip(large, _covered(things, [groups[one] for one in large]), strict=True):
        patch, name = group
        share = area / (size[0] * size[1])
        standing = (-share, name, _cover_phrase(things, groups[group]))
        if share >= _DOMINANT and standing[:2] < largest.get(patch, (0.0, ""))[:2]:
            largest[patch] = standing
    return [
        (_land_cover(*largest[patch]),) if patch in largest else ()
        for patch in range(len(things.starts) - 1)
    ]


def _may_be_largest(things: Things, groups: Mapping[Group, Places], least: float) -> list[Group]:
    """The groups that are large enough, unless one area alone of another is larger than all."""
    sums = {group: float(things.areas[at].sum()) for group, at in groups.items()}
    beaten: defaultdict[int, float] = defaultdict(float)
    for group, total in sums.items():
        if total >= least:
            patch, _ = group
            beaten[patch] = max(beaten[patch], float(things.areas[groups[group]].max()))
    return [group for group, total in sums.items() if total >= max(least, beaten[group[0]])]


def _covered(things: Things, groups: Sequence[Places]) -> list[float]:
    """The area under each group of areas, what overlaps counted once.

    Its sum less what each two share, and what three share once more; where four may share
    something it is that of their union, which costs several times as much.
    """
    sums = [float(things.areas[at].sum()) for at in groups]
    ones, others, group = _overlapping(things, groups)
    if not ones.size:
        return sums
    both = shapely.intersection(things.shapes[ones], things.shapes[others])
    shared = shapely.area(both)
    twice = np.bincount(group, shared, minlength=len(groups)).tolist()
    pairs: defaultdict[int, dict[tuple[int, int], int]] = defaultdict(dict)
    for k in np.flatnonzero(shared > 0).tolist():
        pairs[int(group[k])][int(ones[k]), int(others[k])] = k
    areas = [total - less for total, less in zip(sums, twice, strict=True)]
    for number, overlaps in pairs.items():
        threes = _of_three(overlaps)
        if len(threes) > 1:
            areas[number] = float(shapely.union_all(things.shapes[groups[number]]).area)
        elif threes:
            ((k, third),) = threes
            common = shapely.intersection(both[k], things.shapes[third])
            areas[number] += float(shapely.area(common))
    return areas


def _of_three(overlaps: Mapping[tuple[int, int], int]) -> list[tuple[int, int]]:
    """Each three that overlap one another: the place of two of them, and the third."""
    after: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in overlaps:
        after[one].add(other)
    return [
        (k, third)
        for (one, other), k in overlaps.items()
        for third in sorted(after[one] & after[other])
    ]


def _overlapping(things: Things, groups: Sequence[Places]) -> tuple[Places, Places, Places]:
    """Each two areas of a group whose boxes overlap, and the place of their group."""
    places = np.concatenate([np.empty(0, dtype=np.intp), *groups])
    sizes = np.array([len(at) for at in groups], dtype=np.intp)
    after = np.repeat(np.cumsum(sizes), sizes) - np.arange(len(places)) - 1
    one = np.repeat(np.arange(len(places)), after)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(after) - after, after)
    boxes = things.boxes[places]
    low = np.maximum(boxes[one, :2], boxes[other, :2])
    high = np.minimum(boxes[one, 2:], boxes[other, 2:])
    over = (low < high).all(axis=1)
    group = np.repeat(np.arange(len(groups)), sizes)
    return places[one[over]], places[other[over]], group[one[over]]


def _cover_phrase(things: Things, at: Places) -> str:
    """'a meadow', 'meadows' where there are several, 'farmland'."""
    known = things.kind(at[0])
    return known.phrase if len(at) == 1 else plural(known.name)


def _land_cover(share: float, name: str, phrase: str) -> Fact:
    share = round(-share, 4)
    text = f"The largest land cover is {phrase}, over {spoken_share(share)} of the image."
    return Fact("land_cover", {"kind": name, "share": share}, text)


def _name_codes(things: Things) -> Places:
    """Equal for things whose kinds have the same name."""
    places: dict[str, int] = {}
    names = (known.name if known else "" for known in things.kinds)
    codes = np.array([places.setdefault(name, len(places)) for name in names], dtype=np.intp)
    of_things: Places = codes[things.codes]
    return of_things


def _groups(things: Things, which: NDArray[np.bool_]) -> dict[Group, Places]:
    """The places of these things by patch and name of their kind."""
    at = np.flatnonzero(which)
    keys = things.patch[at] * len(things.kinds) + _name_codes(things)[at]
    order = np.argsort(keys, kind="stable")
    at, keys = at[order], keys[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    return {
        (int(things.patch[several[0]]), things.kind(several[0]).name): several
        for several in np.split(at, starts[1:])
        if len(several)
    }


def _count(name: str, other: bool, middles: Floats, size: Size) -> Fact:
    number, named = len(middles), f"other {plural(name)}" if other else plural(name)
    text = f"The image holds {spoken_count(number)} {named}"
    place = _place(middles, size)
    position: Json = {**place.words} if place else None
    text = f"{text}, all {spoken_place(place)} of it." if place else f"{text}."
    value: Json = {"kind": name, "plural": named, "count": number, "position": position}
    return Fact("count", value, text)


def _place(middles: Floats, size: Size) -> Place | None:
    """The cell that holds the middles of all."""
    # All lie in one cell of a grid where their least and their largest coordinates do.
    (west, south), (east, north) = middles.min(axis=0).tolist(), middles.max(axis=0).tolist()
    least, most = place_at(west, south, *size), place_at(east, north, *size)
    return least if least == most else None
