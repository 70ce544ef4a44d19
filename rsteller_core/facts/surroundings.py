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

from rsteller_core.facts.pairs import Pairs, Subject, occurrence, pairs_of
from rsteller_core.facts.spoken import spoken_place
from rsteller_core.facts.things import Places, Thing, Things
from rsteller_core.geometry import relations
from rsteller_core.geometry.axes import Place, place_at, place_of
from rsteller_core.geometry.measures import Size
from rsteller_core.geometry.relations import Which
from rsteller_core.tags import BY_DIMENSION, kind, plural
from rsteller_core.values import Fact, Json

MOST_RELATIONS = 8
_FLANKS = 4
_DIRECTIONS, _FAR, _ENOUGH = 3, 0.35, 4
_DIRECTION, _ITSELF = "a direction", "is"


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
            value["position"] = {**self.place.words}
        return value


def relations_of(subjects: Sequence[Subject], things: Things, size: Size) -> list[tuple[Fact, ...]]:
    """How each subject lies to the things round it, the most telling first, at most
    ``MOST_RELATIONS``.
    """
    pairs = pairs_of(subjects, things, min(size))
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
    known = None if name else kind(element.tags, BY_DIMENSION[int(shapely.get_dimensions(clipped))])
    return name or (known.name if known else "")


def _tell(
    pairs: Pairs,
    things: Things,
    told: _Told,
    which: Places,
    word: str,
    stated: Callable[[Thing], str],
) -> None:
    """Add a relation for each of these pairs, if none that reads the same is there."""
    for at, other in _all_new(pairs, things, told, which, word):
        told.add(int(pairs.subjects[at]), _Relation(word, (other,), stated(other)))


def _all_new(
    pairs: Pairs, things: Things, told: _Told, which: Places, word: str
) -> list[tuple[int, Thing]]:
    """Those of these pairs of which this relation is not told yet, with their others."""
    told.left[which] = False
    others = ((at, _new(pairs, things, told, at, word)) for at in which.tolist())
    return [(at, other) for at, other in others if other]


def _new(pairs: Pairs, things: Things, told: _Told, at: int, word: str) -> Thing | None:
    """The other of a pair, if this relation to what is called so is not told yet."""
    thing = int(pairs.things[at])
    words = told.words.setdefault((int(pairs.subjects[at]), things.called(thing)), set())
    told_of = words - {_ITSELF}
    if word in words or (told_of and word == _DIRECTION) or (words and things.named[thing]):
        return None
    another = bool(words)
    words.add(word)
    return things.thing(thing, another)


def _met(pairs: Pairs, things: Things, told: _Told, size: Size) -> None:
    """What crosses, lies inside or is held."""
    at = np.flatnonzero(pairs.gaps == 0)
    met = relations.meetings(pairs.ones[at], pairs.others[at])
    crossing = relations.crosses(met)
    _crossed(pairs, things, told, at[crossing], size)
    inside, contains = relations.inside(met), relations.contains(met)
    for which, word, begins in (
        (inside & ~crossing, "inside", "It lies inside"),
        (contains & ~crossing, "contains", "It contains"),
    ):
        _tell(pairs, things, told, at[which], word, _simple(begins))
    # Over each other, but in no relation that has a word: not beside each other either.
    told.left[at[~relations.touches(met)]] = False


def _crossed(pairs: Pairs, things: Things, told: _Told, which: Places, size: Size) -> None:
    new = _all_new(pairs, things, told, which, "crosses")
    at = np.array([pair for pair, _ in new], dtype=np.intp)
    spots = relations.crossings(pairs.ones[at], pairs.others[at], size).tolist()
    for (pair, other), (x, y) in zip(new, spots, strict=True):
        place = place_at(x, y, *size)
        verb = "is crossed by" if pairs.areas[pair] else "crosses"
        text = f"It {verb} {other.within} {spoken_place(place)} of the image."
        told.add(int(pairs.subjects[pair]), _Relation("crosses", (other,), text, place))


def _simple(begins: str) -> Callable[[Thing], str]:
    return lambda other: f"{begins} {other.described}."


def _along(pairs: Pairs, things: Things, told: _Told, size: Size) -> None:
    near = pairs.gaps <= relations.NEAR * min(size)
    at = np.flatnonzero(told.left & near & pairs.lines & pairs.other_areas)
    along = at[relations.along_edge(pairs.ones[at], pairs.others[at], size)]
    word = "along the edge of"
    _tell(pairs, things, told, along, word, _simple(f"It runs {word}"))


def _between(pairs: Pairs, things: Things, told: _Told, side: float) -> None:
    """Between the first two that it lies between, of the nearest few."""
    near = (pairs.gaps > 0) & (pairs.gaps <= _FAR * side) & told.left & ~pairs.lines
    at = np.flatnonzero(near)
    number = occurrence(pairs.subjects[at])
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


def _parallel(pairs: Pairs, things: Things, told: _Told, side: float) -> None:
    near = pairs.gaps <= relations.PARALLEL_GAP * side
    at = np.flatnonzero(told.left & near & pairs.lines & pairs.other_lines)
    parallel = at[relations.parallel(pairs.ones[at], pairs.others[at], side)]
    _tell(pairs, things, told, parallel, "parallel", _simple("It runs parallel to"))


def _beside(pairs: Pairs, things: Things, told: _Told, side: float) -> None:
    near = pairs.gaps <= relations.NEAR * side
    beside = np.flatnonzero(told.left & near & ~(pairs.lines & pairs.other_lines))
    _tell(pairs, things, told, beside, "beside", _simple("It lies beside"))


def _directions(pairs: Pairs, things: Things, told: _Told, side: float) -> None:
    few = np.array([len(found) < _ENOUGH for found in told.found])[pairs.subjects]
    near = (pairs.gaps <= _FAR * side) | things.named[pairs.things]
    at = np.flatnonzero(told.left & few & near & ~(pairs.lines & pairs.other_lines))
    at = at[occurrence(pairs.subjects[at]) < _DIRECTIONS]
    east, north = relations.directions(pairs.ones[at], pairs.others[at], side)
    for pair, x, y in zip(at.tolist(), east.tolist(), north.tolist(), strict=True):
        # 'West of a track, north of a track': of which? What is told of is not told again.
        other = _new(pairs, things, told, pair, _DIRECTION) if x or y else None
        if other:
            word = f"{place_of(x, y).compass} of"
            text = f"It lies {word} {other.described}."
            told.add(int(pairs.subjects[pair]), _Relation(word, (other,), text))
