"""Facts about what lies round an element.

Of each pair the most telling relation is told, in this order: crosses, inside, contains, along
the edge of, between, parallel, beside, a direction ('north of'). Of several unnamed things of one
kind in one relation only the nearest is told. Directions are told where there are fewer than four
other relations, of three things at most, the named and the nearest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import shapely
from shapely import Geometry

from rsteller_core.facts.spoken import spoken_place
from rsteller_core.facts.things import Thing
from rsteller_core.geometry import relations
from rsteller_core.geometry.axes import Place, place_at
from rsteller_core.geometry.measures import Size
from rsteller_core.geometry.repair import Geometries
from rsteller_core.values import Fact, Json, PlacedElement

MOST_RELATIONS = 8
_TRIED = 16
_FLANKS = 4
_DIRECTIONS, _FAR, _ENOUGH = 3, 0.35, 4


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

    @property
    def likeness(self) -> tuple[object, ...]:
        """Equal for relations that would read the same, where no name tells them apart."""
        return (self.word, *(thing.name or thing.kind.name for thing in self.others))


def relations_of(
    chosen: PlacedElement, things: Sequence[Thing], size: Size, most: int = MOST_RELATIONS
) -> tuple[Fact, ...]:
    """How an element lies to the things round it, the most telling first, at most ``most``."""
    others = [thing for thing in things if thing.placed is not chosen]
    if not others:
        return ()
    return tuple(
        Fact("relation", relation.value, relation.text, chosen.element.id)
        for relation in islice(_distinct(_related(_near(chosen.clipped, others, size))), most)
    )


@dataclass(frozen=True, slots=True)
class _Near:
    """A geometry and the things that are named or near, the nearest first."""

    one: Geometry
    things: Sequence[Thing]
    shapes: Geometries
    gaps: Sequence[float]
    size: Size

    def only(self, which: Iterable[int]) -> _Near:
        at = list(which)
        gaps = [self.gaps[i] for i in at]
        return _Near(self.one, [self.things[i] for i in at], self.shapes[at], gaps, self.size)

    def within(self, gap: float) -> _Near:
        """Those not farther away than this."""
        return self.only(i for i, found in enumerate(self.gaps) if found <= gap)


def _near(one: Geometry, others: Sequence[Thing], size: Size) -> _Near:
    shapes = np.array([thing.placed.clipped for thing in others], dtype=object)
    gaps = shapely.distance(one, shapes)
    # The named are told before the unnamed, unless these are at hand.
    later = [
        (gap > relations.NEAR * min(size) and thing.name is None, gap, thing.placed.element.id, i)
        for i, (gap, thing) in enumerate(zip(gaps.tolist(), others, strict=True))
    ]
    return _Near(one, others, shapes, gaps.tolist(), size).only(
        i for *_, i in sorted(later)[:_TRIED]
    )


def _related(near: _Near) -> Iterator[_Relation]:
    number = 0
    for find in (_crossed, _held, _along, _between, _parallel, _beside, _directions):
        if find is _directions and number >= _ENOUGH:
            return
        told: set[str] = set()
        for relation in find(near):
            told.update(thing.placed.element.id for thing in relation.others)
            number += 1
            yield relation
        if told:
            near = near.only(
                i for i, thing in enumerate(near.things) if thing.placed.element.id not in told
            )


def _distinct(found: Iterable[_Relation]) -> Iterator[_Relation]:
    seen: set[tuple[object, ...]] = set()
    for relation in found:
        if relation.likeness not in seen:
            seen.add(relation.likeness)
            yield relation


def _at(which: relations.Which) -> list[int]:
    found: list[int] = np.flatnonzero(which).tolist()
    return found


def _crossed(near: _Near) -> Iterator[_Relation]:
    near = near.within(0)
    if not near.things:
        return
    area = shapely.get_dimensions(near.one) == 2
    for i in _at(relations.crosses(near.one, near.shapes)):
        point = relations.crossing(near.one, near.shapes[i], near.size)
        place = place_at(point.x, point.y, *near.size)
        other = near.things[i]
        verb = "is crossed by" if area else "crosses"
        text = f"It {verb} {other.within} {spoken_place(place)} of the image."
        yield _Relation("crosses", (other,), text, place)


def _held(near: _Near) -> Iterator[_Relation]:
    near = near.within(0)
    if not near.things:
        return
    for i in _at(relations.inside(near.one, near.shapes)):
        other = near.things[i]
        yield _Relation("inside", (other,), f"It lies inside {other.described}.")
    for i in _at(relations.contains(near.one, near.shapes)):
        other = near.things[i]
        yield _Relation("contains", (other,), f"It contains {other.described}.")


def _along(near: _Near) -> Iterator[_Relation]:
    near = near.within(relations.NEAR * min(near.size))
    near = near.only(i for i, thing in enumerate(near.things) if thing.form == "area")
    if not near.things or shapely.get_dimensions(near.one) != 1:
        return
    for i in _at(relations.along_edge(near.one, near.shapes, near.size)):
        other = near.things[i]
        text = f"It runs along the edge of {other.described}."
        yield _Relation("along the edge of", (other,), text)


def _between(near: _Near) -> Iterator[_Relation]:
    """Between the first two that it lies between, of the nearest few."""
    if shapely.get_dimensions(near.one) == 1:
        return
    reach = _FAR * min(near.size)
    close = [i for i, gap in enumerate(near.gaps) if 0 < gap <= reach][:_FLANKS]
    flanks = relations.between(near.one, near.shapes[close]) if len(close) > 1 else None
    if flanks:
        first, second = (near.things[close[i]] for i in flanks)
        text = f"It lies between {first.within} and {second.described}."
        yield _Relation("between", (first, second), text)


def _parallel(near: _Near) -> Iterator[_Relation]:
    if shapely.get_dimensions(near.one) != 1:
        return
    side = min(near.size)
    near = near.within(relations.PARALLEL_GAP * side)
    for i, other in enumerate(near.things):
        if other.form == "line" and relations.parallel(near.one, near.shapes[i], side):
            yield _Relation("parallel", (other,), f"It runs parallel to {other.described}.")


def _beside(near: _Near) -> Iterator[_Relation]:
    near = near.within(relations.NEAR * min(near.size))
    if not near.things:
        return
    for i in _at(relations.beside(near.one, near.shapes, min(near.size))):
        other = near.things[i]
        yield _Relation("beside", (other,), f"It lies beside {other.described}.")


def _directions(near: _Near) -> Iterator[_Relation]:
    side = min(near.size)
    tried = [
        (shape, other)
        for gap, shape, other in zip(near.gaps, near.shapes, near.things, strict=True)
        if gap <= _FAR * side or other.name
    ]
    for shape, other in tried[:_DIRECTIONS]:
        place = relations.direction(near.one, shape, side)
        if place:
            word = f"{place.compass} of"
            yield _Relation(word, (other,), f"It lies {word} {other.described}.")
