"""Facts about what lies round an element.

Of each pair the most telling relation is told, in this order: crosses, inside, contains, along
the edge of, between, parallel, beside, a direction ('north of'). Of several things in one relation
that would be called the same only the nearest is told. Directions are told where there are fewer
than four other relations, of three things at most, the named and the nearest, and none of what is
called like a thing that is told of already.

Many subjects are looked at together: numpy tells by the boxes which pairs can be in a relation at
all, and each rule of ``geometry.relations`` is asked once, for all the pairs that are left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from rsteller_core.facts.spoken import spoken_place
from rsteller_core.facts.things import Thing, Things
from rsteller_core.geometry import relations
from rsteller_core.geometry.axes import Place, place_at, place_of
from rsteller_core.geometry.measures import KINDS, Size
from rsteller_core.geometry.projection import Floats
from rsteller_core.geometry.relations import Which
from rsteller_core.geometry.repair import Geometries
from rsteller_core.tags import kind, plural
from rsteller_core.values import Fact, Json, PlacedElement

MOST_RELATIONS = 8
_TRIED, _ALIKE = 16, 4
_FLANKS = 4
_DIRECTIONS, _FAR, _ENOUGH = 3, 0.35, 4
_DIRECTION, _ITSELF = "a direction", "is"

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Subject:
    """An element that is told of, and the place of its patch among those looked at."""

    placed: PlacedElement
    patch: int


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Subjects and the things that are tried round each, as arrays: one row a pair.

    Ordered by subject; of a subject the named and those at hand first, then by ``gaps``.
    ``subjects`` and ``things`` are places; ``ones`` and ``others`` their shapes.
    """

    subjects: Places
    things: Places
    ones: Geometries
    others: Geometries
    lines: Which
    other_lines: Which
    areas: Which
    other_areas: Which
    gaps: Floats

    def __len__(self) -> int:
        return len(self.subjects)


@dataclass(slots=True)
class _Told:
    """What has been found of each subject, and which pairs are left to be told of.

    ``words`` holds, by subject and by what the others are called, the relations told: of what
    would read the same only the first, the nearest, is told, and of a name only one relation, for
    a road is mapped in pieces of one name. A subject stands for itself with no relation.
    """

    left: Which
    found: list[list[_Relation]]
    words: dict[tuple[int, str], set[str]]

    def add(self, subject: int, relation: _Relation) -> None:
        """Add a relation if there is room."""
        if len(self.found[subject]) < MOST_RELATIONS:
            self.found[subject].append(relation)


@dataclass(frozen=True, slots=True)
class _Relation:
    """A relation to one other thing (of 'between' to two), with its sentence."""

    word: str
    others: tuple[Thing, ...]
    text: str
    place: Place | None = None

    @property
    def value(self) -> Json:
        value: dict[str, Json] = {"relation": self.word, "other": self.others[0].value}
        if len(self.others) > 1:
            value["and"] = self.others[1].value
        if self.place:
            value["position"] = {"image": self.place.image, "compass": self.place.compass}
        return value


def relations_of(subjects: Sequence[Subject], things: Things, size: Size) -> list[tuple[Fact, ...]]:
    """How each subject lies to the things round it, the most telling first, at most
    ``MOST_RELATIONS``.
    """
    pairs = _pairs(subjects, things, min(size))
    words: dict[tuple[int, str], set[str]] = {
        (number, _called(subject)): {_ITSELF} for number, subject in enumerate(subjects)
    }
    told = _Told(np.ones(len(pairs), dtype=bool), [[] for _ in subjects], words)
    if len(pairs):
        _met(pairs, things, told, size)
        _along(pairs, things, told, size)
        _between(pairs, things, told, min(size))
        _parallel(pairs, things, told, min(size))
        _beside(pairs, things, told, min(size))
        _directions(pairs, things, told, min(size))
    return [
        tuple(
            Fact("relation", relation.value, relation.text, subject.placed.element.id)
            for relation in found[:MOST_RELATIONS]
        )
        for subject, found in zip(subjects, told.found, strict=True)
    ]


def _called(subject: Subject) -> str:
    """What tells a subject apart in a caption: its name, else its kind."""
    element, clipped = subject.placed.element, subject.placed.clipped
    name = element.tags.get("name")
    known = None if name else kind(element.tags, KINDS[int(shapely.get_dimensions(clipped))])
    return name or (known.name if known else "")


def _pairs(subjects: Sequence[Subject], things: Things, side: float) -> _Pairs:
    shapes = np.array([subject.placed.clipped for subject in subjects], dtype=object)
    subject, thing = _candidates(subjects, things)
    gaps = _gaps(shapes, subject, things, thing, side)
    kept = _tried(subject, thing, things, gaps, side)
    subject, thing, gaps = subject[kept], thing[kept], gaps[kept]
    dimensions = shapely.get_dimensions(shapes)[subject]
    return _Pairs(
        subjects=subject,
        things=thing,
        ones=shapes[subject],
        others=things.shapes[thing],
        lines=dimensions == 1,
        other_lines=things.dimensions[thing] == 1,
        areas=dimensions == 2,
        other_areas=things.dimensions[thing] == 2,
        gaps=gaps,
    )


def _candidates(subjects: Sequence[Subject], things: Things) -> tuple[Places, Places]:
    """All pairs of a subject and a thing of its patch that is seen and not itself."""
    first = np.array([things.starts[subject.patch] for subject in subjects], dtype=np.intp)
    last = np.array([things.starts[subject.patch + 1] for subject in subjects], dtype=np.intp)
    many = last - first
    subject = np.repeat(np.arange(len(subjects)), many)
    thing = np.arange(len(subject)) + np.repeat(first - (np.cumsum(many) - many), many)
    itself = np.array([things.place_of(one.placed.element, one.patch) for one in subjects])
    wanted = things.seen[thing] & (thing != itself[subject])
    return subject[wanted], thing[wanted]


def _gaps(
    shapes: Geometries, subject: Places, things: Things, thing: Places, side: float
) -> Floats:
    """How far apart each pair is: at hand exactly, farther away by their boxes."""
    one, other = shapely.bounds(shapes)[subject], things.boxes[thing]
    apart = np.maximum(one[:, :2] - other[:, 2:], other[:, :2] - one[:, 2:])
    gaps: Floats = np.hypot(*np.maximum(apart, 0).T)
    near = np.flatnonzero(gaps <= relations.NEAR * side)
    gaps[near] = shapely.distance(shapes[subject[near]], things.shapes[thing[near]])
    return gaps


def _tried(subject: Places, thing: Places, things: Things, gaps: Floats, side: float) -> Places:
    """The pairs that are tried, in their order: of a subject the named and those at hand, then the
    nearest, and of unnamed things of one kind no more than a few.
    """
    named = things.named[thing]
    later = (gaps > relations.NEAR * side) & ~named
    order = np.lexsort((things.ranks[thing], gaps, later, subject))
    alike = subject[order] * len(things.kinds) + things.codes[thing[order]]
    order = order[named[order] | (_occurrence(alike) < _ALIKE)]
    tried: Places = order[_occurrence(subject[order]) < _TRIED]
    return tried


def _occurrence(keys: Places) -> Places:
    """The how-manieth of its key each is, from 0."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    number = np.empty(len(keys), dtype=np.intp)
    number[order] = np.arange(len(keys)) - np.repeat(starts, np.diff(starts, append=len(keys)))
    return number


def _tell(
    pairs: _Pairs,
    things: Things,
    told: _Told,
    which: Places,
    word: str,
    stated: Callable[[int, Thing], _Relation],
) -> None:
    """Add a relation for each of these pairs, if none that reads the same is there."""
    told.left[which] = False
    for at in which.tolist():
        other = _new(pairs, things, told, at, word)
        if other:
            told.add(int(pairs.subjects[at]), stated(at, other))


def _new(pairs: _Pairs, things: Things, told: _Told, at: int, word: str) -> Thing | None:
    """The other of a pair, if this relation to what is called so is not told yet."""
    thing = int(pairs.things[at])
    words = told.words.setdefault((int(pairs.subjects[at]), things.called(thing)), set())
    told_of = words - {_ITSELF}
    if word in words or (told_of and word == _DIRECTION) or (words and things.named[thing]):
        return None
    another = bool(words)
    words.add(word)
    return things.thing(thing, another)


def _met(pairs: _Pairs, things: Things, told: _Told, size: Size) -> None:
    """What crosses, lies inside or is held."""
    at = np.flatnonzero(pairs.gaps == 0)
    met = relations.meetings(pairs.ones[at], pairs.others[at])
    crossing = relations.crosses(met)
    spots = relations.crossings(met.only(crossing), size).tolist()
    places = {
        pair: place_at(x, y, *size)
        for pair, (x, y) in zip(at[crossing].tolist(), spots, strict=True)
    }

    def crossed(pair: int, other: Thing) -> _Relation:
        place = places[pair]
        verb = "is crossed by" if pairs.areas[pair] else "crosses"
        text = f"It {verb} {other.within} {spoken_place(place)} of the image."
        return _Relation("crosses", (other,), text, place)

    _tell(pairs, things, told, at[crossing], "crosses", crossed)
    inside, contains = relations.inside(met), relations.contains(met)
    for which, word, begins in (
        (inside & ~crossing, "inside", "It lies inside"),
        (contains & ~crossing, "contains", "It contains"),
    ):
        _tell(pairs, things, told, at[which], word, _simple(word, begins))
    # Over each other, but in no relation that has a word: not beside each other either.
    told.left[at[~relations.touches(met)]] = False


def _simple(word: str, begins: str) -> Callable[[int, Thing], _Relation]:
    return lambda _, other: _Relation(word, (other,), f"{begins} {other.described}.")


def _along(pairs: _Pairs, things: Things, told: _Told, size: Size) -> None:
    near = pairs.gaps <= relations.NEAR * min(size)
    at = np.flatnonzero(told.left & near & pairs.lines & pairs.other_areas)
    along = at[relations.along_edge(pairs.ones[at], pairs.others[at], size)]
    word = "along the edge of"
    _tell(pairs, things, told, along, word, _simple(word, f"It runs {word}"))


def _between(pairs: _Pairs, things: Things, told: _Told, side: float) -> None:
    """Between the first two that it lies between, of the nearest few."""
    near = (pairs.gaps > 0) & (pairs.gaps <= _FAR * side) & told.left & ~pairs.lines
    at = np.flatnonzero(near)
    number = _occurrence(pairs.subjects[at])
    at, number = at[number < _FLANKS], number[number < _FLANKS]
    subjects, row = np.unique(pairs.subjects[at], return_inverse=True)
    if not subjects.size:
        return
    flanks = np.full((len(subjects), _FLANKS), None, dtype=object)
    flanks[row, number] = pairs.others[at]
    places = np.zeros((len(subjects), _FLANKS), dtype=np.intp)
    places[row, number] = at
    ones = pairs.ones[places[:, 0]]
    for i, (first, second) in enumerate(relations.between(ones, flanks).tolist()):
        if first >= 0:
            rows = places[i, [first, second]].tolist()
            told.left[rows] = False
            flank = [_new(pairs, things, told, row, f"between {n}") for n, row in enumerate(rows)]
            one, other = flank
            if one and other:
                told.add(int(subjects[i]), _between_relation(one, other))


def _between_relation(one: Thing, other: Thing) -> _Relation:
    if one.name is None and other.name is None and one.kind.name == other.kind.name:
        several = plural(one.kind.name)
        flanks = f"two {several}" if one.kind.countable else f"{several} on two sides"
    else:
        flanks = f"{one.within} and {other.described}"
    return _Relation("between", (one, other), f"It lies between {flanks}.")


def _parallel(pairs: _Pairs, things: Things, told: _Told, side: float) -> None:
    near = pairs.gaps <= relations.PARALLEL_GAP * side
    at = np.flatnonzero(told.left & near & pairs.lines & pairs.other_lines)
    parallel = at[relations.parallel(pairs.ones[at], pairs.others[at], side)]
    stated = _simple("parallel", "It runs parallel to")
    _tell(pairs, things, told, parallel, "parallel", stated)


def _beside(pairs: _Pairs, things: Things, told: _Told, side: float) -> None:
    near = pairs.gaps <= relations.NEAR * side
    beside = np.flatnonzero(told.left & near & ~(pairs.lines & pairs.other_lines))
    _tell(pairs, things, told, beside, "beside", _simple("beside", "It lies beside"))


def _directions(pairs: _Pairs, things: Things, told: _Told, side: float) -> None:
    few = np.array([len(found) < _ENOUGH for found in told.found])[pairs.subjects]
    near = (pairs.gaps <= _FAR * side) | things.named[pairs.things]
    at = np.flatnonzero(told.left & few & near & ~(pairs.lines & pairs.other_lines))
    at = at[_occurrence(pairs.subjects[at]) < _DIRECTIONS]
    east, north = relations.directions(pairs.ones[at], pairs.others[at], side)
    for pair, x, y in zip(at.tolist(), east.tolist(), north.tolist(), strict=True):
        # 'West of a track, north of a track': of which? What is told of is not told again.
        other = _new(pairs, things, told, pair, _DIRECTION) if x or y else None
        if other:
            word = f"{place_of(x, y).compass} of"
            text = f"It lies {word} {other.described}."
            told.add(int(pairs.subjects[pair]), _Relation(word, (other,), text))
